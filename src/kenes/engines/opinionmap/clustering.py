"""k-means and silhouettes of weighted points of a plane, many starts at once.

k-means++ (Arthur and Vassilvitskii 2007) and Lloyd (doi:10.1109/TIT.1982.1056489); silhouettes
by Rousseeuw (doi:10.1016/0377-0427(87)90125-7).
"""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.kinds import Floats, Ints

_STEPS = 12  # from the middle to the edge of the grid
_EDGE = 0.995  # share of participants within it, on each axis
_ROUNDS = 60


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Grid:
    """Participants by small cells: ``points`` (B, 2), the mean of those in a cell; ``weights``
    (B,), how many; ``cells`` (n,), in which each participant is."""

    points: Floats
    weights: Floats
    cells: Ints


def gridded(positions: Floats) -> Grid:
    """``positions`` (n, 2). What lies beyond the edge is gathered by direction."""
    reach = float(np.quantile(np.abs(positions), _EDGE, axis=0).max()) if len(positions) else 0.0
    step = reach / _STEPS if reach > 0 else 1.0
    places = np.clip(np.rint(positions / step), -_STEPS - 1, _STEPS + 1).astype(np.int64)
    key = places[:, 0] * (4 * _STEPS) + places[:, 1]
    _, cells, weights = np.unique(key, return_inverse=True, return_counts=True)
    points = np.stack([np.bincount(cells, weights=axis) for axis in positions.T], axis=1)
    return Grid(points=points / weights[:, None], weights=weights.astype(np.float64), cells=cells)


def kmeans(
    points: Floats, weights: Floats, k: int, rng: np.random.Generator, restarts: int
) -> tuple[Floats, Ints]:
    """Of P sets of points at once, (P, B, 2) and (P, B), a weight of 0 is no point: the best of
    ``restarts``. Returns centres (P, k, 2) and labels (P, B)."""
    sets, size = weights.shape
    starts = _spread_starts(
        np.repeat(points, restarts, axis=0), np.repeat(weights, restarts, axis=0), k, rng
    )
    centres, labels, inertia = _lloyd(
        np.repeat(points, restarts, axis=0), np.repeat(weights, restarts, axis=0), starts
    )
    best = np.arange(sets) * restarts + inertia.reshape(sets, restarts).argmin(axis=1)
    return centres[best], labels[best].reshape(sets, size)


def _spread_starts(points: Floats, weights: Floats, k: int, rng: np.random.Generator) -> Floats:
    """k-means++: each next start is drawn in proportion to its squared distance to the nearest."""
    runs = np.arange(len(points))
    starts = np.empty((len(points), k, 2))
    chance = weights
    nearest = np.full(weights.shape, np.inf)
    for g in range(k):
        total = np.cumsum(chance, axis=1)
        drawn = rng.random(len(points)) * total[:, -1]
        at = np.minimum((total <= drawn[:, None]).sum(axis=1), weights.shape[1] - 1)
        starts[:, g] = points[runs, at]
        away = ((points - starts[:, g, None]) ** 2).sum(axis=2)
        nearest = np.minimum(nearest, away)
        chance = nearest * weights
    return starts


def _lloyd(points: Floats, weights: Floats, centres: Floats) -> tuple[Floats, Ints, Floats]:
    runs, k = centres.shape[:2]
    offsets = np.arange(runs)[:, None] * k
    sides = [(weights * points[..., axis]).ravel() for axis in range(2)]
    flat = weights.ravel()
    labels = np.full(weights.shape, -1)
    for _ in range(_ROUNDS):
        # |x − c|² without |x|², which is the same for every centre
        away = (centres**2).sum(axis=2)[:, None, :] - 2 * points @ centres.transpose(0, 2, 1)
        now = away.argmin(axis=2)
        if np.array_equal(now, labels):
            break
        labels = now
        cells = (labels + offsets).ravel()
        mass = np.bincount(cells, weights=flat, minlength=runs * k).reshape(runs, k)
        means = np.stack(
            [np.bincount(cells, weights=s, minlength=runs * k).reshape(runs, k) for s in sides],
            axis=2,
        )
        is_used = mass > 0  # a centre without points stays where it is
        centres = np.where(
            is_used[..., None], means / np.where(is_used, mass, 1)[..., None], centres
        )
    chosen = np.take_along_axis(centres, labels[..., None], axis=1)
    inertia = (weights * ((points - chosen) ** 2).sum(axis=2)).sum(axis=1)
    return centres, labels, inertia


def distances(points: Floats) -> Floats:
    """(B, B) Euclidean."""
    # In the plane this is quicker than importing what would do it.
    across, along = (axis[:, None] - axis for axis in points.T)
    across *= across
    along *= along
    across += along
    result: Floats = np.sqrt(across, out=across)
    return result


def silhouette(away: Floats, weights: Floats, labels: Ints, k: int) -> float:
    """Mean over participants, −1 to 1; ``away`` (B, B) of ``distances``. A participant alone in a
    group counts as 0."""
    is_in = labels[:, None] == np.arange(k)
    mass = np.bincount(labels, weights=weights, minlength=k)
    # By adding up neighbouring columns, as a matrix product this small would wake every core.
    order = np.argsort(labels, kind="stable")
    used = np.flatnonzero(np.bincount(labels, minlength=k))
    starts = np.searchsorted(labels[order], used)
    sums = np.zeros((len(labels), k))
    sums[:, used] = np.add.reduceat((away * weights)[:, order], starts, axis=1)
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(mass[labels] - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(is_in | (mass == 0), np.inf, sums / mass)
    other = others.min(axis=1)
    larger = np.maximum(own, other)
    usable = (mass[labels] > 1) & np.isfinite(other) & (larger > 0)
    widths = np.zeros(len(labels))
    widths[usable] = (other - own)[usable] / larger[usable]
    return float(weights @ widths / weights.sum())


def nearest(positions: Floats, centres: Floats) -> Ints:
    """(n,) number of the nearest of ``centres`` (k, 2)."""
    # Axis by axis: as a product of matrices this would wake every core for nothing.
    away = np.stack([((positions - centre) ** 2).sum(axis=1) for centre in centres])
    found: Ints = away.argmin(axis=0)
    return found
