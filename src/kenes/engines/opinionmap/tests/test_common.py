"""What is shared, as it can be counted by hand, and never more sure than the votes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap import common
from kenes.engines.opinionmap.counting import Counts


def counts(*groups: list[tuple[int, int, int]]) -> Counts:
    """Agreed, disagreed, seen on each statement, by group."""
    table = np.array(groups)
    return Counts(agrees=table[..., 0], disagrees=table[..., 1], seen=table[..., 2])


@st.composite
def any_counts(draw: st.DrawFn) -> Counts:
    groups, statements = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    parts = rng.integers(0, 30, (3, groups, statements))
    return Counts(agrees=parts[0], disagrees=parts[1], seen=parts.sum(axis=0))


def test_measures_by_hand() -> None:
    found = common.agreement(counts([(8, 1, 10)], [(6, 3, 9)]))
    first, second = (8.5 / 11) * (1 - 1.5 / 11), (6.5 / 10) * (1 - 3.5 / 10)
    assert found.geometric[0] == pytest.approx((first * second) ** 0.5)
    assert found.gac[0] == pytest.approx((9 / 12) * (7 / 11))
    # The tenth percentile of the beta distribution with 6.5 and 3.5, by simulation
    drawn = np.random.default_rng(0).beta(6.5, 3.5, 1_000_000)
    assert found.lower[0] == pytest.approx(np.quantile(drawn, 0.1), abs=2e-3)


@given(any_counts())
def test_measures_stay_in_their_order(some: Counts) -> None:
    found = common.agreement(some)
    for values in (found.gac, found.geometric, found.lower, found.low, found.high, found.score):
        assert ((values > 0) & (values <= 1)).all()
    assert (found.low <= found.geometric).all()
    assert (found.geometric <= found.high).all()
    shares = (some.agrees + 0.5) / (some.seen + 1)
    assert (found.lower < shares.min(axis=0)).all()


@given(any_counts())
def test_rejection_is_agreement_with_the_contrary(some: Counts) -> None:
    for least in (0, 10):
        found = common.common_ground(some, least=least)
        mirrored = common.common_ground(common.opposite(some), least=least)
        equal = (
            common.agreement(some).geometric == common.agreement(common.opposite(some)).geometric
        )
        assert (found.agrees == ~mirrored.agrees)[~equal].all()
        np.testing.assert_allclose(found.shared.geometric, mirrored.shared.geometric)
        np.testing.assert_array_equal(found.enough, mirrored.enough)


@given(any_counts())
def test_more_votes_of_the_same_kind_narrow_the_interval(some: Counts) -> None:
    more = Counts(agrees=some.agrees * 100, disagrees=some.disagrees * 100, seen=some.seen * 100)
    few, many = common.agreement(some), common.agreement(more)
    seen = (some.seen > 0).all(axis=0) & (some.agrees > 0).all(axis=0)
    assert (np.log(many.high / many.low) < np.log(few.high / few.low) + 1e-12)[seen].all()


def test_the_interval_holds_what_is_true_nine_times_in_ten() -> None:
    rng = np.random.default_rng(0)
    truth = np.array([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2]])  # agree, disagree, pass, of two groups
    times = 4000
    drawn = np.stack([rng.multinomial(60, p, times) for p in truth])
    found = common.agreement(
        Counts(agrees=drawn[..., 0], disagrees=drawn[..., 1], seen=drawn.sum(axis=2))
    )
    value = np.prod(truth[:, 0] * (1 - truth[:, 1])) ** 0.5
    share = ((found.low <= value) & (value <= found.high)).mean()
    assert share == pytest.approx(0.9, abs=0.02)


def test_one_group_that_is_against_outweighs_three_that_agree() -> None:
    vetoed, lukewarm = (95, 2, 100), (75, 15, 100)
    found = common.common_ground(counts(*[[vetoed, lukewarm]] * 3, [(10, 85, 100), lukewarm]))
    assert found.order.tolist() == [1, 0]


def test_without_enough_votes_there_is_no_number() -> None:
    found = common.common_ground(counts([(2, 0, 2), (9, 0, 10)], [(90, 0, 90), (8, 1, 10)]))
    assert found.enough.tolist() == [False, True]
    assert np.isnan(found.shared.geometric).tolist() == [True, False]
    assert np.isnan(found.shared.lower).tolist() == [True, False]
    assert found.order.tolist() == [1, 0]


def test_few_who_all_agree_do_not_come_before_many_who_nearly_all_do() -> None:
    found = common.common_ground(counts([(5, 0, 5), (950, 20, 1000)]))
    assert found.order.tolist() == [1, 0]


def cells_of(shares: np.ndarray, votes: np.ndarray, seed: int) -> Counts:
    rng = np.random.default_rng(seed)
    agrees = rng.binomial(votes, shares)
    return Counts(agrees=agrees, disagrees=votes - agrees, seen=votes)


def test_cells_with_few_votes_lean_on_their_margins() -> None:
    """Where cells are what group and chamber let expect, pooling comes nearer the truth than each
    cell's own votes."""
    rng = np.random.default_rng(3)
    odds = rng.normal(1, 0.7, (3, 1, 200)) + rng.normal(0, 0.7, (1, 4, 200))
    shares = 1 / (1 + np.exp(-odds))
    votes = np.full(shares.shape, 6)
    cells = cells_of(shares, votes, 4)
    truth = np.exp(np.log(shares * shares).mean(axis=(0, 1)))
    found = common.over_cells(cells, np.ones(200, np.bool_))
    own = (cells.agrees + 0.5) / (cells.seen + 1)
    plain = np.exp(np.log(own * own).mean(axis=(0, 1)))
    assert np.abs(found.geometric - truth).mean() < 0.85 * np.abs(plain - truth).mean()
    assert (found.lower < found.geometric**0.5).all()


def test_cells_without_people_and_statements_without_votes() -> None:
    votes = np.full((2, 2, 2), 20)
    votes[0, 1] = 0  # nobody of the first group is of the second chamber
    votes[:, :, 1] = [[2, 0], [20, 20]]
    cells = cells_of(np.full((2, 2, 2), 0.9), votes, 1)
    found = common.over_cells(cells, np.ones(2, np.bool_))
    assert 0.5 < found.geometric[0] < 1
    assert np.isnan(found.geometric[1])  # the first group has too few votes on it
    nothing = common.over_cells(Counts.none(2, 2, 3), np.ones(3, np.bool_))
    assert np.isnan(nothing.geometric).all()


def test_statements_divide_where_groups_differ_beyond_chance() -> None:
    table = counts(
        [(90, 5, 100), (50, 40, 100), (6, 1, 8), (70, 20, 100)],
        [(5, 90, 100), (48, 41, 100), (4, 3, 8), (20, 70, 100)],
    )
    assert common.divisive(table).tolist() == [0, 3]
    assert not len(common.divisive(counts([(90, 5, 100)])))


def test_chance_alone_divides_nobody() -> None:
    rng = np.random.default_rng(0)
    seen = np.full((3, 500), 12)
    agrees = rng.binomial(seen, 0.5)
    assert len(common.divisive(Counts(agrees=agrees, disagrees=seen - agrees, seen=seen))) <= 5
