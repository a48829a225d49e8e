"""Cells as Polis writes them: numbers plain, texts in quotes, quotes doubled."""

from collections.abc import Iterable
from datetime import UTC, datetime

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute, or run
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def text(value: str, *, safe: bool) -> str:
    """In quotes; with ``safe``, an apostrophe keeps a spreadsheet from taking it as a formula."""
    guarded = f"'{value}" if safe and value.startswith(_FORMULA) else value
    return '"' + guarded.replace('"', '""') + '"'


def moment(milliseconds: int | None) -> tuple[str, str]:
    """A time in seconds and as JavaScript shows a date, in English whatever the locale; both empty
    when it is not known."""
    if milliseconds is None:
        return "", ""
    seconds = milliseconds // 1000
    at = datetime.fromtimestamp(seconds, UTC)
    day = f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:02} {at.year}"
    return str(seconds), f"{day} {at:%H:%M:%S} GMT+0000 (Coordinated Universal Time)"


def line(cells: Iterable[object]) -> str:
    return ",".join("" if cell is None else str(cell) for cell in cells) + "\n"
