"""Who comes and goes, on which seat, and when the quorum is lost and found by it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.meetings.lifecycle import Status, TurnStatus
from kenes.meetings.models import Happening, Invitation, Meeting, Presence
from kenes.meetings.rules.quorum import quorum_of
from kenes.meetings.services import attending, holding, items, speaking
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.in_session import chair, held, told
from kenes.members.models import Capacity, Tenure


@pytest.fixture
def meeting(table: Table) -> Meeting:
    """Opened, and nobody has come. Galym stands in for Clara."""
    Tenure.objects.create(
        seat=table.seat("clara"),
        person_name="Galym Tursyn",
        user=table.users["galym"],
        organisation=table.organisation("clara"),
        capacity=Capacity.ALTERNATE,
        starts_on=table.today,
    )
    return table.meeting(Status.OPEN)


def invitation(meeting: Meeting, table: Table, key: str) -> Invitation:
    return meeting.invitations.get(user=table.users[key])


def arrive(meeting: Meeting, table: Table, key: str, **given: Any) -> Presence:
    return attending.arrive(
        meeting,
        **{
            "invitation": invitation(meeting, table, key),
            "actor": table.actor(key),
            "now": table.now,
            **given,
        },
    )


def on_seat(meeting: Meeting, table: Table, key: str) -> str:
    """Who sits on a seat now."""
    here = meeting.presences.filter(seat=table.seat(key), left_at=None).first()
    return here.person_name if here else ""


def test_who_is_invited_marks_themselves_present_on_their_seat(
    meeting: Meeting, table: Table
) -> None:
    made = arrive(meeting, table, "clara", is_online=True)
    assert (made.seat, made.organisation, made.chamber) == (
        table.seat("clara"), table.organisation("clara"), table.seat("clara").chamber,
    )  # fmt: skip
    assert (made.user, made.person_name, made.is_online) == (
        table.users["clara"], "Clara Weber", True,
    )  # fmt: skip
    assert told(meeting) == ["floor.arrive"]


def test_an_observer_comes_without_a_seat(meeting: Meeting, table: Table) -> None:
    made = arrive(meeting, table, "erik")
    assert (made.seat, made.organisation) == (None, table.organisation("erik"))
    assert made.chamber is not None
    assert not made.chamber.votes


def test_one_comes_before_the_meeting_is_opened_and_not_after_it(table: Table) -> None:
    called = table.meeting(Status.CALLED)
    arrive(called, table, "clara")
    held_ = table.meeting(Status.CLOSED)
    with pytest.raises(NotAllowed, match="the meeting is held"):
        arrive(held_, table, "clara")


def test_nobody_comes_by_anothers_invitation_but_an_officer_marks_anybody(
    meeting: Meeting, table: Table
) -> None:
    with pytest.raises(NotAllowed, match="another person"):
        arrive(meeting, table, "helen", actor=table.actor("clara"))
    with pytest.raises(NotAllowed, match="another person"):
        attending.arrive(
            meeting, person_name="A friend", actor=table.actor("clara"), now=table.now
        )
    assert arrive(meeting, table, "helen", actor=table.actor("amina")).user == table.users["helen"]


def test_an_invitation_to_another_meeting_opens_no_door(meeting: Meeting, table: Table) -> None:
    other = table.meeting(Status.CALLED)
    with pytest.raises(ValidationError, match="not to this meeting"):
        arrive(meeting, table, "clara", invitation=invitation(other, table, "clara"))


def test_who_is_not_invited_comes_by_nothing(meeting: Meeting, table: Table) -> None:
    mine = invitation(meeting, table, "clara")
    Invitation.objects.filter(pk=mine.pk).delete()
    with pytest.raises(NotAllowed, match="not invited"):
        attending.arrive(meeting, invitation=mine, actor=table.actor("clara"), now=table.now)


def test_coming_twice_is_told(meeting: Meeting, table: Table) -> None:
    arrive(meeting, table, "clara")
    with pytest.raises(ValidationError, match="Clara Weber is marked present already"):
        arrive(meeting, table, "clara")
    arrive(meeting, table, "erik")
    with pytest.raises(ValidationError, match="already"):
        arrive(meeting, table, "erik", actor=table.actor("farida"))
    assert meeting.presences.count() == 2


def test_the_holder_takes_the_seat_over_and_the_alternate_stays_beside(
    meeting: Meeting, table: Table
) -> None:
    first = arrive(meeting, table, "galym")
    assert on_seat(meeting, table, "clara") == "Galym Tursyn"
    arrive(meeting, table, "clara")
    assert on_seat(meeting, table, "clara") == "Clara Weber"
    first.refresh_from_db()
    assert first.left_at is not None
    beside = meeting.presences.get(user=table.users["galym"], left_at=None)
    assert (beside.seat, beside.chamber) == (None, table.seat("clara").chamber)
    assert told(meeting) == ["floor.arrive", "floor.leave", "floor.arrive", "floor.arrive"]


def test_an_alternate_beside_the_holder_takes_the_seat_when_it_is_free(
    meeting: Meeting, table: Table
) -> None:
    clara = arrive(meeting, table, "clara")
    assert arrive(meeting, table, "galym").seat is None
    with pytest.raises(ValidationError, match="already"):
        arrive(meeting, table, "galym")
    attending.leave(clara, actor=table.actor("clara"), now=table.now)
    assert arrive(meeting, table, "galym").seat == table.seat("clara")
    assert meeting.presences.filter(user=table.users["galym"], left_at=None).count() == 1


def test_who_has_lost_the_seat_since_the_call_comes_without_it(
    meeting: Meeting, table: Table
) -> None:
    Tenure.objects.filter(user=table.users["helen"]).update(
        starts_on=table.later(days=-9).date(), ends_on=table.later(days=-2).date()
    )
    made = arrive(meeting, table, "helen", actor=table.actor("amina"))
    assert (made.seat, made.organisation) == (None, table.organisation("helen"))


def test_an_officer_writes_down_a_guest_by_name(meeting: Meeting, table: Table) -> None:
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    guest = attending.arrive(
        meeting, person_name=f" A  guest\x00 {HOSTILE}", organisation=table.organisation("erik"),
        **act,
    )  # fmt: skip
    assert guest.person_name == f"A guest {HOSTILE}"
    assert (guest.seat, guest.user, guest.chamber) == (None, None, None)
    for name, sentence in ((" \x00", "Write who has come"), ("x" * 201, "at most 200")):
        with pytest.raises(ValidationError, match=sentence) as refused:
            attending.arrive(meeting, person_name=name, **act)
        assert list(refused.value.message_dict) == ["person_name"]


def test_an_officer_seats_only_who_is_appointed(meeting: Meeting, table: Table) -> None:
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    seat = table.seat("helen")
    made = attending.arrive(meeting, user=table.users["helen"], seat=seat, **act)
    assert (made.seat, made.person_name) == (seat, "Helen Kim")
    for given in (
        {"user": table.users["helen"], "seat": table.seat("damir")},
        {"person_name": "Damir Orazaly", "seat": table.seat("damir")},  # has an account
        {"person_name": "Nobody", "seat": table.seat("damir")},
    ):
        with pytest.raises(ValidationError, match="On a seat sits its holder"):
            attending.arrive(meeting, **given, **act)
    Tenure.objects.filter(user=table.users["damir"]).update(user=None)
    made = attending.arrive(meeting, person_name="Damir Orazaly", seat=table.seat("damir"), **act)
    assert (made.seat, made.user) == (table.seat("damir"), None)


def test_leaving_ends_the_speech_and_the_places_on_lists(table: Table) -> None:
    meeting, item, here = held(table)
    later = meeting.items.all()[2]
    mine: dict[str, Any] = {"presence": here["clara"], "actor": table.actor("clara")}
    turn = speaking.ask(item, now=table.now, **mine)
    speaking.give(turn, **chair(table))
    asked = speaking.ask(later, now=table.now, **mine)
    left = attending.leave(here["clara"], actor=table.actor("clara"), now=table.later(hours=1))
    turn.refresh_from_db()
    asked.refresh_from_db()
    assert (turn.status, asked.status) == (TurnStatus.SPOKEN, TurnStatus.WITHDRAWN)
    assert left.left_at == table.later(hours=1)
    assert told(meeting)[-3:] == ["turn.end", "turn.withdraw", "floor.leave"]
    with pytest.raises(ValidationError, match="Clara Weber has left"):
        attending.leave(here["clara"], **chair(table))


def test_nobody_makes_another_leave_but_an_officer(table: Table) -> None:
    _meeting, _item, here = held(table)
    with pytest.raises(NotAllowed):
        attending.leave(here["clara"], actor=table.actor("helen"), now=table.now)
    attending.leave(here["clara"], actor=table.actor("amina"), now=table.now)


def test_losing_and_finding_the_quorum_is_told_once_each(table: Table) -> None:
    meeting, _item, here = held(table)
    attending.leave(here["helen"], **chair(table))  # one of two of civil society: enough
    assert "floor.quorum" not in told(meeting)
    attending.leave(here["clara"], **chair(table))
    attending.leave(here["damir"], **chair(table))  # it is lost already
    lost = Happening.objects.get(meeting=meeting, kind="floor.quorum")
    assert lost.facts["is_met"] is False
    arrive(meeting, table, "clara")
    assert told(meeting).count("floor.quorum") == 1
    arrive(meeting, table, "damir")
    assert told(meeting)[-2:] == ["floor.arrive", "floor.quorum"]
    found = Happening.objects.filter(meeting=meeting, kind="floor.quorum").latest("version")
    assert found.facts["is_met"] is True


def test_before_the_opening_no_quorum_is_told(table: Table) -> None:
    called = table.meeting(Status.CALLED)
    for key in ("bolat", "clara", "damir"):
        arrive(called, table, key)
    holding.open_(called, reason={"en": "x"}, **chair(table))
    assert told(called) == ["floor.arrive"] * 3 + ["meeting.open"]
    assert Happening.objects.get(kind="meeting.open").facts["is_met"] is True


def test_a_seat_that_is_abolished_meanwhile_counts_no_more(table: Table) -> None:
    meeting, item, _here = held(table, "bolat", "clara", "damir")
    seat = table.seat("damir")
    seat.abolished_on = table.today
    seat.save()
    items.end(item, **chair(table))
    assert [one.seats for one in quorum_of(meeting, table.today).chambers] == [1, 2]
