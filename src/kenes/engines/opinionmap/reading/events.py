"""votes.csv, a line a vote: read in pieces, so that memory holds the numbers, never the text."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, Codes, Ids, Ints
from kenes.engines.opinionmap.reading import cells
from kenes.engines.opinionmap.reading.files import (
    check_memory,
    fields,
    line_at,
    opened,
    pieces,
    places,
)
from kenes.engines.opinionmap.reading.times import LATEST, MOST_SECONDS

NEEDED = ("comment-id", "voter-id", "vote")
TIME = "timestamp"

PIECE = 8 << 20  # bytes read at once
PER_VOTE = 40  # bytes at the peak, while votes are put by participant

_CHECKS: dict[str, cells.Check] = {
    TIME: cells.wrong_time,
    "comment-id": cells.wrong_id,
    "voter-id": cells.wrong_id,
    "vote": cells.wrong_vote,
}
_DTYPES: dict[str, Any] = {
    TIME: np.int64,
    "comment-id": np.int32,
    "voter-id": np.int32,
    "vote": np.int8,
}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Events:
    """Votes as a file tells them, (n,) each; ``times`` in milliseconds, None where none are."""

    participants: Ids
    statements: Ids
    values: Codes
    times: Ints | None
    notes: tuple[str, ...] = ()


def read_events(path: Path, header: list[str]) -> Events:
    """The votes below ``header``, which stands in the first line. Raises FileError."""
    with opened(path) as file:
        file.readline()
        found = _Table(path, file, header).read()
    times, notes = _milliseconds(found.get(TIME))
    return Events(
        participants=found["voter-id"],
        statements=found["comment-id"],
        values=found["vote"],
        times=times,
        notes=notes,
    )


def _milliseconds(times: Ints | None) -> tuple[Ints | None, tuple[str, ...]]:
    """In place, as the array may be large; and what is to be said about it."""
    if times is None:
        return None, ("The votes have no times: of two on one statement the lower line counts.",)
    if not len(times):
        return times, ()
    if not times.any():
        return None, ("All times are 0, so they were left out.",)
    is_seconds = times <= MOST_SECONDS
    if not is_seconds.any():
        return times, ("The times are in milliseconds.",)
    np.multiply(times, 1000, out=times, where=is_seconds)
    if is_seconds.all():
        return times, ()
    return times, ("Some times are in seconds, some in milliseconds.",)


class _Table:
    """The needed columns of one open file, filled piece by piece."""

    def __init__(self, path: Path, file: BinaryIO, header: list[str]) -> None:
        self._path, self._file, self._header = path, file, header
        self._at = places(header, NEEDED, path)
        self._names = [name for name in _DTYPES if name in self._at]
        # Columns in which nothing may stand: one beyond those named, read to see that it is not
        # there, and that of the times when the first vote has none.
        self._blank = [len(header)]
        if TIME in self._names and self._is_untimed():
            self._names.remove(TIME)
            self._blank.append(self._at[TIME])
        self._arrays: dict[str, Any] = {n: np.empty(0, _DTYPES[n]) for n in self._names}
        self._count = 0

    def read(self) -> dict[str, Any]:
        for offset, data in pieces(self._file, self._path, PIECE):
            frame = self._frame(data, offset)
            if not self._count:
                self._make_room(len(data), len(frame))
            self._keep(frame)
        return {name: array[: self._count] for name, array in self._arrays.items()}

    def _is_untimed(self) -> bool:
        """Whether the first row tells no time; then no other may."""
        start = self._file.tell()
        row = fields(self._file.readline().decode(errors="replace"))
        self._file.seek(start)
        return len(row) > self._at[TIME] and not row[self._at[TIME]]

    def _make_room(self, size: int, rows: int) -> None:
        """For as many rows as the first piece lets expect; room never used costs nothing."""
        expected = int(os.fstat(self._file.fileno()).st_size / size * rows * 1.05) + rows
        check_memory(self._path, expected * PER_VOTE)
        self._arrays = {name: np.empty(expected, _DTYPES[name]) for name in self._names}

    def _keep(self, frame: Any) -> None:
        end = self._count + len(frame)
        for name, array in self._arrays.items():
            if end > len(array):
                array = self._arrays[name] = np.concatenate([array, np.empty(end, array.dtype)])
            array[self._count : end] = frame[name].to_numpy()
        self._count = end

    def _frame(self, data: bytes, offset: int) -> Any:
        """The needed columns of one piece. Raises FileError for its first bad line."""
        import polars as pl

        kinds: dict[Any, Any] = {np.int64: pl.Int64, np.int32: pl.Int32, np.int8: pl.Int8}
        schema: dict[str, Any] = {f"{at}": pl.String for at in range(len(self._header) + 1)}
        schema |= {f"{self._at[name]}": kinds[_DTYPES[name]] for name in self._names}
        wanted = [*(self._at[name] for name in self._names), *self._blank]
        try:
            frame = pl.read_csv(data, has_header=False, schema=schema, columns=wanted, n_threads=1)
        except pl.exceptions.PolarsError as error:
            self._explain(data, offset)
            told = f"From here on, this is no table of votes: {str(error).splitlines()[0]}."
            raise FileError(self._path, told, line=line_at(self._file, offset)) from error
        frame = frame.rename({f"{self._at[name]}": name for name in self._names})
        if not _is_sound(frame, self._names, [f"{at}" for at in self._blank]):
            self._explain(data, offset)
            frame = frame.drop_nulls(self._names)  # nothing is wrong with a blank line
        return frame

    def _explain(self, data: bytes, offset: int) -> None:
        checks = {self._at[name]: _CHECKS[name] for name in self._names}
        checks |= dict.fromkeys(self._blank[1:], cells.wrong_blank)
        line = line_at(self._file, offset)
        cells.check_lines(data, self._path, self._header, checks, line=line)


def _is_sound(frame: Any, names: list[str], blank: list[str]) -> bool:
    if any(frame[name].null_count() < len(frame) for name in blank):
        return False
    if any(frame[name].null_count() for name in names):
        return False
    votes = frame["vote"].to_numpy()
    if not DISAGREE <= int(votes.min()) <= int(votes.max()) <= AGREE:
        return False
    if TIME in names and int(frame[TIME].to_numpy().max()) > LATEST:
        return False
    return all(int(frame[name].to_numpy().min()) >= 0 for name in names if name != "vote")
