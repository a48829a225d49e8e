"""Agenda, decision, withdrawal: how a proposal's life at the table ends.

Meetings will decide by themselves; until then chair and secretary record what was decided.
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
from kenes.members.models import Organisation
from kenes.proposals import permissions, recorded
from kenes.proposals.lifecycle import OUTCOMES, Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import Said, publish


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
    proposal.decided_on, proposal.decision_reason, proposal.referred_to = None, {}, None
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
        Said(
            subject=proposal.number,
            state={**before.changes(proposal), **recorded.step_state(step)},
            before=before.status,
            after=str(proposal.status),
        ),
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
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Record what the body decided on a day, with its reasons by language.

    Raises ValidationError by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.DECIDE, proposal)
    kept = changes.said(reason)
    _check(proposal, outcome, on, bool(kept), referred_to, timezone.localdate(now))
    before = changes.Before(proposal)
    changes.move(proposal, outcome)
    proposal.decided_on = on
    proposal.decision_reason = kept
    proposal.referred_to = referred_to
    proposal.save()
    facts = {"on": str(on), "to": referred_to.pk if referred_to else None}
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
        Said(
            subject=proposal.number,
            type=f"proposal.{outcome}",
            state={**before.changes(proposal), **recorded.step_state(step)},
            before=before.status,
            after=str(proposal.status),
        ),
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
        Said(
            subject=proposal.number,
            state={**before.changes(proposal), **recorded.step_state(step)},
            act={"by": f"organisation/{proposal.organisation_id}"},
            before=before.status,
            after=str(proposal.status),
        ),
    )
    return proposal


def _check(
    proposal: Proposal,
    outcome: str,
    on: date,
    is_explained: bool,
    referred_to: Organisation | None,
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
    if outcome == Status.REFERRED and referred_to is None:
        raise ValidationError({"referred_to": _("Say to whom it is referred.")})
    if outcome != Status.REFERRED and referred_to is not None:
        raise ValidationError({"referred_to": _("Only what is referred goes to somebody.")})
