"""Opening and closing, and the agenda in between."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.meetings.lifecycle import ItemStatus, Status, TurnStatus
from kenes.meetings.models import Happening, Turn
from kenes.meetings.services import holding, items, speaking, voting
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.in_session import agrees, chair, enter, told
from kenes.record.models import Entry

NOT_CALLED = (Status.PLANNED, Status.OPEN, Status.CLOSED, Status.CANCELLED)


def test_a_called_meeting_is_opened_with_its_quorum_told(table: Table) -> None:
    meeting = table.meeting(Status.CALLED)
    table.present(meeting, "bolat", "clara")
    opened = holding.open_(meeting, actor=table.actor("farida"), now=table.now)
    assert (opened.status, opened.opened_at) == (Status.OPEN, table.now)
    happening = Happening.objects.get(meeting=meeting)
    assert happening.facts["is_met"] is False  # Parliament's only seat is empty
    assert [row["present"] for row in happening.facts["quorum"]] == [1, 0, 1]
    assert [row["seats"] for row in happening.facts["quorum"]] == [1, 1, 2]
    entry = Entry.objects.get(subject=meeting.number)
    assert (entry.type, entry.form().before, entry.form().after) == (
        "meeting.opened", "called", "open",
    )  # fmt: skip


@pytest.mark.parametrize("status", NOT_CALLED)
def test_only_a_called_meeting_is_opened(table: Table, status: Status) -> None:
    meeting = table.meeting(status)
    with pytest.raises(NotAllowed, match="the meeting is"):
        holding.open_(meeting, actor=table.actor("farida"), now=table.now)


@pytest.mark.parametrize("who", ["bolat", "clara", "erik", "galym"])
def test_members_and_observers_open_and_close_nothing(table: Table, who: str) -> None:
    with pytest.raises(NotAllowed, match="role"):
        holding.open_(table.meeting(Status.CALLED), actor=table.actor(who), now=table.now)
    with pytest.raises(NotAllowed, match="role"):
        holding.close(table.meeting(Status.OPEN), actor=table.actor(who), now=table.now)


def noon(table: Table) -> datetime:
    """Twelve o'clock in Almaty."""
    return timezone.localtime(table.now).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize("moved", [{"minutes": -61}, {"days": 1}, {"days": 9000}])
def test_at_another_time_it_needs_a_reason_which_is_public(
    table: Table, moved: dict[str, float]
) -> None:
    meeting = table.meeting(Status.CALLED, starts_at=noon(table), ends_at=None)
    act: dict[str, Any] = {
        "actor": table.actor("amina"), "now": noon(table) + timedelta(**moved),
    }  # fmt: skip
    with pytest.raises(ValidationError, match="say why it is opened now") as refused:
        holding.open_(meeting, **act)
    assert list(refused.value.message_dict) == ["reason"]
    holding.open_(meeting, reason={"en": f"The hall is free only now {HOSTILE}"}, **act)
    entry = Entry.objects.get(subject=meeting.number)
    assert "The hall is free" in entry.told["act.reason"]["payload"]
    assert "The hall is free" in Happening.objects.get(meeting=meeting).facts["reason"]["en"]


@pytest.mark.parametrize("minutes", [-60, 0, 300])
def test_on_its_day_it_needs_none(table: Table, minutes: int) -> None:
    meeting = table.meeting(Status.CALLED, starts_at=noon(table), ends_at=None)
    then = noon(table) + timedelta(minutes=minutes)
    assert holding.open_(meeting, actor=table.actor("amina"), now=then).is_open


def test_closing_ends_the_item_and_the_speech_and_keeps_who_was_there(table: Table) -> None:
    meeting = table.meeting(Status.OPEN)
    here = table.present(meeting)
    item = items.begin(meeting.items.all()[1], **chair(table))
    turn = speaking.ask(item, presence=here[0], actor=table.actor("bolat"), now=table.now)
    speaking.give(turn, **chair(table))
    closed = holding.close(meeting, actor=table.actor("farida"), now=table.later(hours=2))
    turn.refresh_from_db()
    item.refresh_from_db()
    assert (closed.status, turn.status, item.status) == (
        Status.CLOSED, TurnStatus.SPOKEN, ItemStatus.DONE,
    )  # fmt: skip
    assert speaking.seconds(turn) == 7200
    assert not meeting.presences.exclude(left_at=None).exists()
    assert told(meeting)[-3:] == ["turn.end", "item.end", "meeting.close"]


def test_a_meeting_is_not_closed_over_an_open_vote(table: Table) -> None:
    meeting = table.meeting(Status.OPEN)
    table.present(meeting)
    item = items.begin(meeting.items.all()[1], **chair(table))
    vote = voting.open_(item, kind="consensus", question={"en": "Agreed?"}, **chair(table))
    for act in (
        lambda: holding.close(meeting, **chair(table)),
        lambda: items.end(item, **chair(table)),
        lambda: items.postpone(item, **chair(table)),
        lambda: items.begin(meeting.items.all()[2], **chair(table)),
    ):
        with pytest.raises(ValidationError, match="A vote is open"):
            act()
    voting.void(vote, **chair(table))
    assert holding.close(meeting, **chair(table)).status == Status.CLOSED


def test_one_item_at_a_time_and_the_next_ends_the_one_before(table: Table) -> None:
    meeting = table.meeting(Status.OPEN)
    first, second, third = meeting.items.all()
    items.begin(first, **chair(table))
    items.begin(second, **chair(table))
    items.postpone(third, **chair(table))
    items.end(second, **chair(table))
    items.begin(third, **chair(table))
    with pytest.raises(IllegalMove):
        items.begin(third, **chair(table))
    with pytest.raises(IllegalMove):
        items.end(first, **chair(table))
    assert [one.status for one in meeting.items.all()] == ["done", "done", "present"]
    assert told(meeting) == [
        "item.begin", "item.end", "item.begin", "item.postpone", "item.end", "item.begin",
    ]  # fmt: skip


def test_an_item_taken_up_again_keeps_when_it_began_and_its_list(table: Table) -> None:
    meeting = table.meeting(Status.OPEN)
    clara = table.present(meeting, "clara")[0]
    item = items.begin(meeting.items.all()[0], **chair(table))
    speaking.ask(item, presence=clara, actor=table.actor("clara"), now=table.now)
    items.end(item, **chair(table))
    again = items.begin(item, actor=table.actor("farida"), now=table.later(hours=1))
    assert (again.began_at, again.ended_at) == (table.now, None)
    assert [turn.presence for turn in speaking.waiting(again)] == [clara]


def test_an_item_taken_off_the_agenda_meanwhile_is_told_of(table: Table) -> None:
    meeting = table.meeting(Status.OPEN)
    item = meeting.items.all()[0]
    gone = meeting.items.get(pk=item.pk)
    item.delete()
    with pytest.raises(ValidationError, match="taken off the agenda"):
        items.begin(gone, actor=table.actor("farida"), now=table.now)


@pytest.mark.parametrize("status", [Status.CALLED, Status.CLOSED, Status.CANCELLED])
def test_nothing_is_done_on_the_floor_of_a_meeting_that_is_not_held(
    table: Table, status: Status
) -> None:
    meeting = table.meeting(status)
    here = table.present(meeting)
    item = meeting.items.all()[0]
    turn = Turn.objects.create(meeting=meeting, item=item, presence=here[0], asked_at=table.now)
    for act in (
        lambda: items.begin(item, **chair(table)),
        lambda: items.postpone(item, **chair(table)),
        lambda: speaking.ask(item, presence=here[0], **chair(table)),
        lambda: speaking.give(turn, **chair(table)),
        lambda: speaking.withdraw(turn, **chair(table)),
        lambda: voting.open_(item, kind="vote", question={"en": "?"}, **chair(table)),
    ):
        with pytest.raises(NotAllowed, match="the meeting is"):
            act()
    assert told(meeting) == []


def test_what_is_shown_of_a_meeting_held_is_what_the_record_says(table: Table) -> None:
    meeting = table.meeting(Status.CALLED)
    table.present(meeting)
    enter(meeting, table)
    holding.open_(meeting, **chair(table))
    assert agrees(meeting.number)
    holding.close(meeting, **chair(table, hours=1))
    assert agrees(meeting.number)
