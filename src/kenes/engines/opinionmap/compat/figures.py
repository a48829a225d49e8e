"""What Polis would find in a conversation."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap import measures
from kenes.engines.opinionmap.compat.clusters import BaseClusters, Groups
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints
from kenes.engines.opinionmap.measures import Agreed, Representative
from kenes.engines.opinionmap.votes import Votes


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ParticipantStatistics:
    """(N,) each, for those in a group; NaN for all others."""

    centricness: Floats  # 1 − distance from the middle of everybody grouped
    coreness: Floats  # 1 − distance from the middle of one's group
    extremeness: Floats  # how far beyond the middle of one's group, seen from that of everybody


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PolisFigures:
    """Public sign throughout (agree = 1); B base clusters, G groups."""

    votes: Votes
    out: Flags  # (M,) statements taken out, those of facts about participants included
    meta: Flags  # (M,) of these, those of facts
    grouped: Flags  # (N,) "in-conv"
    centre: Floats  # (M,) mean votes
    components: Floats  # (2, M)
    positions: Floats  # (N, 2)
    placements: Floats  # (M, 2)
    base: BaseClusters
    groups: Groups
    totals: Counts  # (M,) over everybody
    base_counts: Counts  # (B, M)

    @property
    def k(self) -> int:
        return len(self.groups.ids)

    @property
    def labels(self) -> Ints:
        """(N,) group numbers, from 0, in the order of ``groups.ids``; −1 for those in none."""
        return self.groups.of_participants(self.base)

    @property
    def extremity(self) -> Floats:
        """(M,) distance of each statement from the middle."""
        result: Floats = np.hypot(self.placements[:, 0], self.placements[:, 1])
        return result

    @property
    def group_counts(self) -> Counts:
        """(G, M), votes on statements taken out included."""
        is_of = (np.arange(self.k)[:, None] == self.groups.of_base).astype(np.int64)
        counts = self.base_counts
        return Counts(
            agrees=is_of @ counts.agrees,
            disagrees=is_of @ counts.disagrees,
            seen=is_of @ counts.seen,
        )

    @property
    def group_aware_consensus(self) -> Floats:
        """(M,) Quirk: not normalised for the number of groups."""
        return measures.group_aware_consensus(self.group_counts)

    @property
    def priorities(self) -> Floats:
        """(M,) of the present groups; a live server takes those of one tick before."""
        return measures.priority(self.group_counts.total, self.extremity, self.meta)

    @property
    def representative(self) -> tuple[tuple[Representative, ...], ...]:
        return measures.representative(self.group_counts, self.out)

    @property
    def consensus(self) -> tuple[tuple[Agreed, ...], tuple[Agreed, ...]]:
        """Agreed by, and rejected by, most of all N, grouped or not."""
        return measures.consensus(self.totals, self.out)

    def participant_statistics(self) -> ParticipantStatistics:
        labels = self.labels
        rows = np.flatnonzero(labels >= 0)
        three = np.full((3, len(labels)), np.nan)
        if len(rows):
            points, mine = self.positions[rows], labels[rows]
            middle = points.mean(axis=0)
            sums = np.stack([np.bincount(mine, axis, self.k) for axis in points.T], axis=1)
            cores = sums / np.bincount(mine, minlength=self.k)[:, None]
            outwards = cores - middle
            length = np.linalg.norm(outwards, axis=1, keepdims=True)
            outwards = np.divide(outwards, length, out=np.zeros_like(outwards), where=length > 0)
            three[0, rows] = 1 - np.linalg.norm(points - middle, axis=1)
            three[1, rows] = 1 - np.linalg.norm(points - cores[mine], axis=1)
            three[2, rows] = ((points - cores[mine]) * outwards[mine]).sum(axis=1)
        return ParticipantStatistics(centricness=three[0], coreness=three[1], extremeness=three[2])
