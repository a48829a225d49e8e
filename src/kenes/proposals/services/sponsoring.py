"""Co-sponsors: invited by the author, they agree or decline, and may leave again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.moves import IllegalMove, target_of
from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.proposals import permissions, recorded
from kenes.proposals.lifecycle import INVITING, SPONSOR_MOVES, SponsorStatus
from kenes.proposals.models import CoSponsor, Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import Said, publish

MOST = 60  # co-sponsors of one proposal


@transaction.atomic
def invite(
    proposal: Proposal, organisation: Organisation, *, actor: Actor, now: datetime
) -> CoSponsor:
    """Ask an organisation of a deciding chamber to put its name beside the author's.

    Raises ValidationError when it cannot be asked.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.INVITE, proposal)
    if organisation.pk == proposal.organisation_id:
        raise ValidationError({"organisation": _("This is the author itself.")})
    if not changes.chamber_of(organisation).votes:
        raise ValidationError({"organisation": _("Observers do not co-sponsor proposals.")})
    if proposal.cosponsors.count() >= MOST:
        raise ValidationError(_("At most %(n)s organisations can be asked.") % {"n": MOST})
    sponsor, is_new = CoSponsor.objects.get_or_create(
        of=proposal, organisation=organisation, defaults={"invited_at": now}
    )
    if not is_new:
        try:
            sponsor.status = target_of(SPONSOR_MOVES, "proposal.invite", sponsor.status)
        except IllegalMove as error:
            raise ValidationError(
                {"organisation": _("This organisation was asked already.")}
            ) from error
        sponsor.invited_at, sponsor.answered_at = now, None
        sponsor.save()
    write(
        "proposal.invite",
        proposal,
        actor=actor,
        at=now,
        number=proposal.number,
        organisation=organisation.pk,
    )
    return sponsor


@transaction.atomic
def join(proposal: Proposal, organisation: Organisation, *, actor: Actor, now: datetime) -> None:
    """Agree to co-sponsor; public at once unless it is a draft.

    Raises ValidationError when it is too late, IllegalMove when nobody waits for an answer.
    """
    proposal, sponsor = _asked(proposal, organisation, actor, now)
    if proposal.status not in INVITING:
        raise ValidationError(_("Co-sponsors join until the proposal is on an agenda."))
    _answer(sponsor, "join", now)
    if proposal.is_draft:
        write("proposal.agree", proposal, actor=actor, at=now, organisation=organisation.pk)
        return
    publish(
        write(
            "proposal.join",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            organisation=organisation.pk,
        ),
        Said(
            subject=proposal.number,
            state=recorded.sponsors_state(proposal),
            act={"by": f"organisation/{organisation.pk}"},
        ),
    )


@transaction.atomic
def decline(
    proposal: Proposal, organisation: Organisation, *, actor: Actor, now: datetime
) -> None:
    """Decline to co-sponsor; nobody but the author learns of it. Raises IllegalMove."""
    proposal, sponsor = _asked(proposal, organisation, actor, now)
    _answer(sponsor, "decline", now)
    write(
        "proposal.decline",
        proposal,
        actor=actor,
        at=now,
        number=proposal.number,
        organisation=organisation.pk,
    )


@transaction.atomic
def leave(proposal: Proposal, organisation: Organisation, *, actor: Actor, now: datetime) -> None:
    """Take one's name back; public unless it is a draft.

    Raises NotAllowed once it was decided, IllegalMove for who is no co-sponsor.
    """
    proposal, sponsor = _asked(proposal, organisation, actor, now)
    _answer(sponsor, "leave", now)
    if proposal.is_draft:
        write("proposal.decline", proposal, actor=actor, at=now, organisation=organisation.pk)
        return
    publish(
        write(
            "proposal.leave",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            organisation=organisation.pk,
        ),
        Said(
            subject=proposal.number,
            state=recorded.sponsors_state(proposal),
            act={"by": f"organisation/{organisation.pk}"},
        ),
    )


def _asked(
    proposal: Proposal, organisation: Organisation, actor: Actor, now: datetime
) -> tuple[Proposal, CoSponsor]:
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.SPONSOR, changes.speaking(proposal, organisation, now))
    return proposal, CoSponsor.objects.select_for_update(of=("self",)).get(
        of=proposal, organisation=organisation
    )


def _answer(sponsor: CoSponsor, act: str, now: datetime) -> None:
    sponsor.status = SponsorStatus(target_of(SPONSOR_MOVES, f"proposal.{act}", sponsor.status))
    sponsor.answered_at = now
    sponsor.save()
