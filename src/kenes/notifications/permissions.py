"""What can be done with notices; roles are in access/grants.py."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, no
from kenes.accounts.models import User


def own(actor: Actor, subject: Any) -> Decision:
    """What a person is told is chosen by themselves."""
    if isinstance(subject, User) and subject.pk != actor.user_id:
        return no(_("Only the person themselves chooses this."))
    return YES


CHOOSE = Action("notice.choose", when=own)
