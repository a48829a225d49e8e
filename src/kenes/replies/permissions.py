"""Who asks, who drafts, who signs; roles are in access/grants.py."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, no
from kenes.members.models import Organisation
from kenes.replies.models import READS_ALL, Reply, Request

_SECRETARIAT = frozenset({Role.SECRETARY, Role.OPERATOR})
FOR_THE_BODY = _SECRETARIAT | {Role.CHAIR}  # who asks in its name


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A request about to be made; ``asked_by`` None: in the name of the body itself."""

    asked_by: Organisation | None
    addressee: Organisation


def of_both_sides(actor: Actor, subject: Any) -> Decision:
    """What was asked in confidence is read by both organisations and the body's officers."""
    if not isinstance(subject, Request) or subject.is_public or actor.roles & READS_ALL:
        return YES
    own = actor.organisation_ids | actor.drafts_for | actor.signs_for
    if own & {subject.addressee_id, subject.asked_by_id}:
        return YES
    return no(_("This was asked in confidence, between two organisations."))


def own_name(actor: Actor, subject: Any) -> Decision:
    """One asks for an organisation one sits for, and another than that."""
    if not isinstance(subject, Asking):
        return YES
    asked_by = subject.asked_by
    if asked_by is None:
        if actor.roles & FOR_THE_BODY:
            return YES
        return no(_("Only the chair and the secretariat ask in the name of the body."))
    if asked_by.pk not in actor.organisation_ids:
        return no(_("You do not sit for this organisation."))
    if subject.addressee.pk in actor.organisation_ids:
        return no(_("This is your own organisation: ask another one."))
    return YES


def own_request(actor: Actor, subject: Any) -> Decision:
    """A request is withdrawn by the organisation that made it, or by the secretariat."""
    if not isinstance(subject, Request) or actor.roles & _SECRETARIAT:
        return YES
    if subject.asked_by_id in actor.organisation_ids:
        return YES
    return no(_("Only the organisation that asked, or the secretariat, withdraws a request."))


def own_focal_point(actor: Actor, subject: Any) -> Decision:
    """``subject``: the request, or a reply to it."""
    request = subject.request if isinstance(subject, Reply) else subject
    if isinstance(request, Request) and request.addressee_id not in actor.drafts_for:
        return no(_("You do not draft replies for this institution."))
    return YES


def own_validator(actor: Actor, subject: Any) -> Decision:
    """``subject``: the request, or a reply to it."""
    request = subject.request if isinstance(subject, Reply) else subject
    if isinstance(request, Request) and request.addressee_id not in actor.signs_for:
        return no(_("You do not sign replies for this institution."))
    return YES


def second_person(actor: Actor, subject: Any) -> Decision:
    """Who signs has neither asked nor drafted."""
    decision = own_validator(actor, subject)
    if not decision or not isinstance(subject, Reply):
        return decision
    if actor.user_id in {subject.drafted_by_id, *subject.hands}:
        return no(_("You have drafted this reply: another person signs it."))
    if actor.user_id == subject.request.asker_id:
        return no(_("You have asked this yourself: another person signs the reply."))
    return YES


READ = Action("request.read", when=of_both_sides)
ASK = Action("request.ask", when=own_name)
WITHDRAW = Action("request.withdraw", when=own_request)
DRAFT = Action("reply.draft", when=own_focal_point)
HAND_UP = Action("reply.submit", when=own_focal_point)
RETURN = Action("reply.return", when=own_validator)
SIGN = Action("reply.sign", when=second_person)
