"""Polis, step by step, on the votes of one conversation."""

from collections.abc import Mapping, Sequence

import numpy as np

from kenes.engines.opinionmap.blocks import counts_by, totals
from kenes.engines.opinionmap.compat.clusters import (
    BaseClusters,
    Groups,
    base_clusters,
    base_clusters_of,
    groups,
    groups_of,
    rows_of,
)
from kenes.engines.opinionmap.compat.components import components, placements, positions
from kenes.engines.opinionmap.compat.matrix import Moderated, grouped_flags
from kenes.engines.opinionmap.compat.result import PolisResult
from kenes.engines.opinionmap.kinds import Flags, Floats
from kenes.engines.opinionmap.votes import Votes

Members = Mapping[int, Sequence[int]]  # id of a cluster or group → ids of participants


def fit(votes: Votes, out: Flags | None = None, meta: Flags | None = None) -> PolisResult:
    """What Polis makes of these votes from a cold start.

    ``out`` (M,): statements moderated out; ``meta`` (M,): statements of facts about participants,
    which are taken out as well. A running server starts from where it stood before, so its groups
    may differ from those of any fresh computation; everything else is the same.
    """
    drawing = _Drawing(votes, out, meta)
    is_grouped = grouped_flags(votes)
    base = base_clusters(votes, drawing.positions, is_grouped)
    return drawing.result(is_grouped, base, groups(base))


def given_base_clusters(
    votes: Votes,
    out: Flags | None = None,
    meta: Flags | None = None,
    *,
    in_conv: Sequence[int],
    base: Members,
    k: int | None = None,
) -> PolisResult:
    """With known base clusters; ``k`` groups, or as many as have the best silhouette.

    ``in_conv``: participants put into groups. Raises VotesError for an unknown participant.
    """
    drawing = _Drawing(votes, out, meta)
    found = base_clusters_of(votes, drawing.positions, base)
    return drawing.result(_flags(votes, in_conv), found, groups(found, k))


def given_groups(
    votes: Votes,
    out: Flags | None = None,
    meta: Flags | None = None,
    *,
    in_conv: Sequence[int],
    groups: Members,
    base: Members | None = None,
) -> PolisResult:
    """With known groups of participants, and base clusters where these are known; else each group
    is one base cluster. Raises VotesError for an unknown participant, and for base clusters that
    don't lie each in one group."""
    drawing = _Drawing(votes, out, meta)
    found = base_clusters_of(votes, drawing.positions, groups if base is None else base)
    return drawing.result(
        _flags(votes, in_conv), found, groups_of(votes, found, groups, drawing.positions)
    )


def _flags(votes: Votes, participants: Sequence[int]) -> Flags:
    flags = np.zeros(len(votes.participants), np.bool_)
    if len(participants):
        flags[rows_of(votes, participants)] = True
    return flags


class _Drawing:
    """What doesn't depend on groups."""

    def __init__(self, votes: Votes, out: Flags | None, meta: Flags | None) -> None:
        none = np.zeros(len(votes.statements), np.bool_)
        self._votes = votes
        self._meta = none if meta is None else meta
        self._out = (none if out is None else out) | self._meta
        moderated = Moderated.of(votes, self._out)
        self._centre = moderated.centre
        self._components = components(moderated)
        self.positions: Floats = positions(moderated, self._components)

    def result(self, is_grouped: Flags, base: BaseClusters, found: Groups) -> PolisResult:
        return PolisResult(
            votes=self._votes,
            out=self._out,
            meta=self._meta,
            grouped=is_grouped,
            centre=self._centre,
            components=self._components,
            positions=self.positions,
            placements=placements(self._centre, self._components),
            base=base,
            groups=found,
            totals=totals(self._votes.matrix),
            base_counts=counts_by(self._votes.matrix, base.labels, len(base.ids)),
        )
