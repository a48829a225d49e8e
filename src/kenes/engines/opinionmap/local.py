"""The blocks of a map on this machine: one, with all votes. And a view of some statements."""

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap import blocks
from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Floats, Ints, Sparse


class Local:
    """``matrix`` (N, M) int8 as of ``Votes``. Keeps the centred votes of the last mean: 8 bytes
    a vote."""

    def __init__(self, matrix: Sparse) -> None:
        self._matrix = matrix
        self._mean: Floats | None = None
        self._centred: Sparse = None

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self._matrix.shape
        return int(rows), int(columns)

    def totals(self) -> Counts:
        return blocks.totals(self._matrix)

    def votes_each(self) -> Ints:
        each: Ints = np.diff(self._matrix.indptr).astype(np.int64)
        return each

    def product(self, mean: Floats, vectors: Floats) -> Floats:
        return blocks.product(self._about(mean), vectors)

    def positions(self, mean: Floats, components: Floats) -> Floats:
        return blocks.positions(self._about(mean), components)

    def counts(self, labels: Ints, groups: int) -> Counts:
        return blocks.counts_by(self._matrix, labels, groups)

    def scores(self, table: Floats) -> Floats:
        return blocks.scores(self._matrix, table)

    def rows(self, which: Ints) -> Sparse:
        return self._matrix[which]

    def _about(self, mean: Floats) -> Sparse:
        if self._mean is None or not np.array_equal(self._mean, mean):
            self._centred = None  # the old one may go before the new one is made
            self._centred = blocks.centred(self._matrix, mean)
            self._mean = mean
        return self._centred


class Kept:
    """The blocks of a map without the statements that were moderated out: as if nobody had been
    asked them."""

    def __init__(self, whole: Blocks, columns: Ints) -> None:
        self._whole, self._columns = whole, columns
        self._votes: Ints | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self._whole.shape[0], len(self._columns)

    def totals(self) -> Counts:
        return self._whole.totals().of_columns(self._columns)

    def votes_each(self) -> Ints:
        if self._votes is None:
            table = np.zeros((3, self._whole.shape[1], 1))
            table[:, self._columns] = 1
            self._votes = np.rint(self._whole.scores(table)[:, 0]).astype(np.int64)
        return self._votes

    def product(self, mean: Floats, vectors: Floats) -> Floats:
        found = self._whole.product(self._spread(mean), self._spread(vectors))
        return found[self._columns]

    def positions(self, mean: Floats, components: Floats) -> Floats:
        found = self._whole.positions(self._spread(mean), self._spread(components.T).T)
        every, kept = self._whole.votes_each(), self.votes_each()
        share = (every / self._whole.shape[1]) / np.maximum(kept, 1) * self.shape[1]
        result: Floats = found * np.sqrt(share)[:, None]
        return result

    def counts(self, labels: Ints, groups: int) -> Counts:
        return self._whole.counts(labels, groups).of_columns(self._columns)

    def scores(self, table: Floats) -> Floats:
        whole = np.zeros((3, self._whole.shape[1], table.shape[2]))
        whole[:, self._columns] = table
        return self._whole.scores(whole)

    def rows(self, which: Ints) -> Sparse:
        return csr_array(self._whole.rows(which)[:, self._columns])

    def _spread(self, values: Floats) -> Floats:
        """(M of all, …) with 0 at what is left out."""
        whole = np.zeros((self._whole.shape[1], *values.shape[1:]))
        whole[self._columns] = values
        return whole
