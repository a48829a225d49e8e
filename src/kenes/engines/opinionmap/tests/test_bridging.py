"""The bridging score beside the minimum of its loss, and what guards its status."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse import csr_array, random_array
from scipy.stats import spearmanr

from kenes.engines.opinionmap import bridging
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Floats, Sparse
from kenes.engines.opinionmap.tests.attacks import conversation


def planted(
    people: int = 600, statements: int = 80, density: float = 0.3, seed: int = 0
) -> Sparse:
    """Two camps; of the statements the first tenth welcome to all, the next tenth rejected by
    all, the rest each dear to one camp. One vote in six is a pass."""
    generator = np.random.default_rng(seed)
    camp = np.where(np.arange(people) % 2 == 0, -1.0, 1.0)
    level, slope = np.zeros(statements), generator.choice([-2.0, 2.0], statements)
    tenth = statements // 10
    level[:tenth], level[tenth : 2 * tenth], slope[: 2 * tenth] = 2.0, -2.0, 0.2
    who, what = np.nonzero(generator.random((people, statements)) < density)
    chance = 1 / (1 + np.exp(-level[what] - slope[what] * camp[who]))
    values = np.where(generator.random(len(who)) < chance, 1, -1)
    values[generator.random(len(who)) < 1 / 6] = 0
    return csr_array((values.astype(np.int8), (who, what)), (people, statements))


def loss(parameters: Floats, matrix: Sparse) -> tuple[float, Floats]:
    """The loss of Community Notes and its gradient, vote by vote."""
    height, width = matrix.shape
    cells = matrix.tocoo()
    kept = cells.data != 0
    (rows, columns), ratings = (each[kept] for each in cells.coords), cells.data[kept] > 0
    count = len(ratings)
    mu, of_people, of_statements, f, g = np.split(
        parameters, np.cumsum([1, height, width, height])
    )
    error = mu + of_people[rows] + of_statements[columns] + f[rows] * g[columns] - ratings
    blocks = ((mu, 0.15), (of_people, 0.15), (of_statements, 0.15), (f, 0.03), (g, 0.03))
    value = (error**2).mean() + sum(scale * (block**2).mean() for block, scale in blocks)
    slopes = (
        np.array([error.sum()]),
        np.bincount(rows, error, height),
        np.bincount(columns, error, width),
        np.bincount(rows, error * g[columns], height),
        np.bincount(columns, error * f[rows], width),
    )
    gradient = [
        2 * slope / count + 2 * scale * block / len(block)
        for slope, (block, scale) in zip(slopes, blocks, strict=True)
    ]
    return float(value), np.concatenate(gradient)


def parameters(found: bridging.Bridging) -> Floats:
    return np.concatenate(
        (
            [found.mu],
            found.participant_intercepts,
            found.intercepts,
            found.participant_factors,
            found.factors,
        )
    )


def best(matrix: Sparse, start: Floats) -> tuple[float, Floats]:
    exactly = {"maxiter": 5_000, "maxfun": 10_000, "ftol": 1e-15, "gtol": 1e-10}
    result = minimize(loss, start, (matrix,), "L-BFGS-B", jac=True, options=exactly)
    height, width = matrix.shape
    return result.fun, result.x[1 + height : 1 + height + width]


@pytest.mark.parametrize("seed", [0, 1])
def test_it_reaches_the_minimum_of_the_loss(seed: int) -> None:
    matrix = planted(seed=seed)
    found = bridging.fit(matrix)
    generator = np.random.default_rng(seed)
    start = 0.1 * generator.standard_normal(1 + 2 * sum(matrix.shape))
    value, intercepts = best(matrix, start)
    assert loss(parameters(found), matrix)[0] <= value * (1 + 1e-4)
    assert spearmanr(found.intercepts, intercepts)[0] >= 0.999
    np.testing.assert_allclose(found.intercepts, intercepts, atol=2e-3)


def test_real_votes_are_scored_as_by_the_minimum(shared_data: Path) -> None:
    matrix = conversation(shared_data / "polis" / "scoop-hivemind.biodiversity").matrix
    rated = np.bincount(matrix.indices[matrix.data != 0], minlength=matrix.shape[1])
    matrix = matrix[:, rated >= bridging.LEAST_RATINGS]
    found = bridging.fit(matrix)
    value, intercepts = best(matrix, parameters(found))
    assert loss(parameters(found), matrix)[0] <= value * (1 + 1e-4)
    assert spearmanr(found.intercepts, intercepts)[0] >= 0.999


def test_planted_common_ground_comes_first_and_bridges() -> None:
    found = bridging.fit(planted())
    order = np.argsort(-found.intercepts)
    assert set(order[:8]) == set(range(8))
    assert set(order[-8:]) == set(range(8, 16))
    assert (found.status[:8] == 1).all()
    assert (found.status[8:16] == -1).all()
    assert (found.status[16:] == 0).all()
    camps = np.sign(found.participant_factors)
    assert abs((camps * np.where(np.arange(600) % 2 == 0, 1, -1)).mean()) > 0.95


def test_a_sample_starts_where_all_end() -> None:
    matrix = planted(3 * bridging.SAMPLE, 40, 0.1)
    found = bridging.fit(matrix)
    assert found.iterations <= 15
    whole = bridging._Ratings.of(matrix, np.ones(matrix.shape[0]))
    blank = bridging._State(
        mu=0.5,
        intercepts=np.zeros(40),
        factors=np.linspace(-1, 1, 40),
        of_people=np.zeros((matrix.shape[0], 2)),
    )
    without = bridging._fitted(whole, blank)
    np.testing.assert_allclose(found.intercepts, without.intercepts, atol=1e-3)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_and_the_seed_change_nothing(seed: int) -> None:
    matrix = planted(200, 40)
    order = np.random.default_rng(seed).permutation(200)
    one, other = bridging.fit(matrix), bridging.fit(matrix[order], seed=seed)
    np.testing.assert_allclose(one.intercepts, other.intercepts, atol=2e-3)
    np.testing.assert_allclose(one.factors, other.factors, atol=2e-2)
    assert one.factors[np.argmax(np.abs(one.factors))] > 0
    same = bridging.fit(matrix[order])
    np.testing.assert_allclose(one.intercepts, same.intercepts, atol=1e-9)


def test_a_bloc_weighs_as_one_of_them() -> None:
    matrix = planted(200, 40)
    copies = csr_array(np.full((50, 40), -1, np.int8))
    copied = _stacked(matrix, copies)
    weights = np.append(np.ones(200), np.full(50, 1 / 50))
    weighed = bridging.fit(copied, weights=weights)
    with_one = bridging.fit(copied[:201])
    np.testing.assert_allclose(weighed.intercepts, with_one.intercepts, atol=1e-3)
    assert np.abs(bridging.fit(copied).intercepts - with_one.intercepts).max() > 0.05


def test_too_few_ratings_have_no_score() -> None:
    voted = planted(200, 40).tocoo()
    few = csr_array(
        (
            np.append(voted.data, [1, 1, 1, 1, 0, 0]).astype(np.int8),
            (
                np.append(voted.coords[0], np.arange(6)),
                np.append(voted.coords[1], np.full(6, 40)),
            ),
        ),
        (200, 41),
    )
    found = bridging.fit(few)
    assert np.isnan(found.intercepts[40])
    assert np.isnan(found.neutral[40])
    assert found.status[40] == 0
    assert np.isfinite(found.intercepts[:40]).all()
    out = np.arange(41) == 3
    without = bridging.fit(few, out=out)
    assert np.isnan(without.intercepts[3])


def test_support_from_one_camp_alone_is_no_bridge() -> None:
    matrix = planted(200, 40).toarray()
    camp = np.arange(200) % 2 == 0
    matrix[:, 0] = np.where(camp, 1, 0)  # one camp agrees, the other never says
    found = bridging.fit(csr_array(matrix))
    assert min(found.support[:, 0]) < bridging.LEAST_SUPPORT
    assert found.status[0] == 0


def test_one_tireless_participant_makes_no_bridge() -> None:
    """A score that hangs on the one who voted most is held against the fit without them."""
    matrix = planted(300, 60)
    found = bridging.fit(matrix)
    most = int(np.argmax(np.diff(matrix.indptr)))
    left = np.delete(np.arange(300), most)
    again = bridging.fit(matrix[left])
    np.testing.assert_allclose(found.without_most_active, again.neutral, atol=5e-3)


def test_a_status_does_not_flicker() -> None:
    neutral = np.array([0.595, 0.595, 0.585, 0.405, 0.405, 0.61])
    support = np.array([[9, 9, 9, -9, -9, 9]] * 2)
    previous = np.array([0, 1, 1, 0, -1, 0], np.int8)
    status = bridging._status(neutral, neutral, support, previous)
    assert status.tolist() == [0, 1, 0, 0, -1, 1]


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (5, 1), (1, 5), (30, 4)])
@pytest.mark.parametrize("value", [-1, 0, 1])
def test_shapes_without_a_divide_have_an_answer(shape: tuple[int, int], value: int) -> None:
    rows, columns = (each.ravel() for each in np.indices(shape))
    matrix = csr_array((np.full(len(rows), value, np.int8), (rows, columns)), shape)
    with np.errstate(all="raise", under="ignore"):
        found = bridging.fit(matrix)
    assert found.intercepts.shape == (shape[1],)
    if value and shape[0] >= bridging.LEAST_RATINGS:
        assert np.isfinite(found.intercepts).all()
    else:
        assert np.isnan(found.intercepts).all()


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_any_votes_have_an_answer(seed: int, height: int, width: int) -> None:
    generator = np.random.default_rng(seed)
    matrix = random_array((height, width), density=0.5, format="csr", rng=generator)
    matrix = csr_array(
        (generator.integers(-1, 2, matrix.nnz).astype(np.int8), matrix.indices, matrix.indptr),
        matrix.shape,
    )
    with np.errstate(all="raise", under="ignore"):
        found = bridging.fit(matrix)
    rated = np.bincount(matrix.indices[matrix.data != 0], minlength=width)
    assert (np.isfinite(found.intercepts) == (rated >= bridging.LEAST_RATINGS)).all()


def test_lengths_that_do_not_fit_are_refused() -> None:
    with pytest.raises(VotesError, match="do not fit"):
        bridging.fit(planted(20, 10), weights=np.ones(3))


def _stacked(upper: Sparse, lower: Sparse) -> Sparse:
    return csr_array(
        (
            np.append(upper.data, lower.data),
            np.append(upper.indices, lower.indices),
            np.append(upper.indptr, upper.indptr[-1] + lower.indptr[1:]),
        ),
        (upper.shape[0] + lower.shape[0], upper.shape[1]),
    )
