"""The order of the speaking list: points of order first, then the chambers in turn.

The floor goes to the chamber that has waited for it longest: one that has not spoken on the item
yet, otherwise the one whose last speech lies farthest back; within a chamber, to who asked first.
So no chamber speaks twice while another one waits. Counting speeches instead would let a chamber
that comes late hold the floor alone until it has caught up, and the others would wait.

Observers and guests are together one more in the round, after the chambers that have not spoken.
A speaker whom a point of order interrupted goes on before the list does.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody on the list. ``chamber`` None: an observer or a guest."""

    key: int
    chamber: int | None
    is_point: bool = False  # of order
    resumes: bool = False  # was interrupted


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A speech on the item, being held or over; points of order are none."""

    chamber: int | None
    seconds: int


def ordered(asked: Sequence[Asked], spoken: Sequence[Spoken]) -> list[Asked]:
    """Who speaks after whom, if nobody else asks.

    ``asked`` in the order in which it was asked, ``spoken`` in the order in which it began.
    """
    points = [one for one in asked if one.is_point]
    resumed = [one for one in asked if one.resumes and not one.is_point]
    last: dict[int | None, int] = {one.chamber: place for place, one in enumerate(spoken)}
    queues: dict[int | None, deque[tuple[int, Asked]]] = {}
    for place, one in enumerate(asked):
        if not one.is_point and not one.resumes:
            queues.setdefault(one.chamber, deque()).append((place, one))
    order = [*points, *resumed]
    for place, one in enumerate(resumed, len(spoken)):
        last[one.chamber] = place
    place = len(spoken) + len(resumed)
    while queues:
        chamber = min(queues, key=lambda one: (last.get(one, -1), one is None, queues[one][0][0]))
        order.append(queues[chamber].popleft()[1])
        last[chamber] = place
        place += 1
        if not queues[chamber]:
            del queues[chamber]
    return order


def seconds(spoken: Iterable[Spoken]) -> dict[int | None, int]:
    """How long each chamber has spoken; None: observers and guests."""
    total: dict[int | None, int] = {}
    for one in spoken:
        total[one.chamber] = total.get(one.chamber, 0) + one.seconds
    return total
