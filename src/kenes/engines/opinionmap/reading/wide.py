"""participant-votes.csv: one line a participant, one column a statement, no times."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, PASS, Codes, Ids
from kenes.engines.opinionmap.reading import cells
from kenes.engines.opinionmap.reading.events import PER_VOTE, PIECE, Events
from kenes.engines.opinionmap.reading.files import (
    check_memory,
    decoded,
    fields,
    line_at,
    opened,
    pieces,
    places,
)

PARTICIPANT = "participant"

_KNOWN = frozenset({"xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"})
_NOBODY = -128  # stands where a cell is empty


def is_wide(header: list[str]) -> bool:
    return PARTICIPANT in header and any(map(str.isdecimal, header))


def read_wide(path: Path, header: list[str]) -> Events:
    """The votes below ``header``, which stands in the first line. Raises FileError."""
    person = places(header, (PARTICIPANT,), path)[PARTICIPANT]
    asked = [at for at, name in enumerate(header) if name.isdecimal()]
    ids = _ids([header[at] for at in asked], path)
    people: list[Ids] = [np.empty(0, np.int32)]
    events: list[tuple[Ids, Ids, Codes]] = [(people[0], ids[:0], np.empty(0, np.int8))]
    with opened(path) as file:
        file.readline()
        size = os.fstat(file.fileno()).st_size
        for offset, data in pieces(file, path, PIECE):
            found = _piece(data, person, asked, len(header))
            if found is None:
                line = line_at(file, offset)
                checks = dict.fromkeys(asked, cells.wrong_wide_vote) | {person: cells.wrong_id}
                cells.check_lines(data, path, header, checks, line=line)
                raise FileError(path, "From here on, this is no table of votes.", line=line)
            here, grid = found
            rows, columns = np.nonzero(grid != _NOBODY)
            people.append(here)
            events.append((here[rows], ids[columns], grid[rows, columns]))
            if len(events) == 2:  # the first piece tells what to expect
                check_memory(path, size / len(data) * len(rows) * PER_VOTE)
    everybody = np.concatenate(people)
    if len(np.unique(everybody)) != len(everybody):
        raise _repeated(path, person)
    participants, statements, values = map(np.concatenate, zip(*events, strict=True))
    silent = len(everybody) - len(np.unique(participants))
    return Events(
        participants=participants,
        statements=statements,
        values=values,
        times=None,
        notes=_notes(header, silent),
    )


def _ids(names: list[str], path: Path) -> Ids:
    """Of the statements, in the order of their columns."""
    seen: set[int] = set()
    for name in names:
        if what := cells.wrong_id(name):
            raise FileError(path, f"Statement {name[:40]} {what}.", line=1)
        if (number := int(name)) in seen:
            raise FileError(path, f"Statement {number} has two columns.", line=1)
        seen.add(number)
    return np.array([int(name) for name in names], np.int32)


def _piece(data: bytes, person: int, asked: list[int], width: int) -> tuple[Ids, Codes] | None:
    """Participants (n,) and their votes (n, M), None when something is wrong with a line."""
    data = b"\n".join(line for line in data.split(b"\n") if line.strip())  # blank lines are none
    if not data:
        return np.empty(0, np.int32), np.empty((0, len(asked)), np.int8)
    frame = _frame(data, person, asked, width) if _has_all_fields(data, width) else None
    if frame is None:
        return None
    votes = frame.select(map(str, asked))
    empty = sum(column.null_count() for column in votes.get_columns())
    grid = votes.fill_null(_NOBODY).to_numpy()
    is_vote = (grid == AGREE) | (grid == DISAGREE) | (grid == PASS)
    people = frame[f"{person}"]
    if int(is_vote.sum()) + empty != grid.size or people.null_count():
        return None
    numbers: Ids = people.to_numpy()
    return (numbers, grid.astype(np.int8)) if numbers.min() >= 0 else None


def _has_all_fields(data: bytes, width: int) -> bool:
    """Each line its fields, or one empty one more, as some programs write: a line that ended early
    would read as one whose last cells are empty."""
    lines = data.split(b"\n")
    if b'"' not in data:
        return all(
            commas == width - 1 or (commas == width and line.rstrip().endswith(b","))
            for line in lines
            for commas in (line.count(b","),)
        )
    rows = (fields(line.decode(errors="replace")) for line in lines)
    return all(len(row) == width or (len(row) == width + 1 and not row[-1]) for row in rows)


def _frame(data: bytes, person: int, asked: list[int], width: int) -> Any:
    import polars as pl

    schema: dict[str, Any] = {f"{at}": pl.String for at in range(width + 1)}
    schema[f"{person}"] = pl.Int32
    for kind in (pl.Int8, pl.Float32):  # tables saved by other programs say 1.0
        schema |= dict.fromkeys(map(str, asked), kind)
        try:
            return pl.read_csv(
                data,
                has_header=False,
                schema=schema,
                columns=sorted([person, *asked]),
                n_threads=1,
            )
        except pl.exceptions.PolarsError:
            continue
    return None


def _notes(header: list[str], silent: int) -> tuple[str, ...]:
    notes = ["The file has one line a participant: it tells no times and no changed votes."]
    if silent:
        notes.append(f"Participants without a vote: {silent}.")
    known = _KNOWN | {PARTICIPANT}
    unknown = [name for name in header if name not in known and not name.isdecimal()]
    if unknown:
        notes.append(f"Columns that were not read: {', '.join(unknown[:12])}.")
    return tuple(notes)


def _repeated(path: Path, person: int) -> FileError:
    """The error for the second line of one participant."""
    seen: set[int] = set()
    with opened(path) as file:
        file.readline()
        for number, line in enumerate(file, start=2):
            row = fields(decoded(line, path, first_line=number))
            if row and row[person].strip():
                if int(row[person]) in seen:
                    what = f"Participant {row[person]} has a second line."
                    return FileError(path, what, line=number)
                seen.add(int(row[person]))
    return FileError(path, "A participant has two lines.")
