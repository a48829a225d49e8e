"""Meetings as iCalendar: two other readers understand it, nothing slips out or in."""

from datetime import date, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client
from django.utils import translation
from icalendar import Calendar

from kenes.meetings import calendar
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Invitation, Meeting
from kenes.meetings.tests.conftest import Table

LINK = "https://meet.example/room?a=1,2;3"
BREAKING = 'Hall "3"; a,b:\\n\r\nATTENDEE:mailto:x@x\nBEGIN:VALARM\u2028\x00\x0b Ұлы ' + "ү" * 90


def found(content: bytes, name: str = "VEVENT") -> list[Any]:
    return list(Calendar.from_ical(content).walk(name))


def of(meeting: Meeting, **more: str) -> bytes:
    return calendar.of_meeting(
        meeting, url="https://kenes.example/m", now=meeting.planned_at, **more
    )


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_two_readers_find_the_same_meeting(language: str, table: Table) -> None:
    made = table.meeting(Status.CALLED, link=LINK)
    made.title = made.place = {"en": BREAKING}  # as no form would keep it
    with translation.override(language):
        content = of(made, link=LINK)
    assert made.starts_at
    (event,) = found(content)
    other = vobject.readOne(content.decode()).vevent
    assert event["DTSTART"].dt == other.dtstart.value == made.starts_at.replace(microsecond=0)
    assert event["UID"] == other.uid.value
    assert event["LOCATION"] == other.location.value
    assert "ATTENDEE" not in event
    assert "attendee" not in other.contents
    assert not found(content, "VALARM")
    assert b"\x00" not in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_plan_of_a_day_is_a_whole_day_that_is_not_certain(table: Table) -> None:
    day = date(2027, 3, 8)
    made = table.meeting(on=day, starts_at=None, ends_at=None)
    (event,) = found(of(made))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (day, day + timedelta(days=1))
    assert event["STATUS"] == "TENTATIVE"


def test_an_answer_is_told_to_the_persons_own_calendar(table: Table) -> None:
    made, helen = table.meeting(Status.CALLED), table.users["helen"]
    invited = Invitation.objects.get(meeting=made, user=helen)
    said = {}
    for answer in ("none", "comes", "alternate", "absent"):
        invited.answer = answer
        content = calendar.invitation(invited, helen, url="https://k/x", now=table.now)
        (event,) = found(content)
        said[answer] = event["ATTENDEE"].params["PARTSTAT"]
    assert said == {
        "none": "NEEDS-ACTION",
        "comes": "ACCEPTED",
        "alternate": "DECLINED",
        "absent": "DECLINED",
    }


def test_the_file_and_the_feed_are_for_everybody_and_tell_strangers_no_link(
    table: Table,
) -> None:
    made = table.meeting(Status.CALLED, link=LINK)
    table.meeting(Status.CANCELLED)
    table.meeting(Status.CLOSED, on=table.today - timedelta(days=400))
    file = Client().get(f"/en/meetings/{made.number}/meeting.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert f'filename="{made.number}.ics"' in file["Content-Disposition"]
    assert b"meet.example" not in file.content
    feed = Client().get("/ru/meetings/calendar.ics")
    assert b"meet.example" not in feed.content
    events = found(feed.content)
    assert [event["STATUS"] for event in events] == ["CANCELLED", "CONFIRMED"]
    assert len({event["UID"] for event in events}) == 2
    assert Client().get("/en/meetings/calendar.ics?body=nobody").status_code == 200


def test_who_is_invited_has_the_link_in_the_file(table: Table, settings: object) -> None:
    made = table.meeting(Status.CALLED, link=LINK)
    settings.KENES_SECOND_FACTOR = False  # type: ignore[attr-defined]
    for key, sees in (("helen", True), ("amina", True), ("galym", False)):
        client = Client()
        client.force_login(table.users[key])
        content = client.get(f"/en/meetings/{made.number}/meeting.ics").content
        assert (b"meet.example" in content) == sees
