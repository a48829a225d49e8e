"""How sure the groups are: the whole map again, many times, with other people in the room.

Half of all participants are drawn, each once, which varies as much as a bootstrap of all
(Efron 1979, doi:10.1214/aos/1176344552; Politis and Romano 1994, doi:10.1214/aos/1176325770) but
puts nobody twice on the same spot, where they would look like a group. In each resample the
components, the number of groups and the groups are found anew, and matched with those of all.
From large conversations fewer than half are drawn, which makes groups look a little less sure than
they are.
"""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap import grouping
from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.grouping import Null
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints, Sparse
from kenes.engines.opinionmap.local import Local
from kenes.engines.opinionmap.placing import Placed, place

RESAMPLES = 50
MOST_DRAWN = 2_000
_RESTARTS = 3
_BINS = 20  # of how clearly somebody belongs, where not everybody can be drawn often enough
_SEED = 0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Certainty:
    """``shares`` (MOST,) of resamples with 1, 2, … groups. ``participants`` (N,) the share of
    resamples in which each is with their group, NaN for those in none; ``whole`` its mean over
    all who are in a group, NaN when nobody is."""

    shares: Floats
    participants: Floats
    whole: float
    resamples: int


def bootstrap(
    blocks: Blocks,
    placed: Placed,
    *,
    resamples: int = RESAMPLES,
    counted: Flags | None = None,
) -> Certainty:
    """``counted`` (N,) as of ``place``: only those are drawn."""
    drawable = np.arange(len(placed.labels)) if counted is None else np.flatnonzero(counted)
    found = np.zeros(grouping.MOST)
    if not placed.is_in.any() or not len(drawable):
        participants = np.full(len(placed.labels), np.nan)
        return Certainty(shares=found, participants=participants, whole=np.nan, resamples=0)
    rng = np.random.default_rng(_SEED)
    size = min((len(drawable) + 1) // 2, MOST_DRAWN)
    is_small = len(drawable) <= 2 * MOST_DRAWN
    everybody = blocks.rows(np.arange(len(placed.labels))) if is_small else None
    null = _null(blocks, placed, drawable, size)
    hits, draws = np.zeros(len(placed.labels)), np.zeros(len(placed.labels))
    for _ in range(resamples):
        who = np.sort(rng.choice(drawable, size, replace=False))
        sample = blocks.rows(who) if everybody is None else everybody[who]
        again = place(
            Local(sample),
            start=placed.components.vectors,
            null=null,
            restarts=_RESTARTS,
            is_sample=True,
        )
        found[again.k - 1] += 1
        if everybody is None:
            asked, labels = who, again.labels
        else:
            asked, labels = np.arange(len(placed.labels)), _extended(everybody, sample, again)
        is_hit = _is_with_own(placed.labels[asked], placed.k, labels, again.k)
        was_in = (labels >= 0) & (placed.labels[asked] >= 0)
        np.add.at(hits, asked[was_in], is_hit[was_in])
        np.add.at(draws, asked[was_in], 1)
    participants = _each(placed, hits, draws, is_sampled=everybody is None)
    return Certainty(
        shares=found / resamples,
        participants=participants,
        whole=float(np.nanmean(participants)),
        resamples=resamples,
    )


def _null(blocks: Blocks, placed: Placed, drawable: Ints, size: int) -> Null:
    """That of a crowd as large as those of a resample who are in a group."""
    who = drawable[placed.is_in[drawable]]
    return grouping.crowd(
        placed.positions[who],
        blocks.votes_each()[who],
        blocks.shape[1],
        size=int(np.ceil(len(who) * size / len(drawable))),
    )


def _extended(everybody: Sparse, sample: Sparse, again: Placed) -> Ints:
    """(N,) the groups of a resample, those who were not drawn put where their votes fit."""
    if again.k == 1:
        return np.zeros(everybody.shape[0], np.int64)
    counts = Local(sample).counts(again.labels, again.k)
    sizes = np.bincount(again.labels[again.labels >= 0], minlength=again.k)
    labels: Ints = grouping.probabilities(Local(everybody), counts, sizes).argmax(axis=1)
    return labels


def _is_with_own(own: Ints, k: int, labels: Ints, found: int) -> Flags:
    """(n,) who is in the group of the resample that is their own: groups are matched so that as
    many as possible are."""
    is_in = (own >= 0) & (labels >= 0)
    partner = np.full(k + 1, -2)  # label −1 reads the last
    for mine, theirs in grouping.matched(own[is_in], k, labels[is_in], found):
        partner[mine] = theirs
    is_with: Flags = partner[own] == labels
    return is_with


def _each(placed: Placed, hits: Floats, draws: Floats, *, is_sampled: bool) -> Floats:
    """(N,) share of hits. Where people are drawn too rarely for one's own share, the share among
    those of the same group who belong to it as clearly."""
    stable = np.full(len(hits), np.nan)
    if not is_sampled:
        seen = placed.is_in & (draws > 0)
        stable[seen] = hits[seen] / draws[seen]
        return stable
    own = placed.chances[np.arange(len(hits)), placed.labels]
    for g in range(placed.k):
        mine = np.flatnonzero(placed.labels == g)
        edges = np.unique(np.quantile(own[mine], np.linspace(0, 1, _BINS + 1)[1:-1]))
        bins = np.searchsorted(edges, own[mine], side="right")
        total = np.bincount(bins, weights=draws[mine])
        share = np.bincount(bins, weights=hits[mine]) / np.maximum(total, 1)
        share = np.where(total > 0, share, hits[mine].sum() / max(draws[mine].sum(), 1))
        stable[mine] = share[bins]
    return stable
