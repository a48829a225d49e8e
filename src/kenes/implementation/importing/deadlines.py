"""Deadlines as officials write them: «II квартал 2027 года», «2027 жылғы 1 шілдеге дейін».

A text is read as points in time, each a day, month, quarter, half-year or year. The deadline is
the last day of the last point; of a range the first day of the first is its beginning.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kenes.implementation.importing.doubts import Note, NotUnderstood

LONGEST = 300  # characters
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Stems of the months in Kazakh, Russian and English, in the order of the year.
_MONTHS = (
    ("қаңтар", "янв", "jan"),
    ("ақпан", "фев", "feb"),
    ("наурыз", "мар", "mar"),
    ("сәуір", "апр", "apr"),
    ("мамыр", "май", "мая", "мае", "маю", "may"),
    ("маусым", "июн", "jun"),
    ("шілде", "июл", "jul"),
    ("тамыз", "авг", "aug"),
    ("қыркүйек", "сен", "sep"),
    ("қазан", "окт", "oct"),
    ("қараша", "ноя", "nov"),
    ("желтоқсан", "дек", "dec"),
)
_STEMS = {stem: number for number, stems in enumerate(_MONTHS, 1) for stem in stems}
_ORDINALS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "1": 1, "2": 2, "3": 3, "4": 4,
    "перв": 1, "втор": 2, "трет": 3, "четв": 4, "бірінші": 1, "екінші": 2, "үшінші": 3,
    "төртінші": 4, "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_ORDINAL = (
    r"(?P<{0}>iv|i{{1,3}}|і{{1,3}}|[1-4]|перв|втор|трет|четв|бірінші|екінші|үшінші|төртінші"
    r"|first|second|third|fourth)"
)
_ENDING = r"(?:-?(?![iіv])[^\W\d_]{1,6}\b)?"  # 1-й, первое, екінші
_QUARTER = r"(?:квартал\w*|кв\b\.?|тоқсан\w*|quarter\w*)"
_HALF = r"(?:полугоди\w*|жартыжылды\w*|жарты\s+жылды\w*|half(?:[\s-]*year)?\w*)"
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<iso>\d{4}-\d{1,2}-\d{1,2}(?!\d))",
            r"(?P<numeric>\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d))",
            rf"\b{_ORDINAL.format('quarter')}{_ENDING}\s*{_QUARTER}",
            rf"\b{_ORDINAL.format('half')}{_ENDING}\s*{_HALF}",
            r"\bq(?P<short>[1-4])\b",
            r"\bh(?P<half_short>[12])\b",
            r"(?P<year>(?<!\d)(?:19|20)\d\d(?!\d))",
            r"(?P<day>(?<![\d.,])\d{1,2}(?![\d.]*\d))",
            r"(?P<roman>\b(?:iv|i{1,3}|і{1,3})\b)",
            r"(?P<dash>[-–—−]|\bпо\b|\bto\b|\buntil\b)",
            r"(?P<comma>[,;\n]|\bи\b|\band\b|\bжәне\b)",
            r"(?P<word>[^\W\d_]+)",
        )
    )
)
_EVERY = re.compile(
    r"постоянн|на\s+постоян|ежегодн|ежекварт|ежемесяч|раз\s+в\s+(?:год|полгод|квартал|месяц)"
    r"|каждый|весь\s+период|тұрақты|жыл\s*сайын|жылма[\s-]*жыл|тоқсан\s*сайын|ай\s*сайын"
    r"|permanent|ongoing|continuous|constantly|annual|yearly|every\s|quarterly|monthly"
)
_FROM = re.compile(r"^(?:с|со|from|since|starting)\s|бастап\W*$")
_COUNTED = 20_000, 80_000  # a date as a spreadsheet counts days: 1954 to 2119
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Deadline:
    due_on: date
    starts_on: date | None = None
    notes: tuple[Note, ...] = ()
    first_on: date | None = None  # of the month or year that is named: where a beginning is meant


@dataclass(frozen=True, slots=True)
class _Point:
    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    half: int = 0

    @property
    def is_empty(self) -> bool:
        return self == _Point()

    @property
    def is_part(self) -> bool:
        """It names a part of a year, whichever year that is."""
        return bool(self.month or self.quarter or self.half)


def read(value: object, *, starts: date, ends: date) -> Deadline:
    """The deadline a cell gives; ``starts`` and ``ends`` are those of the road map.

    What goes on for ever, or comes back each year, ends with the road map, and a note says so.
    Raises NotUnderstood.
    """
    if isinstance(value, datetime):
        return Deadline(value.date())
    if isinstance(value, date):
        return Deadline(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(value)
    given = " ".join(str("" if value is None else value).split())
    if not given:
        raise NotUnderstood("no_deadline")
    if len(given) > LONGEST:
        raise NotUnderstood("deadline", text=given[:LONGEST])
    text = given.casefold().replace("ё", "е")
    points, is_range = _points(text)
    is_open = bool(_FROM.search(text)) and not is_range
    if _EVERY.search(text):
        return _recurring(points, is_range or is_open, ends, given)
    if not points:
        raise NotUnderstood("deadline", text=given)
    due, first = _ends_of(_with_years(points, starts, ends, given), given)
    if is_open:
        return Deadline(ends, first, (Note("open_ended", {"text": given}),))
    return Deadline(due, first if is_range and first < due else None, (), first)


def _recurring(points: list[_Point], is_range: bool, ends: date, given: str) -> Deadline:
    """What comes back ends with the last year that is named, or with the road map."""
    note = Note("recurring", {"text": given})
    if not all(point.year for point in points):
        return Deadline(ends, None, (note,))
    due, first = _ends_of(points, given) if points else (ends, ends)
    return Deadline(
        min(due, ends) if len(points) > 1 else ends, first if is_range else None, (note,)
    )


def _ends_of(points: list[_Point], given: str) -> tuple[date, date]:
    """The last day and the first of points that have their years."""
    try:
        return max(map(_last, points)), min(map(_first, points))
    except ValueError as error:  # 31 April
        raise NotUnderstood("deadline", text=given) from error


def _counted(value: float) -> Deadline:
    """A bare number is a year, or a day as a spreadsheet counts them when nobody tells it to."""
    if value != value or abs(value) > 10**9:
        raise NotUnderstood("deadline", text=str(value))
    if FIRST_YEAR <= value <= LAST_YEAR and value == int(value):
        return Deadline(date(int(value), 12, 31), None, (), date(int(value), 1, 1))
    if _COUNTED[0] <= value <= _COUNTED[1]:
        day = _EPOCH + timedelta(days=int(value))
        return Deadline(day, None, (Note("counted", {"number": str(value)}),))
    raise NotUnderstood("deadline", text=str(value))


def _points(text: str) -> tuple[list[_Point], bool]:
    """The points a text names, in their order, and whether they are the ends of a range."""
    found: list[_Point] = []
    now, is_range, was_dash, is_list = _Point(), False, False, False
    waiting = 0  # a roman numeral before a dash: I – IV кварталы
    for kind, value in _tokens(text):
        if kind in {"dash", "comma"}:
            if not now.is_empty:
                is_list = kind == "comma"
                was_dash = kind == "dash"
                if not (is_list and now.is_part and not now.year):
                    found.append(now)
                    now = _Point()
            elif waiting:
                was_dash = kind == "dash"
            continue
        if kind == "roman":
            waiting = value
            continue
        if getattr(now, kind):
            found.append(now)
            now = _Point()
        if kind == "date":
            continue
        if was_dash:
            is_range, was_dash = True, False
        if waiting and kind in {"quarter", "half"}:
            found.append(replace(_Point(), **{kind: waiting}))
            waiting = 0
        now = replace(now, **{kind: value})
    if not now.is_empty:
        found.append(now)
    return _merged(found), is_range


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    for match in _TOKEN.finditer(text):
        kind, value = str(match.lastgroup), match[0]
        if kind in {"iso", "numeric"}:
            yield from _numeric(value, is_iso=kind == "iso")
        elif kind in {"quarter", "half"}:
            yield kind, _ORDINALS[match[kind]]
        elif kind == "short":
            yield "quarter", int(match[kind])
        elif kind == "half_short":
            yield "half", int(match[kind])
        elif kind == "roman":
            yield kind, _ORDINALS[value]
        elif kind in {"year", "day"}:
            yield kind, int(value)
        elif kind == "word":
            if month := _month(value):
                yield "month", month
        else:
            yield kind, 0


def _numeric(value: str, *, is_iso: bool) -> Iterator[tuple[str, int]]:
    parts = [int(part) for part in re.split(r"[-./]", value)]
    year, month, day = parts if is_iso else (parts[2], parts[1], parts[0])
    yield "comma", 0  # a day written in figures stands by itself
    yield "year", year + 2000 if year < 100 else year
    yield "month", month
    yield "day", day


def _month(word: str) -> int:
    """The month a word names, 0 for none; mar is a month, marginal is none."""
    for stem, number in _STEMS.items():
        if word.startswith(stem) and len(word) <= max(len(stem) + 6, 9):
            return 0 if word in {"margin", "мартен", "mark", "marks", "decide"} else number
    return 0


def _merged(points: list[_Point]) -> list[_Point]:
    """``2027 жылғы`` before its part, ``1 марта`` before its year: one point of two halves."""
    made: list[_Point] = []
    for point in points:
        if made and made[-1].is_part and not made[-1].year and not point.is_part and point.year:
            made[-1] = replace(made[-1], year=point.year)
        else:
            made.append(point)
    return made


def _with_years(points: list[_Point], starts: date, ends: date, text: str) -> list[_Point]:
    """Points without a year take the next one's, or the last one's before them."""
    made: list[_Point] = []
    year = starts.year if starts.year == ends.year else 0
    following = 0
    for point in reversed(points):
        following = point.year or following
        made.insert(0, point if point.year else replace(point, year=following))
    last = 0
    for place, point in enumerate(made):
        last = point.year or last
        made[place] = replace(point, year=point.year or last or year)
    if any(point.day and not point.month for point in made):
        raise NotUnderstood("deadline", text=text)
    if any(not point.year for point in made):
        raise NotUnderstood("no_year", text=text)
    return made


def _first(point: _Point) -> date:
    if point.month:
        return date(point.year, point.month, point.day or 1)
    month = 3 * point.quarter - 2 if point.quarter else 6 * point.half - 5 if point.half else 1
    return date(point.year, month, 1)


def _last(point: _Point) -> date:
    if point.day:
        return date(point.year, point.month, point.day)
    month = point.month or 3 * point.quarter or 6 * point.half or 12
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(point.year, month, calendar.monthrange(point.year, month)[1])
