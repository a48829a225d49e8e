"""Who voted what: one sparse matrix, the same whatever the order in which votes arrive."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, Codes, Ids, Ints, Sparse


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Votes:
    """The last vote of each participant on each statement.

    ``matrix`` (N, M), int8: 1 agree, −1 disagree, 0 pass, and no cell where nobody voted: a pass
    is a stored zero. Rows and columns stand by ascending id, so the order of a file leaves no
    trace.
    """

    participants: Ints  # (N,) ids, ascending
    statements: Ints  # (M,) ids, ascending; only those somebody voted on
    matrix: Sparse
    replaced: int = 0  # votes that a later one of the same person on the same statement replaced
    times: Ints | None = None  # (n,) when each cell was voted, as ``matrix.data`` stands
    # Row and column numbers by first vote, for the order-dependent scheme of Polis; None when the
    # file tells no times.
    rows_in_time: Ints | None = None
    columns_in_time: Ints | None = None

    @classmethod
    def of(
        cls, participants: Ids, statements: Ids, values: Codes, times: Ints | None = None
    ) -> "Votes":
        """From events, all of one length. The latest event of a pair counts; at the same time, or
        without times, the one that stands last. Raises VotesError.

        Takes time and memory in proportion to the events: they are never compared to be sorted.
        """
        sizes = {len(participants), len(statements), len(values)}
        sizes |= {len(times)} if times is not None else set()
        if len(sizes) != 1:
            raise VotesError("Participants, statements, votes and times are not of one length.")
        if len(values) and not DISAGREE <= int(values.min()) <= int(values.max()) <= AGREE:
            bad = values[(values < DISAGREE) | (values > AGREE)][0]
            raise VotesError(f"{bad} is no vote: 1 is agree, −1 disagree, 0 pass.")
        people, rows = _numbered(participants)
        asked, columns = _numbered(statements)
        shape = (len(people), len(asked))
        rows_in_time = columns_in_time = None
        if times is not None:
            rows_in_time = _first_seen(rows, len(people), times)
            columns_in_time = _first_seen(columns, len(asked), times)
        cells = _by_row(rows, columns, shape)
        del rows, columns
        order, indices, starts = _latest(cells, times)
        data = values[order].astype(np.int8, copy=False)
        matrix = csr_array((data, indices, starts), shape)
        matrix.has_sorted_indices = matrix.has_canonical_format = True
        return cls(
            participants=people,
            statements=asked,
            matrix=matrix,
            replaced=len(values) - len(order),
            times=None if times is None else times[order],
            rows_in_time=rows_in_time,
            columns_in_time=columns_in_time,
        )

    @property
    def count(self) -> int:
        return int(self.matrix.nnz)

    @property
    def votes_each(self) -> Ints:
        """(N,) how many statements each participant voted on, passes included."""
        counts: Ints = np.diff(self.matrix.indptr).astype(np.int64)
        return counts


def _numbered(ids: Ids) -> tuple[Ints, Ids]:
    """Distinct ids, ascending, and of each event the number of its id among them."""
    if not len(ids):
        return np.empty(0, np.int64), np.empty(0, np.int32)
    lowest, highest = int(ids.min()), int(ids.max())
    if highest - lowest > max(4 * len(ids), 1_000_000):  # far apart: a table would be too large
        distinct, places = np.unique(ids, return_inverse=True)
        return distinct.astype(np.int64), places.astype(np.int32)
    offsets = ids - lowest if lowest else ids
    is_there = np.zeros(highest - lowest + 1, np.bool_)
    is_there[offsets] = True
    found = np.flatnonzero(is_there) + lowest
    if len(found) == len(is_there):  # no gaps: an id's offset is its number
        return found, offsets.astype(np.int32, copy=False)
    number = np.cumsum(is_there, dtype=np.int32) - 1
    return found, number[offsets]


def _by_row(rows: Ids, columns: Ids, shape: tuple[int, int]) -> Sparse:
    """(N, M) whose cells hold event numbers, by row, then column, then as the events stand; a pair
    voted on twice has two cells. Two counting sorts, of which exports, sorted by statement, need
    one."""
    events = np.arange(len(rows), dtype=np.int32)
    if (columns[1:] < columns[:-1]).any():
        small = columns.astype(np.uint16) if shape[1] <= 1 << 16 else columns  # sorted by counting
        events = np.argsort(small, kind="stable").astype(np.int32)
        rows = rows[events]
    starts = np.zeros(shape[1] + 1, np.int32)
    np.cumsum(np.bincount(columns, minlength=shape[1]), out=starts[1:])
    return csc_array((events, rows, starts), shape).tocsr()


def _latest(cells: Sparse, times: Ints | None) -> tuple[Ids, Ids, Ids]:
    """The events that count, by row and column; their columns; and where each row starts."""
    events, indices, starts = cells.data, cells.indices, cells.indptr
    is_again = np.zeros(len(events), np.bool_)  # the same cell as the one before
    is_again[1:] = indices[1:] == indices[:-1]
    is_again[starts[:-1]] = False
    if not is_again.any():
        return events, indices, starts
    is_replaced = np.append(is_again[1:], False)
    if times is not None:
        runs = np.flatnonzero(is_again | is_replaced)
        in_runs = events[runs]
        run = np.cumsum(~is_again[runs])
        events[runs] = in_runs[np.lexsort((times[in_runs], run))]  # stable: the last wins a tie
    dropped = np.flatnonzero(is_replaced)
    starts = starts - np.searchsorted(dropped, starts).astype(starts.dtype)
    return events[~is_replaced], indices[~is_replaced], starts


def _first_seen(numbers: Ids, count: int, times: Ints) -> Ints:
    """Row (or column) numbers by the time of their first event, ties by number."""
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, numbers, times)
    return np.argsort(first, kind="stable").astype(np.int64)
