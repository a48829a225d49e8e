"""What can be done in the record, and when; roles are in access/grants.py."""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, no
from kenes.record.models import Entry, Redaction


def own_act(actor: Actor, subject: Any) -> Decision:
    """A signature stands for who acted."""
    if not isinstance(subject, Entry):
        return YES
    if actor.user_id is None or subject.act.actor_id != actor.user_id:
        return no(_("Only who acted signs this entry."))
    if subject.signed:
        return no(_("This entry is signed already."))
    return YES


def by_a_person(actor: Actor, subject: Any) -> Decision:
    """Two people answer for a redaction: whoever has the machine cannot do it alone."""
    if not actor.is_signed_in:
        return no(_("Two people redact, each signed in."))
    return YES


def second_approver(actor: Actor, subject: Any) -> Decision:
    """Who carries out a redaction is not who asked for it."""
    if isinstance(subject, Redaction) and subject.asked_by_id == actor.user_id:
        return no(_("You asked for this redaction: another officer decides."))
    return by_a_person(actor, subject)


READ = Action("record.read")
KEEP = Action("record.keep")
ATTEST = Action("entry.attest", when=own_act)
ASK_REDACTION = Action("entry.redact", when=by_a_person)
REDACT = Action("entry.redact", when=second_approver)
