"""A meeting is opened and closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.meetings import happenings, lifecycle, permissions
from kenes.meetings.models import Meeting
from kenes.meetings.rules.quorum import quorum_of
from kenes.meetings.services import changes, items
from kenes.record.services.publishing import Said, publish

EARLY = timedelta(minutes=60)  # before the hour it was called for


def is_time(meeting: Meeting, now: datetime) -> bool:
    """Whether it can be opened without a reason: on its day, an hour before it begins or later."""
    return timezone.localdate(now) == meeting.local_day() and (
        meeting.starts_at is None or now >= meeting.starts_at - EARLY
    )


@transaction.atomic
def open_(
    meeting: Meeting,
    *,
    reason: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Open a meeting that was called. Without a quorum it informs, and cannot decide.

    ``reason``, by language and public, is needed on another day or more than an hour early.
    Raises ValidationError, NotAllowed for its status.
    """
    meeting, actor = changes.taken_up(meeting, actor, now)
    authorise(actor, permissions.OPEN, meeting)
    kept = changes.said("reason", reason or {})
    if not kept and not is_time(meeting, now):
        raise ValidationError(
            {
                "reason": _("It was called for %(day)s: say why it is opened now.")
                % {"day": written(meeting.local_day())}
            }
        )
    before = changes.Before(meeting)
    meeting.status = lifecycle.after("meeting.open", meeting.status)
    meeting.opened_at = now
    meeting.save(update_fields=["status", "opened_at"])
    found = quorum_of(meeting, timezone.localdate(now))
    changes.happened(
        meeting, happenings.OPENED, now=now, quorum=found.told(), is_met=found.is_met, reason=kept
    )
    publish(
        write(
            "meeting.open",
            meeting,
            actor=actor,
            at=now,
            number=meeting.number,
            quorum=found.told(),
        ),
        Said(
            subject=meeting.number,
            state=before.changes(meeting),
            act={"reason": kept} if kept else {},
            before=before.status,
            after=str(meeting.status),
        ),
    )
    return meeting


@transaction.atomic
def close(meeting: Meeting, *, actor: Actor, now: datetime) -> Meeting:
    """Close it: the item under discussion and the speech end. Who is present was so to the end.

    Raises ValidationError while a vote is open, NotAllowed for its status.
    """
    meeting, actor = changes.taken_up(meeting, actor, now)
    authorise(actor, permissions.CLOSE, meeting)
    before = changes.Before(meeting)
    items.finish(meeting, actor=actor, now=now)
    meeting.status = lifecycle.after("meeting.close", meeting.status)
    meeting.closed_at = now
    meeting.save(update_fields=["status", "closed_at"])
    changes.happened(meeting, happenings.CLOSED, now=now)
    publish(
        write("meeting.close", meeting, actor=actor, at=now, number=meeting.number),
        Said(
            subject=meeting.number,
            state=before.changes(meeting),
            before=before.status,
            after=str(meeting.status),
        ),
    )
    return meeting
