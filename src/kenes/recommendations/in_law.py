"""Where the two sides stand on the changes in law that are recorded for a recommendation.

A change is confirmed when a named person of a state body or of parliament and one of civil society
have confirmed it, and nobody's word stands against it. Of each organisation the latest word
counts. The human-rights institution may contest, and its word is shown; in the place of a side it
does not stand.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from kenes.members.models import Side
from kenes.recommendations.models import LawChange, LawStanding, LawView, Recommendation

STATE_SIDE = frozenset({Side.STATE, Side.PARLIAMENT})
CIVIL_SIDE = frozenset({Side.CIVIL})
SPEAKING = STATE_SIDE | CIVIL_SIDE | {Side.NHRI}


def latest(views: Iterable[LawView]) -> tuple[LawView, ...]:
    """The word of each organisation that stands, the earliest first."""
    newest: dict[int, LawView] = {}
    for view in sorted(views, key=lambda one: one.pk):
        newest.pop(view.organisation_id, None)
        newest[view.organisation_id] = view
    return tuple(newest.values())


def waits_for(views: Iterable[LawView]) -> tuple[str, ...]:
    """The sides, "state" and "civil", of which nobody has confirmed the change yet."""
    confirming = {Side(view.side) for view in latest(views) if view.confirms}
    sides = ((Side.STATE, STATE_SIDE), (Side.CIVIL, CIVIL_SIDE))
    return tuple(str(name) for name, side in sides if not confirming & side)


def standing(views: Iterable[LawView]) -> LawStanding:
    """Where one change stands."""
    given = latest(views)
    if any(not view.confirms for view in given):
        return LawStanding.CONTESTED
    return LawStanding.RECORDED if waits_for(given) else LawStanding.CONFIRMED


def together(changes: Iterable[LawChange]) -> LawStanding:
    """Where all changes of a recommendation stand: what is contested first (views prefetched)."""
    found = {standing(change.views.all()) for change in changes}
    for one in (LawStanding.CONTESTED, LawStanding.RECORDED, LawStanding.CONFIRMED):
        if one in found:
            return one
    return LawStanding.NONE


def settle(recommendation: Recommendation, now: datetime) -> tuple[str, str]:
    """Set where it stands, from the tables; returns what it was and what it is.

    Call inside the transaction that enters, confirms or contests, its row held. The row is not
    saved.
    """
    before = str(recommendation.law)
    after = together(recommendation.law_changes.prefetch_related("views"))
    if str(after) != before:
        recommendation.law = after
        recommendation.law_since = timezone.localdate(now) if after else None
    return before, str(after)
