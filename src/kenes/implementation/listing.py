"""Road maps in lists: adopted ones, the newest first, a page by its key."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q

from kenes.access.types import Actor
from kenes.implementation.lifecycle import RoadMapStatus
from kenes.implementation.models import PREPARES, RoadMap

ROWS = 30


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of road maps and the ways on from it."""

    rows: tuple[RoadMap, ...]
    previous_url: str
    next_url: str
    shown: str = ""


def adopted(*, after: str = "", before: str = "") -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = RoadMap.objects.filter(status=RoadMapStatus.ADOPTED)
    if behind := _place(before):
        day, pk = behind
        later = rows.filter(starts_on__gte=day).filter(Q(starts_on__gt=day) | Q(pk__gt=pk))
        page = list(later.order_by("starts_on", "id")[: ROWS + 1])
        is_more_behind, is_more_ahead = len(page) > ROWS, True
        page = page[:ROWS][::-1]
    else:
        ahead = _place(after)
        if ahead:
            day, pk = ahead
            rows = rows.filter(starts_on__lte=day).filter(Q(starts_on__lt=day) | Q(pk__lt=pk))
        page = list(rows.order_by("-starts_on", "-id")[: ROWS + 1])
        is_more_behind, is_more_ahead = ahead is not None, len(page) > ROWS
        page = page[:ROWS]
    return Slice(
        rows=tuple(page),
        previous_url=_link(before=page[0]) if page and is_more_behind else "",
        next_url=_link(after=page[-1]) if page and is_more_ahead else "",
    )


def drafts(actor: Actor) -> tuple[RoadMap, ...]:
    """What is being prepared, for who prepares it."""
    if not actor.roles & PREPARES:
        return ()
    return tuple(RoadMap.objects.filter(status=RoadMapStatus.DRAFT).order_by("-id")[:ROWS])


def _link(**place: RoadMap) -> str:
    ((name, one),) = place.items()
    return "?" + urlencode({name: f"{one.starts_on.isoformat()}_{one.pk}"})


def _place(name: str) -> tuple[date, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dash, pk = name.partition("_")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
