"""Road maps in lists: adopted ones, the newest first, a page by its key."""

from datetime import date

from kenes.access.types import Actor
from kenes.database import paging
from kenes.implementation.lifecycle import RoadMapStatus
from kenes.implementation.models import PREPARES, RoadMap

ROWS = 30
_NEWEST = paging.Order(field="starts_on", read=date.fromisoformat, falls=True)


def adopted(*, after: str = "", before: str = "") -> paging.Page[RoadMap]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = RoadMap.objects.filter(status=RoadMapStatus.ADOPTED)
    return paging.page(rows, _NEWEST, size=ROWS, after=after, before=before)


def drafts(actor: Actor) -> tuple[RoadMap, ...]:
    """What is being prepared, for who prepares it."""
    if not actor.roles & PREPARES:
        return ()
    return tuple(RoadMap.objects.filter(status=RoadMapStatus.DRAFT).order_by("-id")[:ROWS])
