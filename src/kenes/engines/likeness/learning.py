"""One linear machine a label, its sigmoid and its threshold, from rows and what is wanted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engines.likeness.calibration import Floats, Marks, best_threshold, platt, sigmoid

FOLDS = 2  # three take half as long again and find the same
# Of a suggestion: what is right once in four times may be worth a look, what is rarer is noise,
# and with few examples the best F1 is had by suggesting a label for nearly everything.
LEAST_PROBABILITY = 0.25
_TOLERANCE = 1e-2  # of the machine; a tenth of it changes no figure

Singles = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Learned:
    """weights : (terms, labels). The others : (labels,)."""

    weights: Singles
    intercepts: Floats
    slopes: Floats
    offsets: Floats
    thresholds: Floats

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> "Learned":
        """Raises KeyError, ValueError when some are missing or of other lengths."""
        found = cls(**{field.name: arrays[field.name] for field in fields(cls)})
        lengths = {len(found.intercepts), len(found.slopes), len(found.offsets)}
        if lengths != {len(found.thresholds)} or found.weights.shape[1:] != (lengths.pop(),):
            raise ValueError("lengths differ")
        return found


def learn(
    features: Any,
    wanted: Marks,
    weights: Singles,
    *,
    is_single: bool,
    strength: float,
    random_state: int,
    threads: int,
) -> Learned:
    """``wanted`` and ``weights`` are (texts, labels); a weight of 0: nothing is known of it."""
    fold = _folds(wanted, random_state)
    distances = np.zeros(wanted.shape)
    for number in range(FOLDS):
        here = fold == number
        machines, intercepts = _machines(
            features[~here], wanted[~here], weights[~here], strength, random_state, threads
        )
        distances[here] = features[here] @ machines + intercepts
    labels = range(wanted.shape[1])
    known = weights > 0
    sigmoids = [platt(distances[known[:, j], j], wanted[known[:, j], j]) for j in labels]
    slopes = np.array([slope for slope, _offset in sigmoids])
    offsets = np.array([offset for _slope, offset in sigmoids])
    found = sigmoid(slopes * distances + offsets)
    if is_single:
        found /= found.sum(axis=1, keepdims=True)
    thresholds = [best_threshold(found[known[:, j], j], wanted[known[:, j], j]) for j in labels]
    machines, intercepts = _machines(features, wanted, weights, strength, random_state, threads)
    return Learned(
        weights=machines,
        intercepts=intercepts,
        slopes=slopes,
        offsets=offsets,
        thresholds=np.maximum(thresholds, LEAST_PROBABILITY),
    )


def _folds(wanted: Marks, random_state: int) -> NDArray[np.int64]:
    """A fold for each text, so that the examples of a rare label are dealt out evenly."""
    often = wanted.sum(axis=0)
    rarest = np.where(wanted, often, np.iinfo(np.int64).max).argmin(axis=1)
    rarest[~wanted.any(axis=1)] = wanted.shape[1]
    shuffled = np.random.default_rng(random_state).permutation(len(wanted))
    order = shuffled[np.argsort(rarest[shuffled], kind="stable")]
    fold = np.empty(len(wanted), np.int64)
    fold[order] = np.arange(len(wanted)) % FOLDS
    return fold


def _machines(
    features: Any,
    wanted: Marks,
    weights: Singles,
    strength: float,
    random_state: int,
    threads: int,
) -> tuple[Singles, Floats]:
    """Weights (terms, labels) and intercepts (labels,) of all labels."""
    from sklearn.svm import LinearSVC  # a second or more: only who learns waits for it

    rows = features.astype(np.float64)

    def one(label: int) -> tuple[Singles, float]:
        known = weights[:, label] > 0
        asked = wanted[:, label]
        if len(set(asked[known])) < 2:  # all alike: nothing to part
            return np.zeros(rows.shape[1], np.float32), 1.0 if asked[known].any() else -1.0
        machine = LinearSVC(C=strength, tol=_TOLERANCE, random_state=random_state)
        machine.fit(rows, asked, sample_weight=weights[:, label])
        return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])

    with ThreadPoolExecutor(threads) as pool:  # a machine that learns leaves the others free
        found = list(pool.map(one, range(wanted.shape[1])))
    return np.stack([row for row, _own in found], axis=1), np.array([own for _row, own in found])
