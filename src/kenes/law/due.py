"""When the next report is due, as far as the treaty itself tells."""

from collections.abc import Iterable
from datetime import date

from kenes.law.models import Instrument, Report


def proposed(instrument: Instrument, reports: Iterable[Report]) -> date | None:
    """The day so many years after the newest report was considered.

    None while one is on its way, where none was considered, and where the mechanism itself says
    when it wants the next. It is proposed, never entered by itself: committees often name a day.
    """
    if not instrument.reports_every:
        return None
    rows = list(reports)
    if any(one.considered_on is None for one in rows):
        return None
    considered = [one.considered_on for one in rows if one.considered_on]
    return years_after(max(considered), instrument.reports_every) if considered else None


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
