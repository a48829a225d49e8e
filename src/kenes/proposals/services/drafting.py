"""Writing a draft, with its co-sponsors, until it is put before the body."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import numbers
from kenes.members.actors import as_of
from kenes.members.models import Organisation
from kenes.members.services import bylaws
from kenes.proposals import permissions, recorded
from kenes.proposals.lifecycle import ClaimKind
from kenes.proposals.models import PARTS, Follower, Proposal, Version
from kenes.proposals.services import amending, attaching, changes, linking
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def begin(
    *,
    organisation: Organisation,
    language: str,
    wording: Mapping[str, str],
    links: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Begin a draft for an organisation; nobody else reads it.

    ``wording`` has title, problem, proposal, justification. Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.BEGIN, organisation)
    kept = changes.wording(wording)
    key = f"draft-{secrets.token_hex(5)}"
    proposal = Proposal.objects.create(
        number=key,
        draft_key=key,
        organisation=organisation,
        chamber=changes.chamber_of(organisation),
        author_id=actor.user_id,
        language=language,
        created_at=now,
    )
    Version.objects.create(of=proposal, number=1, made_by_id=actor.user_id, made_at=now, **kept)
    linking.put(proposal, links)
    if actor.user_id is not None:
        Follower.objects.create(of=proposal, user_id=actor.user_id, since=now)
    write("proposal.begin", proposal, actor=actor, at=now, organisation=organisation.pk)
    return proposal


@transaction.atomic
def edit(
    proposal: Proposal,
    *,
    wording: Mapping[str, str],
    language: str,
    links: Sequence[str],
    seen: int,
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Change a draft in place; ``seen`` is its ``edited`` as the person opened it.

    Raises ChangedMeanwhile when a co-sponsor was faster, ValidationError by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.EDIT, proposal)
    version = changes.current(proposal)
    if proposal.edited != seen:
        raise changes.ChangedMeanwhile(version, proposal.edited)
    for name, text in changes.wording(wording).items():
        setattr(version, name, text)
    version.made_by_id, version.made_at = actor.user_id, now
    version.save()
    linking.put(proposal, links)
    proposal.language = language
    proposal.edited += 1
    proposal.save(update_fields=["language", "edited"])
    write("proposal.edit", proposal, actor=actor, at=now, edited=proposal.edited)
    return proposal


@transaction.atomic
def discard(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Delete a draft with all that was prepared for it."""
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.DISCARD, proposal)
    for attachment in proposal.attachments.all():
        attaching.delete_file(attachment)
    write("proposal.discard", proposal, actor=actor, at=now, key=proposal.draft_key)
    proposal.delete()


@transaction.atomic
def submit(proposal: Proposal, *, actor: Actor, now: datetime) -> Proposal:
    """Put a draft, or one returned for its form, before the body: all of it becomes public.

    Raises ValidationError by field while something is missing.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.SUBMIT, proposal)
    version = changes.current(proposal)
    _check_complete(proposal, version)
    before, is_first = changes.Before(proposal), proposal.submitted_at is None
    today = timezone.localdate(now)
    changes.move(proposal, "submit")
    proposal.form_due_on = _form_due_on(today)
    proposal.appealed_at = None
    if is_first:
        (proposal.number,) = numbers.take("P", today.year)
        proposal.submitted_at = now
        version.made_at = now
        version.save(update_fields=["made_at"])
        amending.take_into(version)
        changes.find_by(proposal, version.title)
    proposal.save()
    step = changes.leave_step(
        proposal,
        "submit",
        before.status,
        now=now,
        organisation=proposal.organisation,
        facts={"version": version.number},
    )
    state = recorded.state_of(recorded.whole(proposal)) if is_first else before.changes(proposal)
    publish(
        write(
            "proposal.submit",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            version=version.number,
            due=str(proposal.form_due_on),
        ),
        Said(
            subject=proposal.number,
            state={**state, **recorded.step_state(step)},
            act={"by": f"organisation/{proposal.organisation_id}"},
            before=before.status,
            after=str(proposal.status),
            language=proposal.language,
        ),
    )
    return proposal


def missing(proposal: Proposal, version: Version) -> dict[str, str]:
    """What a draft still lacks before it can be submitted, by field."""
    found = {
        part: _("Write this before you submit.") for part in PARTS if not getattr(version, part)
    }
    facts = proposal.claims.filter(kind=ClaimKind.FACT, evidence="", retracted_at=None)
    if facts.exists():
        found["claims"] = _("A fact needs its evidence.")
    if said := amending.lacking(proposal):
        found["table"] = said
    return found


def _check_complete(proposal: Proposal, version: Version) -> None:
    if found := missing(proposal, version):
        raise ValidationError(dict(found))


def _form_due_on(today: date) -> date:
    laws = bylaws.in_force(today)
    return laws.due_on(today, laws.number("form_check_days"))
