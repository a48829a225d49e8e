"""All consultations: what is open, what was found."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor, Role
from kenes.database import paging
from kenes.members.models import Body
from kenes.opinions import listing, permissions, telling
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.ui.asking import actor_of

_PREPARING = frozenset({Role.SECRETARY, Role.CHAIR, Role.OPERATOR, Role.MODERATOR})


@dataclass(frozen=True, kw_only=True)
class Row:
    consultation: Consultation
    title: str
    language: str
    standing: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """Those of one status."""

    name: str
    heading: str
    rows: tuple[Row, ...]
    pages: paging.Page[Consultation]


@dataclass(frozen=True, kw_only=True)
class Page:
    parts: tuple[Part, ...]
    bodies: tuple[Body, ...]
    body: str
    statuses: tuple[tuple[str, str], ...]
    status: str
    is_narrowed: bool
    may_prepare: bool


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    headings = _headings(actor)
    status, body = request.GET.get("status", ""), request.GET.get("body", "")[:60]
    status = status if status in headings else ""
    body = body if body.isprintable() else ""
    parts = [_part(request, one, body, narrowed=status) for one in _wanted(headings, status)]
    page = Page(
        parts=tuple(
            Part(name=one, heading=headings[one], rows=rows, pages=pages)
            for one, rows, pages in parts
            if rows
        ),
        bodies=tuple(Body.objects.all()),
        body=body,
        statuses=tuple(headings.items()),
        status=status,
        is_narrowed=bool(status or body),
        may_prepare=bool(may(actor, permissions.PREPARE)),
    )
    return render(request, "opinions/all.html", {"page": page})


def _headings(actor: Actor) -> dict[str, str]:
    """The statuses this reader may look at, open ones first."""
    found = {
        Status.OPEN: pgettext("consultations", "Open"),
        Status.DRAFT: pgettext("consultations", "In preparation"),
        Status.CLOSED: pgettext("consultations", "Closed"),
    }
    if not actor.roles & _PREPARING:
        del found[Status.DRAFT]
    return {str(status): heading for status, heading in found.items()}


def _wanted(headings: dict[str, str], status: str) -> list[str]:
    return [status] if status else list(headings)


def _part(
    request: HttpRequest, status: str, body: str, *, narrowed: str
) -> tuple[str, tuple[Row, ...], paging.Page[Consultation]]:
    """Pages turn within one status: of all together only the first is shown."""
    pages = listing.page(
        Status(status),
        body,
        after=request.GET.get("after", "") if narrowed else "",
        before=request.GET.get("before", "") if narrowed else "",
        kept={"status": status, "body": body},
    )
    today = timezone.localdate()
    rows = tuple(
        Row(
            consultation=one,
            title=one.name,
            language=one.name_language,
            standing=telling.standing(one, today),
            tone=telling.tone(one),
        )
        for one in pages.rows
    )
    return status, rows, pages
