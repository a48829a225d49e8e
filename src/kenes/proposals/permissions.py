"""What can be done to a proposal, by whom and when; roles are in access/grants.py.

A proposal is acted on for an organisation, so many questions are asked about a ``Speaking``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, When, all_of, no
from kenes.members.models import Organisation, Seat
from kenes.proposals.lifecycle import (
    INVITING,
    REVISABLE,
    TAKES_POSITIONS,
    SponsorStatus,
    Status,
    allows,
)
from kenes.proposals.models import CoSponsor, Proposal


@dataclass(frozen=True, kw_only=True)
class Speaking:
    """An organisation speaks about a proposal on a day."""

    proposal: Proposal
    organisation: Organisation
    today: date = field(default_factory=timezone.localdate)


def _proposal(subject: Any) -> Proposal | None:
    if isinstance(subject, Speaking):
        return subject.proposal
    return subject if isinstance(subject, Proposal) else None


def _organisation(subject: Any) -> Organisation | None:
    if isinstance(subject, Speaking):
        return subject.organisation
    return subject if isinstance(subject, Organisation) else None


def _today(subject: Any) -> date:
    return subject.today if isinstance(subject, Speaking) else timezone.localdate()


def has_seat(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor sits for the organisation in a chamber that decides."""
    return Seat.objects.filter(pk__in=actor.seat_ids, organisation_id=organisation_id).exists()


def _visible(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or not proposal.is_draft:
        return YES
    if Proposal.objects.visible_to(actor).filter(pk=proposal.pk).exists():
        return YES
    return no(_("A draft is read by its authors only."))


def _own_seat(actor: Actor, subject: Any) -> Decision:
    """A member of a deciding chamber, for their own organisation."""
    organisation = _organisation(subject)
    if organisation is None or has_seat(actor, organisation.pk):
        return YES
    return no(_("You hold no seat for this organisation."))


def _author(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or has_seat(actor, proposal.organisation_id):
        return YES
    return no(_("Only the organisation that made the proposal can do this."))


def _sponsor(actor: Actor, subject: Any) -> Decision:
    """The author, or an organisation that agreed to put its name beside."""
    proposal = _proposal(subject)
    if proposal is None or _author(actor, proposal):
        return YES
    seats = Seat.objects.filter(pk__in=actor.seat_ids)
    joined = CoSponsor.objects.filter(
        of=proposal,
        status=SponsorStatus.ACCEPTED,
        organisation_id__in=seats.values("organisation_id"),
    )
    return YES if joined.exists() else no(_("Only its authors and co-sponsors can do this."))


def _speaks(actor: Actor, subject: Any) -> Decision:
    """Any organisation at the table or among its observers, by one of its own."""
    organisation = _organisation(subject)
    if organisation is None or organisation.pk in actor.organisation_ids:
        return YES
    return no(_("You do not speak for this organisation."))


def _while(statuses: Collection[str], reason: Callable[[], str]) -> When:
    def when(actor: Actor, subject: Any) -> Decision:
        proposal = _proposal(subject)
        return YES if proposal is None or proposal.status in statuses else no(reason())

    return when


def _can_move(*acts: str) -> When:
    def when(actor: Actor, subject: Any) -> Decision:
        proposal = _proposal(subject)
        if proposal is None or any(allows(f"proposal.{act}", proposal.status) for act in acts):
            return YES
        return no(_not_now(proposal))

    return when


def _not_now(proposal: Proposal) -> str:
    return _("This cannot be done while the proposal stands as it does: %(status)s.") % {
        "status": proposal.get_status_display()
    }


def _in_comment(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or proposal.takes_comments(_today(subject)):
        return YES
    if proposal.status == Status.IN_COMMENT:
        return no(_("The time for comments is over."))
    return no(_("Comments are taken only while a proposal is in comment."))


def _claims(actor: Actor, subject: Any) -> Decision:
    """Authors from the draft on until the check of form; everybody while in comment."""
    proposal = _proposal(subject)
    if proposal is None:
        return YES
    if proposal.status in {Status.DRAFT, Status.RETURNED}:
        return _sponsor(actor, subject)
    return _in_comment(actor, subject)


def _attaches(actor: Actor, subject: Any) -> Decision:
    """Papers come with the draft; later the author mends what cannot be read."""
    proposal = _proposal(subject)
    if proposal is None:
        return YES
    if proposal.status == Status.DRAFT:
        return _sponsor(actor, subject)
    return _author(actor, subject) if proposal.status in REVISABLE else no(_not_now(proposal))


def _comments_are_over(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or not proposal.takes_comments(_today(subject)):
        return YES
    return no(_("It is put on an agenda once the time for comments is over."))


def _invited(actor: Actor, subject: Any) -> Decision:
    """Asked to co-sponsor, or doing so, as the organisation of the subject."""
    if not isinstance(subject, Speaking):
        return YES
    known = CoSponsor.objects.filter(
        of=subject.proposal,
        organisation=subject.organisation,
        status__in=(SponsorStatus.INVITED, SponsorStatus.ACCEPTED),
    )
    return YES if known.exists() else no(_("Your organisation was not asked to co-sponsor."))


def _undecided(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or not proposal.is_decided:
        return YES
    return no(_("The proposal was decided: its co-sponsors stay named."))


def _appealable(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or (proposal.status == Status.RETURNED and not proposal.appealed_at):
        return YES
    if proposal.appealed_at:
        return no(_("An appeal waits for the chair already."))
    return no(_not_now(proposal))


def _appealed(actor: Actor, subject: Any) -> Decision:
    proposal = _proposal(subject)
    if proposal is None or (proposal.status == Status.RETURNED and proposal.appealed_at):
        return YES
    return no(_("No appeal waits for the chair."))


def _not_judge_in_own_cause(actor: Actor, subject: Any) -> Decision:
    """Who checks, or decides an appeal, does not do it for their own organisation's text."""
    proposal = _proposal(subject)
    if proposal is None or proposal.organisation_id not in actor.organisation_ids:
        return YES
    if Role.OPERATOR in actor.roles:
        return YES
    return no(_("It is a proposal of your own organisation: somebody else does this."))


_drafting = _while({Status.DRAFT}, lambda: _("Only a draft can be changed in place."))
_revising = _while(
    REVISABLE, lambda: _("A new version is made while it is in comment or was returned.")
)
_inviting = _while(INVITING, lambda: _("Co-sponsors join until the proposal is on an agenda."))
_on_agenda = _while({Status.AGENDA}, lambda: _("It is not on the agenda."))
_positions = _while(
    TAKES_POSITIONS, lambda: _("Positions are taken from comment until the decision.")
)

READ = Action("proposal.read", when=_visible)
BEGIN = Action("proposal.begin", when=_own_seat)
EDIT = Action("proposal.edit", when=all_of(_drafting, _sponsor))
DISCARD = Action("proposal.discard", when=all_of(_drafting, _author))
SUBMIT = Action("proposal.submit", when=all_of(_can_move("submit"), _author))
REVISE = Action("proposal.revise", when=all_of(_revising, _author))
INVITE = Action("proposal.invite", when=all_of(_inviting, _author))
SPONSOR = Action("proposal.sponsor", when=all_of(_undecided, _own_seat, _invited))
CHECK = Action(
    "proposal.check", when=all_of(_can_move("accept", "return"), _not_judge_in_own_cause)
)
APPEAL = Action("proposal.appeal", when=all_of(_appealable, _author))
HEAR = Action("proposal.hear", when=all_of(_appealed, _not_judge_in_own_cause))
SCHEDULE = Action("proposal.schedule", when=all_of(_can_move("schedule"), _comments_are_over))
RESCHEDULE = Action("proposal.schedule", when=_on_agenda)
DECIDE = Action("proposal.decide", when=_can_move("adopted"))
WITHDRAW = Action("proposal.withdraw", when=all_of(_can_move("withdraw"), _author))
COMMENT = Action("proposal.comment", when=all_of(_in_comment, _speaks))
TAKE_POSITION = Action("proposal.position", when=all_of(_positions, _own_seat))
CLAIM = Action("proposal.claim", when=all_of(_claims, _own_seat))
ATTACH = Action("proposal.attach", when=_attaches)
RETRACT = Action("proposal.retract", when=_own_seat)
FOLLOW = Action("proposal.follow", when=_visible)
