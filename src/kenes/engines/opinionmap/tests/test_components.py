"""Two directions, exact, and the same whichever way they are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kenes.engines.opinionmap.blocks import centred, means
from kenes.engines.opinionmap.components import leading, nearby
from kenes.engines.opinionmap.kinds import Floats, Sparse
from kenes.engines.opinionmap.local import Kept, Local
from kenes.engines.opinionmap.tests.planted import planted
from kenes.engines.opinionmap.votes import Votes


def random_votes(seed: int, people: int, statements: int) -> Sparse:
    return planted(seed, people=people, statements=statements).votes.matrix


def mean_of(local: Local | Kept) -> Floats:
    return means(local.totals())


@pytest.mark.parametrize("statements", [2, 20, 33, 90])
def test_components_are_the_leading_eigenvectors(statements: int) -> None:
    matrix = random_votes(1, 300, statements)
    local = Local(matrix)
    mean = mean_of(local)
    found = leading(local, mean)
    dense = centred(matrix, mean).toarray()
    values, vectors = np.linalg.eigh(dense.T @ dense)
    np.testing.assert_allclose(found.values, values[::-1][:2], rtol=1e-11)
    for mine, theirs, value in zip(found.vectors, vectors.T[::-1], found.values, strict=False):
        assert abs(mine @ theirs) == pytest.approx(1, abs=1e-11)
        rest = dense.T @ (dense @ mine) - value * mine
        assert np.linalg.norm(rest) <= 1e-11 * value


@pytest.mark.parametrize("statements", [20, 90])
def test_an_earlier_state_changes_nothing_but_the_work(statements: int) -> None:
    local = Local(random_votes(2, 300, statements))
    mean = mean_of(local)
    cold = leading(local, mean)
    warm = leading(local, mean, np.random.default_rng(0).standard_normal((2, statements)))
    empty = leading(local, mean, np.zeros((2, statements)))
    np.testing.assert_allclose(warm.vectors, cold.vectors, atol=1e-10)
    np.testing.assert_allclose(empty.vectors, cold.vectors, atol=1e-10)


def test_the_largest_entry_is_positive() -> None:
    local = Local(random_votes(3, 300, 90))
    for vector in leading(local, mean_of(local)).vectors:
        assert vector[np.abs(vector).argmax()] > 0


def test_components_of_a_sample_are_about_right() -> None:
    matrix = random_votes(4, 800, 90)
    whole, half = Local(matrix), Local(matrix[:400])
    exact = leading(half, mean_of(half))
    about = nearby(half, mean_of(half), leading(whole, mean_of(whole)).vectors)
    for one, other in zip(exact.vectors, about.vectors, strict=True):
        assert one @ other > 0.999


def test_one_direction_alone_leaves_the_second_empty() -> None:
    side = np.where(np.arange(12) < 6, 1, -1).astype(np.int8)
    for statements in (3, 50):
        local = Local(csr_array(np.outer(side, np.ones(statements, np.int8))))
        found = leading(local, mean_of(local))
        assert found.values[0] == pytest.approx(12 * statements)
        assert not found.vectors[1].any()
        np.testing.assert_allclose(found.vectors[0], statements**-0.5)


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 50), (5, 1), (20, 50)])
def test_where_nothing_varies_there_are_no_directions(shape: tuple[int, int]) -> None:
    local = Local(csr_array(np.ones(shape, np.int8)))
    found = leading(local, mean_of(local))
    assert found.vectors.shape == (2, shape[1])
    assert not found.vectors.any()
    assert not found.values.any()


@given(st.integers(0, 10_000), st.sets(st.integers(0, 11), min_size=1, max_size=11))
def test_without_some_statements_is_as_if_they_had_not_been_asked(
    seed: int, kept: set[int]
) -> None:
    rng = np.random.default_rng(seed)
    who, what = np.nonzero(rng.random((15, 12)) < 0.6)
    values = rng.integers(-1, 2, len(who)).astype(np.int8)
    columns = np.array(sorted(kept))
    whole = csr_array((values, (who, what)), (15, 12))
    view, alone = Kept(Local(whole), columns), Local(csr_array(whole[:, columns]))
    mean = mean_of(alone)
    np.testing.assert_array_equal(view.votes_each(), alone.votes_each())
    np.testing.assert_allclose(mean_of(view), mean)
    vectors = rng.standard_normal((len(columns), 2))
    np.testing.assert_allclose(
        view.product(mean, vectors), alone.product(mean, vectors), atol=1e-12
    )
    np.testing.assert_allclose(
        view.positions(mean, vectors.T), alone.positions(mean, vectors.T), atol=1e-12
    )
    table = rng.standard_normal((3, len(columns), 4))
    np.testing.assert_allclose(view.scores(table), alone.scores(table), atol=1e-12)
    labels = rng.integers(-1, 3, 15)
    for name in ("agrees", "disagrees", "seen"):
        ours, theirs = view.counts(labels, 3), alone.counts(labels, 3)
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    some = rng.integers(0, 15, 4)
    assert (view.rows(some) != alone.rows(some)).nnz == 0


def test_scores_and_counts_are_sums_over_votes() -> None:
    votes = Votes.of(
        np.array([1, 1, 2, 2, 3]), np.array([1, 2, 1, 2, 2]), np.array([1, -1, 0, 1, 1], np.int8)
    )
    local = Local(votes.matrix)
    table = np.arange(6.0).reshape(3, 2, 1)  # disagreed 0 1, passed 2 3, agreed 4 5
    assert local.scores(table)[:, 0].tolist() == [4 + 1, 2 + 5, 5]
    counts = local.counts(np.array([1, 0, -1]), 2)
    assert counts.agrees.tolist() == [[0, 1], [1, 0]]
    assert counts.disagrees.tolist() == [[0, 0], [0, 1]]
    assert counts.passes.tolist() == [[1, 0], [0, 0]]
