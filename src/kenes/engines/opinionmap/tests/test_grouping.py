"""As many groups as there are, one included, and the right people in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap import clustering, grouping
from kenes.engines.opinionmap.kinds import Floats, Ints
from kenes.engines.opinionmap.local import Local
from kenes.engines.opinionmap.placing import Placed, place
from kenes.engines.opinionmap.tests.planted import camps, likeness, planted, unstructured


def placed(seed: int, **sizes: int) -> tuple[Placed, Ints]:
    made = planted(seed, **sizes)
    votes = made.votes
    found = place(Local(votes.matrix))
    return found, made.of(votes.participants)


@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_groups_are_found(seed: int, groups: int) -> None:
    found, truth = placed(seed, groups=groups, people=1000, statements=100)
    assert found.k == groups
    assert likeness(found.labels[found.is_in], truth[found.is_in]) > 0.85


def test_borders_by_votes_are_better_than_those_of_the_map() -> None:
    gains = []
    for seed in range(4):
        found, truth = placed(seed)
        cut = grouping.cut(found.positions[found.is_in], found.null)
        mine = truth[found.is_in]
        gains.append(likeness(found.labels[found.is_in], mine) - likeness(cut.labels, mine))
    assert np.mean(gains) > 0.01


def test_one_crowd_is_one_group() -> None:
    answers = [place(Local(unstructured(seed).matrix)).k for seed in range(30)]
    assert answers.count(1) >= 28


def test_two_camps_are_two_groups() -> None:
    found = place(Local(camps().matrix))
    assert found.k == 2
    assert found.labels.tolist() == [0] * 20 + [1] * 20


def test_one_or_two_people_are_no_group() -> None:
    rng = np.random.default_rng(0)
    positions = np.concatenate([rng.standard_normal((100, 2)), [[40, 40], [41, 40]]])
    null = grouping.crowd(positions, np.full(102, 20), 40)
    labels = grouping.cut(positions, null).labels
    assert np.bincount(labels).min() >= 3


def test_the_size_of_a_group_grows_with_the_conversation() -> None:
    assert [grouping.smallest(n) for n in (10, 300, 301, 100_000)] == [3, 3, 4, 1000]


def test_more_groups_than_the_null_knows_of_are_not_clear() -> None:
    """A sample may hold more people than the crowd it is compared with."""
    rng = np.random.default_rng(0)
    positions = rng.standard_normal((22, 2))
    null = grouping.crowd(positions, np.full(22, 20), 40, size=12)
    assert np.isfinite(null.mean).tolist() == [True] * 3 + [False] * 3
    assert np.isnan(grouping.cut(positions, null).gaps[3:]).all()


def test_who_is_in_a_group() -> None:
    many = np.array([6, 7, 8] * 20)
    assert grouping.eligible(many, 100).tolist() == [False, True, True] * 20
    assert grouping.eligible(np.array([2, 3, 4] * 20), 3).tolist() == [False, True, True] * 20
    few = np.array([9, 1, 3, 0, 2])  # all who voted, as there are fewer than fifteen
    assert grouping.eligible(few, 100).tolist() == [True, True, True, False, True]
    some = np.array([9] * 13 + [1, 5, 4])
    assert grouping.eligible(some, 100).tolist() == [True] * 13 + [False, True, True]


def test_a_loose_bloc_has_no_say() -> None:
    """Those who do not count are put in a group, and make none."""
    rng = np.random.default_rng(0)
    crowd = rng.standard_normal((200, 2))
    positions = np.concatenate([crowd, np.full((60, 2), 30.0)])
    counted = np.arange(260) < 200
    null = grouping.crowd(crowd, np.full(200, 20), 40)
    assert grouping.cut(positions, null, counted=counted).k == 1
    assert grouping.cut(positions, null).k > 1


def test_groups_are_numbered_by_size_and_keep_their_numbers() -> None:
    labels = np.array([2, 0, 0, 1, 1, 1, -1])
    number = grouping.numbered(labels, 3)
    assert number[labels].tolist() == [2, 1, 1, 0, 0, 0, -1]
    earlier = np.array([0, 1, 1, 2, 2, -1, 0])
    assert grouping.numbered(labels, 3, earlier)[labels].tolist() == [0, 1, 1, 2, 2, 2, -1]
    gone = np.array([0, 5, 5, 1, 1, 1, 1])  # group 5 has no number any more
    assert grouping.numbered(labels, 3, gone)[labels].tolist() == [0, 2, 2, 1, 1, 1, -1]


def plain_silhouette(points: Floats, labels: Ints) -> float:
    """By its definition, person by person."""
    widths = []
    away = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    for i, own in enumerate(labels):
        mine = (labels == own) & (np.arange(len(labels)) != i)
        if not mine.any():
            widths.append(0.0)
            continue
        a = away[i, mine].mean()
        b = min(away[i, labels == other].mean() for other in set(labels.tolist()) - {own})
        widths.append((b - a) / max(a, b) if max(a, b) > 0 else 0.0)
    return float(np.mean(widths))


@given(st.integers(0, 10_000), st.integers(2, 4))
def test_silhouettes_of_weighted_points_are_those_of_people(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((12, 2))
    weights = rng.integers(1, 4, 12)
    labels = np.concatenate([np.arange(k), rng.integers(0, k, 12 - k)])
    found = clustering.silhouette(
        clustering.distances(points), weights.astype(np.float64), labels, k
    )
    expected = plain_silhouette(np.repeat(points, weights, axis=0), np.repeat(labels, weights))
    assert found == pytest.approx(expected, abs=1e-12)


def test_kmeans_leaves_every_point_with_its_nearest_centre() -> None:
    rng = np.random.default_rng(0)
    points = rng.standard_normal((3, 80, 2))
    weights = rng.integers(0, 3, (3, 80)).astype(np.float64)
    centres, labels = clustering.kmeans(points, weights, 4, rng, restarts=5)
    for some, mass, middle, mine in zip(points, weights, centres, labels, strict=True):
        np.testing.assert_array_equal(clustering.nearest(some, middle), mine)
        for g in range(4):
            inside = mine == g
            mean = np.average(some[inside], axis=0, weights=mass[inside])
            np.testing.assert_allclose(mean, middle[g], atol=1e-9)
