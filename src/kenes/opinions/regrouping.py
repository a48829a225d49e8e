"""Which group of a map is which group of the map before, and how many people changed between."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.kinds import Ints
from kenes.engines.opinionmap.votes import Votes


@dataclass(frozen=True, kw_only=True)
class Regrouped:
    """``was``: of each group the one before that most of its people were in, if any. ``changed``
    (k, M): of those who voted on a statement, how many came into the group or left it."""

    was: tuple[int | None, ...]
    changed: Ints
    statements: Mapping[int, int]

    @classmethod
    def of(cls, votes: Votes, now: Mapping[str, int], before: Mapping[int, int]) -> "Regrouped":
        people = votes.participants.tolist()
        new = np.array([now.get(str(one), -1) for one in people], np.int64)
        old = np.array([before.get(one, -1) for one in people], np.int64)
        was = _matched(new, old)
        is_other = np.array(
            [(new == g) != (old == (-2 if w is None else w)) for g, w in enumerate(was)], np.int32
        ).reshape(len(was), len(people))
        pattern = votes.matrix.astype(np.int32)
        pattern.data = np.ones_like(pattern.data)
        changed: Ints = np.asarray(is_other @ pattern, np.int64)
        places = {one: at for at, one in enumerate(votes.statements.tolist())}
        return cls(was=was, changed=changed, statements=places)

    def of_group(self, group: int, statement: int) -> tuple[int | None, int]:
        """The group before, and how many of the statement's voters changed."""
        return self.was[group], int(self.changed[group, self.statements[statement]])


def _matched(new: Ints, old: Ints) -> tuple[int | None, ...]:
    """One to one, the largest overlap first."""
    k, was = int(new.max(initial=-1)) + 1, int(old.max(initial=-1)) + 1
    is_in_both = (new >= 0) & (old >= 0)
    shared = np.zeros((k, was), np.int64)
    np.add.at(shared, (new[is_in_both], old[is_in_both]), 1)
    found: list[int | None] = [None] * k
    while shared.size and shared.max() > 0:
        g, w = np.unravel_index(int(shared.argmax()), shared.shape)
        found[int(g)] = int(w)
        shared[g], shared[:, w] = 0, 0
    return tuple(found)
