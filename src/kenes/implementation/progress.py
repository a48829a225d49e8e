"""How far a road map is, out of what is reported of its measures: a weighted mean, rolled up.

A recommendation stands at Σ(weight · per cent) / Σ weight over its measures that were not dropped;
one for which no measure is left stands at 0. The road map stands at Σ(weight · share) / Σ weight
over its recommendations. Sums are whole numbers and fractions; only what is shown is rounded, half
a per cent up. Measures are never summed up by who owns them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """Something that counts with its weight. ``share`` is in per cent, 0 to 100."""

    weight: int
    share: Fraction


NOTHING = Fraction(0)


def mean(parts: Iterable[Part]) -> Fraction:
    """Σ(weight · share) / Σ weight; 0 of nothing."""
    total, weights = NOTHING, 0
    for part in parts:
        total += part.weight * part.share
        weights += part.weight
    return total / weights if weights else NOTHING


def of_goal(weighted: int, weights: int) -> Fraction:
    """A recommendation's, from Σ(weight · per cent) and Σ weight of its measures."""
    return Fraction(weighted, weights) if weights else NOTHING


def shown(share: Fraction) -> int:
    """In whole per cent, half up.

    >>> shown(Fraction(25, 2)), shown(Fraction(124, 10)), shown(Fraction(199, 2))
    (13, 12, 100)
    """
    return (2 * share.numerator + share.denominator) // (2 * share.denominator)
