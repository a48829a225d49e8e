"""Working days of the body's country: a due date never falls on a day when nobody answers."""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WEEKEND = frozenset({5, 6})  # Saturday, Sunday


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO alpha-3) in a year; none for a country unknown."""
    try:
        return frozenset(holidays.country_holidays(country.upper(), years=year))
    except NotImplementedError:
        return frozenset()


def is_working_day(day: date, country: str, days_off: Collection[date] = ()) -> bool:
    return (
        day.weekday() not in WEEKEND
        and day not in days_off
        and day not in public_holidays(country, day.year)
    )


def due_on(start: date, days: int, country: str, days_off: Collection[date] = ()) -> date:
    """``days`` after ``start``, or the first working day after that."""
    day = start + timedelta(days=days)
    while not is_working_day(day, country, days_off):
        day += timedelta(days=1)
    return day


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def parse_days(text: str) -> frozenset[date]:
    """Dates in ISO form, parted by commas or spaces. Raises ValidationError naming the wrong."""
    found = set()
    for word in filter(None, re.split(r"[,;\s]+", text)):
        try:
            found.add(date.fromisoformat(word))
        except ValueError as error:
            raise ValidationError(
                _("%(word)s is no date; write as 2026-12-17.") % {"word": word}
            ) from error
    return frozenset(found)
