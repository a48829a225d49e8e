"""All road maps, and the permanent address of each."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.implementation import listing, matter, permissions, telling
from kenes.implementation.models import RoadMap
from kenes.languages.fields import picked
from kenes.ui.asking import actor_of


@dataclass(frozen=True, kw_only=True)
class Row:
    roadmap: RoadMap
    title: str
    language: str
    percent: int
    standing: str


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: tuple[Row, ...]
    drafts: tuple[Row, ...]
    pages: paging.Page[RoadMap]
    may_begin: bool


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("implementation:roadmap", number=number)


@require_safe
def roadmaps(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    pages = listing.adopted(
        after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    drafts = listing.drafts(actor)
    found = matter.standings([one.pk for one in pages.rows], timezone.localdate())
    page = Page(
        rows=tuple(_row(one, found[one.pk]) for one in pages.rows),
        drafts=tuple(_row(one, matter.Standing()) for one in drafts),
        pages=pages,
        may_begin=bool(may(actor, permissions.CHANGE)),
    )
    return render(request, "implementation/all.html", {"page": page})


def _row(roadmap: RoadMap, found: matter.Standing) -> Row:
    title, language = picked(roadmap.title)
    return Row(
        roadmap=roadmap,
        title=title,
        language=language,
        percent=found.percent,
        standing=telling.standing(roadmap, found),
    )
