"""What can be done to people's accounts; roles are in access/grants.py."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, no
from kenes.accounts.models import Recovery, User


def another_person(actor: Actor, subject: Any) -> Decision:
    """Nobody locks themselves out, nor lets themselves in."""
    if isinstance(subject, User) and subject.pk == actor.user_id:
        return no(_("Another officer must do this to your account."))
    return YES


def second_officer(actor: Actor, subject: Any) -> Decision:
    """Who confirms a recovery neither asked for it nor is the person it is for."""
    if not isinstance(subject, Recovery):
        return YES
    # Whoever types on the machine itself could read the database as well: no second is asked.
    if actor.is_signed_in and subject.asked_by_id == actor.user_id:
        return no(_("You asked for this recovery: another officer confirms it."))
    return another_person(actor, subject.user)


def own_sessions(actor: Actor, subject: Any) -> Decision:
    """Sessions are ended by the person themselves, or by who may close the account."""
    if not isinstance(subject, User) or subject.pk == actor.user_id:
        return YES
    if actor.roles & {Role.SECRETARY, Role.OPERATOR}:
        return YES
    return no(_("These are the sessions of another person."))


READ = Action("account.read")
INVITE = Action("account.invite")
DISABLE = Action("account.disable", when=another_person)
RECOVER = Action("account.recover", when=another_person)
CONFIRM_RECOVERY = Action("account.recover", when=second_officer)
REVOKE_SESSION = Action("session.revoke", when=own_sessions)
