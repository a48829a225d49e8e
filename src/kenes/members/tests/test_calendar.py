"""Due dates fall on days when somebody answers: weekends, public holidays, days off."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from kenes.members.calendar import due_on, is_working_day, months_after, parse_days

KAZ = "KAZ"


@pytest.mark.parametrize(
    ("start", "days", "due", "why"),
    [
        (date(2026, 2, 2), 14, date(2026, 2, 16), "a Monday"),
        (date(2026, 2, 5), 9, date(2026, 2, 16), "Saturday 14 February: Monday follows"),
        (date(2026, 2, 5), 10, date(2026, 2, 16), "Sunday 15 February: Monday follows"),
        (date(2026, 2, 6), 30, date(2026, 3, 10), "Women's Day on a Sunday, observed on Monday 9"),
        (date(2026, 2, 19), 30, date(2026, 3, 26), "Nauryz 21 to 23, observed until Wednesday 25"),
        (date(2026, 4, 1), 30, date(2026, 5, 4), "1 May is a Friday, the weekend follows"),
        (date(2026, 4, 7), 30, date(2026, 5, 8), "7 May"),
        (date(2026, 4, 9), 30, date(2026, 5, 12), "9 May on a Saturday, observed on Monday"),
        (date(2026, 6, 6), 30, date(2026, 7, 7), "Capital Day, 6 July"),
        (date(2026, 9, 24), 30, date(2026, 10, 27), "a weekend, Republic Day observed on Monday"),
        (date(2026, 11, 16), 30, date(2026, 12, 17), "Independence Day, 16 December"),
    ],
)
def test_a_due_date_in_kazakhstan_in_2026(start: date, days: int, due: date, why: str) -> None:
    assert due_on(start, days, KAZ) == due, why


def test_a_due_date_goes_over_the_end_of_the_year() -> None:
    # 1 and 2 January are holidays, 3 and 4 a weekend.
    assert due_on(date(2025, 12, 2), 30, KAZ) == date(2026, 1, 5)
    assert due_on(date(2025, 12, 31), 7, KAZ) == date(2026, 1, 8)  # the 7th is Orthodox Christmas


def test_february_of_a_leap_year_has_its_29th() -> None:
    assert due_on(date(2028, 1, 30), 30, KAZ) == date(2028, 2, 29)
    assert due_on(date(2026, 1, 30), 30, KAZ) == date(2026, 3, 2)  # 1 March is a Sunday


def test_days_off_of_the_by_laws_are_no_working_days_either() -> None:
    monday = date(2026, 2, 16)
    assert due_on(date(2026, 2, 2), 14, KAZ, {monday}) == date(2026, 2, 17)
    week = {monday + timedelta(days=n) for n in range(5)}
    assert due_on(date(2026, 2, 2), 14, KAZ, week) == date(2026, 2, 23)


@pytest.mark.parametrize("country", ["XQA", "", "???"])
def test_of_a_country_without_a_calendar_only_weekends_are_known(country: str) -> None:
    assert due_on(date(2025, 12, 2), 30, country) == date(2026, 1, 1)
    assert not is_working_day(date(2026, 1, 3), country)


def test_no_due_date_precedes_its_day_or_falls_on_a_day_off() -> None:
    for n in range(800):
        start = date(2025, 11, 1) + timedelta(days=n)
        due = due_on(start, 30, KAZ)
        assert timedelta(days=30) <= due - start <= timedelta(days=37)
        assert is_working_day(due, KAZ)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), 60, date(2031, 3, 31)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later


def test_dates_are_read_however_they_are_parted() -> None:
    expected = {date(2026, 12, 17), date(2027, 1, 2)}
    for text in ("2026-12-17, 2027-01-02", "2026-12-17\r\n2027-01-02\n", "2027-01-02;2026-12-17"):
        assert parse_days(text) == expected
    assert parse_days(" , ") == frozenset()
    with pytest.raises(ValidationError, match="17.12.2026 is no date; write as 2026-12-17"):
        parse_days("2026-12-16, 17.12.2026")
