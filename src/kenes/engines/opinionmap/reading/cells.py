"""Why a line of a table cannot be read: slow, once something is known to be wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading.files import decoded, fields
from kenes.engines.opinionmap.reading.times import LATEST

LARGEST = 2**31 - 1  # of ids
_TOO_LARGE = "is too large for an id"

_WHOLE = re.compile(r"\s*[+-]?\d+")
_WHOLE_VOTE = re.compile(r"\s*[+-]?\d+(\.0*)?")  # tables saved by other programs say 1.0
_NO_VOTE = "is no vote: 1 is agree, −1 disagree, 0 pass"

Check = Callable[[str], str | None]  # what is wrong with a cell, if anything


def wrong_id(cell: str) -> str | None:
    if not _WHOLE.fullmatch(cell):
        return "is not a whole number"
    if _is_long(cell):
        return _TOO_LARGE
    if int(cell) < 0:
        return "is below zero, which no id is"
    return _TOO_LARGE if int(cell) > LARGEST else None


def wrong_time(cell: str) -> str | None:
    if not _WHOLE.fullmatch(cell):
        return "is not a whole number of seconds or milliseconds"
    return "is no time since 1970" if _is_long(cell) or not 0 <= int(cell) <= LATEST else None


def wrong_blank(cell: str) -> str | None:
    return "stands in a column that is empty in the first line below the names" if cell else None


def wrong_vote(cell: str) -> str | None:
    is_whole = _WHOLE.fullmatch(cell) and not _is_long(cell)
    return None if is_whole and -1 <= int(cell) <= 1 else _NO_VOTE


def wrong_wide_vote(cell: str) -> str | None:
    if not cell:
        return None
    return None if _WHOLE_VOTE.fullmatch(cell) and -1 <= float(cell) <= 1 else _NO_VOTE


def _is_long(cell: str) -> bool:
    return len(cell) > 18  # more digits than any number here, and more than int() may take


def check_lines(
    data: bytes, path: Path, header: Sequence[str], checks: Mapping[int, Check], *, line: int
) -> None:
    """Raises FileError for the first line of ``data`` in which something is wrong; ``line`` is the
    number of its first one, ``checks`` by number of the column."""
    for number, text in enumerate(decoded(data, path, first_line=line).split("\n"), start=line):
        row = fields(text)
        if row:
            check_width(row, header, path, number)
        for at, check in checks.items() if row else ():
            if what := check(row[at]):
                raise FileError(path, f"{header[at]} “{row[at][:40]}” {what}.", line=number)


def check_width(row: Sequence[str], header: Sequence[str], path: Path, line: int) -> None:
    is_closed = len(row) == len(header) + 1 and not row[-1]  # some programs end lines in a comma
    if len(row) != len(header) and not is_closed:
        told = f"{len(row)} fields, where the first line names {len(header)}"
        raise FileError(path, f"The line has {told}.", line=line)
