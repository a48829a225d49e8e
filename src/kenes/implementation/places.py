"""A measure's number in its road map, 1.2: how it is written, ordered, and what comes next."""

import re
from collections.abc import Iterable

LONGEST = 20  # characters
_PART = re.compile(r"\d+|[^\d.\-/\s]+")
_FITS = re.compile(r"\w[\w.\-/]*")


def tidy(text: str) -> str:
    """``1.2.`` and ``1.2)`` are 1.2.

    >>> tidy(" 1.2. "), tidy("3)"), tidy("№ 4")
    ('1.2', '3', '4')
    """
    return text.strip().removeprefix("№").removeprefix("#").strip().rstrip(".):")


def fits(place: str) -> bool:
    """Whether it can be a measure's number."""
    return len(place) <= LONGEST and _FITS.fullmatch(place) is not None


def in_order(place: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which 1.2 comes before 1.10, and both before 2.

    >>> sorted(["2", "1.10", "1.2", "1.2a"], key=in_order)
    ['1.2', '1.2a', '1.10', '2']
    """
    return tuple(
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part)
        for part in _PART.findall(place)
    )


def following(places: Iterable[str]) -> str:
    """The number after all others: 4 after 1, 2.1 and 3."""
    firsts = [parts[0][1] for place in places if (parts := in_order(place))]
    return str(max(firsts, default=0) + 1)


def typed(number: float, before: str) -> str:
    """What a cell that holds a number meant: 1.1 after 1.9 is 1.10, for spreadsheets drop the 0.

    >>> typed(2.0, ""), typed(1.1, "1.9"), typed(1.1, ""), typed(3.2, "3.19")
    ('2', '1.10', '1.1', '3.20')
    """
    plain = str(int(number)) if number == int(number) else str(number)
    head, _dot, last = before.rpartition(".")
    if head.isdigit() and last.isdigit() and len(last) < 5 and "." in plain:
        expected = f"{head}.{int(last) + 1}"
        if expected != plain and expected.rstrip("0") == plain:
            return expected
    return plain
