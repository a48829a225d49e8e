"""What can be done to the body's composition and rules; roles are in access/grants.py."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, no
from kenes.members.models import Organisation


def own_organisation(actor: Actor, subject: Any) -> Decision:
    """A person declares for the organisation they sit for."""
    if isinstance(subject, Organisation) and subject.pk not in actor.organisation_ids:
        return no(_("You do not sit for this organisation."))
    return YES


READ = Action("body.read")
CHANGE_BODY = Action("body.change")
CHANGE_ORGANISATION = Action("organisation.change")
CHANGE_SEAT = Action("seat.change")
CHANGE_OFFICE = Action("office.change")
CHANGE_DUTY = Action("duty.change")
ADOPT_BYLAWS = Action("bylaws.adopt")
DECLARE = Action("declaration.make", when=own_organisation)
