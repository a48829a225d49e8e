"""Which statement to ask somebody next.

Polis draws statements in proportion to a priority (``measures.priority``): those that pull people
apart and that few pass on, new ones first. Three things are mended here, for a reason each:

- *Rejected statements are asked as much as welcomed ones.* Polis multiplies by the share that
  agrees, so what is rejected is shown less, has fewer votes, and its rejection is never sure:
  votes are missing not at random. The share on the stronger side stands in its place, and no
  weight is below a fixed part of the median.
- *New statements get their first votes.* Those with fewer than ``FIRST_VOTES`` all weigh alike,
  as nothing is known yet that could speak for or against one, and together no less than all
  others: they have at least half of the draws.
- *Chambers are heard alike.* Where a chamber has few votes on a statement, its members are asked
  it more, so that the smallest chamber's answer is known about as soon as the largest's.

Statements are drawn, not ranked: with everybody asked the same, the rest would stay unknown. And
what is asked tells no result: had everybody voted the other way, every weight would be the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap import measures
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints
from kenes.engines.opinionmap.result import Result

FIRST_VOTES = 7
LEAST_OF_CHAMBER = 10  # votes, up to which its members are asked more
MOST_OF_CHAMBER = (
    99.0  # how many times more where they have not voted at all is one more than this
)
FLOOR = 0.5  # of the median weight


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Of each statement, by id: how much it is to be asked next."""

    everybody: Mapping[int, float]
    chambers: Mapping[str, Mapping[int, float]]  # by name: its members are asked so


def weigh(
    result: Result,
    statements: Sequence[int],
    *,
    meta: Collection[int] = (),
    least: int = LEAST_OF_CHAMBER,
) -> Weights:
    """How much each of ``statements``, ids, is to be asked, also those on which nobody has voted
    yet. ``meta``: those about the voters. ``least``: votes up to which a chamber is asked more."""
    asked: Ints = np.array(sorted(statements), np.int64)
    _known, then, now = np.intersect1d(
        result.statements, asked, assume_unique=True, return_indices=True
    )
    is_meta = np.isin(asked, np.fromiter(meta, np.int64, len(meta)))

    def spread(counts: Counts) -> Counts:
        wide = Counts.none(*counts.seen.shape[:-1], len(asked))
        for name in ("agrees", "disagrees", "seen"):
            getattr(wide, name)[..., now] = getattr(counts, name)[..., then]
        return wide

    extremity = np.zeros(len(asked))
    extremity[now] = reach(result.placed.components.vectors)[then]
    total = spread(result.counts.total)
    everybody = priorities(total, extremity, is_meta)
    chambers: dict[str, Mapping[int, float]] = {}
    if result.chambers is not None:
        of_chambers = spread(result.chambers.counts)
        of_chambers.seen[:, is_meta] = least  # they are in no count
        each = priorities(total, extremity, is_meta, by_chamber=of_chambers, least=least)
        for name, row in zip(result.chambers.names, each, strict=True):
            chambers[name] = dict(zip(asked.tolist(), row.tolist(), strict=True))
    return Weights(
        everybody=dict(zip(asked.tolist(), everybody.tolist(), strict=True)), chambers=chambers
    )


def reach(components: Floats) -> Floats:
    """(M,) half of how far apart those stand who agreed with only this statement, and those who
    rejected only it; ``components`` (2, M)."""
    result: Floats = np.sqrt(components.shape[1]) * np.hypot(*components)
    return result


def priorities(
    counts: Counts,
    extremity: Floats,
    meta: Flags,
    *,
    by_chamber: Counts | None = None,
    least: int = LEAST_OF_CHAMBER,
) -> Floats:
    """(M,) weights of statements, or (G, M) by chamber of the person asked.

    ``counts`` (M,) over everybody grouped, ``extremity`` (M,) distances from the middle of the
    map, ``meta`` (M,) statements on the consultation itself, ``by_chamber`` (G, M) counts,
    ``least`` of which are enough. All weights are positive.
    """
    stronger = Counts(
        agrees=np.maximum(counts.agrees, counts.disagrees),
        disagrees=np.minimum(counts.agrees, counts.disagrees),
        seen=counts.seen,
    )
    weights: Floats = measures.priority(stronger, extremity, meta)
    if not len(weights):
        return weights if by_chamber is None else np.empty((len(by_chamber.seen), 0))
    is_new = (counts.seen < FIRST_VOTES) & ~meta
    known = weights[~is_new]
    if len(known):
        weights = np.maximum(weights, FLOOR * np.median(known))
        of_new = max(weights[~is_new].max(), weights[~is_new].sum() / max(is_new.sum(), 1))
        weights = np.where(is_new, of_new, weights)
    else:
        weights = np.ones(len(weights))
    if by_chamber is None:
        return weights
    missing = 1 - np.minimum(by_chamber.seen / least, 1)
    result: Floats = weights * (1 + MOST_OF_CHAMBER * missing)
    return result


def next_statement(
    weights: Floats, candidates: Ints, generator: np.random.Generator
) -> int | None:
    """One of ``candidates``, column numbers a person may be asked, drawn in proportion to
    ``weights`` (M,); None when there are none. Raises VotesError on weights that are none."""
    if not len(candidates):
        return None
    reached = np.cumsum(weights[candidates])
    if not np.isfinite(reached[-1]) or (weights[candidates] < 0).any():
        raise VotesError("Weights of statements have to be numbers from 0.")
    if reached[-1] == 0:
        return int(candidates[generator.integers(len(candidates))])
    place = np.searchsorted(reached, generator.random() * reached[-1], side="right")
    return int(candidates[place])
