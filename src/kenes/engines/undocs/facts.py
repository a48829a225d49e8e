"""What a United Nations document says of itself on its first page."""

import re
from dataclasses import dataclass
from datetime import date

from kenes.engines.undocs.states import alpha3

_SYMBOL = re.compile(r"\bA/HRC/(?:WG\.6/\d+/\w+/\d+|\d+/\d+)(?:/Add\.\s?\d+)?")
_DATE = re.compile(r"\b(\d{1,2})\s+([A-Z][a-z]+)\s+((?:19|20)\d\d)\b")
_SESSION = re.compile(r"\bheld\s+its\s+([\w-]+)\s+session", re.IGNORECASE)
_TITLE = re.compile(
    r"Report of the Working\s+Group\s+on\s+the\s+Universal\s+Periodic\s+Review\W*\n\s*([^\n]+)"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60}
SESSIONS_OF_CYCLE = (12, 26, 40, 54)  # the last Working Group session of each UPR cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    symbol: str = ""
    country: str = ""  # alpha-3
    session: str = ""
    cycle: int | None = None
    published: str = ""  # ISO date
    title: str = ""


def facts_of(first_pages: str) -> Facts:
    """The facts of a Working Group report or its addendum, from the text of its first pages."""
    symbol = _SYMBOL.search(first_pages)
    session = _SESSION.search(first_pages)
    number = ordinal(session[1]) if session else None
    title = _TITLE.search(first_pages)
    name = title[1].split("(inc")[0].strip(" *∗†‡\t0123456789") if title else ""
    return Facts(
        symbol=re.sub(r"\s", "", symbol[0]) if symbol else "",
        country=alpha3(name) or "",
        session=str(number) if number else "",
        cycle=cycle_of(number) if number else None,
        published=_published(first_pages),
        title=f"Report of the Working Group on the Universal Periodic Review: {name}"
        if name
        else "",
    )


def cycle_of(session: int) -> int:
    """The UPR cycle that a session of the Working Group belongs to."""
    return next((n for n, last in enumerate(SESSIONS_OF_CYCLE, 1) if session <= last), 5)


def ordinal(word: str) -> int | None:
    """``Twenty-first`` -> 21; None for a word that is no ordinal below seventy."""
    word = word.casefold()
    if word in _UNITS:
        return _UNITS.index(word) + 1
    if word in _TEENS:
        return _TEENS.index(word) + 10
    tens, _, unit = word.partition("-")
    for stem, value in _TENS.items():
        if tens == f"{stem}ieth":
            return value
        if tens == f"{stem}y" and unit in _UNITS:
            return value + _UNITS.index(unit) + 1
    return None


def _published(text: str) -> str:
    for day, month, year in _DATE.findall(text):
        if month in _MONTHS:
            try:
                return date(int(year), _MONTHS.index(month) + 1, int(day)).isoformat()
            except ValueError:
                continue
    return ""
