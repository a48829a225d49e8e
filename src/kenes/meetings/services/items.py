"""The agenda while the meeting is held: an item is begun, ended, or put off."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.meetings import happenings, lifecycle, permissions
from kenes.meetings.lifecycle import ItemStatus, VoteStatus
from kenes.meetings.models import Item, Meeting, Vote
from kenes.meetings.services import changes, speaking


@transaction.atomic
def begin(item: Item, *, actor: Actor, now: datetime) -> Item:
    """Take up an item; the one under discussion, and its speech, end by it.

    One that was dealt with or put off can be taken up again; its speaking list is kept.
    Raises ValidationError while a vote is open, IllegalMove for the item under discussion.
    """
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    item = speaking.item_of(meeting, item)
    target = lifecycle.after("item.begin", item.status)
    finish(meeting, actor=actor, now=now)
    item.status, item.began_at, item.ended_at = target, item.began_at or now, None
    item.save(update_fields=["status", "began_at", "ended_at"])
    write("item.begin", item, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.ITEM_BEGUN, now=now, item=item)
    return item


@transaction.atomic
def end(item: Item, *, actor: Actor, now: datetime) -> Item:
    """End the item under discussion, and the speech. Raises ValidationError, IllegalMove."""
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    item = speaking.item_of(meeting, item)
    refuse_while_voting(meeting)
    _end(meeting, item, actor, now)
    return item


@transaction.atomic
def postpone(item: Item, *, actor: Actor, now: datetime) -> Item:
    """Put an item off: to later in this meeting, or to another one.

    Raises ValidationError while a vote is open on it, IllegalMove.
    """
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    item = speaking.item_of(meeting, item)
    target = lifecycle.after("item.postpone", item.status)
    if item.status == ItemStatus.PRESENT:
        refuse_while_voting(meeting)
        speaking.stop(meeting, actor=actor, now=now)
    item.status, item.ended_at = target, now if item.began_at else None
    item.save(update_fields=["status", "ended_at"])
    write("item.postpone", item, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.ITEM_POSTPONED, now=now, item=item)
    return item


def finish(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """End what is under discussion, if anything is, as part of an act that holds the meeting.

    Raises ValidationError while a vote is open.
    """
    refuse_while_voting(meeting)
    if item := meeting.items.filter(status=ItemStatus.PRESENT).first():
        item.meeting = meeting
        _end(meeting, item, actor, now)


def refuse_while_voting(meeting: Meeting) -> None:
    if Vote.objects.filter(meeting=meeting, status=VoteStatus.OPEN).exists():
        raise ValidationError(_("A vote is open: close it or break it off first."))


def _end(meeting: Meeting, item: Item, actor: Actor, now: datetime) -> None:
    target = lifecycle.after("item.end", item.status)
    speaking.stop(meeting, actor=actor, now=now)
    item.status, item.ended_at = target, now
    item.save(update_fields=["status", "ended_at"])
    write("item.end", item, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.ITEM_ENDED, now=now, item=item)
