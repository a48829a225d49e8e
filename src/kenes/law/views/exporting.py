"""A version of an act as a file: PDF, DOCX, Akoma Ntoso, text."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.engines.typeset import to_docx, to_pdf
from kenes.languages.types import current_language
from kenes.law import permissions, printing
from kenes.law.models import Act, Text, Version
from kenes.ui.asking import actor_of
from kenes.ui.papers import sent


@require_safe
def version_pdf(request: HttpRequest, code: str, on: str) -> HttpResponse:
    return _file(request, code, on, "pdf", lambda one, text: to_pdf(printing.paper(one, text)))


@require_safe
def version_docx(request: HttpRequest, code: str, on: str) -> HttpResponse:
    return _file(request, code, on, "docx", lambda one, text: to_docx(printing.paper(one, text)))


@require_safe
def version_akn(request: HttpRequest, code: str, on: str) -> HttpResponse:
    return _file(request, code, on, "xml", printing.akoma_ntoso)


@require_safe
def version_txt(request: HttpRequest, code: str, on: str) -> HttpResponse:
    return _file(request, code, on, "txt", lambda _one, text: printing.plain(text).encode())


def _file(
    request: HttpRequest,
    code: str,
    on: str,
    kind: str,
    make: Callable[[Version, Text], bytes],
) -> HttpResponse:
    authorise(actor_of(request), permissions.READ)
    act = get_object_or_404(Act, code=code)
    known = {one.on.isoformat(): one for one in act.versions.prefetch_related("texts")}
    if on not in known:
        raise Http404
    version = known[on]
    version.act = act
    text = version.text_for(request.GET.get("language", "") or current_language())
    if text is None:
        raise Http404
    with override(text.language):
        content = make(version, text)
    return sent(content, f"{code}-{on}-{text.language}.{kind}")
