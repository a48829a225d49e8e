"""A meeting is called: its agenda is published, and all who sit on the body are invited."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.meetings import lifecycle, permissions, recorded
from kenes.meetings.models import Meeting
from kenes.meetings.services import inviting, planning, scheduling
from kenes.meetings.services.changes import Before, taken_up
from kenes.members.services import bylaws
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def call(
    meeting: Meeting,
    *,
    short_notice: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Give notice: publish the agenda and invite; ``short_notice`` says why it comes late.

    Raises ValidationError for what who is invited would not know, by field.
    """
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CALL, meeting)
    before, today = Before(meeting), timezone.localdate(now)
    planning.check(meeting, today)
    planning.check_called(meeting, now)
    if not meeting.items.exists():
        raise ValidationError(_("Its agenda is empty: put at least one item on it."))
    planning.check_notice(meeting, short_notice or {}, since=today)
    meeting.papers_until = meeting.papers_until or planning.papers_until(meeting, today)
    meeting.status = lifecycle.after("meeting.call", meeting.status)
    meeting.called_at = now
    meeting.save()
    scheduling.put_on(meeting, meeting.items.all(), actor=actor, now=now)
    invited = inviting.invite_all(meeting, today)
    state = before.changes(meeting) | recorded.agenda_state(meeting)
    for paper in meeting.papers.all():
        state |= recorded.paper_state(paper)
    publish(
        write(
            "meeting.call",
            meeting,
            actor=actor,
            at=now,
            number=meeting.number,
            on=str(meeting.on),
            invited=len(invited),
        ),
        Said(
            subject=meeting.number,
            state=state,
            before=before.status,
            after=str(meeting.status),
        ),
    )
    return meeting


def notice_until(meeting: Meeting, today: date) -> date:
    """The last day on which the meeting can be called with the notice of the by-laws."""
    return meeting.on - timedelta(days=bylaws.in_force(today).number("notice_days"))
