"""The plan as a picture: a line of time, a bar for each measure, the deadlines, today.

Pure geometry in whole units of a view box; the template draws it. Bars are told apart by pattern
and word, so that it is read in black and white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.text import Truncator

from kenes.implementation.models import Measure
from kenes.implementation.telling import clock
from kenes.languages.fields import picked

WIDTH = 1100
_LEFT, _RIGHT = 252, 216  # for titles and for words
_TOP, _ROW, _BAR, _FOOT = 44, 26, 12, 18
_MONTHS_NAMED = 18  # up to so many months, each is named
_QUARTERS_NAMED = 48
_LABEL = 30  # characters of a title that fit


@dataclass(frozen=True, kw_only=True)
class Tick:
    x: int
    label: str
    label_x: int
    is_year: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """``done`` is the width of what is done of it; ``is_open`` says that no beginning is set."""

    label: str
    language: str
    title: str
    status: str
    word: str
    x: int
    y: int
    middle: int
    width: int
    done: int
    due_x: int
    is_open: bool
    is_overdue: bool

    @property
    def mark(self) -> str:
        """The deadline, as the points of a rhombus."""
        return (
            f"{self.due_x - 6},{self.middle} {self.due_x},{self.middle - 6} "
            f"{self.due_x + 6},{self.middle} {self.due_x},{self.middle + 6}"
        )


@dataclass(frozen=True, kw_only=True)
class Picture:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    words_x: int
    years: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    today: int | None

    @property
    def bar_height(self) -> int:
        return _BAR


def draw(measures: Sequence[Measure], starts_on: date, ends_on: date, today: date) -> Picture:
    """The measures in their order; the line of time is that of the road map."""
    first = min([starts_on, *(one.starts_on for one in measures if one.starts_on)])
    line = _Line(_month_of(first), _month_after(ends_on))
    bars = tuple(_bar(one, line, place, starts_on, today) for place, one in enumerate(measures))
    bottom = _TOP + _ROW * len(bars)
    return Picture(
        width=WIDTH,
        height=bottom + _FOOT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        top=_TOP,
        bottom=bottom,
        words_x=WIDTH - _RIGHT + 14,
        years=_years(line),
        ticks=_ticks(line),
        bars=bars,
        today=line.x(today) if line.first <= today < line.after else None,
    )


class _Line:
    def __init__(self, first: date, after: date) -> None:
        self.first, self.after = first, after
        self._days = max((after - first).days, 1)

    def x(self, day: date) -> int:
        return _LEFT + round((day - self.first).days * (WIDTH - _LEFT - _RIGHT) / self._days)

    @property
    def months(self) -> int:
        first, after = self.first, self.after
        return (after.year - first.year) * 12 + after.month - first.month


def _bar(measure: Measure, line: _Line, place: int, starts_on: date, today: date) -> Bar:
    begins = measure.starts_on or min(starts_on, measure.due_on)
    x, due_x = line.x(begins), line.x(measure.due_on + timedelta(days=1))
    width = max(due_x - x, 4)
    y = _TOP + _ROW * place + (_ROW - _BAR) // 2
    late = measure.is_overdue(today)
    title, language = picked(measure.title)
    return Bar(
        label=Truncator(f"{measure.place} {title}").chars(_LABEL),
        language=language,
        title=f"{measure.place} {title}",
        status=str(measure.status),
        word=clock(measure, today) if late else _word(measure),
        x=x,
        y=y,
        middle=y + _BAR // 2,
        width=width,
        done=round(width * measure.percent / 100),
        due_x=due_x,
        is_open=measure.starts_on is None,
        is_overdue=late,
    )


def _word(measure: Measure) -> str:
    status = measure.get_status_display()
    return f"{status}, {measure.percent} %" if measure.status == "under_way" else status


def _years(line: _Line) -> tuple[Tick, ...]:
    starts = [line.first]
    starts += [date(year, 1, 1) for year in range(line.first.year + 1, line.after.year + 1)]
    return _named([one for one in starts if one < line.after], line, "Y", is_year=True)


def _ticks(line: _Line) -> tuple[Tick, ...]:
    """Months, quarters or nothing between the years, as there is room."""
    if line.months > _QUARTERS_NAMED:
        return ()
    step = 1 if line.months <= _MONTHS_NAMED else 3
    starts, at = [line.first], line.first
    while (at := _month_after(at)) < line.after:
        if (at.month - 1) % step == 0:
            starts.append(at)
    return _named(starts, line, "M" if step == 1 else "quarter", is_year=False)


def _named(starts: Sequence[date], line: _Line, form: str, *, is_year: bool) -> tuple[Tick, ...]:
    made = []
    for one, following in pairwise([*starts, line.after]):
        x, next_x = line.x(one), line.x(following)
        made.append(
            Tick(
                x=x,
                label=_label(one, form) if next_x - x >= (34 if form == "M" else 22) else "",
                label_x=(x + next_x) // 2,
                is_year=is_year,
            )
        )
    return tuple(made)


def _label(day: date, form: str) -> str:
    if form == "quarter":
        return ("I", "II", "III", "IV")[(day.month - 1) // 3]
    return str(day.year) if form == "Y" else date_format(day, form)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
