"""Proposals follow the meeting that deals with them: they are told its day, or that it is off."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Item, Meeting
from kenes.members.models import BodyKind
from kenes.proposals import lifecycle
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Proposal
from kenes.proposals.services import deciding

AHEAD = (Status.PLANNED, Status.CALLED, Status.OPEN)
_NOTICE_GIVEN = (Status.CALLED, Status.OPEN)


def put_on(meeting: Meeting, items: Iterable[Item], *, actor: Actor, now: datetime) -> None:
    """Proposals on the agenda of a called meeting are on the agenda, with its day.

    A working group’s meeting moves no proposal: the body alone decides. Raises ValidationError
    for a proposal that is still in comment.
    """
    if not _moves_proposals(meeting):
        return
    for proposal in _proposals(items):
        if proposal.status == ProposalStatus.AGENDA:
            if proposal.agenda_on != meeting.on:
                deciding.reschedule(proposal, on=meeting.on, actor=actor, now=now)
        elif proposal.takes_comments(timezone.localdate(now)):
            raise ValidationError(
                _(
                    "%(number)s is open for comments until %(day)s: take it off the agenda, or "
                    "wait until then."
                )
                % {
                    "number": proposal.number,
                    "day": written(proposal.comments_until or meeting.on),
                }
            )
        elif lifecycle.allows("proposal.schedule", proposal.status):
            deciding.schedule(proposal, on=meeting.on, actor=actor, now=now)


def follow(
    meeting: Meeting, *, items: Iterable[Item] | None = None, actor: Actor, now: datetime
) -> None:
    """The day has changed, the meeting is cancelled, or ``items`` were taken off its agenda.

    A proposal goes with the day; without one it stays on the agenda of a coming meeting.
    """
    if not _moves_proposals(meeting):
        return
    is_off = items is not None or meeting.status == Status.CANCELLED
    if meeting.status not in _NOTICE_GIVEN and not (is_off and meeting.called_at):
        return
    concerned = list(meeting.items.all()) if items is None else list(items)
    elsewhere = _elsewhere(meeting, [one.about for one in concerned])
    for proposal in _proposals(concerned):
        on = elsewhere.get(proposal.number) if is_off else meeting.on
        if proposal.status == ProposalStatus.AGENDA and proposal.agenda_on != on:
            deciding.reschedule(proposal, on=on, actor=actor, now=now)


def _moves_proposals(meeting: Meeting) -> bool:
    return meeting.body.kind == BodyKind.PLENARY


def _proposals(items: Iterable[Item]) -> list[Proposal]:
    numbers = [one.about for one in items if one.about.startswith("P-")]
    return list(Proposal.objects.public().filter(number__in=numbers).order_by("pk"))


def _elsewhere(meeting: Meeting, numbers: Iterable[str]) -> dict[str, date]:
    """The day of the next other meeting of the body whose notice names a matter, by its number."""
    found = Item.objects.filter(
        about__in=[number for number in numbers if number],
        meeting__body=meeting.body_id,
        meeting__status__in=_NOTICE_GIVEN,
    ).exclude(meeting=meeting.pk)
    rows = found.order_by("-meeting__on").values_list("about", "meeting__on")
    return dict(rows)
