"""A whole consultation, each map drawn anew and each person asked by the last: when has every
chamber said enough on every statement?"""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from kenes.engines.opinionmap import OpinionMap, Result, measures, routing
from kenes.engines.opinionmap.votes import Votes

CHAMBERS = {"": 0.7, "civil": 0.12, "state": 0.07, "parliament": 0.06, "nhri": 0.05}
STATEMENTS, LATE = 24, 6  # in all, and of them written when a third has voted
ENOUGH = 11
EACH = 8  # statements a person answers
PEOPLE, EVERY = 1_000, 25  # people, after so many of whom the map is drawn
PLAIN = OpinionMap(resamples=0, with_bridging=False, with_blocs=False)

Weights = Callable[[str, int], float]  # by chamber and statement
Measure = Callable[[Result, Sequence[int]], Weights]


def ours(result: Result, there: Sequence[int]) -> Weights:
    found = routing.weigh(result, there, least=ENOUGH)
    return lambda chamber, t: found.chambers.get(chamber, found.everybody)[t]


def of_polis(result: Result, there: Sequence[int]) -> Weights:
    """Who has voted on nothing yet is asked as much as any."""
    reach = np.hypot(*result.placements.T)
    plain = measures.priority(result.counts.total, reach, np.zeros(len(reach), np.bool_))
    found = dict(zip(result.statements.tolist(), plain.tolist(), strict=True))
    most = max(found.values())
    return lambda _chamber, t: found.get(t, most)


def alike(result: Result, there: Sequence[int]) -> Weights:
    return lambda _chamber, _t: 1.0


def held(measure: Measure, seed: int) -> tuple[int, float]:
    """After how many people every chamber had ENOUGH votes on every statement, one more than
    PEOPLE for never; and on what share of all cells it had at the end."""
    generator = np.random.default_rng(seed)
    taste = generator.choice([0.1, 0.5, 0.9], (3, STATEMENTS))
    taste[:, ::5] = 0.05  # rejected by nearly all
    names = list(CHAMBERS)
    declared: dict[int, str] = {}
    events: list[tuple[int, int, int]] = []
    seen = np.zeros((len(names), STATEMENTS), np.int64)
    weights: Weights = lambda _chamber, _t: 1.0  # noqa: E731
    reached = PEOPLE + 1
    for person in range(PEOPLE):
        there = list(range(STATEMENTS - LATE if person < PEOPLE // 3 else STATEMENTS))
        if person and person % EVERY == 0:
            rows = np.array(events)
            votes = Votes.of(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int8))
            weights = measure(PLAIN.fit(votes, chambers=declared), list(range(STATEMENTS)))
        place = int(generator.choice(len(names), p=list(CHAMBERS.values())))
        declared[person] = names[place]
        circle = int(generator.integers(3))
        of_each = np.array([weights(names[place], t) for t in there])
        left = np.array(there)
        for _ in range(EACH):
            t = routing.next_statement(of_each, left, generator)
            assert t is not None
            left = left[left != t]
            chance = generator.random()
            vote = 1 if chance < 0.9 * taste[circle, t] else 0 if chance > 0.9 else -1
            events.append((person, t, vote))
            seen[place, t] += 1
        if reached > PEOPLE and (seen >= ENOUGH).all():
            reached = person + 1
    return reached, float((seen >= ENOUGH).mean())


@pytest.mark.parametrize("seed", range(2))
def test_every_chamber_has_said_enough_sooner(seed: int) -> None:
    (ours_at, ours_told), (polis_at, polis_told) = held(ours, seed), held(of_polis, seed)
    alike_at, _alike_told = held(alike, seed)
    print(f"people until all is told: {ours_at}, {polis_at} by Polis, {alike_at} by chance")
    print(f"cells told at the end: {ours_told:.0%}, {polis_told:.0%} by Polis")
    assert ours_at <= PEOPLE
    assert polis_at > PEOPLE
    assert ours_at < alike_at
    assert (ours_told, polis_told < 0.9) == (1.0, True)
