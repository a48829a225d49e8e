"""Distances to probabilities, thresholds, and how good either is."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
BINS = 10  # of probabilities, for the error of calibration


def sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -40, 40))))


def platt(distances: Floats, wanted: Marks) -> tuple[float, float]:
    """Slope and offset of the sigmoid that makes probabilities of distances; the slope is >= 0.

    Newton's method on smoothed targets. Source: Platt (1999); Lin, Lin, Weng (2007),
    doi:10.1007/s10994-007-5018-6.
    """
    ones = int(wanted.sum())
    target = np.where(wanted, (ones + 1) / (ones + 2), 1 / (len(wanted) - ones + 2))
    slope, offset = 0.0, float(np.log((ones + 1) / (len(wanted) - ones + 1)))
    loss = _loss(slope * distances + offset, target)
    for _round in range(100):
        p = sigmoid(slope * distances + offset)
        weight = np.maximum(p * (1 - p), 1e-12)
        error = p - target
        gradient = np.array([error @ distances, error.sum()])
        cross = weight @ distances
        hessian = np.array([[weight @ distances**2, cross], [cross, weight.sum()]])
        step = np.linalg.solve(hessian + 1e-10 * np.eye(2), gradient)
        size = 1.0
        while size > 1e-8:  # a whole step may jump over the best place
            tried = slope - size * step[0], offset - size * step[1]
            after = _loss(tried[0] * distances + tried[1], target)
            if after < loss - 1e-4 * size * (gradient @ step):
                break
            size /= 2
        else:
            break
        (slope, offset), loss = tried, after
    if slope < 0:  # distances that tell the contrary tell nothing
        return 0.0, float(np.log((ones + 1) / (len(wanted) - ones + 1)))
    return float(slope), float(offset)


def _loss(values: Floats, target: Floats) -> float:
    return float((np.logaddexp(0, values) - target * values).sum())


def best_threshold(probabilities: Floats, wanted: Marks) -> float:
    """The probability from which on suggesting had the best F1: midway to the next below it.

    At most a half: with true probabilities the best F1 is never had above it. Source: Lipton,
    Elkan, Naryanaswamy (2014), doi:10.1007/978-3-662-44851-9_15.
    """
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(wanted[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + wanted.sum())
    best = int(f1.argmax())
    found = probabilities[order[best : best + 2]].mean()
    return float(min(found, 0.5))


def scores(wanted: Marks, chosen: Marks) -> Mapping[str, float]:
    """Micro and macro F1 over labels, each from 0 to 1; both arrays are (texts, labels).

    Macro is the mean over the labels that a text has or was given: a label that nobody asked for
    and nobody got says nothing.
    """
    right = (wanted & chosen).sum(axis=0)
    both = wanted.sum(axis=0) + chosen.sum(axis=0)
    each = 2 * right[both > 0] / both[both > 0]
    return {
        "micro_f1": float(2 * right.sum() / both.sum()) if both.any() else 0.0,
        "macro_f1": float(each.mean()) if len(each) else 0.0,
    }


def calibration_error(probabilities: Floats, right: Marks) -> float:
    """Expected calibration error: how far said from true probabilities are, on average.

    Both one-dimensional, of equal length; ten bins of equal width, weighed by what is in them.
    Source: Naeini, Cooper, Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
    """
    if not len(probabilities):
        return 0.0
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        here = bins == number
        if here.any():
            gap = abs(float(probabilities[here].mean()) - float(right[here].mean()))
            error += gap * float(here.mean())
    return error
