"""Which changes in law wait for the word of a person's side, for the desk."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.members.models import Seat
from kenes.recommendations import permissions
from kenes.recommendations.in_law import CIVIL_SIDE, STATE_SIDE
from kenes.recommendations.models import LawChange, LawStanding, LawView
from kenes.ui.waiting import Waiting

LISTED = 20


def waiting(actor: Actor) -> list[Waiting]:
    """Changes that nobody of the person's side has spoken on, the oldest first; two queries."""
    if not actor.seat_ids or not may(actor, permissions.CONFIRM_LAW):
        return []
    seats = Seat.objects.filter(pk__in=actor.seat_ids)
    own = set(seats.values_list("chamber__side", flat=True))
    sides = [side for side in (STATE_SIDE, CIVIL_SIDE) if own & side]
    if not sides:
        return []
    spoken = LawView.objects.filter(
        change=OuterRef("pk"), side__in={side for one in sides for side in one}
    )
    found = (
        LawChange.objects.filter(~Exists(spoken), recommendation__law=LawStanding.RECORDED)
        .select_related("recommendation")
        .order_by("in_force_on", "id")
    )
    return [
        Waiting(
            title=_("A change in law for %(number)s waits for the word of your side")
            % {"number": one.recommendation.number},
            label=_("Look at it"),
            url=reverse("recommendations:one", args=[one.recommendation.number]) + "#law",
        )
        for one in found[:LISTED]
    ]
