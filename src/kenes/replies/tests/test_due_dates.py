"""When a reply is due: the same rule for everybody, on a day when people work."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.members.models import Body, ByLaws
from kenes.replies.tests.conftest import NOW, TODAY, Table

BERLIN = ZoneInfo("Europe/Berlin")


def noon(*day: int) -> datetime:
    return datetime(*day, 6, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("asked", "due", "why"),
    [
        (noon(2026, 3, 2), date(2026, 4, 1), "thirty days, a Wednesday"),
        (noon(2026, 3, 5), date(2026, 4, 6), "4 April is a Saturday"),
        (noon(2026, 4, 1), date(2026, 5, 4), "1 May is a holiday, then a weekend"),
        (
            noon(2026, 2, 20),
            date(2026, 3, 26),
            "two days of Nauryz fall on a weekend and move",
        ),
        (noon(2025, 12, 2), date(2026, 1, 5), "1 and 2 January are holidays, then a weekend"),
        (noon(2026, 12, 1), date(2026, 12, 31), "the last day of a year is worked"),
        (noon(2028, 2, 29), date(2028, 3, 30), "a leap day"),
    ],
)
def test_the_due_date_falls_on_a_working_day(
    table: Table, asked: datetime, due: date, why: str
) -> None:
    assert table.ask(now=asked).due_on == due, why


def test_the_year_of_the_number_is_the_year_at_the_table(table: Table) -> None:
    """In Almaty the new year begins five hours before it does in UTC."""
    last = table.ask(now=datetime(2026, 12, 31, 18, 59, tzinfo=UTC))
    first = table.ask(now=datetime(2026, 12, 31, 19, 0, tzinfo=UTC), text="Another")
    assert (last.number, last.asked_on) == ("Q-2026-001", date(2026, 12, 31))
    assert (first.number, first.asked_on) == ("Q-2027-001", date(2027, 1, 1))


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 22])
def test_the_hour_that_is_skipped_or_repeated_costs_no_day(table: Table, hour: int) -> None:
    """A body in Berlin: on 29 March 2026 a day has 23 hours, on 25 October it has 25."""
    Body.objects.update(country="DEU")
    with timezone.override(BERLIN):
        for day, due in (
            (date(2026, 3, 29), date(2026, 4, 28)),
            (date(2026, 10, 25), date(2026, 11, 24)),
        ):
            moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN)
            request = table.ask(now=moment, text=f"{day} {hour}")
            assert (request.asked_on, request.due_on) == (day, due)
            assert request.days_left(day) == 30


def test_days_off_of_the_by_laws_move_the_date_too(table: Table) -> None:
    ByLaws.objects.create(
        number=1,
        values={"holidays": "2026-04-01, 2026-04-02"},
        starts_on=date(2026, 1, 1),
        decision="1",
        adopted_at=NOW,
    )
    assert table.ask().due_on == date(2026, 4, 3)


def test_each_kind_of_institution_has_its_own_time(table: Table) -> None:
    ByLaws.objects.create(
        number=1,
        values={
            "reply_days_state": 10,
            "reply_days_parliament": 15,
            "reply_days_ngo": 20,
            "reply_days_donor": 25,
        },
        starts_on=date(2026, 1, 1),
        decision="1",
        adopted_at=NOW,
    )
    days = {
        one.slug: (table.ask(addressee=one).due_on - TODAY).days
        for one in (table.ministry, table.committee, table.taza_su, table.lakes)
    }
    assert days == {"of-bolat": 10, "of-damir": 15, "of-helen": 24, "of-erik": 25}


def test_a_date_that_is_given_is_kept_or_becomes_the_next_working_day(table: Table) -> None:
    assert table.ask(due_on=date(2026, 3, 10)).due_on == date(2026, 3, 10)
    assert table.ask(due_on=date(2026, 3, 14), text="x").due_on == date(2026, 3, 16)
    assert table.ask(days=5, text="y").due_on == date(2026, 3, 10)  # the 9th: women's day moved


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"due_on": TODAY}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2029, 1, 1)}, "due_on"),
        ({"days": 0}, "days"),
        ({"days": -3}, "days"),
        ({"days": 10_000}, "days"),
    ],
)
def test_a_due_date_lies_ahead_and_within_a_year(
    table: Table, facts: dict[str, int], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        table.ask(**facts)
    assert field in refused.value.message_dict


def test_days_and_a_date_together_are_a_mistake_of_the_program(table: Table) -> None:
    with pytest.raises(ValueError, match="not both"):
        table.ask(days=3, due_on=date(2026, 3, 20))


def test_what_is_due_today_is_not_overdue_yet(table: Table) -> None:
    request = table.ask()
    assert not request.is_overdue(request.due_on)
    assert request.days_left(request.due_on) == 0
    assert request.is_overdue(request.due_on + timedelta(days=1))
    assert request.days_left(request.due_on + timedelta(days=1)) == -1
