"""What can be done in the register, and when; roles are in access/grants.py."""

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role
from kenes.members.models import Seat, Side
from kenes.recommendations.lifecycle import Assessor

_SIDES = {
    Side.STATE: Assessor.STATE,
    Side.CIVIL: Assessor.CIVIL,
    Side.NHRI: Assessor.NHRI,
}


def own_side(actor: Actor, by: Assessor) -> Decision:
    """A seat speaks for its own chamber; the secretariat records any side's view."""
    if actor.roles & {Role.SECRETARY, Role.OPERATOR}:
        return YES
    sides = Seat.objects.filter(pk__in=actor.seat_ids).values_list("chamber__side", flat=True)
    if by in {_SIDES.get(Side(side)) for side in sides}:
        return YES
    return Decision(
        allowed=False, reason=_("A seat records the assessment of its own chamber only.")
    )


READ = Action("recommendation.read")
RECORD = Action("recommendation.record")
CORRECT = Action("recommendation.correct")
TRANSLATE = Action("recommendation.translate")
ASSESS = Action("recommendation.assess", when=own_side)
READ_DOCUMENT = Action("document.read")
READ_IMPORT = Action("import.read")
START_IMPORT = Action("import.start")
APPLY_IMPORT = Action("import.apply")
UNDO_IMPORT = Action("import.undo")
SAVE_SEARCH = Action("search.save")
