"""Agenda, decision, withdrawal: how a proposal's life at the table ends.

A meeting decides by ``meetings.services.deciding``, which calls this; what was decided elsewhere
chair and secretary record here.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.models import Body, BodyKind, Organisation
from kenes.proposals import permissions
from kenes.proposals.lifecycle import OUTCOMES, Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import publish


@transaction.atomic
def schedule(
    proposal: Proposal, *, on: date | None = None, actor: Actor, now: datetime
) -> Proposal:
    """Put it on the agenda; ``on``: the day of the meeting, where it is known.

    Raises ValidationError for a day that has passed.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.SCHEDULE, changes.speaking(proposal, proposal.organisation, now))
    if on and on < timezone.localdate(now):
        raise ValidationError({"on": _("This day has passed.")})
    before = changes.Before(proposal)
    changes.move(proposal, "schedule")
    proposal.agenda_on = on
    proposal.decided_on, proposal.decision_reason = None, {}
    proposal.referred_to, proposal.referred_to_body = None, None
    proposal.save()
    facts = {"on": str(on)} if on else {}
    step = changes.leave_step(proposal, "schedule", before.status, now=now, facts=facts)
    publish(
        write(
            "proposal.schedule",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            on=str(on) if on else None,
        ),
        before.told(proposal, step),
    )
    return proposal


@transaction.atomic
def reschedule(proposal: Proposal, *, on: date | None, actor: Actor, now: datetime) -> Proposal:
    """Its meeting is on another day, or there is none for it yet; it stays on the agenda."""
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.RESCHEDULE, proposal)
    before = changes.Before(proposal)
    proposal.agenda_on = on
    proposal.save(update_fields=["agenda_on"])
    facts = {"on": str(on)} if on else {}
    step = changes.leave_step(proposal, "reschedule", before.status, now=now, facts=facts)
    publish(
        write(
            "proposal.reschedule",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            on=str(on) if on else None,
        ),
        before.told(proposal, step),
    )
    return proposal


@transaction.atomic
def decide(
    proposal: Proposal,
    *,
    outcome: str,
    on: date,
    reason: Mapping[str, str],
    referred_to: Organisation | None = None,
    referred_to_body: Body | None = None,
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Record what the body decided on a day, with its reasons by language.

    What is referred goes to an organisation, or to a working group of the body's own.
    Raises ValidationError by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.DECIDE, proposal)
    kept = changes.said(reason)
    _check(proposal, outcome, on, bool(kept), timezone.localdate(now))
    _check_referral(outcome, referred_to, referred_to_body)
    before = changes.Before(proposal)
    changes.move(proposal, outcome)
    proposal.decided_on = on
    proposal.decision_reason = kept
    proposal.referred_to = referred_to
    proposal.referred_to_body = referred_to_body
    proposal.save()
    facts = {"on": str(on), "to": referred_to.pk if referred_to else None}
    if referred_to_body:
        facts["to_body"] = referred_to_body.pk
    step = changes.leave_step(proposal, "decide", before.status, now=now, reason=kept, facts=facts)
    publish(
        write(
            "proposal.decide",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            outcome=outcome,
            on=str(on),
        ),
        before.told(proposal, step, type=f"proposal.{outcome}"),
    )
    return proposal


@transaction.atomic
def withdraw(
    proposal: Proposal, *, reason: Mapping[str, str], actor: Actor, now: datetime
) -> Proposal:
    """Take a public proposal back; all that was said of it stays, and so does its text.

    Raises ValidationError without a reason: others have worked on it.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.WITHDRAW, proposal)
    kept = changes.said(reason)
    if not kept:
        raise ValidationError({"reason": _("Say why: others have worked on it.")})
    before = changes.Before(proposal)
    changes.move(proposal, "withdraw")
    proposal.form_due_on = None
    proposal.appealed_at = None
    proposal.save()
    step = changes.leave_step(
        proposal,
        "withdraw",
        before.status,
        now=now,
        organisation=proposal.organisation,
        reason=kept,
    )
    publish(
        write("proposal.withdraw", proposal, actor=actor, at=now, number=proposal.number),
        before.told(proposal, step, by=proposal.organisation),
    )
    return proposal


def _check(
    proposal: Proposal,
    outcome: str,
    on: date,
    is_explained: bool,
    today: date,
) -> None:
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": _("Choose what was decided.")})
    if on > today:
        raise ValidationError({"on": _("A decision cannot be dated in the future.")})
    if proposal.submitted_at and on < timezone.localdate(proposal.submitted_at):
        raise ValidationError({"on": _("This is before the proposal was submitted.")})
    if not is_explained:
        raise ValidationError({"reason": _("Give the reasons of the decision.")})


def _check_referral(outcome: str, to: Organisation | None, body: Body | None) -> None:
    if outcome != Status.REFERRED and (to or body):
        field = "referred_to" if to else "referred_to_body"
        raise ValidationError({field: _("Only what is referred goes to somebody.")})
    if outcome == Status.REFERRED and not (to or body):
        raise ValidationError({"referred_to": _("Say to whom it is referred.")})
    if to and body:
        raise ValidationError(
            {"referred_to_body": _("It is referred to an institution or to a working group.")}
        )
    if body and (body.closed_on is not None or body.kind == BodyKind.PLENARY):
        raise ValidationError({"referred_to_body": _("Choose a working group that is at work.")})
