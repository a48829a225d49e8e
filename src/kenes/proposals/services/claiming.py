"""Claims with evidence: what an organisation asserts, on one form for all."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.proposals import permissions, recorded, texts
from kenes.proposals.lifecycle import ClaimKind
from kenes.proposals.models import Claim, Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import Said, publish

MOST = 100  # claims of one organisation on one proposal
LONGEST = {"text": 3_000, "evidence": 3_000, "method": 3_000, "capacity": 300, "on_behalf": 300}


@transaction.atomic
def claim(
    proposal: Proposal,
    *,
    organisation: Organisation,
    kind: str,
    words: Mapping[str, str],
    language: str,
    actor: Actor,
    now: datetime,
) -> Claim:
    """Assert something; ``words`` has text, evidence, method, capacity, on_behalf.

    Raises ValidationError by field: a fact needs its evidence.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.CLAIM, changes.speaking(proposal, organisation, now))
    kept = {name: texts.tidy(words.get(name, "")) for name in LONGEST}
    if kind not in ClaimKind.values:
        raise ValidationError({"kind": _("Say whether it is a fact, an opinion or a legal view.")})
    if not kept["text"]:
        raise ValidationError({"text": _("Write what you claim.")})
    if kind == ClaimKind.FACT and not kept["evidence"]:
        raise ValidationError({"evidence": _("A fact needs its evidence.")})
    for name, most in LONGEST.items():
        changes.check_length(name, kept[name], most=most)
    if proposal.claims.filter(organisation=organisation).count() >= MOST:
        raise ValidationError(_("At most %(n)s claims are taken.") % {"n": MOST})
    made = Claim.objects.create(
        of=proposal,
        organisation=organisation,
        kind=kind,
        language=language,
        made_at=now,
        **kept,
    )
    if proposal.is_draft:
        write("proposal.prepare", proposal, actor=actor, at=now, claim=made.pk)
        return made
    publish(
        write(
            "proposal.claim",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            claim=made.pk,
            organisation=organisation.pk,
        ),
        Said(
            subject=proposal.number,
            state=recorded.claim_state(made),
            act={"by": f"organisation/{organisation.pk}"},
            language=language,
        ),
    )
    return made


@transaction.atomic
def retract(claim: Claim, *, actor: Actor, now: datetime) -> None:
    """Take a claim back. In a draft it is gone; a public one stays to be seen, as retracted."""
    proposal, actor = changes.taken_up(claim.of, actor, now)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    speaking = changes.speaking(proposal, claim.organisation, now)
    if proposal.is_draft:
        authorise(actor, permissions.EDIT, proposal)
        write("proposal.prepare", proposal, actor=actor, at=now, removed=claim.pk)
        claim.delete()
        return
    authorise(actor, permissions.RETRACT, speaking)
    if claim.retracted_at:
        return
    claim.retracted_at = now
    claim.save(update_fields=["retracted_at"])
    publish(
        write(
            "proposal.retract",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            claim=claim.pk,
            organisation=claim.organisation_id,
        ),
        Said(
            subject=proposal.number,
            state=recorded.retraction_state(claim),
            act={"by": f"organisation/{claim.organisation_id}"},
        ),
    )
