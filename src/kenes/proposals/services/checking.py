"""The secretariat's check of form, and the appeal to the chair. Merit is no matter here."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.services import bylaws
from kenes.proposals import permissions
from kenes.proposals.lifecycle import FormGround
from kenes.proposals.models import Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import publish


@transaction.atomic
def accept(
    proposal: Proposal,
    *,
    short: bool = False,
    reason: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Find the form in order and open the proposal for comment.

    ``short``: only for the shortened time of the by-laws, with a public ``reason`` by language.
    Raises ValidationError when that reason is missing.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.CHECK, proposal)
    kept = changes.said(reason or {})
    if short and not kept:
        raise ValidationError({"reason": _("Say why the time for comments is shortened.")})
    before = changes.Before(proposal)
    changes.move(proposal, "accept")
    proposal.form_due_on = None
    proposal.comments_until = comments_until(timezone.localdate(now), short=short)
    proposal.save()
    step = changes.leave_step(
        proposal,
        "accept",
        before.status,
        now=now,
        reason=kept,
        facts={"until": str(proposal.comments_until), "short": short},
    )
    publish(
        write(
            "proposal.accept",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            until=str(proposal.comments_until),
            short=short,
        ),
        before.told(proposal, step),
    )
    return proposal


@transaction.atomic
def send_back(
    proposal: Proposal,
    *,
    grounds: Collection[str],
    reason: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Return it to its author for defects of form; ``reason`` explains them, by language.

    Raises ValidationError by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.CHECK, proposal)
    known = [ground for ground in FormGround.values if ground in grounds]
    if not known:
        raise ValidationError({"grounds": _("Choose what is wrong with the form.")})
    kept = changes.said(reason)
    if not kept:
        raise ValidationError({"reason": _("Explain to the author what has to be mended.")})
    before = changes.Before(proposal)
    changes.move(proposal, "return")
    proposal.form_due_on = None
    proposal.save()
    step = changes.leave_step(
        proposal, "return", before.status, now=now, reason=kept, facts={"grounds": known}
    )
    publish(
        write(
            "proposal.return",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            grounds=known,
        ),
        before.told(proposal, step),
    )
    return proposal


@transaction.atomic
def appeal(
    proposal: Proposal, *, reason: Mapping[str, str], actor: Actor, now: datetime
) -> Proposal:
    """Ask the chair to overrule the return. Raises ValidationError without reasons."""
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.APPEAL, proposal)
    kept = changes.said(reason)
    if not kept:
        raise ValidationError({"reason": _("Say why the form is in order.")})
    before = changes.Before(proposal)
    proposal.appealed_at = now
    proposal.save(update_fields=["appealed_at"])
    step = changes.leave_step(
        proposal,
        "appeal",
        before.status,
        now=now,
        organisation=proposal.organisation,
        reason=kept,
    )
    publish(
        write("proposal.appeal", proposal, actor=actor, at=now, number=proposal.number),
        before.told(proposal, step, by=proposal.organisation),
    )
    return proposal


@transaction.atomic
def overrule(
    proposal: Proposal, *, reason: Mapping[str, str], actor: Actor, now: datetime
) -> Proposal:
    """The chair finds the form in order: the proposal is open for comment."""
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.HEAR, proposal)
    kept = changes.said(reason)
    if not kept:
        raise ValidationError({"reason": _("Give the reasons of the decision.")})
    before = changes.Before(proposal)
    changes.move(proposal, "overrule")
    proposal.appealed_at = None
    proposal.comments_until = comments_until(timezone.localdate(now))
    proposal.save()
    step = changes.leave_step(
        proposal,
        "overrule",
        before.status,
        now=now,
        reason=kept,
        facts={"until": str(proposal.comments_until)},
    )
    publish(
        write(
            "proposal.overrule",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            until=str(proposal.comments_until),
        ),
        before.told(proposal, step),
    )
    return proposal


@transaction.atomic
def uphold(
    proposal: Proposal, *, reason: Mapping[str, str], actor: Actor, now: datetime
) -> Proposal:
    """The chair agrees with the secretariat: the author mends the form and submits again."""
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.HEAR, proposal)
    kept = changes.said(reason)
    if not kept:
        raise ValidationError({"reason": _("Give the reasons of the decision.")})
    before = changes.Before(proposal)
    changes.move(proposal, "uphold")
    proposal.appealed_at = None
    proposal.save()
    step = changes.leave_step(proposal, "uphold", before.status, now=now, reason=kept)
    publish(
        write("proposal.uphold", proposal, actor=actor, at=now, number=proposal.number),
        before.told(proposal, step),
    )
    return proposal


def comments_until(today: date, *, short: bool = False) -> date:
    """The last day for comments on what is opened today."""
    laws = bylaws.in_force(today)
    return laws.due_on(today, laws.number("comment_days_short" if short else "comment_days"))
