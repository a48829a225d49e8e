"""What can be done in the register, and when; roles are in access/grants.py."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, no
from kenes.members.models import Organisation, Seat, Side
from kenes.recommendations.in_law import SPEAKING
from kenes.recommendations.lifecycle import Assessor

_SIDES = {
    Side.STATE: Assessor.STATE,
    Side.CIVIL: Assessor.CIVIL,
    Side.NHRI: Assessor.NHRI,
}
RECORDS_ANY = frozenset({Role.SECRETARY, Role.OPERATOR})  # any side’s view, as it was given


def own_side(actor: Actor, by: Assessor) -> Decision:
    """A seat speaks for its own chamber; the secretariat records any side's view."""
    if actor.roles & RECORDS_ANY or by in assessors_of(actor):
        return YES
    return no(_("A seat records the assessment of its own chamber only."))


def assesses_as(actor: Actor) -> tuple[Assessor, ...]:
    """Every assessor in whose name the actor may enter an assessment, in order."""
    if actor.roles & RECORDS_ANY:
        return tuple(Assessor)
    own = assessors_of(actor)
    return tuple(by for by in Assessor if by in own)


def contests_for(actor: Actor) -> tuple[Organisation, ...]:
    """The organisations in whose name the actor may contest an assessment."""
    if not actor.seat_ids:
        return ()
    seats = Seat.objects.filter(pk__in=actor.seat_ids).values("organisation_id")
    return tuple(Organisation.objects.filter(pk__in=seats))


def assessors_of(actor: Actor) -> frozenset[Assessor]:
    """As whom the actor's seats assess."""
    sides = Seat.objects.filter(pk__in=actor.seat_ids).values_list("chamber__side", flat=True)
    return frozenset(_SIDES[Side(side)] for side in sides if Side(side) in _SIDES)


def sits_for(actor: Actor, organisation: Organisation, by: Assessor) -> bool:
    """Whether the actor holds a seat of this organisation in the chamber that assesses so."""
    sides = [side for side, assessor in _SIDES.items() if assessor == by]
    seats = Seat.objects.filter(pk__in=actor.seat_ids, organisation=organisation)
    return seats.filter(chamber__side__in=sides).exists()


def _own_seat_on_a_side(actor: Actor, subject: Any) -> Decision:
    """A seat of the State, of parliament, of civil society or of the human-rights institution."""
    if not isinstance(subject, Organisation):
        return YES
    seats = Seat.objects.filter(pk__in=actor.seat_ids, organisation=subject)
    if seats.filter(chamber__side__in=SPEAKING).exists():
        return YES
    return no(_("You hold no seat for this organisation."))


def _own_seat(actor: Actor, subject: Any) -> Decision:
    """A member of a deciding chamber, for their own organisation."""
    if not isinstance(subject, Organisation):
        return YES
    if Seat.objects.filter(pk__in=actor.seat_ids, organisation=subject).exists():
        return YES
    return no(_("You hold no seat for this organisation."))


READ = Action("recommendation.read")
RECORD = Action("recommendation.record")
CORRECT = Action("recommendation.correct")
TRANSLATE = Action("recommendation.translate")
ASSESS = Action("recommendation.assess", when=own_side)
ADOPT = Action("recommendation.adopt")
CONTEST = Action("recommendation.contest", when=_own_seat)
CONFIRM_LAW = Action("recommendation.confirm", when=_own_seat_on_a_side)
LINK = Action("recommendation.link")
READ_DOCUMENT = Action("document.read")
READ_IMPORT = Action("import.read")
START_IMPORT = Action("import.start")
APPLY_IMPORT = Action("import.apply")
UNDO_IMPORT = Action("import.undo")
SAVE_SEARCH = Action("search.save")
