"""A road map as an official plan, to print or to work on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.engines.typeset import Document, to_docx, to_pdf
from kenes.implementation import permissions
from kenes.implementation.printing import plan
from kenes.implementation.views.asking import visible
from kenes.languages.types import current_language
from kenes.ui.asking import actor_of
from kenes.ui.papers import sent

_MAKERS: dict[str, Callable[[Document], bytes]] = {"pdf": to_pdf, "docx": to_docx}


@require_safe
def roadmap_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _plan(request, number, "pdf")


@require_safe
def roadmap_docx(request: HttpRequest, number: str) -> HttpResponse:
    return _plan(request, number, "docx")


def _plan(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Seen by whom the road map's page is seen by."""
    actor = actor_of(request)
    roadmap = visible(number, actor)
    authorise(actor, permissions.READ, roadmap)
    content = _MAKERS[kind](plan(roadmap, timezone.localdate()))
    return sent(content, f"{roadmap.number}-plan-{current_language()}.{kind}")
