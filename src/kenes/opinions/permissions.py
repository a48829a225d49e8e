"""Who may hold a consultation, take part in it, moderate it, and carry on what it found."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, all_of, no
from kenes.opinions.lifecycle import Circle, Proposing, Status
from kenes.opinions.models import Consultation, Statement


@dataclass(frozen=True, kw_only=True)
class Entering:
    """Someone at the door, with a code where they have one."""

    consultation: Consultation
    has_code: bool = False


def _shown(actor: Actor, subject: Any) -> Decision:
    """What is in preparation is for those who prepare it."""
    if isinstance(subject, Consultation) and subject.status == Status.DRAFT:
        if actor.roles & {Role.SECRETARY, Role.CHAIR, Role.OPERATOR, Role.MODERATOR}:
            return YES
        return no(_("This consultation is in preparation."))
    return YES


def _draft(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Consultation) and subject.status != Status.DRAFT:
        return no(_("It has been opened: what people voted under does not change."))
    return YES


def _closed(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Consultation) and subject.status != Status.CLOSED:
        return no(_("The body answers when the consultation has closed."))
    return YES


def _unanswered(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Consultation) and subject.answered_at is not None:
        return no(_("It is answered already; the answer can be corrected."))
    return YES


def _answered(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Consultation) and subject.answered_at is None:
        return no(_("The body has not answered yet."))
    return YES


def is_open(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Entering):
        subject = subject.consultation
    if isinstance(subject, Statement):
        subject = subject.of
    if isinstance(subject, Consultation):
        if subject.status == Status.DRAFT:
            return no(_("This consultation has not been opened yet."))
        if subject.status == Status.CLOSED:
            return no(_("This consultation is closed."))
    return YES


def _in_circle(actor: Actor, subject: Any) -> Decision:
    """Observers never vote; in the widest circle everybody else may."""
    if not isinstance(subject, Entering):
        return YES
    circle = subject.consultation.circle
    if Role.OBSERVER in actor.roles and Role.MEMBER not in actor.roles:
        return no(_("Observers watch: they do not vote."))
    if Role.MEMBER in actor.roles or circle == Circle.PUBLIC:
        return YES
    if circle == Circle.INVITED:
        if subject.has_code:
            return YES
        return no(_("Those who are invited enter by the link they were given."))
    return no(_("Members of the chambers take part; sign in as one."))


def _may_propose(actor: Actor, subject: Any) -> Decision:
    if isinstance(subject, Consultation) and subject.proposing != Proposing.PARTICIPANTS:
        return no(_("Statements come from the secretariat in this consultation."))
    return YES


READ = Action("consultation.read", when=_shown)
PREPARE = Action("consultation.prepare")
CHANGE = Action("consultation.change", when=_draft)
OPEN = Action("consultation.open", when=_draft)
EXTEND = Action("consultation.extend", when=is_open)
CLOSE = Action("consultation.close", when=is_open)
ANSWER = Action("consultation.answer", when=all_of(_closed, _unanswered))
CORRECT_ANSWER = Action("consultation.correct", when=_answered)
INVITE = Action("consultation.invite")
TAKE_PART = Action("consultation.enter", when=all_of(is_open, _in_circle))
PROPOSE = Action("statement.propose", when=all_of(is_open, _may_propose))
MODERATE = Action("statement.decide")
TRANSLATE = Action("statement.translate")
CARRY = Action("statement.carry")  # into a draft proposal
EXPORT = Action("consultation.export")  # the votes themselves, each under a number
