"""Participants into base clusters, base clusters into groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.compat.kmeans import Clustering, kmeans, silhouette
from kenes.engines.opinionmap.compat.matrix import row_order
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints
from kenes.engines.opinionmap.votes import Votes

BASE_CLUSTERS = 100
BASE_ITERATIONS = 100
GROUP_ITERATIONS = 20  # quirk: 100 is configured, and never reaches the algorithm
MOST_GROUPS = 5
BASE_CLUSTERS_A_GROUP = 12  # one more group is tried for each


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BaseClusters:
    """B sets of participants who stand close together: what Polis shows instead of people."""

    ids: Ints  # (B,) ascending
    labels: Ints  # (N,) numbers of ``ids``, from 0; −1 for those in none
    centres: Floats  # (B, 2)

    @property
    def sizes(self) -> Ints:
        return np.bincount(self.labels[self.labels >= 0], minlength=len(self.ids))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Groups:
    """G groups of base clusters."""

    ids: Ints  # (G,) ascending
    of_base: Ints  # (B,) numbers of ``ids``, from 0
    centres: Floats  # (G, 2)
    silhouettes: Mapping[int, float]  # by the k tried; empty where groups were given

    def of_participants(self, base: BaseClusters) -> Ints:
        """(N,) numbers of ``ids``; −1 for those in none."""
        return np.append(self.of_base, -1)[base.labels]


def base_clusters(votes: Votes, positions: Floats, is_grouped: Flags) -> BaseClusters:
    """From a cold start; ``positions`` (N, 2), ``is_grouped`` (N,)."""
    labels = np.full(len(positions), -1)
    order = row_order(votes)
    order = order[is_grouped[order]]
    if not len(order):
        return BaseClusters(ids=np.empty(0, np.int64), labels=labels, centres=np.empty((0, 2)))
    found = kmeans(
        positions[order], np.ones(len(order)), most=BASE_CLUSTERS, iterations=BASE_ITERATIONS
    )
    labels[order] = found.labels
    return BaseClusters(ids=found.ids, labels=labels, centres=found.centres)


def base_clusters_of(
    votes: Votes, positions: Floats, members: Mapping[int, Sequence[int]]
) -> BaseClusters:
    """Those given: cluster id → ids of its participants. Raises VotesError."""
    ids = np.array(sorted(members), np.int64)
    labels = np.full(len(positions), -1)
    for number, cluster in enumerate(ids):
        labels[rows_of(votes, members[int(cluster)])] = number
    centres = np.array([positions[labels == n].mean(axis=0) for n in range(len(ids))])
    return BaseClusters(ids=ids, labels=labels, centres=centres.reshape(-1, 2))


def groups(base: BaseClusters, k: int | None = None) -> Groups:
    """With ``k`` ≥ 2 groups, or as many as have the best silhouette. One batch has no history, so
    nothing is smoothed over ticks."""
    if not len(base.ids):
        nothing = np.empty(0, np.int64)
        return Groups(ids=nothing, of_base=nothing, centres=np.empty((0, 2)), silhouettes={})
    most = min(MOST_GROUPS, 2 + len(base.ids) // BASE_CLUSTERS_A_GROUP)
    tried: dict[int, Clustering] = {}
    scores: dict[int, float] = {}
    for number in range(2, max(most, k or 0) + 1):
        tried[number] = kmeans(
            base.centres, base.sizes.astype(float), most=number, iterations=GROUP_ITERATIONS
        )
        # Quirk: a base cluster counts once, however many participants it has.
        scores[number] = silhouette(base.centres, tried[number].labels)
    best = max(scores, key=lambda number: (scores[number], number))  # the larger k on a tie
    found = tried[best if k is None else k]
    return Groups(ids=found.ids, of_base=found.labels, centres=found.centres, silhouettes=scores)


def groups_of(
    votes: Votes, base: BaseClusters, members: Mapping[int, Sequence[int]], positions: Floats
) -> Groups:
    """Those given: group id → ids of its participants. Raises VotesError, also where a base
    cluster lies in no group or not whole in one."""
    ids = np.array(sorted(members), np.int64)
    of_base = np.full(len(base.ids), -1)
    centres = np.zeros((len(ids), 2))
    for number, group in enumerate(ids):
        rows = rows_of(votes, members[int(group)])
        inside = np.unique(base.labels[rows])
        is_whole = base.sizes[inside].sum() == len(np.unique(rows))
        if (inside < 0).any() or (of_base[inside] >= 0).any() or not is_whole:
            raise VotesError(f"Group {group} is not made of whole base clusters.")
        of_base[inside] = number
        centres[number] = positions[rows].mean(axis=0)
    if (of_base < 0).any():
        raise VotesError(f"Base cluster {base.ids[of_base < 0][0]} is in no group.")
    return Groups(ids=ids, of_base=of_base, centres=centres, silhouettes={})


def rows_of(votes: Votes, participants: Sequence[int]) -> Ints:
    """Row numbers of participants. Raises VotesError for one without a vote."""
    ids = np.asarray(participants, np.int64)
    if not len(ids):
        raise VotesError("A cluster has no participants.")
    rows = np.minimum(np.searchsorted(votes.participants, ids), len(votes.participants) - 1)
    is_known = votes.participants[rows] == ids
    if not is_known.all():
        raise VotesError(f"Participant {ids[~is_known][0]} has not voted.")
    return rows
