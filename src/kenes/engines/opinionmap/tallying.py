"""Votes counted by group, by chamber, and by both: in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Tally:
    """``cells`` (k + 1, C + 1, M): the last group is of those in none, the last chamber of those
    who declared none."""

    chambers: tuple[str, ...]
    cells: Counts

    @property
    def everybody(self) -> Counts:
        """(M,)"""
        return self.cells.total.total

    @property
    def groups(self) -> Counts:
        """(k, M)"""
        return _first(self.cells.over(1))

    @property
    def by_chamber(self) -> Counts:
        """(C, M), those in no group included."""
        return _first(self.cells.total)

    @property
    def both(self) -> Counts:
        """(k, C, M)"""
        whole = _first(self.cells)
        return Counts(
            agrees=whole.agrees[:, :-1], disagrees=whole.disagrees[:, :-1], seen=whole.seen[:, :-1]
        )


def tally(
    blocks: Blocks,
    labels: Ints,
    k: int,
    participants: Ints,
    *,
    chambers: Mapping[int, str],
    counted: Flags,
) -> Tally:
    """``labels`` (N,) groups; ``participants`` (N,) ids; ``counted`` (N,): who is, at all."""
    names = tuple(sorted(set(chambers.values())))
    seats = np.full(len(labels), len(names))
    if names:
        number = {name: i for i, name in enumerate(names)}
        declared = [number.get(chambers.get(one, ""), len(names)) for one in participants.tolist()]
        seats[:] = declared
    width = len(names) + 1
    cells = np.where(labels < 0, k, labels) * width + seats
    found = blocks.counts(np.where(counted, cells, -1), (k + 1) * width)
    shape = (k + 1, width, blocks.shape[1])
    return Tally(
        chambers=names,
        cells=Counts(
            agrees=found.agrees.reshape(shape),
            disagrees=found.disagrees.reshape(shape),
            seen=found.seen.reshape(shape),
        ),
    )


def _first(counts: Counts) -> Counts:
    """Without the last of the first axis."""
    return Counts(
        agrees=counts.agrees[:-1], disagrees=counts.disagrees[:-1], seen=counts.seen[:-1]
    )
