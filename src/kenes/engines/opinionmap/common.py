"""What all groups share, and what divides them: from counts by group, by chamber, and by both.

Three measures of common ground stand side by side, each for agreement and for rejection:

- the product over groups of the share that agrees, as Polis has it (for comparison with it);
- the geometric mean over groups of effective agreement, the share that agrees times the share that
  does not disagree: one group that is against pulls it down, however large the others are, and
  the number of groups does not change its scale;
- a lower bound (one-sided 90 %) of the share that agrees in the group where it is least.

Statements are ordered by a fourth: as the second, with the share that does not disagree squared,
and the lower end of its interval. It asks the same with a pass weighing less: somebody who passes
does not stand in the way. On planted data it finds more of what is shared than each of the three.

Shares have Jeffreys' prior (doi:10.1214/ss/1009213286): (A + ½) / (S + 1). Passes are votes, and
not agreement.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from kenes.engines.opinionmap import measures
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints

LEAST_VOTES = 5  # of each group or chamber on a statement, for a measure over groups or chambers
_DOUBT = 0.10  # of the lower bound
_Z = 1.645  # of the interval: 90 %, two-sided
_Z_OF_ORDER = 1.2816  # 90 %, one-sided
_LEAST_DIFFERENCE = 0.5  # of mean votes, of which −1 and 1 are the ends, to divide
_FALSE_SHARE = 0.10  # of statements said to divide (Benjamini and Hochberg 1995)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Shared:
    """(M,) each; NaN where there are not enough votes. ``low`` and ``high``: a 90 % interval of
    ``geometric``, by the delta method, of the votes given the groups. ``score``: for the order."""

    gac: Floats
    geometric: Floats
    lower: Floats
    low: Floats
    high: Floats
    score: Floats

    def where(self, is_enough: Flags) -> "Shared":
        def kept(values: Floats) -> Floats:
            return np.where(is_enough, values, np.nan)

        return Shared(
            gac=self.gac,
            geometric=kept(self.geometric),
            lower=kept(self.lower),
            low=kept(self.low),
            high=kept(self.high),
            score=kept(self.score),
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CommonGround:
    """(M,) for each statement the better side. ``enough``: every group voted enough."""

    agrees: Flags  # the side is agreement
    shared: Shared
    enough: Flags
    order: Ints  # column numbers, best first; those without enough votes last, most votes first


def common_ground(counts: Counts, *, least: int = LEAST_VOTES) -> CommonGround:
    """``counts`` (G, M) by group."""
    is_enough = enough(counts, least)
    agreed, rejected = agreement(counts), agreement(opposite(counts))
    agrees = agreed.geometric >= rejected.geometric
    shared = chosen(agrees, agreed, rejected).where(is_enough)
    votes = counts.seen.sum(axis=0)
    score = np.where(is_enough, shared.score, -1.0)
    return CommonGround(
        agrees=agrees,
        shared=shared,
        enough=is_enough,
        order=np.lexsort((np.arange(len(votes)), -votes, -score)),
    )


def enough(counts: Counts, least: int = LEAST_VOTES) -> Flags:
    """(M,) whether each of the groups, (G, M), has that many votes."""
    return np.asarray((counts.seen >= least).all(axis=0))


def opposite(counts: Counts) -> Counts:
    """As if each statement said the contrary."""
    return Counts(agrees=counts.disagrees, disagrees=counts.agrees, seen=counts.seen)


def agreement(counts: Counts) -> Shared:
    """The three measures of agreement; ``counts`` (G, M), G of at least 1."""
    pa, pd = _share(counts.agrees, counts.seen), _share(counts.disagrees, counts.seen)
    logarithm = (np.log(pa) + np.log1p(-pd)).mean(axis=0)
    weighed = (np.log(pa) + 2 * np.log1p(-pd)).mean(axis=0)
    deviation = _deviation(pa, pd, counts.seen, 1)
    return Shared(
        gac=measures.group_aware_consensus(counts),
        geometric=np.exp(logarithm),
        lower=_bound(counts.agrees + 0.5, counts.seen - counts.agrees + 0.5).min(axis=0),
        low=np.exp(logarithm - _Z * deviation),
        high=np.minimum(np.exp(logarithm + _Z * deviation), 1.0),
        score=np.exp(weighed - _Z_OF_ORDER * _deviation(pa, pd, counts.seen, 2)),
    )


def effective(counts: Counts) -> Floats:
    """(G, M) effective agreement of each group or chamber."""
    pa, pd = _share(counts.agrees, counts.seen), _share(counts.disagrees, counts.seen)
    result: Floats = pa * (1 - pd)
    return result


def _deviation(pa: Floats, pd: Floats, seen: Ints, power: int) -> Floats:
    """(M,) of the mean over groups of log pa(1−pd)^power; its variance in a multinomial is
    ((1−pa)/pa + (power² + 2·power)·pd/(1−pd))/n. The prior keeps both shares within (0, 1)."""
    each = ((1 - pa) / pa + (power**2 + 2 * power) * pd / (1 - pd)) / (seen + 1)
    result: Floats = np.sqrt(each.sum(axis=0)) / len(pa)
    return result


def chosen(agrees: Flags, agreed: Shared, rejected: Shared) -> Shared:
    """Of each statement the measures of its side."""

    def sided(name: str) -> Floats:
        values: Floats = np.where(agrees, getattr(agreed, name), getattr(rejected, name))
        return values

    return Shared(**{one.name: sided(one.name) for one in fields(Shared)})


def _share(successes: Ints, trials: Ints) -> Floats:
    result: Floats = np.asarray((successes + 0.5) / (trials + 1), np.float64)
    return result


def _bound(successes: Any, failures: Any) -> Floats:
    """Below which the share lies with a probability of ``_DOUBT``."""
    from scipy.special import betaincinv

    result: Floats = betaincinv(successes, failures, _DOUBT)
    return result


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cells:
    """(M,) each, over all cells of group × chamber in which there are people: NaN without enough
    votes of a group or of a chamber."""

    geometric: Floats
    lower: Floats


def over_cells(cells: Counts, agrees: Flags, *, least: int = LEAST_VOTES) -> Cells:
    """``cells`` (G, C, M), ``agrees`` (M,) the side of each statement.

    Cells have few votes, so each is drawn towards what its group and its chamber would let expect
    (additive in log-odds), the more the fewer its votes, and the more the less cells differ from
    what is expected (empirical Bayes, by the method of moments).
    """
    side = chosen_side(cells, agrees)
    lived_in = np.asarray(side.seen.any(axis=2))  # (G, C)
    usable = enough(side.over(1), least) & enough(side.over(0), least)
    pa, weight = _pooled(side.agrees, side.seen, lived_in)
    pd, _ = _pooled(side.disagrees, side.seen, lived_in)
    pd = np.minimum(pd, 1 - pa)
    logarithm = np.log(pa) + np.log1p(-np.minimum(pd, 1 - 1e-9))
    seen = side.seen + weight
    lower = _bound(pa * seen, (1 - pa) * seen)
    geometric = np.exp(logarithm[lived_in].mean(axis=0)) if lived_in.any() else np.nan
    least_of_all = lower[lived_in].min(axis=0) if lived_in.any() else np.nan
    return Cells(
        geometric=np.where(usable, geometric, np.nan), lower=np.where(usable, least_of_all, np.nan)
    )


def chosen_side(counts: Counts, agrees: Flags) -> Counts:
    """With each statement turned so that its side is agreement."""
    return Counts(
        agrees=np.where(agrees, counts.agrees, counts.disagrees),
        disagrees=np.where(agrees, counts.disagrees, counts.agrees),
        seen=counts.seen,
    )


def _pooled(successes: Ints, trials: Ints, lived_in: Flags) -> tuple[Floats, float]:
    """(G, C, M) shares drawn towards their margins, and with the weight of how many votes."""

    def odds(axes: tuple[int, ...]) -> Floats:
        p = _share(successes.sum(axis=axes, keepdims=True), trials.sum(axis=axes, keepdims=True))
        found: Floats = np.log(p / (1 - p))
        return found

    expected = 1 / (1 + np.exp(-(odds((1,)) + odds((0,)) - odds((0, 1)))))
    weight = _weight(successes[lived_in], trials[lived_in], expected[lived_in])
    shares: Floats = (successes + weight * expected) / (trials + weight)
    return shares, weight


def _weight(successes: Ints, trials: Ints, expected: Floats) -> float:
    """Of the expectation, in votes. With shares of variance e(1−e)/(w+1) about what is expected,
    squared errors of A − Se are Se(1−e)·(1 + (S−1)/(w+1)) in the mean."""
    chance = trials * expected * (1 - expected)
    more = float((chance * np.maximum(trials - 1, 0)).sum())
    excess = float(((successes - trials * expected) ** 2 - chance).sum())
    ratio = np.clip(excess / more, 0.005, 0.5) if more > 0 else 0.5
    return float(1 / ratio - 1)


def divisive(counts: Counts, *, least: int = LEAST_VOTES) -> Ints:
    """Columns on which groups differ, the most first: ``counts`` (G, M).

    By the variance between the groups' mean votes. Only where their votes differ by more than
    chance (χ² of agreed, disagreed, passed; a false share of 10 %), and by half a vote at least.
    """
    groups, width = counts.seen.shape
    if groups < 2 or not width:
        return np.empty(0, np.int64)
    from scipy.special import chdtrc

    found = np.stack([counts.agrees, counts.disagrees, counts.passes], axis=1).astype(np.float64)
    seen = counts.seen.sum(axis=0)
    expected = found.sum(axis=0) * counts.seen[:, None] / np.maximum(seen, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(expected > 0, (found - expected) ** 2 / expected, 0.0)
    kinds = (found.sum(axis=0) > 0).sum(axis=0)
    freedom = (groups - 1) * np.maximum(kinds - 1, 1)
    chance = chdtrc(freedom, parts.sum(axis=(0, 1)))
    mean = (counts.agrees - counts.disagrees) / (counts.seen + 1)
    usable = enough(counts, least) & (np.ptp(mean, axis=0) >= _LEAST_DIFFERENCE)
    columns = np.flatnonzero(usable & _beyond_chance(chance))
    return columns[np.argsort(-mean.var(axis=0)[columns], kind="stable")]


def _beyond_chance(chance: Floats) -> Flags:
    """Benjamini and Hochberg's step-up."""
    order = np.argsort(chance, kind="stable")
    allowed = _FALSE_SHARE * np.arange(1, len(chance) + 1) / len(chance)
    passed = np.flatnonzero(chance[order] <= allowed)
    is_beyond = np.zeros(len(chance), np.bool_)
    if len(passed):
        is_beyond[order[: passed[-1] + 1]] = True
    return is_beyond
