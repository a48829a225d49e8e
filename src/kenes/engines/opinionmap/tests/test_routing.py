"""Routing judged by what comes of it: who has been asked what."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import chisquare

from kenes.engines.opinionmap import measures, routing
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Floats, Ints

STATEMENTS = 40
CHAMBERS = (0.6, 0.3, 0.1)  # shares of the participants
Weights = Callable[[Counts], Floats]  # by chamber (G, M) to by chamber (G, M)

EXTREMITY = np.random.default_rng(0).uniform(0, 3, STATEMENTS)
META = np.zeros(STATEMENTS, np.bool_)


def uniform(by_chamber: Counts) -> Floats:
    return np.ones(by_chamber.seen.shape)


def of_polis(by_chamber: Counts) -> Floats:
    weights = measures.priority(by_chamber.total, EXTREMITY, META)
    return np.tile(weights, (len(CHAMBERS), 1))


def ours(by_chamber: Counts) -> Floats:
    return routing.priorities(by_chamber.total, EXTREMITY, META, by_chamber=by_chamber)


def held(weights: Weights, people: int, seed: int = 0) -> Counts:
    """(G, M) counts of a consultation of ``people`` who answer eight statements each. One half of
    the statements is there from the start, the rest come one by one, and a fifth is rejected by
    nearly all."""
    generator = np.random.default_rng(seed)
    agrees = np.where(np.arange(STATEMENTS) % 5 == 0, 0.05, 0.7)
    counts = Counts.none(len(CHAMBERS), STATEMENTS)
    for person in range(people):
        there = min(STATEMENTS, STATEMENTS // 2 + person * STATEMENTS // people)
        chamber = int(generator.choice(len(CHAMBERS), p=CHAMBERS))
        asked = np.arange(there)
        current = weights(counts)[chamber]
        for _ in range(8):
            column = routing.next_statement(current, asked, generator)
            assert column is not None
            asked = asked[asked != column]
            counts.seen[chamber, column] += 1
            side = generator.random()
            counts.agrees[chamber, column] += side < agrees[column]
            counts.disagrees[chamber, column] += side > agrees[column] + 0.1
    return counts


def least(weights: Weights, people: int) -> float:
    """Votes of the chamber that has fewest, on the statement where it has fewest; mean of three
    consultations."""
    return float(np.mean([held(weights, people, seed).seen.min() for seed in range(3)]))


def test_every_chamber_is_heard_on_every_statement_sooner() -> None:
    assert least(ours, 400) >= 4
    assert least(ours, 400) >= 2 * max(least(uniform, 400), least(of_polis, 400), 1)


def test_rejected_statements_are_asked_as_much() -> None:
    def share(weights: Weights) -> float:
        seen = held(weights, 400).seen.sum(axis=0)
        rejected = np.arange(STATEMENTS) % 5 == 0
        return float(seen[rejected].mean() / seen[~rejected].mean())

    assert share(of_polis) < 0.6
    assert share(ours) > 0.8


def test_a_late_statement_gets_its_first_votes() -> None:
    """Ten people after it was written, a new statement has its first votes, and no more."""
    generator = np.random.default_rng(1)
    seen = np.full(STATEMENTS, 200)
    seen[-1] = 0
    counts = Counts(agrees=seen * 7 // 10, disagrees=seen * 2 // 10, seen=seen)
    for _ in range(10):
        weights = routing.priorities(counts, EXTREMITY, META)
        asked = np.arange(STATEMENTS)
        for _ in range(8):
            column = routing.next_statement(weights, asked, generator)
            assert column is not None
            asked = asked[asked != column]
            counts.seen[column] += 1
    assert routing.FIRST_VOTES <= counts.seen[-1] <= 10


def counted(seed: int = 0) -> Counts:
    generator = np.random.default_rng(seed)
    seen = generator.integers(0, 100, STATEMENTS)
    agrees = generator.binomial(seen, 0.5)
    return Counts(agrees=agrees, disagrees=generator.binomial(seen - agrees, 0.8), seen=seen)


def test_weights_differ_and_none_is_nothing() -> None:
    weights = routing.priorities(counted(), EXTREMITY, META)
    assert len(np.unique(weights)) > STATEMENTS / 2
    assert weights.min() > 0
    known = weights[counted().seen >= routing.FIRST_VOTES]
    assert weights.min() >= np.median(known) * routing.FLOOR * 0.99


def test_statements_are_drawn_as_they_weigh() -> None:
    weights = routing.priorities(counted(), EXTREMITY, META)
    candidates = np.arange(3, STATEMENTS, 2)
    generator = np.random.default_rng(2)
    drawn = [routing.next_statement(weights, candidates, generator) for _ in range(20_000)]
    found = np.bincount(np.array(drawn), minlength=STATEMENTS)
    assert found.sum() == found[candidates].sum()
    expected = weights[candidates] / weights[candidates].sum() * len(drawn)
    assert chisquare(found[candidates], expected).pvalue > 1e-4
    even = np.full(len(candidates), len(drawn) / len(candidates))
    assert chisquare(found[candidates], even).pvalue < 1e-12


def test_a_chamber_is_asked_more_where_it_said_less() -> None:
    counts = counted()
    of_one = np.minimum(counts.seen, np.arange(STATEMENTS))
    by_chamber = Counts(
        agrees=np.zeros((2, STATEMENTS), np.int64),
        disagrees=np.zeros((2, STATEMENTS), np.int64),
        seen=np.stack((of_one, counts.seen)),
    )
    weights = routing.priorities(counts, EXTREMITY, META, by_chamber=by_chamber)
    base = routing.priorities(counts, EXTREMITY, META)
    times = weights[0] / base
    assert times[by_chamber.seen[0] == 0] == pytest.approx(1 + routing.MOST_OF_CHAMBER)
    assert times[by_chamber.seen[0] >= routing.LEAST_OF_CHAMBER] == pytest.approx(1)
    assert (np.diff(times[np.argsort(by_chamber.seen[0])]) <= 1e-12).all()


def test_nobody_is_asked_what_there_is_not() -> None:
    generator = np.random.default_rng(0)
    nothing: Ints = np.empty(0, np.int64)
    assert routing.next_statement(np.ones(3), nothing, generator) is None
    zeros = {routing.next_statement(np.zeros(4), np.array([1, 3]), generator) for _ in range(50)}
    assert zeros == {1, 3}
    ends = {
        routing.next_statement(np.array([0.0, 1.0, 0.0]), np.arange(3), generator)
        for _ in range(50)
    }
    assert ends == {1}
    none = Counts.none(0)
    assert routing.priorities(none, np.empty(0), np.empty(0, np.bool_)).shape == (0,)


@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_weights_that_are_none_are_refused(bad: float) -> None:
    with pytest.raises(VotesError, match="Weights"):
        routing.next_statement(np.array([1.0, bad]), np.arange(2), np.random.default_rng(0))
