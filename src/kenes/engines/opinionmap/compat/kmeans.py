"""k-means and silhouette, step by step as Polis does them."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.kinds import Floats, Ints

STILL = 0.01  # every centre moved by less: the end
AT_ONCE = 1_000  # points whose distances are computed together: as many as a cache holds


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Clustering:
    """K clusters of n points. Clusters that lost all their points are gone, their ids unused."""

    ids: Ints  # (K,) ascending
    labels: Ints  # (n,) numbers of ``ids``, from 0
    centres: Floats  # (K, 2)


def first_distinct(points: Floats, most: int) -> Floats:
    """At most ``most`` distinct points (exactly equal ones are one), in the order they stand."""
    flat = points[:, 0] + 1j * points[:, 1]
    taken = 4096
    while True:  # mostly the first few hundred points have enough
        _, first = np.unique(flat[:taken], return_index=True)
        if len(first) >= most or taken >= len(points):
            return points[np.sort(first)[:most]]
        taken *= 4


def kmeans(points: Floats, weights: Floats, *, most: int, iterations: int) -> Clustering:
    """Lloyd's algorithm from the first ``most`` distinct points (n, 2), n ≥ 1, in their order;
    ``weights`` (n,) for the means. At most ``iterations`` steps and one more.

    Quirk: the start depends on the order of points.
    """
    centres = first_distinct(points, most)
    ids = np.arange(len(centres))
    for _ in range(iterations + 1):
        nearest = _nearest(points, centres)
        is_left = np.bincount(nearest, minlength=len(centres)) > 0
        labels = (np.cumsum(is_left) - 1)[nearest]
        moved = _means(points, weights, labels, int(is_left.sum()))
        ids, centres, before = ids[is_left], moved, centres
        if _is_still(before, centres):
            break
    return Clustering(ids=ids, labels=labels, centres=centres)


def _nearest(points: Floats, centres: Floats) -> Ints:
    """Number of the nearest centre; the later one on a tie (Polis: the later in the order of its
    map, which beyond eight clusters is one of hashes and cannot be told).

    Quirk: |a|² + |b|² − 2ab loses what is nearer than about 1e-8, which then ties.
    """
    last = len(centres) - 1
    centres = centres[::-1]
    of_points, of_centres = (points**2).sum(axis=1), (centres**2).sum(axis=1)
    twice = 2 * centres.T
    nearest = np.empty(len(points), np.int64)
    for low in range(0, len(points), AT_ONCE):
        some = slice(low, low + AT_ONCE)
        squares = of_points[some, None] + of_centres
        squares -= points[some] @ twice
        np.maximum(squares, 0.0, out=squares)
        nearest[some] = last - np.argmin(squares, axis=1)
    return nearest


def _means(points: Floats, weights: Floats, labels: Ints, count: int) -> Floats:
    sums = [np.bincount(labels, weights * axis, count) for axis in points.T]
    return np.stack(sums, axis=1) / np.bincount(labels, weights, count)[:, None]


def _is_still(before: Floats, after: Floats) -> bool:
    """Quirk: centres are paired in lexicographic order, not by id; the shorter list decides."""
    count = min(len(before), len(after))
    old, new = (each[np.lexsort((each[:, 1], each[:, 0]))][:count] for each in (before, after))
    return bool((np.linalg.norm(old - new, axis=1) < STILL).all())


def silhouette(points: Floats, labels: Ints) -> float:
    """Mean over points (n, 2) of how much nearer their own cluster is than the next: −1 to 1.
    A point alone in its cluster counts 0, and so do all in a single cluster."""
    count = int(labels.max()) + 1
    if count < 2:
        return 0.0
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    sizes = np.bincount(labels, minlength=count)
    is_of = np.eye(count)[labels]  # (n, K)
    sums = distances @ is_of
    every = np.arange(len(points))
    own = sums[every, labels] / np.maximum(sizes[labels] - 1, 1)
    to_others = sums / sizes
    to_others[every, labels] = np.inf
    next_one = to_others.min(axis=1)
    larger = np.maximum(own, next_one)
    scores = np.divide(next_one - own, larger, out=np.zeros_like(own), where=larger > 0)
    return float(np.where(sizes[labels] == 1, 0.0, scores).mean())
