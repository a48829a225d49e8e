"""The two small files beside the votes: who sits in which chamber, and what it was all about."""

from collections.abc import Mapping
from pathlib import Path

from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading import cells
from kenes.engines.opinionmap.reading.files import header_of, opened, places, records

CHAMBER_COLUMNS = ("chamber", "sector")


def read_chambers(path: Path) -> dict[int, str]:
    """Participant → what they declared, from columns ``participant`` and ``chamber`` or
    ``sector``; an empty cell declares nothing. Raises FileError."""
    with opened(path) as file:
        header = header_of(file, path)
    name = next((name for name in CHAMBER_COLUMNS if name in header), CHAMBER_COLUMNS[0])
    at = places(header, ("participant", name), path)
    rows = records(path)
    next(rows)  # the names
    found: dict[int, str] = {}
    seen: set[int] = set()
    for line, row in rows:
        cells.check_width(row, header, path, line)
        cell = row[at["participant"]]
        if what := cells.wrong_id(cell):
            raise FileError(path, f"participant “{cell[:40]}” {what}.", line=line)
        if (number := int(cell)) in seen:
            raise FileError(path, f"Participant {number} has a second line.", line=line)
        seen.add(number)
        if chamber := row[at[name]].strip():
            found[number] = chamber
    return found


def read_summary(path: Path) -> Mapping[str, str]:
    """``key,value`` a line; values may hold commas, and line ends within quotes. Raises
    FileError."""
    found: dict[str, str] = {}
    for line, row in records(path, strict=False):  # a topic may begin with a word in quotes
        if len(row) == 1:
            raise FileError(path, "A line of the summary is a name, a comma, a value.", line=line)
        found[row[0].strip()] = ",".join(row[1:])
    return found
