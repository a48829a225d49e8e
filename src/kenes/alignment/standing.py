"""What stands of each side: what its organisations say last, where they say the same.

Never a majority and never a sum: where two organisations of a side differ, the side "differs".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kenes.alignment.lifecycle import DIFFERS, GAPS
from kenes.alignment.models import View
from kenes.members.models import Side

SIDES = tuple(side for side in Side if side != Side.OBSERVER)


def newest(views: Iterable[View]) -> list[View]:
    """The view that stands of each organisation (views in the order they were given)."""
    found: dict[int, View] = {}
    for view in views:
        found.pop(view.organisation_id, None)
        found[view.organisation_id] = view
    return list(found.values())


def standing_of(views: Iterable[View]) -> dict[str, str]:
    """Side -> finding, or DIFFERS; a side that says nothing is left out (``chamber`` at hand)."""
    said: dict[str, set[str]] = defaultdict(set)
    for view in newest(views):
        if view.chamber.side in SIDES:
            said[view.chamber.side].add(str(view.finding))
    return {
        str(side): said[side].pop() if len(said[side]) == 1 else DIFFERS
        for side in SIDES
        if said[side]
    }


def has_gap(standing: Mapping[str, str]) -> bool:
    return any(finding in GAPS for finding in standing.values())


def gap_since(standing: Mapping[str, str], before: date | None, today: date) -> date | None:
    """Since when a side sees a gap: the day stays while one is seen, and goes with the last."""
    return (before or today) if has_gap(standing) else None


def sides_with_gap(standing: Mapping[str, str]) -> list[Side]:
    return [side for side in SIDES if standing.get(side) in GAPS]


def is_disputed(standing: Mapping[str, str]) -> bool:
    """Whether the sides, or organisations of one, say different things."""
    return len(set(standing.values())) > 1 or DIFFERS in standing.values()
