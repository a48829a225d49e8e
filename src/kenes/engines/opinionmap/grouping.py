"""Who votes alike: how many groups there are, none included, and who is in which.

Groups are found on the map (k-means on positions), and their borders drawn by what people voted:
each participant goes to the group whose votes best explain theirs. How many groups there are is
asked of the silhouette, against what it would be in one crowd of opinions that has the same
spread but no groups: k-means cuts a single crowd too, and its silhouette there is a third.
(The idea of a null without groups: Tibshirani et al., doi:10.1111/1467-9868.00293, and Liu et al.,
doi:10.1198/016214508000000454.)
"""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap import clustering
from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints

MOST = 7  # groups looked for: more could not be told apart on a map, or by people
LEAST_VOTES = 7  # of a participant, to be in a group (fewer where there are fewer statements)
LEAST_PARTICIPANTS = 15  # grouped even so, those with most votes
_SMALLEST, _SMALLEST_SHARE = 3, 0.01  # of a group: one or two people are no group
RESTARTS = 10
_RESTARTS_OF_NULL = 3
_DRAWS, _LARGEST_DRAW = 16, 1_000
_CLEAR = 3.0  # standard deviations of the null …
_LEAST_GAP = 0.05  # … and this much: no crowd is exactly what the null assumes
# A silhouette above this speaks of strong structure (Kaufman and Rousseeuw, 1990,
# doi:10.1002/9780470316801, chapter 2); between strong ones that differ by less than the second,
# the fewer groups: the rest is people who voted to the letter alike.
_STRONG, _AS_STRONG = 0.7, 0.15
_PRIOR = 2.0  # votes that a group is given of what everybody voted
_SEED = 0


def eligible(votes_each: Ints, statements: int) -> Flags:
    """(N,) who is put in a group: who voted on ``LEAST_VOTES``, or on all, and in a small
    conversation those who voted most, up to ``LEAST_PARTICIPANTS``."""
    is_in: Flags = votes_each >= max(1, min(LEAST_VOTES, statements))
    if (missing := LEAST_PARTICIPANTS - int(is_in.sum())) > 0:
        most = np.argsort(-np.where(is_in, 0, votes_each), kind="stable")[:missing]
        is_in[most] = votes_each[most] > 0
    return is_in


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Null:
    """Of one crowd without groups, for k = 2 … : the mean of its silhouettes (K,), and their
    standard deviation (K,). NaN for more groups than so many people can make."""

    mean: Floats
    spread: Floats


def crowd(
    positions: Floats, votes_each: Ints, statements: int, *, size: int = _LARGEST_DRAW
) -> Null:
    """What silhouettes would be without groups: people of one normal distribution of opinions,
    each seen through as many votes as they cast.

    A position is √share·u + e: the more someone voted, the farther from the middle. The
    covariances of u and e are fitted to ``positions`` (n, 2) by least squares. ``size``: of how
    many people at most, for a sample.
    """
    found = np.full((_DRAWS, MOST - 1), np.nan)
    if not len(_tried(min(len(positions), size))):
        return Null(mean=found[0], spread=found[0])
    rng = np.random.default_rng(_SEED)
    share = votes_each / statements
    spread, error = _covariances(positions, share)
    size = min(len(positions), _LARGEST_DRAW, size)
    grids = []
    for _ in range(_DRAWS):
        if size < len(positions):
            reach = np.sqrt(rng.choice(share, size))[:, None]
        else:
            reach = np.sqrt(share)[:, None]
        opinions = reach * (rng.standard_normal((size, 2)) @ spread)
        grids.append(clustering.gridded(opinions + rng.standard_normal((size, 2)) @ error))
    widest = max(len(grid.weights) for grid in grids)
    points = np.zeros((_DRAWS, widest, 2))
    weights = np.zeros((_DRAWS, widest))
    for i, grid in enumerate(grids):
        points[i, : len(grid.weights)], weights[i, : len(grid.weights)] = grid.points, grid.weights
    away = [clustering.distances(grid.points) for grid in grids]
    for k in _tried(size):
        _, labels = clustering.kmeans(points, weights, k, rng, _RESTARTS_OF_NULL)
        for i, grid in enumerate(grids):
            mine = labels[i, : len(grid.weights)]
            found[i, k - 2] = clustering.silhouette(away[i], grid.weights, mine, k)
    return Null(mean=found.mean(axis=0), spread=found.std(axis=0))


def _covariances(positions: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Square roots (2, 2) of the covariances of opinions and of error, together as wide as the
    positions are."""
    x, y = positions.T
    squares = np.stack([x * x, x * y, x * y, y * y], axis=1)
    by = np.stack([share, np.ones_like(share)], axis=1)
    fitted = np.linalg.lstsq(by, squares, rcond=None)[0].reshape(2, 2, 2)
    spread, error = _root(fitted[0]), _root(fitted[1])
    # Where a fitted covariance was negative, its root is cut off: put the whole right again.
    made = spread @ spread * share.mean() + error @ error
    right = np.linalg.pinv(_root(made)) @ _root(squares.mean(axis=0).reshape(2, 2))
    return spread @ right, error @ right


def _root(symmetric: Floats) -> Floats:
    values, vectors = np.linalg.eigh((symmetric + symmetric.T) / 2)
    result: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return result


def smallest(participants: int) -> int:
    """How many people make a group."""
    return max(_SMALLEST, int(np.ceil(_SMALLEST_SHARE * participants)))


def _tried(participants: int) -> range:
    return range(2, min(MOST, participants // smallest(participants)) + 1)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cut:
    """The map cut into ``k`` groups. ``labels`` (n,); ``gaps`` (K,), for k = 2 …, how far the
    silhouette is above that of one crowd, NaN where a group would be too small."""

    k: int
    labels: Ints
    gaps: Floats


def cut(
    positions: Floats,
    null: Null,
    *,
    counted: Flags | None = None,
    restarts: int = RESTARTS,
) -> Cut:
    """The groups of those at ``positions`` (n, 2). ``counted`` (n,): who has a say; the others are
    put where they are nearest."""
    rng = np.random.default_rng(_SEED)
    of_note = positions if counted is None else positions[counted]
    gaps = np.full(MOST - 1, np.nan)
    grid = clustering.gridded(of_note)
    away = clustering.distances(grid.points)
    least, centres = smallest(len(of_note)), {}
    for k in _tried(len(of_note)):
        if k > len(grid.weights):
            break
        found, labels = clustering.kmeans(grid.points[None], grid.weights[None], k, rng, restarts)
        sizes = np.bincount(labels[0], weights=grid.weights, minlength=k)
        if sizes.min() >= least:
            width = clustering.silhouette(away, grid.weights, labels[0], k)
            gaps[k - 2], centres[k] = width - null.mean[k - 2], found[0]
    k = _chosen(gaps, null)
    if k == 1:
        return Cut(k=1, labels=np.zeros(len(positions), np.int64), gaps=gaps)
    return Cut(k=k, labels=clustering.nearest(positions, centres[k]), gaps=gaps)


def _chosen(gaps: Floats, null: Null) -> int:
    """The number of groups that is clearest; one, where none is clear."""
    is_clear = gaps > np.maximum(_CLEAR * null.spread, _LEAST_GAP)
    widths = np.where(is_clear, gaps + null.mean, -np.inf)
    is_strong = widths > max(_STRONG, widths.max() - _AS_STRONG)
    if is_strong.any():
        return int(np.flatnonzero(is_strong)[0]) + 2
    return int(np.nanargmax(np.where(is_clear, gaps, np.nan))) + 2 if is_clear.any() else 1


def refined(
    blocks: Blocks, labels: Ints, k: int, *, counted: Flags | None = None
) -> tuple[Ints, Floats]:
    """Borders by votes. ``labels`` (N,), −1 for those in no group, who stay so; ``counted`` (N,)
    who has a say. Returns labels, and (N, k) how probable each group is.

    Where a group would become too small, the borders of the map stay.
    """
    say = labels if counted is None else np.where(counted, labels, -1)
    # Once: drawing them again from what was drawn moves one in a thousand people.
    chances = probabilities(blocks, blocks.counts(say, k), np.bincount(say[say >= 0], minlength=k))
    drawn = np.where(labels >= 0, chances.argmax(axis=1), -1)
    sizes = np.bincount(drawn[drawn >= 0], minlength=k)
    return (drawn if sizes.min() >= smallest(int(sizes.sum())) else labels), chances


def probabilities(blocks: Blocks, counts: Counts, sizes: Ints) -> Floats:
    """(N, G) how probable it is that each participant is of each group, by their votes: ``counts``
    (G, M) and ``sizes`` (G,) of the groups."""
    scores = blocks.scores(_surprise(counts)) + np.log(np.maximum(sizes, 1) / sizes.sum())
    scores -= scores.max(axis=1, keepdims=True)
    chances: Floats = np.exp(scores)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def _surprise(counts: Counts) -> Floats:
    """(3, M, G) logarithm of the probability of each vote in each group, smoothed by what all
    groups voted."""
    found = np.stack([counts.disagrees, counts.passes, counts.agrees]).astype(np.float64)
    everybody = found.sum(axis=1, keepdims=True) + 1.0
    everybody /= everybody.sum(axis=0)
    smoothed = (found + _PRIOR * everybody) / (counts.seen + _PRIOR)
    result: Floats = np.log(smoothed).transpose(0, 2, 1)
    return result


def numbered(labels: Ints, groups: int, like: Ints | None = None) -> Ints:
    """(G + 1,) new numbers of the groups; the last, which label −1 reads, is −1.

    By size, ties by whose first member comes first. With earlier labels ``like`` (N,), a group
    keeps the number of the group most of its people were in, where there is still such a number.
    """
    is_in = labels >= 0
    sizes = np.bincount(labels[is_in], minlength=groups)
    first = np.full(groups, len(labels))
    np.minimum.at(first, labels[is_in], np.flatnonzero(is_in))
    by_size = np.lexsort((first, -sizes))
    number = np.full(groups + 1, -1)
    if like is not None:
        number[:groups] = _kept(labels, groups, like)
    free = np.setdiff1d(np.arange(groups), number[:groups])
    number[by_size[number[by_size] < 0]] = free
    return number


def _kept(labels: Ints, groups: int, like: Ints) -> Ints:
    """(G,) earlier numbers, −1 for a group that has none."""
    number = np.full(groups, -1)
    known = (labels >= 0) & (like >= 0) & (like < groups)
    for now, then in matched(labels[known], groups, like[known], groups):
        number[now] = then
    return number


def matched(labels: Ints, groups: int, others: Ints, of_others: int) -> list[tuple[int, int]]:
    """Pairs of groups of the two, so that as many people as possible are in both of a pair;
    pairs without anybody are left out."""
    from scipy.optimize import linear_sum_assignment

    both = np.bincount(labels * of_others + others, minlength=groups * of_others)
    both = both.reshape(groups, of_others)
    pairs = zip(*linear_sum_assignment(both, maximize=True), strict=True)
    return [(int(a), int(b)) for a, b in pairs if both[a, b]]
