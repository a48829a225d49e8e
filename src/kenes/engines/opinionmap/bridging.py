"""Which statements people of different minds agree on, without drawing groups first.

A vote is explained by how agreeable the statement is to anybody, how readily the participant
agrees with anything, and how well the two lie on one side of the one line that divides most:

    vote ≈ μ + i_participant + i_statement + f_participant · f_statement

What is left for ``i_statement`` is agreement that the divide does not explain: the bridging score
of Community Notes (Wojcik et al. 2022, https://doi.org/10.48550/arXiv.2210.15723). The loss is
theirs: mean square error, plus λ times the mean square of each kind of parameter, five times
stronger on intercepts than on factors. It is minimised by alternating least squares: given the
statements, each participant's two numbers solve a 2 × 2 system of sums over their votes, and the
other way round.

A pass is left out: "I do not know" is no half agreement, and one half would draw statements that
few understand towards the middle of the line. How many passed is told by other measures.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, Codes, Flags, Floats, Ints, Sparse

OF_FACTORS = 0.03
OF_INTERCEPTS = 0.15  # so that agreement is explained by the divide where it can be
LEAST_RATINGS = 5  # of a statement, below which there is no score
LEAST_SUPPORT = 4  # more on one side than on the other, at both ends of the divide
AGREED, REJECTED = 0.6, 0.4  # what somebody in the middle is expected to vote, 1 being agreement
HYSTERESIS = 0.01  # within which a statement keeps its status, so that it does not flicker
MOST_ACTIVE = 0.001  # share of participants without whom a status has to hold
TOLERANCE = 1e-4  # change of the statements' numbers in one round, beside their size
NOTHING = 1e-6  # a size that is no size
MEMORY = 5  # rounds from which is learned where the next ones lead
MOST_ROUNDS = 200
SAMPLE = 5_000  # participants from whom the start is taken


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Bridging:
    """NaN stands for "not enough votes". The greatest of ``factors`` in size is positive."""

    intercepts: Floats  # (M,)
    factors: Floats  # (M,)
    participant_intercepts: Floats  # (N,)
    participant_factors: Floats  # (N,)
    mu: float
    neutral: Floats  # (M,) expected vote in the middle: 1 agreement, 0 disagreement
    without_most_active: Floats  # (M,) neutral, fitted again without those who voted most
    support: Ints  # (2, M) agrees less disagrees at the negative and the positive end
    status: Codes  # (M,) 1 bridges by agreement, −1 by rejection, 0 neither
    iterations: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Side:
    """Sums of a vector's products over agreeing and over disagreeing votes of each row."""

    agrees: Sparse
    disagrees: Sparse

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """(rows, c) over all votes, and over those that agree; ``values`` (columns, c)."""
        agreeing: Floats = self.agrees @ values
        return agreeing + self.disagrees @ values, agreeing


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Ratings:
    """Votes that agree or disagree, by participant and by statement, and how much each person
    counts."""

    rows: _Side  # (N, M) each
    columns: _Side  # (M, N) each
    weights: Floats  # (N,)
    of_row: Floats  # (N,) votes
    agrees_of_row: Floats
    of_column: Floats  # (M,) votes by weight
    agrees_of_column: Floats

    @classmethod
    def of(cls, matrix: Sparse, weights: Floats) -> "_Ratings":
        agrees, disagrees = _only(matrix, AGREE), _only(matrix, DISAGREE)
        rows = _Side(agrees=agrees, disagrees=disagrees)
        columns = _Side(agrees=agrees.T.tocsr(), disagrees=disagrees.T.tocsr())
        of_row, agrees_of_row = rows.sums(np.ones((matrix.shape[1], 1)))
        of_column, agrees_of_column = columns.sums(weights[:, None])
        return cls(
            rows=rows,
            columns=columns,
            weights=weights,
            of_row=of_row[:, 0],
            agrees_of_row=agrees_of_row[:, 0],
            of_column=of_column[:, 0],
            agrees_of_column=agrees_of_column[:, 0],
        )

    @property
    def count(self) -> float:
        return float(self.of_column.sum())

    def weighted(self, weights: Floats) -> "_Ratings":
        """The same votes, with other weights."""
        of_column, agrees_of_column = self.columns.sums(weights[:, None])
        return replace(
            self,
            weights=weights,
            of_column=of_column[:, 0],
            agrees_of_column=agrees_of_column[:, 0],
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _State:
    mu: float
    intercepts: Floats  # (M,)
    factors: Floats  # (M,)
    of_people: Floats  # (N, 2) intercept and factor
    rounds: int = 0  # since the start


def fit(
    matrix: Sparse,
    *,
    out: Flags | None = None,
    weights: Floats | None = None,
    previous: Codes | None = None,
    seed: int = 0,
) -> Bridging:
    """Bridging of ``matrix`` (N, M), votes as in Votes. Statements in ``out`` (M,) take no part.

    ``weights`` (N,), from 0 to 1, is how much each participant counts: what ``blocs.weights``
    gives, so that a bloc counts as one person. ``previous`` (M,) is the last ``status``.
    Raises VotesError when a length does not fit.
    """
    height, width = matrix.shape
    out = np.zeros(width, np.bool_) if out is None else out
    weights = np.ones(height) if weights is None else weights
    previous = np.zeros(width, np.int8) if previous is None else previous
    if len(out) != width or len(previous) != width or len(weights) != height:
        raise VotesError("Statements left out, weights or last status do not fit the votes.")
    is_rated = _ratings_of(matrix, weights) >= LEAST_RATINGS
    kept = np.flatnonzero(is_rated & ~out)
    ratings = _Ratings.of(matrix[:, kept], weights)
    if not ratings.count:
        return _nothing(height, width)
    state = _turned(_fitted(ratings, _start(matrix[:, kept], weights, seed)))
    again = _fitted(ratings.weighted(_without_most_active(ratings)), state)
    support = _support(ratings, state)
    neutral = _neutral(ratings, state)
    without = _neutral(ratings, again)
    # Nobody left, nothing learned: with one participant there is no second fit to hold against.
    without = np.where(np.isfinite(without), without, neutral)

    def wide(values: Any) -> Floats:
        result = np.full(width, np.nan)
        result[kept] = values
        return result

    status = np.zeros(width, np.int8)
    status[kept] = _status(neutral, without, support, previous[kept])
    wide_support = np.zeros((2, width), np.int64)
    wide_support[:, kept] = support
    return Bridging(
        intercepts=wide(state.intercepts),
        factors=wide(state.factors),
        participant_intercepts=state.of_people[:, 0],
        participant_factors=state.of_people[:, 1],
        mu=state.mu,
        neutral=wide(neutral),
        without_most_active=wide(without),
        support=wide_support,
        status=status,
        iterations=state.rounds,
    )


def _only(matrix: Sparse, value: int) -> Sparse:
    """One where the vote is ``value``."""
    is_kept = matrix.data == value
    ends = np.append(0, np.cumsum(is_kept))[matrix.indptr]
    indices = matrix.indices[is_kept]
    return csr_array(
        (np.ones(len(indices)), indices, ends.astype(indices.dtype)), shape=matrix.shape
    )


def _ratings_of(matrix: Sparse, weights: Floats) -> Floats:
    """(M,) votes other than passes, by weight."""
    each = np.repeat(weights, np.diff(matrix.indptr)) * (matrix.data != 0)
    return np.asarray(np.bincount(matrix.indices, each, matrix.shape[1]), np.float64)


def _start(matrix: Sparse, weights: Floats, seed: int) -> _State:
    """From every so manieth participant: a few rounds there are as good as many with all."""
    height, width = matrix.shape
    generator = np.random.default_rng(seed)
    blank = _State(
        mu=0.5,
        intercepts=np.zeros(width),
        factors=generator.standard_normal(width),
        of_people=np.zeros((height, 2)),
    )
    step = height // SAMPLE
    if step < 2:
        return blank
    ratings = _Ratings.of(matrix[::step], weights[::step])
    return _fitted(ratings, blank) if ratings.count else blank


def _fitted(ratings: _Ratings, state: _State) -> _State:
    """Rounds until the statements' numbers stand still.

    Each round alone leaves nine tenths of what is wrong in a few directions; what the last rounds
    changed tells where it leads (Anderson 1965, https://doi.org/10.1145/321296.321305)."""
    if not ratings.count:
        return state
    state = replace(state, rounds=0)
    path = _Path()
    at = _numbers(state)
    while state.rounds < MOST_ROUNDS:
        state = _round(ratings, state)
        reached = _numbers(state)
        change = reached - at
        # Beside nothing at all, where every vote is the same, any change is large.
        if np.linalg.norm(change) <= TOLERANCE * (np.linalg.norm(reached) + NOTHING):
            break
        at = path.onward(reached, change)
        state = replace(
            state,
            mu=float(at[0]),
            intercepts=at[1 : 1 + len(state.intercepts)],
            factors=at[1 + len(state.intercepts) :],
        )
    return state


def _numbers(state: _State) -> Floats:
    return np.concatenate(([state.mu], state.intercepts, state.factors))


class _Path:
    """The last rounds: where each led, and by what change."""

    def __init__(self) -> None:
        self.reached: list[Floats] = []
        self.changes: list[Floats] = []

    def onward(self, reached: Floats, change: Floats) -> Floats:
        """Where to go on: the mixture of what was reached whose change would be least."""
        if self.changes and np.linalg.norm(change) > np.linalg.norm(self.changes[-1]):
            self.reached, self.changes = [], []  # it led astray: begin again from here
        self.reached = [*self.reached[-MEMORY:], reached]
        self.changes = [*self.changes[-MEMORY:], change]
        if len(self.changes) == 1:
            return reached
        steps = np.diff(np.array(self.reached), axis=0).T
        turns = np.diff(np.array(self.changes), axis=0).T
        shares = np.linalg.lstsq(turns, change)[0]
        result: Floats = reached - steps @ shares
        return result


def _round(ratings: _Ratings, state: _State) -> _State:
    """Participants given statements, statements given participants, then what one by one would
    settle slowly: the common level, and the scale of the factors."""
    height, width = float(ratings.weights.sum()), len(state.factors)
    people = _solved(
        ratings.rows.sums(_products(state.factors, state.mu + state.intercepts)),
        ratings.of_row,
        ratings.agrees_of_row,
        ratings.count / height,
    )
    weights = ratings.weights[:, None]
    sums = ratings.columns.sums(weights * _products(people[:, 1], state.mu + people[:, 0]))
    statements = _solved(sums, ratings.of_column, ratings.agrees_of_column, ratings.count / width)
    # Σ of μ + i + f·f over all votes, from what is known of each statement.
    of_people = sums[0][:, 2] + statements[:, 1] * sums[0][:, 0]
    explained = of_people.sum() + ratings.of_column @ statements[:, 0]
    error = (ratings.agrees_of_column.sum() - explained) / ratings.count
    # The three levels (μ, of participants, of statements) cost the same, so the best are equal.
    levels = (state.mu, ratings.weights @ people[:, 0] / height, statements[:, 0].mean())
    level = (sum(levels) + error) / (3 + OF_INTERCEPTS)
    sizes = (ratings.weights @ people[:, 1] ** 2 / height, (statements[:, 1] ** 2).mean())
    scale = (sizes[1] / sizes[0]) ** 0.25 if min(sizes) > 0 else 1.0
    return _State(
        mu=float(level),
        intercepts=statements[:, 0] + (level - levels[2]),
        factors=statements[:, 1] / scale,
        of_people=np.column_stack((people[:, 0] + (level - levels[1]), people[:, 1] * scale)),
        rounds=state.rounds + 1,
    )


def _products(factors: Floats, levels: Floats) -> Floats:
    """What is summed over votes: f, f², the level, f times the level; (n, 4)."""
    return np.column_stack((factors, factors**2, levels, factors * levels))


def _solved(
    sums: tuple[Floats, Floats], count: Floats, agrees: Floats, votes_each: float
) -> Floats:
    """(n, 2) intercept and factor of each row that explain its votes best. ``votes_each`` is the
    mean number of votes of a row, by which a mean over rows weighs beside one over votes."""
    of_all, of_agreeing = sums
    of_intercept = count + OF_INTERCEPTS * votes_each
    of_factor = of_all[:, 1] + OF_FACTORS * votes_each
    both = of_all[:, 0]
    level, slope = agrees - of_all[:, 2], of_agreeing[:, 0] - of_all[:, 3]
    whole = of_intercept * of_factor - both**2
    return np.column_stack(
        (
            (of_factor * level - both * slope) / whole,
            (of_intercept * slope - both * level) / whole,
        )
    )


def _turned(state: _State) -> _State:
    """Factors mean the same with both signs changed: the greatest in size is positive."""
    sign = 1.0 if state.factors[np.argmax(np.abs(state.factors))] >= 0 else -1.0
    return replace(state, factors=sign * state.factors, of_people=state.of_people * (1.0, sign))


def _without_most_active(ratings: _Ratings) -> Floats:
    count = int(np.ceil(MOST_ACTIVE * len(ratings.weights)))
    most = np.argsort(-ratings.of_row, kind="stable")[:count]
    weights = ratings.weights.copy()
    weights[most] = 0.0
    return weights


def _support(ratings: _Ratings, state: _State) -> Ints:
    """(2, M) agrees less disagrees of each end, by weight, rounded down towards nothing."""
    factors = state.of_people[:, 1]
    ends = ratings.weights[:, None] * np.column_stack((factors < 0, factors > 0))
    of_all, agreeing = ratings.columns.sums(ends)
    result: Ints = np.trunc(2 * agreeing - of_all).astype(np.int64).T
    return result


def _neutral(ratings: _Ratings, state: _State) -> Floats:
    weights = ratings.weights
    result: Floats = state.mu + state.intercepts + weights @ state.of_people[:, 0] / weights.sum()
    return result


def _status(neutral: Floats, without: Floats, support: Ints, previous: Codes) -> Codes:
    lower, upper = np.minimum(neutral, without), np.maximum(neutral, without)
    agreed = lower >= AGREED - HYSTERESIS * (previous == AGREE)
    rejected = upper <= REJECTED + HYSTERESIS * (previous == DISAGREE)
    agreed &= (support >= LEAST_SUPPORT).all(axis=0)
    rejected &= (support <= -LEAST_SUPPORT).all(axis=0)
    result: Codes = agreed.astype(np.int8) - rejected.astype(np.int8)
    return result


def _nothing(height: int, width: int) -> Bridging:
    unknown = np.full(width, np.nan)
    return Bridging(
        intercepts=unknown,
        factors=unknown,
        participant_intercepts=np.zeros(height),
        participant_factors=np.zeros(height),
        mu=float("nan"),
        neutral=unknown,
        without_most_active=unknown,
        support=np.zeros((2, width), np.int64),
        status=np.zeros(width, np.int8),
        iterations=0,
    )
