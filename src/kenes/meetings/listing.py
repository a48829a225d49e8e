"""Lists of meetings: those ahead, those that are over by a page’s key, those of a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q

from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting, MeetingQuerySet
from kenes.members.models import Body

ROWS = 50
MOST_AHEAD = 30  # the plan of a year shows all
OF_A_YEAR = 200
FIRST_YEAR = 1990
_OVER = (Status.CLOSED, Status.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of meetings and the ways on from it."""

    rows: tuple[Meeting, ...]
    previous_url: str
    next_url: str
    shown: str = ""


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
) -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = rows.filter(on__lte=today).exclude(Q(on=today) & ~Q(status__in=_OVER))
    rows = rows.exclude(on=today, status=Status.CANCELLED)
    backwards = _place(before)
    if backwards:
        on, pk = backwards
        later = rows.filter(on__gte=on).filter(Q(on__gt=on) | Q(pk__gt=pk))
        page = list(later.order_by("on", "id")[: ROWS + 1])
        is_more_behind, is_more_ahead = len(page) > ROWS, True
        page = page[:ROWS][::-1]
    else:
        forwards = _place(after)
        if forwards:
            on, pk = forwards
            rows = rows.filter(on__lte=on).filter(Q(on__lt=on) | Q(pk__lt=pk))
        page = list(rows.order_by("-on", "-id")[: ROWS + 1])
        is_more_behind, is_more_ahead = forwards is not None, len(page) > ROWS
        page = page[:ROWS]
    kept = {name: value for name, value in filters.items() if value}
    return Slice(
        rows=tuple(page),
        previous_url=_link(kept, "before", page[0]) if page and is_more_behind else "",
        next_url=_link(kept, "after", page[-1]) if page and is_more_ahead else "",
    )


def year_of(text: str, today: date) -> int | None:
    """The year an address asks for; None for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if FIRST_YEAR <= int(text) <= today.year + 10 else None


def _link(kept: Mapping[str, str], name: str, one: Meeting) -> str:
    return "?" + urlencode({**kept, name: f"{one.on.isoformat()}_{one.pk}"})


def _place(name: str) -> tuple[date, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dash, pk = name.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return on, int(pk)
