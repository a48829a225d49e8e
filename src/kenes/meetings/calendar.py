"""Meetings as iCalendar (RFC 5545): an invitation in a letter, a file, a feed.

The UID of a meeting stays, its SEQUENCE grows with every change, so that a calendar replaces what
it had. The link of an online meeting is for who is invited.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText, vUri

from kenes.accounts.models import User
from kenes.languages.fields import pick
from kenes.meetings.lifecycle import Answer, Status
from kenes.meetings.models import Invitation, Meeting

MEDIA_TYPE = "text/calendar"
LISTED = 500  # meetings of the feed
BACK = timedelta(days=366)  # how long a held meeting stays in it
# What no calendar can show, and what could begin another line.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


class Method(StrEnum):
    """What a calendar is to do with it (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def method_of(meeting: Meeting) -> Method:
    """Of a letter to who is invited."""
    return Method.CANCEL if meeting.status == Status.CANCELLED else Method.REQUEST


def invitation(invited: Invitation, user: User, *, url: str, now: datetime) -> bytes:
    """For one person, in their language, under their own name; ``url``: the meeting’s page."""
    meeting = invited.meeting
    with translation.override(user.language):
        event = _event(meeting, url=url, now=now, link=meeting.link)
        event.add("organizer", _organizer(meeting))
        event.add("attendee", _attendee(invited, user))
        return _calendar([event], method_of(meeting))


def of_meeting(meeting: Meeting, *, url: str, now: datetime, link: str = "") -> bytes:
    """A file in the reader’s language; ``link`` only for who is invited."""
    return _calendar([_event(meeting, url=url, now=now, link=link)], Method.PUBLISH)


def feed(meetings: Iterable[tuple[Meeting, str]], *, name: str, now: datetime) -> bytes:
    """Meetings with the addresses of their pages, for a calendar that looks again."""
    events = [_event(meeting, url=url, now=now) for meeting, url in meetings]
    return _calendar(events, Method.PUBLISH, name)


def shown_from(today: date) -> date:
    return today - BACK


def _calendar(events: Iterable[Event], method: Method, name: str = "") -> bytes:
    made = Calendar()
    made.add("prodid", f"-//{_host()}//Kenes//{translation.get_language() or 'en'}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method.value)
    if name:
        made.add("x-wr-calname", vText(_plain(name)))
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(meeting: Meeting, *, url: str, now: datetime, link: str = "") -> Event:
    event = Event()
    event.add("uid", f"{meeting.number.lower()}@{_host()}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("summary", vText(" ".join(_plain(f"{meeting.body}: {meeting.name}").split())))
    if meeting.starts_at:
        zone = timezone.get_default_timezone()
        event.add("dtstart", meeting.starts_at.astimezone(zone))
        if meeting.ends_at:
            event.add("dtend", meeting.ends_at.astimezone(zone))
    else:
        event.add("dtstart", meeting.on)
        event.add("dtend", meeting.on + timedelta(days=1))
    if where := _plain(pick(meeting.place)) or link:
        event.add("location", vText(where))
    event.add("description", vText(_described(meeting, url, link)))
    event.add("url", vUri(url))
    if link:
        event.add("conference", vUri(link), parameters={"VALUE": "URI"})
    event.add("status", _status(meeting))
    event.add("class", "PUBLIC")
    return event


def _described(meeting: Meeting, url: str, link: str) -> str:
    said = [f"{meeting.number}: {meeting.get_mode_display()}"]
    if meeting.status == Status.CANCELLED:
        said.append(_("Cancelled."))
    if link:
        said.append(_("Join online: %(link)s") % {"link": link})
    said.append(_("Agenda, papers and answer: %(url)s") % {"url": url})
    return "\n".join(said)


def _status(meeting: Meeting) -> str:
    if meeting.status == Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if meeting.status == Status.PLANNED else "CONFIRMED"


def _organizer(meeting: Meeting) -> vCalAddress:
    address = vCalAddress(f"mailto:{_sender()}")
    address.params["CN"] = vText(_quotable(str(meeting.body)))
    return address


def _attendee(invited: Invitation, user: User) -> vCalAddress:
    address = vCalAddress(f"mailto:{user.email}")
    address.params["CN"] = vText(_quotable(user.full_name))
    role = "OPT-PARTICIPANT" if invited.is_alternate else "REQ-PARTICIPANT"
    address.params["ROLE"] = vText(role)
    answered = {Answer.NONE: "NEEDS-ACTION", Answer.COMES: "ACCEPTED"}
    address.params["PARTSTAT"] = vText(answered.get(Answer(invited.answer), "DECLINED"))
    address.params["RSVP"] = vText("TRUE")
    return address


def _plain(text: str) -> str:
    return _UNWANTED.sub(" ", text).strip()


def _quotable(text: str) -> str:
    """For a parameter, which knows no escapes."""
    return " ".join(_plain(text).replace('"', "'").split())


def _sender() -> str:
    """The bare address letters come from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("<> ")


def _host() -> str:
    return _sender().rpartition("@")[2] or "localhost"
