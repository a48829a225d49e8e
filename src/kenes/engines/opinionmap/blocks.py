"""The map's arithmetic over blocks of participants, here or on other machines.

Everything large goes through ``Blocks``: sums over statements, one product with the centred
matrix, positions and counts. ``Local`` has one block; a cluster has many, computes the same
functions on each, and adds up what comes back, so that results differ by rounding alone.

The centred matrix is C = X − m on voted cells and 0 elsewhere (with the column means m put where a
vote is missing, as Polis does), so it is as sparse as the votes.
"""

from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Floats, Ints, Sparse


class Blocks(Protocol):
    """N participants by M statements, wherever they lie."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def totals(self) -> Counts:
        """(M,) over everybody."""

    def votes_each(self) -> Ints:
        """(N,) cells of each row."""

    def product(self, mean: Floats, vectors: Floats) -> Floats:
        """(M, c) = CᵀC · vectors (M, c)."""

    def positions(self, mean: Floats, components: Floats) -> Floats:
        """(N, 2) of everybody: √(M / votes) · C · componentsᵀ; ``components`` (2, M)."""

    def counts(self, labels: Ints, groups: int) -> Counts:
        """(G, M) by label, (N,) from 0 to G − 1; those with −1 are counted nowhere."""

    def scores(self, table: Floats) -> Floats:
        """(N, G) of each participant, the sum over their votes of ``table`` (3, M, G): first what
        a disagreement is worth, then a pass, then an agreement."""

    def rows(self, which: Ints) -> Sparse:
        """(n, M) int8, the votes of some participants, here."""


def coded(block: Sparse) -> Ints:
    """(nnz,) of each cell its place in a table (3, M): disagreed, passed, agreed."""
    width = np.int32(block.shape[1])
    codes: Ints = (block.data + np.int8(1)) * width + block.indices
    return codes


def totals(block: Sparse) -> Counts:
    width = block.shape[1]
    return _counted(np.bincount(coded(block), minlength=3 * width).reshape(3, width))


def _counted(found: Ints) -> Counts:
    """Of (…, 3, M)."""
    return Counts(agrees=found[..., 2, :], disagrees=found[..., 0, :], seen=found.sum(axis=-2))


def centred(block: Sparse, mean: Floats) -> Sparse:
    """C of one block, (n, M) float64."""
    data = block.data - mean[block.indices]
    return csr_array((data, block.indices, block.indptr), block.shape)


def product(centred: Sparse, vectors: Floats) -> Floats:
    """(M, c) = CᵀC · ``vectors`` (M, c), of one block of C."""
    # Column by column: scipy's product with one vector takes a quarter of that with two.
    columns = np.ascontiguousarray(vectors.T)
    return np.stack([centred.T @ (centred @ one) for one in columns], axis=1)


def positions(centred: Sparse, components: Floats) -> Floats:
    """(n, 2) = √(M / votes) · C · componentsᵀ, of one block of C; ``components`` (2, M)."""
    across = np.stack([centred @ one for one in components], axis=1)
    votes = np.maximum(np.diff(centred.indptr), 1)
    result: Floats = across * np.sqrt(centred.shape[1] / votes)[:, None]
    return result


def means(counts: Counts) -> Floats:
    """(M,) mean vote of each statement; 0 where nobody voted."""
    result: Floats = (counts.agrees - counts.disagrees) / np.maximum(counts.seen, 1)
    return result


def counts_by(block: Sparse, labels: Ints, groups: int) -> Counts:
    """(G, M) of one block; ``labels`` (n,)."""
    width = block.shape[1]
    # Those without a label make a group of their own, which is then left out.
    starts = np.where(labels < 0, groups, labels).astype(np.int32) * np.int32(3 * width)
    cells = np.repeat(starts, np.diff(block.indptr)) + coded(block)
    found = np.bincount(cells, minlength=3 * width * (groups + 1))
    return _counted(found.reshape(groups + 1, 3, width)[:groups])


def scores(block: Sparse, table: Floats) -> Floats:
    """(n, G) of one block; ``table`` (3, M, G)."""
    width, groups = table.shape[1:]
    votes = csr_array(
        (np.ones(block.nnz), coded(block), block.indptr), (block.shape[0], 3 * width)
    )
    result: Floats = votes @ table.reshape(3 * width, groups)
    return result
