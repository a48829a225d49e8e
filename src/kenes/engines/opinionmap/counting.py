"""How many agreed, disagreed and were asked: all that the measures need to know."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.kinds import Flags, Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Counts:
    """Three arrays of one shape: (M,) over everybody or (G, M) by group or chamber. ``seen``
    counts every vote, passes included."""

    agrees: Ints
    disagrees: Ints
    seen: Ints

    @property
    def passes(self) -> Ints:
        return self.seen - self.agrees - self.disagrees

    @property
    def total(self) -> "Counts":
        """(M,) the sum over the first axis of (G, M)."""
        return self.over(0)

    def over(self, axis: int) -> "Counts":
        """The sum over one axis."""
        return Counts(
            agrees=self.agrees.sum(axis=axis),
            disagrees=self.disagrees.sum(axis=axis),
            seen=self.seen.sum(axis=axis),
        )

    @property
    def others(self) -> "Counts":
        """(G, M) of each group, the sum over all other groups."""
        total = self.total
        return Counts(
            agrees=total.agrees - self.agrees,
            disagrees=total.disagrees - self.disagrees,
            seen=total.seen - self.seen,
        )

    def of_columns(self, columns: Ints | Flags) -> "Counts":
        return Counts(
            agrees=self.agrees[..., columns],
            disagrees=self.disagrees[..., columns],
            seen=self.seen[..., columns],
        )

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            agrees=self.agrees + other.agrees,
            disagrees=self.disagrees + other.disagrees,
            seen=self.seen + other.seen,
        )

    @classmethod
    def none(cls, *shape: int) -> "Counts":
        return cls(
            agrees=np.zeros(shape, np.int64),
            disagrees=np.zeros(shape, np.int64),
            seen=np.zeros(shape, np.int64),
        )
