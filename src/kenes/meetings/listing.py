"""Lists of meetings: those ahead, those that are over by a page’s key, those of a year."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from kenes.database import paging
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting, MeetingQuerySet
from kenes.members.models import Body

ROWS = 50
MOST_AHEAD = 30  # the plan of a year shows all
OF_A_YEAR = 200
FIRST_YEAR = 1990
_OVER = (Status.CLOSED, Status.CANCELLED)
_NEWEST = paging.Order(field="on", read=date.fromisoformat, falls=True)


def found(*, body: str = "", year: int | None = None) -> MeetingQuerySet:
    """Of a body, of a year."""
    rows = Meeting.objects.select_related("minutes").prefetch_related("body")
    if body and body.isprintable():
        # By its key, so that the index of a body's meetings is read in its order.
        known = Body.objects.filter(slug=body).values_list("pk", flat=True).first()
        rows = rows.filter(body=known) if known else rows.none()
    if year is not None:
        rows = rows.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
    return rows


def ahead(rows: MeetingQuerySet, today: date) -> tuple[Meeting, ...]:
    """From today on and not over yet, the nearest first; a cancelled one says so until its day."""
    return tuple(
        rows.filter(on__gte=today).exclude(status=Status.CLOSED).order_by("on", "id")[:MOST_AHEAD]
    )


def over(
    rows: MeetingQuerySet, today: date, *, filters: Mapping[str, str], after: str, before: str
) -> paging.Page[Meeting]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = rows.filter(on__lte=today).exclude(Q(on=today) & ~Q(status__in=_OVER))
    rows = rows.exclude(on=today, status=Status.CANCELLED)
    return paging.page(rows, _NEWEST, size=ROWS, after=after, before=before, kept=filters)


def year_of(text: str, today: date) -> int | None:
    """The year an address asks for; None for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if FIRST_YEAR <= int(text) <= today.year + 10 else None
