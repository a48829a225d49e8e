"""Source documents: what came, its pages, and the copy anyone may load."""

from dataclasses import dataclass
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise
from kenes.engines import undocs
from kenes.recommendations import permissions
from kenes.recommendations.labels import label
from kenes.recommendations.models import Document, Recommendation

PAGE_WIDTH = 1100  # pixels of a page image
ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Page:
    document: Document
    mechanism: str
    country: str
    shown_page: int | None
    image_url: str
    previous_url: str
    next_url: str
    recommendations: tuple[Recommendation, ...]
    register_url: str


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document: its facts, and one of its pages beside what was read from it."""
    authorise(request.actor, permissions.READ_DOCUMENT)  # type: ignore[attr-defined]
    found = get_object_or_404(Document.objects.defer("text"), pk=pk)
    here = found.recommendations.prefetch_related("texts").order_by("id")
    shown, address = None, reverse("recommendations:document", args=[pk])
    previous_url = next_url = ""
    if found.media_type == "application/pdf" and found.page_count:
        paginator = Paginator(range(1, found.page_count + 1), 1)
        first = here.exclude(page=None).order_by("page").values_list("page", flat=True).first()
        wanted = paginator.get_page(request.GET.get("page") or first or 1)
        shown = wanted.number
        here = here.filter(page=shown)
        if wanted.has_previous():
            previous_url = f"{address}?page={shown - 1}"
        if wanted.has_next():
            next_url = f"{address}?page={shown + 1}"
    page = Page(
        document=found,
        mechanism=label("mechanism", found.mechanism),
        country=label("country", found.country),
        shown_page=shown,
        image_url=reverse("recommendations:document_page", args=[pk, shown]) if shown else "",
        previous_url=previous_url,
        next_url=next_url,
        recommendations=tuple(here[:ROWS]),
        register_url=f"{reverse('recommendations:register')}?document={pk}",
    )
    return render(request, "recommendations/document.html", {"page": page})


@require_GET
def document_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a PDF as a picture."""
    authorise(request.actor, permissions.READ_DOCUMENT)  # type: ignore[attr-defined]
    found = get_object_or_404(Document.objects.defer("text"), pk=pk)
    if found.media_type != "application/pdf" or not 1 <= number <= (found.page_count or 0):
        raise Http404
    picture = undocs.render_page(Path(found.file.path), number, PAGE_WIDTH)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_GET
def document_file(request: HttpRequest, pk: int) -> FileResponse:
    """The stripped copy, always as a download and never as a page of ours."""
    authorise(request.actor, permissions.READ_DOCUMENT)  # type: ignore[attr-defined]
    found = get_object_or_404(Document.objects.defer("text"), pk=pk)
    if not found.public_file:
        raise Http404
    response = FileResponse(
        found.public_file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
