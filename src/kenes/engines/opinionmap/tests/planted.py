"""Conversations with known groups and known common ground."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.kinds import Codes, Flags, Floats, Ints
from kenes.engines.opinionmap.votes import Votes


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Planted:
    participants: Ints  # of events
    statements: Ints
    values: Codes
    groups: Ints  # (N,) of each participant id
    is_common: Flags  # (M,) by statement id: all groups tend to agree

    @property
    def votes(self) -> Votes:
        return Votes.of(self.participants, self.statements, self.values)

    def some(self, events: Ints) -> tuple[Ints, Ints, Codes]:
        return self.participants[events], self.statements[events], self.values[events]

    def of(self, participants: Ints) -> Ints:
        return self.groups[participants]


def planted(
    seed: int, *, people: int = 600, statements: int = 80, density: float = 0.3, groups: int = 4
) -> Planted:
    """Groups stand around a circle; three statements in four divide them in some direction, the
    others have most agree."""
    rng = np.random.default_rng(seed)
    of = rng.choice(groups, people, p=np.arange(groups, 0, -1) / sum(range(groups + 1)))
    angle = 2 * np.pi * np.arange(groups) / groups
    spots = 5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    opinions = spots[of] + 0.6 * rng.standard_normal((people, 2))
    is_common = rng.random(statements) < 0.25
    slopes = rng.standard_normal((statements, 2)) * np.where(is_common, 0.05, 1.0)[:, None]
    lean = np.where(is_common, 2.0, 0.3 * rng.standard_normal(statements))
    active = np.minimum(density * rng.lognormal(0, 0.5, people), 1.0)
    who, what = np.nonzero(rng.random((people, statements)) < active[:, None])
    odds = lean[what] + (opinions[who] * slopes[what]).sum(axis=1)
    values = np.where(rng.random(len(who)) < 1 / (1 + np.exp(-odds)), 1, -1).astype(np.int8)
    values[rng.random(len(who)) < 0.1] = 0
    return Planted(
        participants=who, statements=what, values=values, groups=of, is_common=is_common
    )


def unstructured(seed: int, *, people: int = 300, statements: int = 50) -> Votes:
    """Everybody votes on each statement with the same chances."""
    rng = np.random.default_rng(seed)
    who, what = np.nonzero(rng.random((people, statements)) < 0.3)
    chance = rng.beta(2, 2, statements)
    values = np.where(rng.random(len(who)) < chance[what], 1, -1).astype(np.int8)
    return Votes.of(who, what, values)


def camps(people: int = 40, statements: int = 20) -> Votes:
    """Two halves that vote the contrary on everything, each person with one exception."""
    who = np.repeat(np.arange(people), statements)
    what = np.tile(np.arange(statements), people)
    values = np.where(who < people // 2, 1, -1)
    values[what == who % statements] *= -1
    return Votes.of(who, what, values.astype(np.int8))


def likeness(some: Ints, others: Ints) -> float:
    """Adjusted Rand index of two groupings (Hubert and Arabie 1985)."""
    table = np.zeros((int(some.max()) + 1, int(others.max()) + 1))
    np.add.at(table, (some, others), 1)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, expected = pairs(table), pairs(table.sum(axis=0)) * pairs(table.sum(axis=1))
    expected /= pairs(np.array([len(some)]))
    most = (pairs(table.sum(axis=0)) + pairs(table.sum(axis=1))) / 2
    return (together - expected) / (most - expected)
