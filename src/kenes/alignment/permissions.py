"""Who may put an obligation beside a provision, and who may say what they find."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, no
from kenes.members.models import Organisation, Seat


def _own_seat(actor: Actor, subject: Any) -> Decision:
    """A member of a deciding chamber, for their own organisation."""
    if not isinstance(subject, Organisation):
        return YES
    if Seat.objects.filter(pk__in=actor.seat_ids, organisation=subject).exists():
        return YES
    return no(_("You hold no seat for this organisation."))


READ = Action("alignment.read")
OPEN = Action("alignment.open")
VIEW = Action("alignment.view", when=_own_seat)
