"""What missing votes do to agreement, where the whole truth is known."""

from dataclasses import dataclass

import numpy as np
import pytest

from kenes.engines.opinionmap import exposure
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.exposure import Exposures
from kenes.engines.opinionmap.kinds import Floats, Ints
from kenes.engines.opinionmap.votes import Votes

PEOPLE, STATEMENTS, GROUPS = 3_000, 30, 3


@dataclass(frozen=True, kw_only=True)
class Held:
    votes: Votes
    exposures: Exposures
    labels: Ints
    truth: Floats  # (M,) share of all who would agree


def held(seed: int = 0, *, skipping: float = 0.4) -> Held:
    """Groups of unlike size. What a group rejects is shown to it a quarter as often, and is
    skipped by ``skipping`` of those who are against."""
    generator = np.random.default_rng(seed)
    labels = generator.choice(GROUPS, PEOPLE, p=[0.6, 0.3, 0.1])
    rate = generator.uniform(0.05, 0.95, (GROUPS, STATEMENTS))
    agrees = generator.random((PEOPLE, STATEMENTS)) < rate[labels]
    is_shown = generator.random(agrees.shape) < np.where(rate < 0.5, 0.1, 0.4)[labels]
    is_voted = is_shown & (generator.random(agrees.shape) >= skipping * ~agrees)
    is_voted[:, 0] |= ~is_voted.any(axis=1)  # everybody votes once
    who, what = np.nonzero(is_voted)
    to, which = np.nonzero(is_shown)
    return Held(
        votes=Votes.of(who, what, np.where(agrees[who, what], 1, -1).astype(np.int8)),
        exposures=Exposures(
            participants=to, statements=which, shown_at=np.arange(len(to), dtype=np.float64)
        ),
        labels=labels,
        truth=agrees.mean(axis=0),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_corrected_share_is_nearer_the_truth(seed: int) -> None:
    one = held(seed)
    found = exposure.shares(one.votes, one.exposures, one.labels)
    plain, corrected = np.abs(found.plain - one.truth), np.abs(found.corrected - one.truth)
    assert corrected.mean() < 0.7 * plain.mean()
    assert found.matters.sum() >= 5


@pytest.mark.parametrize("seed", range(3))
def test_without_skipping_nothing_is_left_to_correct(seed: int) -> None:
    one = held(seed, skipping=0.0)
    found = exposure.shares(one.votes, one.exposures, one.labels)
    error = np.sqrt(0.25 / found.effective)
    assert (np.abs(found.corrected - one.truth)[1:] < 4 * error[1:]).all()
    assert np.abs(found.plain - one.truth).max() > 0.1
    assert found.skipped[1:].sum() == 0


@pytest.mark.parametrize("seed", range(3))
def test_bounds_hold_the_truth(seed: int) -> None:
    one = held(seed)
    found = exposure.shares(one.votes, one.exposures, one.labels)
    error = 3 * np.sqrt(0.25 / found.effective)
    assert (found.low - error <= one.truth)[1:].all()
    assert (one.truth <= found.high + error)[1:].all()
    assert (found.low <= found.corrected + 1e-9).all()
    assert (found.corrected <= found.high + 1e-9).all()
    assert (found.high - found.low)[1:].min() > 0.02


def test_votes_missing_by_chance_change_nothing() -> None:
    generator = np.random.default_rng(4)
    labels = generator.integers(0, 2, 2_000)
    who, what = np.nonzero(generator.random((2_000, 20)) < 0.3)
    values = np.where(generator.random(len(who)) < 0.6, 1, -1).astype(np.int8)
    people = np.unique(who)
    log = Exposures(participants=who, statements=what, shown_at=np.zeros(len(who)))
    votes = Votes.of(who, what, values)
    found = exposure.shares(votes, log, labels[people])
    assert not found.matters.any()
    assert np.abs(found.shift).max() < 0.01
    assert found.sentence(votes.statements).startswith(
        "Who was asked and who answered changes agreement beyond chance on 0 of 20 statements"
    )


def small(shown_at: Floats | None = None) -> tuple[Votes, Exposures]:
    votes = Votes.of(
        np.repeat([1, 2, 3, 4, 5, 6], 2),
        np.tile([7, 8], 6),
        np.array([1, 1, 1, 1, 1, 1, -1, 1, -1, 1, 0, 1], np.int8),
    )
    log = Exposures(
        participants=np.array([1, 1, 2, 9, 1]),
        statements=np.array([7, 7, 8, 7, 99]),
        shown_at=np.arange(5.0) if shown_at is None else shown_at,
    )
    return votes, log


def test_strangers_and_repeated_showings_are_not_counted() -> None:
    votes, log = small()
    found = exposure.shares(votes, log, np.zeros(6, np.int64))
    assert found.shown.tolist() == [6, 6]
    assert found.skipped.tolist() == [0, 0]
    assert found.plain.tolist() == [0.5, 1.0]
    assert found.corrected == pytest.approx(found.plain)


def test_what_is_on_the_screen_is_not_skipped_yet() -> None:
    generator = np.random.default_rng(0)
    who = np.append(np.arange(40), 40)
    what = np.append(np.zeros(40, np.int64), 1)
    votes = Votes.of(who, what, generator.choice([-1, 1], 41).astype(np.int8))
    log = Exposures(
        participants=np.array([40]), statements=np.array([0]), shown_at=np.array([1_000.0])
    )
    labels = np.zeros(41, np.int64)
    assert exposure.shares(votes, log, labels).skipped.tolist() == [1, 0]
    assert exposure.shares(votes, log, labels, now=1_060.0).skipped.tolist() == [0, 0]
    assert exposure.shares(votes, log, labels, now=2_000.0).skipped.tolist() == [1, 0]


def test_few_votes_are_no_share() -> None:
    votes, log = small()
    labels = np.array([0, 0, 0, -1, -1, -1])
    found = exposure.shares(votes, log, labels)
    assert np.isnan(found.corrected).all()
    assert not found.matters.any()
    assert found.sentence(votes.statements).startswith("Not enough votes")
    nothing = np.empty(0, np.int64)
    empty = Votes.of(nothing, nothing, nothing.astype(np.int8))
    assert exposure.shares(empty, small()[1], nothing).plain.shape == (0,)


def test_a_group_that_few_of_answered_leaves_few_effective_votes() -> None:
    labels = np.repeat([0, 1], 100)
    who = np.append(np.arange(100), np.arange(100, 110))
    others = np.arange(110, 200)
    votes = Votes.of(
        np.append(who, others),
        np.append(np.zeros(110, np.int64), np.ones(90, np.int64)),
        np.ones(200, np.int8),
    )
    log = Exposures(
        participants=np.empty(0, np.int64),
        statements=np.empty(0, np.int64),
        shown_at=np.empty(0),
    )
    effective = exposure.shares(votes, log, labels).effective
    assert effective[0] == pytest.approx(1 / (0.25 / 100 + 0.25 / 10))


def test_lengths_that_do_not_fit_are_refused() -> None:
    votes, log = small()
    with pytest.raises(VotesError, match="Groups"):
        exposure.shares(votes, log, np.zeros(2, np.int64))
    with pytest.raises(VotesError, match="one length"):
        exposure.shares(votes, small(np.zeros(2))[1], np.zeros(6, np.int64))
