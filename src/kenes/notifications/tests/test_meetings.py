"""Invitations to meetings: who gets one, and what a calendar makes of the letter."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import vobject
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from kenes.meetings.lifecycle import Section
from kenes.meetings.models import Meeting
from kenes.meetings.services import agenda, calling, inviting, planning
from kenes.members.models import Body
from kenes.notifications.lifecycle import Category, Mode
from kenes.notifications.models import Letter, Notice
from kenes.notifications.services.choosing import Wish, choose
from kenes.notifications.tests.conftest import MINUTE, House
from kenes.notifications.tests.test_audience import told

HOSTILE = 'Hall "3"; <b>,\r\nATTENDEE:mailto:x@x Ұлы \u202eعدالة'
EVERYBODY = {"amina", "farida", "bolat", "clara", "damir", "erik", "helen"}


def act(house: House) -> dict[str, Any]:
    return {"actor": house.actor("amina"), "now": house.now}


def planned(house: House, days: int = 30) -> Meeting:
    day = house.today + timedelta(days=days)
    begins = datetime(day.year, day.month, day.day, 10, tzinfo=timezone.get_default_timezone())
    made = planning.plan(
        Body.objects.get(),
        kind="quarterly",
        mode="both",
        on=day,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        title={"en": HOSTILE, "ru": "Очередное заседание"},
        place={"en": HOSTILE, "ru": "Дом министерств"},
        link="https://meet.example/room?a=1,2;3",
        language="ru",
        **act(house),
    )
    agenda.add(made, section=Section.OPENING, title={"en": "Opening"}, **act(house))
    return made


@pytest.fixture
def called(house: House) -> Meeting:
    made = planned(house)
    house.tick()
    assert not Notice.objects.filter(category=Category.MEETINGS).exists()  # a plan is told nobody
    return calling.call(made, **act(house))


def letter_to(house: House, key: str) -> EmailMessage:
    """The newest letter, as its reader's mail program takes it apart."""
    own = [one for one in mail.outbox if one.to == [house[key].email]]
    parsed = message_from_bytes(own[-1].message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def forms_of(letter: EmailMessage) -> dict[str, EmailMessage]:
    return {part.get_content_type(): part for part in letter.walk() if not part.is_multipart()}


def walked(content: str, name: str) -> list[Any]:
    return list(Calendar.from_ical(content).walk(name))


def test_all_who_are_invited_are_told_once_and_who_calls_too(
    house: House, called: Meeting
) -> None:
    assert told(house, "meeting.called") == dict.fromkeys(EVERYBODY, "meetings")
    assert told(house, "meeting.called") == {}
    guest = inviting.invite(called, user=house["galym"], **act(house))
    assert told(house, "meeting.called") == {"galym": "meetings"}
    assert guest.person_name
    everybody = dict.fromkeys(EVERYBODY | {"galym"}, "meetings")
    planning.change(called, facts={"place": {"en": "Hall 4"}}, **act(house))
    assert told(house, "meeting.changed") == everybody
    planning.change(called, facts={"link": "https://meet.example/other"}, **act(house))
    assert told(house, "meeting.changed") == everybody
    agenda.add(called, section=Section.OTHER, title={"en": "More"}, **act(house))
    assert told(house, "meeting.agenda").keys() == everybody.keys() - {"amina"}
    planning.cancel(called, reason={"en": "Ill"}, **act(house))
    assert told(house, "meeting.cancelled") == everybody


def test_a_plan_that_is_changed_or_dropped_is_told_to_nobody(house: House) -> None:
    made = planned(house)
    inviting.invite(made, user=house["galym"], **act(house))
    planning.change(made, facts={"place": {"en": "Hall 4"}}, **act(house))
    agenda.add(made, section=Section.OTHER, title={"en": "More"}, **act(house))
    planning.cancel(made, reason={"en": "Ill"}, **act(house))
    house.tick()
    assert not Notice.objects.filter(category=Category.MEETINGS).exists()


@pytest.mark.parametrize("key", ["helen", "bolat", "clara"])  # English, Kazakh, Russian
def test_a_letter_is_an_invitation_that_calendars_understand(
    key: str, house: House, called: Meeting
) -> None:
    assert house.tick().sent == len(EVERYBODY)
    letter = letter_to(house, key)
    found = forms_of(letter)
    assert set(found) == {"text/plain", "text/calendar", "application/ics"}
    part = found["text/calendar"]
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert found["application/ics"].get_filename() == f"{called.number}.ics"
    language = house[key].language
    with_zone = part.get_content()
    (event,), (zone,) = walked(with_zone, "VEVENT"), walked(with_zone, "VTIMEZONE")
    assert zone["TZID"] == "Asia/Almaty" == event["DTSTART"].params["TZID"]
    assert event["DTSTART"].dt == called.starts_at
    assert event["DTEND"].dt == called.ends_at
    assert event["SEQUENCE"] == 0
    assert event["UID"].startswith(called.number.lower() + "@")
    assert event["ATTENDEE"] == f"mailto:{house[key].email}"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ORGANIZER"].startswith("mailto:")
    assert event["URL"] == f"https://kenes.example/{language}/meetings/{called.number}/"
    assert "https://meet.example/room?a=1,2;3" in event["DESCRIPTION"]
    # Kazakh words were not given: Russian ones come next.
    assert ("Очередное заседание" in event["SUMMARY"]) == (language != "en")
    assert len(event.property_items()) > 10
    other = vobject.readOne(with_zone)
    assert other.method.value == "REQUEST"
    assert other.vevent.dtstart.value == called.starts_at
    assert other.vevent.uid.value == event["UID"]
    assert [one.value for one in other.vevent.contents["attendee"]] == [
        f"mailto:{house[key].email}"
    ]
    whole = found["application/ics"].get_content()
    assert whole.replace(b"\r\n", b"\n").decode() == with_zone.replace("\r\n", "\n")


def test_nobody_reads_in_it_who_else_is_invited(house: House, called: Meeting) -> None:
    house.tick()
    sent = letter_to(house, "helen").as_string()
    assert "clara@kenes.example" not in sent
    assert "bolat@kenes.example" not in sent


def test_a_change_and_a_cancellation_replace_what_the_calendar_has(
    house: House, called: Meeting
) -> None:
    house.tick()

    def event() -> Any:
        part = forms_of(letter_to(house, "helen"))["text/calendar"]
        return Calendar.from_ical(part.get_content())

    first = event()
    house.wait(20 * MINUTE)
    planning.change(called, facts={"on": called.on + timedelta(days=7)}, **act(house))
    house.tick()
    moved = event()
    house.wait(20 * MINUTE)
    called.refresh_from_db()
    planning.cancel(called, reason={"en": "Ill"}, **act(house))
    house.tick()
    gone = event()
    events = [one.walk("VEVENT")[0] for one in (first, moved, gone)]
    assert len({one["UID"] for one in events}) == 1
    assert [one["SEQUENCE"] for one in events] == [0, 1, 2]
    assert [one["METHOD"] for one in (first, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert gone.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert events[1]["DTSTART"].dt - events[0]["DTSTART"].dt == timedelta(days=7)


def test_what_comes_together_is_one_letter_with_the_meeting_once(
    house: House, called: Meeting
) -> None:
    planning.change(called, facts={"place": {"en": "Hall 4"}}, **act(house))
    assert house.tick().sent == len(EVERYBODY)
    letter = letter_to(house, "helen")
    kinds = [part.get_content_type() for part in letter.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/calendar", "application/ics"]
    (event,) = walked(forms_of(letter)["text/calendar"].get_content(), "VEVENT")
    assert event["SEQUENCE"] == 1
    assert event["LOCATION"] == "Hall 4"


def test_of_two_meetings_each_is_a_file(house: House, called: Meeting) -> None:
    second = calling.call(planned(house, 60), **act(house))
    house.tick()
    letter = letter_to(house, "helen")
    names = [part.get_filename() for part in letter.iter_attachments()]
    assert names == [f"{called.number}.ics", f"{second.number}.ics"]
    assert "text/calendar" not in {part.get_content_type() for part in letter.walk()}


def test_who_wants_no_letters_finds_the_invitation_in_the_house(
    house: House, called: Meeting
) -> None:
    wishes = {Category.MEETINGS.value: Wish(True, Mode.NONE)}
    choose(house["helen"], wishes, actor=house.actor("helen"), now=house.now)
    house.tick()
    assert Notice.objects.filter(user=house["helen"], title="meeting.called").count() == 1
    assert not Letter.objects.filter(user=house["helen"]).exists()


def test_other_letters_carry_no_calendar(house: House) -> None:
    house.ask()
    house.tick()
    letter = letter_to(house, "irina")
    assert letter.get_content_type() == "text/plain"
