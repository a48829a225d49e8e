"""The measures of Polis, from counts alone: proportions, two tests, what represents a group.

The formulas are those of the public service pol.is (its mathematics is public and was compared
with its results): one pseudo-vote on each side of a proportion, one success and one trial more in
each test.
"""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints

SIGNIFICANT = 1.2816  # z of 90 %, one-sided; strictly greater
MOST_REPRESENTATIVE = 5  # statements of a group
MOST_CONSENSUS = 5  # statements on each side
META_PRIORITY = 49.0  # of a statement that asks who the voter is


def proportion(successes: Ints, trials: Ints) -> Floats:
    """(A + 1) / (S + 2): one half where nobody voted."""
    result: Floats = (successes + 1) / (trials + 2)
    return result


def one_proportion_test(successes: Ints, trials: Ints) -> Floats:
    """z that more than one half would agree."""
    n = trials + 1
    result: Floats = 2 * np.sqrt(n) * ((successes + 1) / n - 0.5)
    return result


def two_proportion_test(successes: Ints, others: Ints, trials: Ints, of_others: Ints) -> Floats:
    """z that one group agrees more than all others; 0 where everybody agrees."""
    x, y, n, m = successes + 1, others + 1, trials + 1, of_others + 1
    pooled = (x + y) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x / n - y / m) / np.sqrt(spread)
    result: Floats = np.where(pooled == 1, 0.0, z)
    return result


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Sides:
    """For each group and statement, (G, M) each: how likely agreement (``a``) and disagreement
    (``d``) are in the group, their test, their ratio to all others, and its test."""

    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats


def sides(counts: Counts) -> Sides:
    others = counts.others
    pa, pd = proportion(counts.agrees, counts.seen), proportion(counts.disagrees, counts.seen)
    return Sides(
        pa=pa,
        pd=pd,
        pat=one_proportion_test(counts.agrees, counts.seen),
        pdt=one_proportion_test(counts.disagrees, counts.seen),
        ra=pa / proportion(others.agrees, others.seen),
        rd=pd / proportion(others.disagrees, others.seen),
        rat=two_proportion_test(counts.agrees, others.agrees, counts.seen, others.seen),
        rdt=two_proportion_test(counts.disagrees, others.disagrees, counts.seen, others.seen),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Representative:
    """A statement that tells a group from all others. ``column`` numbers the statement, from 0."""

    column: int
    agrees: bool  # the side for which it speaks
    successes: int  # who took that side, of the group
    trials: int  # who voted on it, of the group
    probability: float
    test: float  # z of probability
    ratio: float  # to all others
    ratio_test: float  # z of ratio
    best_agree: bool = False
    agree_count: int | None = None  # of the best agree

    @property
    def weight(self) -> float:
        return self.ratio * self.ratio_test * self.probability * self.test


def representative(
    counts: Counts, out: Flags, *, own_majority: bool = False
) -> tuple[tuple[Representative, ...], ...]:
    """For each group at most MOST_REPRESENTATIVE statements, in the order Polis shows them: those
    for agreement first. ``counts`` (G, M) of groups; ``out`` (M,) statements left out.

    As on Polis, the statement with the strongest agreement comes first even when the side it
    differs in is disagreement (it may then read as disagreement). ``own_majority`` leaves out
    what a group merely does less than others: on a side that stands for it, most of it stands.
    """
    found = sides(counts)
    return tuple(
        _of_group(g, counts, found, out | _unlike(g, found) if own_majority else out)
        for g in range(len(counts.seen))
    )


def _unlike(g: int, s: Sides) -> Flags:
    """(M,) where a group differs from others on a side that most of it does not take."""
    is_agree = s.rat[g] > s.rdt[g]
    result: Flags = np.where(is_agree, s.pat[g], s.pdt[g]) <= SIGNIFICANT
    return result


def _of_group(g: int, counts: Counts, s: Sides, out: Flags) -> tuple[Representative, ...]:
    is_agree = s.rat[g] > s.rdt[g]
    is_enough = (s.rat[g] > SIGNIFICANT) & (s.pat[g] > SIGNIFICANT)
    is_enough |= (s.rdt[g] > SIGNIFICANT) & (s.pdt[g] > SIGNIFICANT)
    is_enough &= ~out
    best_agree = _best_agree(g, counts, s, out)

    def record(t: int, *, is_best: bool = False) -> Representative:
        a = bool(is_agree[t])
        return Representative(
            column=t,
            agrees=a,
            successes=int((counts.agrees if a else counts.disagrees)[g, t]),
            trials=int(counts.seen[g, t]),
            probability=float((s.pa if a else s.pd)[g, t]),
            test=float((s.pat if a else s.pdt)[g, t]),
            ratio=float((s.ra if a else s.rd)[g, t]),
            ratio_test=float((s.rat if a else s.rdt)[g, t]),
            best_agree=is_best,
            agree_count=int(counts.agrees[g, t]) if is_best else None,
        )

    if not is_enough.any():
        if best_agree is not None:
            return (record(best_agree, is_best=True),)
        kept = np.flatnonzero(~out)
        if not len(kept):
            return ()
        return (record(int(kept[np.argmax(np.maximum(s.rat[g], s.rdt[g])[kept])])),)
    chosen = [record(int(t)) for t in np.flatnonzero(is_enough) if t != best_agree]
    chosen.sort(key=lambda one: -one.weight)  # stable, as the order of ties is part of the result
    if best_agree is not None:
        chosen.insert(0, record(best_agree, is_best=True))
    chosen = chosen[:MOST_REPRESENTATIVE]
    return tuple(sorted(chosen, key=lambda one: not one.agrees))


def _best_agree(g: int, counts: Counts, s: Sides, out: Flags) -> int | None:
    """The statement with the strongest agreement, scanning from the first, as Polis scans: what
    replaces it has to be better by the measure that the one before it had reached."""
    pa, pat, ra, rat = s.pa[g], s.pat[g], s.ra[g], s.rat[g]
    best: int | None = None
    usable = ~out & ((counts.agrees[g] > 0) | (counts.disagrees[g] > 0))
    for t in map(int, np.flatnonzero(usable)):
        if best is None:
            if pat[t] > SIGNIFICANT or (ra[t] > 1 and pa[t] > 0.5):
                best = t
        elif ra[best] > 1:
            if ra[t] * rat[t] * pa[t] * pat[t] > ra[best] * rat[best] * pa[best] * pat[best]:
                best = t
        elif pa[t] * pat[t] > pa[best] * pat[best]:
            best = t
    return best


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """A statement on which most of all participants take one side."""

    column: int
    successes: int
    trials: int
    probability: float
    test: float


def consensus(counts: Counts, out: Flags) -> tuple[tuple[Agreed, ...], tuple[Agreed, ...]]:
    """What most agree with, and what most reject: ``counts`` (M,) over everybody."""

    def side(successes: Ints) -> tuple[Agreed, ...]:
        p, z = proportion(successes, counts.seen), one_proportion_test(successes, counts.seen)
        columns = np.flatnonzero(~out & (p > 0.5) & (z > SIGNIFICANT))
        columns = columns[np.argsort(-(p * z)[columns], kind="stable")][:MOST_CONSENSUS]
        return tuple(
            Agreed(
                column=t,
                successes=int(successes[t]),
                trials=int(counts.seen[t]),
                probability=float(p[t]),
                test=float(z[t]),
            )
            for t in map(int, columns)
        )

    return side(counts.agrees), side(counts.disagrees)


def group_aware_consensus(counts: Counts) -> Floats:
    """(M,) Polis's product over groups of the share that agrees; ``counts`` (G, M)."""
    result: Floats = proportion(counts.agrees, counts.seen).prod(axis=0)
    return result


def priority(counts: Counts, extremity: Floats, meta: Flags) -> Floats:
    """(M,) how much a statement should be asked next: ``counts`` (M,) over those grouped,
    ``extremity`` (M,) its distance from the middle of the map."""
    agreed, seen = proportion(counts.agrees, counts.seen), counts.seen
    importance = (1 - proportion(counts.passes, seen)) * (extremity + 1) * agreed
    novel = importance * (1 + 8 * 2.0 ** (-seen / 5))
    result: Floats = np.where(meta, META_PRIORITY, novel**2)
    return result
