"""Probabilities are what they say, and scores count what they should."""

import numpy as np
import pytest

from kenes.engines.likeness.calibration import (
    best_threshold,
    calibration_error,
    platt,
    scores,
    sigmoid,
)


def test_the_sigmoid_is_found_again() -> None:
    random = np.random.default_rng(5)
    distances = random.normal(0, 2, 20_000)
    wanted = random.random(20_000) < sigmoid(1.7 * distances - 0.4)
    slope, offset = platt(distances, wanted)
    assert slope == pytest.approx(1.7, abs=0.1)
    assert offset == pytest.approx(-0.4, abs=0.1)


@pytest.mark.parametrize("wanted", [[True] * 8, [False] * 8, [True] * 4 + [False] * 4])
def test_a_sigmoid_is_found_of_anything(wanted: list[bool]) -> None:
    found = platt(np.linspace(-1, 1, 8), np.array(wanted))
    assert np.isfinite(found).all()
    assert found[0] >= 0


def test_distances_that_part_all_give_probabilities_within_reason() -> None:
    distances = np.array([-3.0] * 50 + [3.0] * 50)
    slope, offset = platt(distances, distances > 0)
    assert 0.9 < sigmoid(np.array([slope * 3 + offset]))[0] < 1


def test_the_threshold_is_where_f1_is_best() -> None:
    told = np.array([0.9, 0.4, 0.3, 0.2, 0.1])
    assert best_threshold(told, np.array([1, 1, 0, 0, 0], bool)) == pytest.approx(0.35)
    assert best_threshold(told, np.array([1, 0, 0, 0, 0], bool)) == 0.5
    assert best_threshold(told, np.array([1, 1, 1, 1, 1], bool)) == pytest.approx(0.1)


def test_scores_are_counted_over_labels_someone_has_or_got() -> None:
    wanted = np.array([[1, 0, 0, 0], [1, 1, 0, 0]], bool)
    chosen = np.array([[1, 0, 1, 0], [1, 0, 0, 0]], bool)
    assert scores(wanted, chosen) == {
        "micro_f1": pytest.approx(2 * 2 / 6),
        "macro_f1": pytest.approx((1 + 0 + 0) / 3),
    }
    assert scores(wanted[:0], chosen[:0]) == {"micro_f1": 0.0, "macro_f1": 0.0}


def test_the_error_of_calibration_weighs_each_bin_by_what_is_in_it() -> None:
    told = np.array([0.95, 0.95, 0.95, 0.15])
    right = np.array([True, True, False, False])
    expected = 0.75 * abs(0.95 - 2 / 3) + 0.25 * 0.15
    assert calibration_error(told, right) == pytest.approx(expected)
    assert calibration_error(told[:0], right[:0]) == 0.0
    assert calibration_error(np.array([1.0]), np.array([True])) == 0.0
