"""The sentences of minutes, whole, in the active language: composing asks for each in all three.

What a person has written comes as ``words`` and is never changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.languages.types import current_language
from kenes.meetings.lifecycle import Choice, DecisionKind, Mode, TurnKind, VoteKind, Why
from kenes.meetings.models import Decision, Item, Meeting, Paper, Presence, Turn, Vote
from kenes.members.models import Chamber, Office, Organisation

Chambers = Mapping[int, Chamber]
Span = tuple[datetime, datetime]


def title(meeting: Meeting) -> str:
    return _("Minutes of meeting %(number)s") % {"number": meeting.number}


def occasion(meeting: Meeting) -> str:
    return _("%(body)s: %(kind)s, %(day)s, %(mode)s.") % {
        "body": meeting.body,
        "kind": meeting.get_kind_display(),
        "day": written(meeting.local_day(meeting.opened_at)),
        "mode": meeting.get_mode_display(),
    }


def place(meeting: Meeting) -> str:
    return _("Place: %(place)s.") % {"place": pick(meeting.place).rstrip(".")}


def hours(meeting: Meeting) -> str:
    """When it was opened and closed, with the zone, once for all hours that follow."""
    day = meeting.local_day(meeting.opened_at)
    return _("Opened at %(opened)s, closed at %(closed)s (%(zone)s).") % {
        "opened": hour(meeting.opened_at, day),
        "closed": hour(meeting.closed_at, day),
        "zone": zone(meeting.opened_at),
    }


def closed(meeting: Meeting) -> str:
    day = meeting.local_day(meeting.opened_at)
    return _("The meeting was closed at %(time)s.") % {"time": hour(meeting.closed_at, day)}


def presided(here: Sequence[tuple[Office, Presence]]) -> str:
    names = "; ".join(officer(office, presence) for office, presence in here)
    return _("Presided over by: %(names)s.") % {"names": names}


def led(here: Sequence[tuple[Office, Presence]]) -> str:
    names = "; ".join(officer(office, presence) for office, presence in here)
    return _("Led by: %(names)s.") % {"names": names}


def officer(office: Office, presence: Presence) -> str:
    """Under the name in this language, where either has it."""
    field = f"person_name_{current_language()}"
    name = getattr(presence, field, "") or getattr(office, field, "") or presence.person_name
    return _("%(person)s, %(office)s") % {"person": name, "office": office.get_kind_display()}


def attendance_heading() -> str:
    return _("Attendance")


def attendance(group: str, people: Sequence[str]) -> str:
    return "\n".join([_("%(group)s:") % {"group": capfirst(group)}, *people])


def guests() -> str:
    return _("Others present")


def officers() -> str:
    return _("Chair and secretariat")


def attended(who: str, organisation: Organisation | None, remarks: Sequence[str]) -> str:
    """One line: name, organisation, and what the hours or the form of presence ask to be told."""
    named = f"{who}, {organisation}" if organisation else who
    if not remarks:
        return named
    return _("%(person)s (%(remarks)s)") % {"person": named, "remarks": ", ".join(remarks)}


def times(spans: Sequence[Span], whole: Span) -> list[str]:
    """When somebody was there, unless from the beginning to the end."""
    day = timezone.localdate(whole[0])
    clipped = [(max(begin, whole[0]), min(end, whole[1])) for begin, end in spans]
    came, left = minute(clipped[0][0]), minute(clipped[-1][1])
    if len(clipped) > 1:
        return [f"{hour(begin, day)}–{hour(end, day)}" for begin, end in clipped]
    said = []
    if came > minute(whole[0]):
        said.append(_("from %(time)s") % {"time": hour(came, day)})
    if left < minute(whole[1]):
        said.append(_("until %(time)s") % {"time": hour(left, day)})
    return said


def online(presence: Presence, meeting: Meeting) -> list[str]:
    return [_("online")] if presence.is_online and meeting.mode != Mode.ONLINE else []


def opened_because(words: str) -> str:
    return _("Why it was opened at another time: %(words)s") % {"words": words}


def quorum(found: Sequence[Mapping[str, Any]], chambers: Chambers, *, is_met: bool) -> str:
    facts = {"chambers": seats(found, chambers)}
    if is_met:
        return _("Quorum at the opening: %(chambers)s.") % facts
    return _("There was no quorum at the opening: %(chambers)s.") % facts


def quorum_lost(at: str, found: Sequence[Mapping[str, Any]], chambers: Chambers) -> str:
    return _("At %(time)s the quorum was lost: %(chambers)s.") % {
        "time": at,
        "chambers": seats(found, chambers),
    }


def quorum_found(at: str, found: Sequence[Mapping[str, Any]], chambers: Chambers) -> str:
    return _("At %(time)s there was a quorum again: %(chambers)s.") % {
        "time": at,
        "chambers": seats(found, chambers),
    }


def seats(found: Sequence[Mapping[str, Any]], chambers: Chambers) -> str:
    return "; ".join(
        _("%(chamber)s – %(present)s of %(seats)s seats present, %(needed)s needed")
        % {
            "chamber": chamber_name(one, chambers),
            "present": one.get("present", 0),
            "seats": one.get("seats", 0),
            "needed": one.get("needed", 0),
        }
        for one in found
    )


def papers(found: Sequence[Paper], *, named: bool) -> str:
    """Papers by name, with who tabled them; under the Chatham House rule without."""
    said = [
        _("“%(paper)s” (%(organisation)s)")
        % {"paper": one.name, "organisation": one.organisation or _("secretariat")}
        if named
        else _("“%(paper)s”") % {"paper": one.name}
        for one in found
    ]
    return _("Papers: %(papers)s.") % {"papers": "; ".join(said)}


def taken_up(item: Item, *, named: bool) -> str:
    """When an item was taken up, what was under discussion, and who presented it."""
    if item.began_at is None:
        return _("The item was not taken up.")
    said = [_("Taken up at %(time)s.") % {"time": hour(item.began_at)}]
    if item.about:
        said.append(_("Under discussion: %(number)s.") % {"number": item.about})
    if item.presenter and named:
        said.append(_("Presented by %(organisation)s.") % {"organisation": item.presenter})
    return " ".join(said)


def again(at: str) -> str:
    return _("The item was taken up again at %(time)s.") % {"time": at}


def postponed() -> str:
    return _("The item was postponed.")


def in_confidence() -> str:
    return _(
        "This item was discussed under the Chatham House rule: "
        "what was said is told, who said it is not."
    )


def speaker(presence: Presence) -> str:
    organisation, chamber = presence.organisation, presence.chamber
    if organisation and chamber:
        return _("%(person)s (%(organisation)s, %(chamber)s)") % {
            "person": presence.person,
            "organisation": organisation,
            "chamber": chamber,
        }
    if organisation:
        return _("%(person)s (%(organisation)s)") % {
            "person": presence.person,
            "organisation": organisation,
        }
    return presence.person


def unnamed(chamber: Chamber | None) -> str:
    """Who spoke in confidence: by chamber, or not at all."""
    if chamber is None:
        return _("A speaker")
    return _("A speaker (%(chamber)s)") % {"chamber": chamber}


def speech(turn: Turn, who: str, words: str) -> str:
    is_point = turn.kind == TurnKind.POINT_OF_ORDER
    if words and is_point:
        return _("Point of order, %(speaker)s: %(words)s") % {"speaker": who, "words": words}
    if words:
        return _("%(speaker)s: %(words)s") % {"speaker": who, "words": words}
    if is_point:
        return _("%(speaker)s raised a point of order.") % {"speaker": who}
    return _("%(speaker)s took the floor.") % {"speaker": who}


def question(vote: Vote, words: str) -> str:
    if vote.kind == VoteKind.CONSENSUS:
        return _("Test of consensus: %(words)s") % {"words": words}
    if vote.is_secret:
        return _("Put to a secret vote: %(words)s") % {"words": words}
    return _("Put to the vote: %(words)s") % {"words": words}


def result(vote: Vote, chambers: Chambers) -> str:
    """What came of it, chamber by chamber, under which rule."""
    found: Sequence[Mapping[str, Any]] = vote.result.get("chambers", ())
    lines = [
        _("%(chamber)s: for %(for)s, against %(against)s, abstaining %(abstain)s")
        % {
            "chamber": chamber_name(one, chambers),
            **{str(choice): one.get(choice, 0) for choice in Choice},
        }
        for one in found
    ]
    rule = _("What carries: %(rule)s.") % {"rule": vote.get_rule_display()}
    if vote.result.get("carried"):
        outcome = _("It was carried.")
    else:
        outcome = _("It was not carried: %(reason)s.") % {
            "reason": why(vote.result.get("why", ""))
        }
    return "\n".join([f"{rule} {outcome}", *lines])


def void(vote: Vote) -> str:
    return _("The vote is void: %(reason)s.") % {"reason": why(vote.result.get("why", ""))}


def why(code: str) -> str:
    return str(Why(code).label) if code in Why.values else _("no reason is noted")


def votes(by_choice: Mapping[str, Sequence[Organisation]]) -> str:
    """Who voted how, by organisation."""
    lines = {
        Choice.FOR: _("For: %(names)s."),
        Choice.AGAINST: _("Against: %(names)s."),
        Choice.ABSTAIN: _("Abstaining: %(names)s."),
    }
    return "\n".join(
        line % {"names": ", ".join(map(str, by_choice[choice]))}
        for choice, line in lines.items()
        if by_choice.get(choice)
    )


def reason(who: str, words: str) -> str:
    return _("%(speaker)s, reasons for the record: %(words)s") % {"speaker": who, "words": words}


def decision(made: Decision) -> str:
    names = {"number": made.number, "kind": made.get_kind_display()}
    if made.kind == DecisionKind.OTHER:  # its words say what it does
        return _("Decision %(number)s.") % names
    if made.vote is None:
        return _("Decision %(number)s, by consensus: the body %(kind)s.") % names
    if made.vote.kind == VoteKind.CONSENSUS:
        return _("Decision %(number)s, after a test of consensus: the body %(kind)s.") % names
    return _("Decision %(number)s, by a vote: the body %(kind)s.") % names


def referred(to: object) -> str:
    return _("Referred to: %(name)s.") % {"name": to}


def recommended(number: str, addressees: Sequence[tuple[Organisation, date | None]]) -> str:
    """The recommendation that follows, and who is to act by when."""
    said = _("Recommendation %(number)s is entered in the register.") % {"number": number}
    if not addressees:
        return said
    named = [
        _("%(organisation)s, by %(day)s") % {"organisation": one, "day": written(due)}
        if due
        else str(one)
        for one, due in addressees
    ]
    return "\n".join([said + " " + _("It is addressed to:"), *named])


def dissent(organisations: Sequence[Organisation], *, named: bool) -> str:
    if named:
        names = ", ".join(map(str, organisations))
        return _("Dissent is on record: %(names)s.") % {"names": names}
    return ngettext(
        "Dissent of %(n)s organisation is on record.",
        "Dissent of %(n)s organisations is on record.",
        len(organisations),
    ) % {"n": len(organisations)}


def reworded(on: date) -> str:
    return _("Its wording was corrected on %(day)s.") % {"day": written(on)}


def as_adopted(words: str) -> str:
    return _("The text as adopted: %(words)s") % {"words": words}


def chamber_name(fact: Mapping[str, Any], chambers: Chambers) -> str:
    chamber = chambers.get(fact.get("chamber", 0))
    return str(chamber) if chamber else _("chamber")


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def hour(at: datetime | None, day: date | None = None) -> str:
    """``10:05``; with its date when it is another one than ``day``. "" for None."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    said = local.strftime("%H:%M")
    return said if day in (None, local.date()) else f"{said}, {written(local.date())}"


def zone(at: datetime | None) -> str:
    """``UTC+5`` of the house's zone at that time."""
    if at is None:
        return "UTC"
    offset = timezone.localtime(at).utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    hours_, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours_}" + (f":{rest:02}" if rest else "")
