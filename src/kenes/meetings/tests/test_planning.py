"""Meetings are planned, changed and cancelled; what is wrong is said by field."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed, operator
from kenes.journal.models import Entry as Act
from kenes.meetings.lifecycle import MeetingKind, Mode, Section, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import agenda, calling, planning
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.members.models import ByLaws
from kenes.record.models import Entry
from kenes.record.services.checking import unrecorded


def plan(table: Table, days: int = 60, by: str = "amina", **facts: Any) -> Meeting:
    given: dict[str, Any] = {
        "kind": MeetingKind.QUARTERLY,
        "mode": Mode.ROOM,
        "on": table.today + timedelta(days=days),
        "language": "en",
        "actor": table.actor(by),
        "now": table.now,
    }
    return planning.plan(table.body, **(given | facts))


def hours(day: date, begins: int = 10, ends: int = 13) -> dict[str, Any]:
    zone = timezone.get_default_timezone()
    return {
        "starts_at": datetime(day.year, day.month, day.day, begins, tzinfo=zone),
        "ends_at": datetime(day.year, day.month, day.day, ends, tzinfo=zone),
    }


def called(table: Table, days: int = 60, **facts: Any) -> Meeting:
    """A meeting of the council with one item, called with all notice."""
    day = table.today + timedelta(days=days)
    made = plan(table, days, place={"en": f"Hall {HOSTILE}"}, **(hours(day) | facts))
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    agenda.add(made, section=Section.OPENING, title={"en": f"Opening {HOSTILE}"}, **act)
    return calling.call(made, **act)


def unsaid() -> list[str]:
    """Meetings and proposals that show what their record does not say."""
    return [subject for subject in unrecorded() if subject[:2] in {"M-", "P-"}]


def refused(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(getattr(error.value, "error_dict", {"": None}))


def test_a_plan_needs_but_a_day_and_is_public_at_once(table: Table) -> None:
    made = plan(table)
    assert made.number == f"M-{made.on.year}-001"
    assert made.status == Status.PLANNED
    assert made.starts_at is None
    assert made.is_public
    entry = Entry.objects.get(subject=made.number)
    assert entry.type == "meeting.planned"
    assert unsaid() == []


def test_a_number_is_of_the_year_in_which_it_is_held(table: Table) -> None:
    first = plan(table, on=date(table.today.year + 1, 2, 3))
    second = plan(table, on=date(table.today.year + 1, 5, 3))
    assert [first.number[-8:], second.number[-8:]] == [
        f"{table.today.year + 1}-001",
        f"{table.today.year + 1}-002",
    ]


def test_who_may_follow_it_is_as_the_by_laws_say(table: Table) -> None:
    ByLaws.objects.create(
        number=1,
        values={"sittings": "invited"},
        starts_on=table.today,
        decision="1",
        adopted_at=table.now,
    )
    assert not plan(table).is_public
    assert plan(table, is_public=True).is_public


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"kind": MeetingKind.EXTRA}, {"reason"}),
        ({"kind": MeetingKind.EXTRA, "reason": {"en": " \x00 "}}, {"reason"}),
        ({"kind": "picnic"}, {"kind"}),
        ({"mode": Mode.ONLINE}, {"link"}),
        ({"mode": Mode.ONLINE, "link": "javascript:alert(1)"}, {"link"}),
        ({"mode": Mode.ONLINE, "link": "https://a.example/\x00"}, {"link"}),
        ({"mode": Mode.ONLINE, "link": "https://a.example/" + "x" * 300}, {"link"}),
        ({"mode": "moon"}, {"mode"}),
        ({"language": "de"}, {"language"}),
        ({"on": date(2000, 1, 1)}, {"on"}),
        ({"on": date(9999, 12, 31)}, {"on"}),
        ({"title": {"en": "x" * 301}}, {"title"}),
        ({"place": {"ru": "x" * 301}}, {"place"}),
        ({"starts_at": timezone.now()}, {"starts_at"}),
        ({"ends_at": timezone.now()}, {"starts_at"}),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field(
    facts: dict[str, Any], fields: set[str], table: Table
) -> None:
    with pytest.raises(ValidationError) as error:
        plan(table, **facts)
    assert refused(error) == fields
    assert not Meeting.objects.exists()


def test_it_ends_after_it_begins(table: Table) -> None:
    day = table.today + timedelta(days=60)
    with pytest.raises(ValidationError) as error:
        plan(table, **hours(day, 13, 10))
    assert refused(error) == {"ends_at"}
    assert plan(table, **hours(day)).ends_at


def test_a_closed_body_meets_no_more(table: Table) -> None:
    body = table.body
    body.closed_on = table.today + timedelta(days=30)
    body.save()
    with pytest.raises(ValidationError) as error:
        plan(table)
    assert refused(error) == {"on"}
    assert plan(table, days=20)


def test_the_meetings_of_a_year_are_planned_at_once_or_not_at_all(table: Table) -> None:
    year = table.today.year + 1
    days = [date(year, month, 10) for month in (2, 5, 9, 12)]
    act: dict[str, Any] = {
        "mode": Mode.ROOM,
        "language": "en",
        "actor": table.actor("farida"),
        "now": table.now,
    }
    with pytest.raises(ValidationError) as error:
        planning.plan_year(table.body, days=[*days[:3], date(2001, 1, 1)], **act)
    assert refused(error) == {"on_4"}
    assert not Meeting.objects.exists()
    with pytest.raises(ValidationError) as error:
        planning.plan_year(table.body, days=[days[0], days[0]], **act)
    assert refused(error) == {"on_2"}
    made = planning.plan_year(table.body, days=days, **act)
    assert [one.on for one in made] == days
    assert Entry.objects.filter(type="meeting.planned").count() == 4


@pytest.mark.parametrize("key", ["bolat", "clara", "erik", "galym", "irina"])
def test_others_neither_plan_nor_change_nor_cancel(key: str, table: Table) -> None:
    made = plan(table)
    act: dict[str, Any] = {"actor": table.actor(key), "now": table.now}
    for do in (
        lambda: plan(table, by=key),
        lambda: planning.change(made, facts={"on": table.today}, **act),
        lambda: planning.cancel(made, reason={"en": "x"}, **act),
        lambda: calling.call(made, **act),
        lambda: agenda.draft(made, **act),
    ):
        with pytest.raises(NotAllowed):
            do()
    assert plan(table, by="farida")
    assert plan(table, actor=operator("kenes meeting"))


def test_a_change_is_public_and_a_link_alone_is_not(table: Table) -> None:
    made = plan(table)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    made = planning.change(made, facts={"link": "https://a.example/room"}, **act)
    assert not Entry.objects.filter(type="meeting.changed").exists()
    assert Act.objects.filter(kind="meeting.relink").count() == 1
    made = planning.change(made, facts={"link": "https://a.example/room"}, **act)
    assert Act.objects.filter(kind="meeting.relink").count() == 1
    made = planning.change(made, facts={"place": {"en": "Hall"}}, **act)
    assert Entry.objects.filter(type="meeting.changed").count() == 1
    assert made.sequence == 0
    assert unsaid() == []


def test_a_day_takes_its_hours_along(table: Table) -> None:
    made = called(table)
    later = made.on + timedelta(days=9)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    made = planning.change(made, facts={"on": later}, **act)
    assert made.on == later
    assert {"starts_at": made.starts_at, "ends_at": made.ends_at} == hours(later)
    assert made.sequence == 1
    assert unsaid() == []


def test_a_called_meeting_keeps_hour_and_place_and_its_notice(table: Table) -> None:
    made = called(table)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    wrong: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"starts_at": None, "ends_at": None}, {"starts_at", "ends_at"}),
        ({"place": {}}, {"place"}),
        ({"mode": Mode.BOTH}, {"link"}),
        ({"on": table.today + timedelta(days=3)}, {"short_notice"}),
        ({"papers_until": made.on + timedelta(days=1)}, {"papers_until"}),
    )
    for facts, fields in wrong:
        with pytest.raises(ValidationError) as error:
            planning.change(made, facts=facts, **act)
        assert refused(error) == fields
    facts = {"on": table.today + timedelta(days=3), "short_notice": {"en": "Urgent"}}
    assert planning.change(made, facts=facts, **act).short_notice == {"en": "Urgent"}


def test_a_cancelled_meeting_says_why_and_stays_so(table: Table) -> None:
    made = called(table)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    with pytest.raises(ValidationError) as error:
        planning.cancel(made, reason={"en": " "}, **act)
    assert refused(error) == {"reason"}
    made = planning.cancel(made, reason={"en": HOSTILE}, **act)
    assert made.status == Status.CANCELLED
    assert made.sequence == 1
    with pytest.raises((NotAllowed, IllegalMove)):
        planning.cancel(made, reason={"en": "x"}, **act)
    with pytest.raises((NotAllowed, IllegalMove)):
        planning.change(made, facts={"on": table.today}, **act)
    with pytest.raises((NotAllowed, IllegalMove)):
        calling.call(made, **act)
    assert unsaid() == []
