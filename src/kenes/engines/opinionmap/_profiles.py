"""Opinions as tokens, what some participants have in common, and whom that fits.

A token is a statement with a side: column t for agreement, M + t for disagreement.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, Flags, Floats, Ints, Sparse

SHARED = 0.8  # of members who voted on it take the side
ELSEWHERE = 0.5  # of others at most take it
LEAST_TOKENS = 5
MOST_TOKENS = 60
LEAST_VOTED = 0.3  # of members voted on a statement of their profile
LEAST_NEAR = 2  # votes on half of a profile, to be near it
CLOSE, HALF_WAY = 0.8, 0.5  # of the profile's statements a participant voted on, as it has it


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Profile:
    columns: Ints  # (T,) statements, ascending
    agrees: Flags  # (T,)

    @property
    def mark(self) -> bytes:
        """Equal for equal profiles."""
        return self.columns.tobytes() + self.agrees.tobytes()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Found:
    """Rows of those who voted on enough of a profile."""

    close: Ints
    half_way: Ints
    others: Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cells:
    matrix: Sparse  # (N, M)
    by_column: Sparse  # the same, by statement
    agrees: Ints  # (M,)
    disagrees: Ints
    seen: Ints
    opinions: Ints  # the token of each opinion, by participant
    starts: Ints  # where each participant with opinions begins among them
    with_opinion: Ints  # rows of these

    @classmethod
    def of(cls, matrix: Sparse) -> "Cells":
        width = matrix.shape[1]
        is_opinion = matrix.data != 0
        opinions = (matrix.indices + width * (matrix.data == DISAGREE))[is_opinion]
        ends = np.append(0, np.cumsum(is_opinion))[matrix.indptr]
        rows = np.flatnonzero(np.diff(ends))
        return cls(
            matrix=matrix,
            by_column=matrix.tocsc(),
            agrees=np.bincount(matrix.indices[matrix.data == AGREE], minlength=width),
            disagrees=np.bincount(matrix.indices[matrix.data == DISAGREE], minlength=width),
            seen=np.bincount(matrix.indices, minlength=width),
            opinions=opinions,
            starts=ends[rows],
            with_opinion=rows,
        )

    @property
    def tokens(self) -> int:
        return 2 * int(self.matrix.shape[1])

    def least_token(self, generator: np.random.Generator) -> Ints:
        """(rows with opinions,) one token of each, the same for two as often as their tokens
        overlap, weighed by how rare they are."""
        share = np.append(self.agrees, self.disagrees) + 0.5
        share = share / (np.tile(self.agrees + self.disagrees, 2) + 1)
        times = generator.exponential(size=self.tokens) / -np.log(share)
        rank = np.empty(self.tokens, np.int32)
        rank[np.argsort(times, kind="stable")] = np.arange(self.tokens, dtype=np.int32)
        least: Ints = np.minimum.reduceat(rank[self.opinions], self.starts)
        return least

    def profile(self, rows: Ints) -> Profile | None:
        """What ``rows`` have in common and others have not; None when that is too little."""
        agrees, disagrees, seen = _counts(self.matrix[rows])
        enough = seen >= max(3.0, LEAST_VOTED * len(rows))
        rare = np.zeros((2, len(seen)))
        for side, (inside, total) in enumerate(
            ((agrees, self.agrees), (disagrees, self.disagrees))
        ):
            elsewhere = (total - inside + 0.5) / (self.seen - seen + 1)
            is_shared = enough & (inside >= SHARED * seen) & (elsewhere <= ELSEWHERE)
            rare[side, is_shared] = -np.log(elsewhere[is_shared])
        columns = np.flatnonzero(rare.max(axis=0) > 0)
        if len(columns) < LEAST_TOKENS:
            return None
        rarest = np.argsort(-rare.max(axis=0)[columns], kind="stable")[:MOST_TOKENS]
        columns = np.sort(columns[rarest])
        return Profile(columns=columns, agrees=rare[0, columns] > 0)

    def fitting(self, profile: Profile, taken: Flags) -> Found:
        """Those not ``taken`` who voted on at least half of the profile, by how it fits them. A
        pass does not fit."""
        fits, voted = (_number(each) for each in self._on(profile))
        enough = (voted >= max(LEAST_TOKENS, (len(profile.columns) + 1) // 2)) & ~taken
        share = fits / np.maximum(voted, 1)
        close = enough & (share >= CLOSE)
        return Found(
            close=np.flatnonzero(close),
            half_way=np.flatnonzero(enough & ~close & (share >= HALF_WAY)),
            others=np.flatnonzero(enough & (share < HALF_WAY)),
        )

    def chance(self, profile: Profile, found: Found) -> float:
        """That independent voters like the closest of all others would be as many as are
        ``close``."""
        fits, voted = self._on(profile)
        outside = np.ones(voted.shape[1], np.bool_)
        outside[found.close] = False
        rates = np.empty(len(profile.columns))
        # Close by one half of the profile, they are asked about the other: choosing them for
        # their votes on a statement would tell nothing of how people like them vote on it.
        for half in (slice(0, None, 2), slice(1, None, 2)):
            rest = slice(1 - half.start, None, 2)
            count = _number(voted[rest])
            near = outside & (count >= LEAST_NEAR) & (_number(fits[rest]) >= CLOSE * count)
            rates[half] = _rates(fits[half], voted[half], near, outside)
        enough = np.concatenate((found.close, found.half_way, found.others))
        return _poisson_tail(len(found.close), _expected(voted[:, enough], rates))

    def _on(self, profile: Profile) -> tuple[Flags, Flags]:
        """(T, N) on which of the profile's statements each participant stands as it does, and on
        which they voted."""
        shape = (len(profile.columns), self.matrix.shape[0])
        fits, voted = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        for number, column in enumerate(profile.columns):
            start, end = self.by_column.indptr[column : column + 2]
            rows, values = self.by_column.indices[start:end], self.by_column.data[start:end]
            voted[number, rows] = True
            fits[number, rows] = values == (AGREE if profile.agrees[number] else DISAGREE)
        return fits, voted


def _rates(fits: Flags, voted: Flags, near: Flags, outside: Flags) -> Floats:
    """(T,) how many of those ``near`` stand on the profile's side; few of them lean on all."""
    whole = (fits[:, outside].sum(axis=1) + 0.5) / (voted[:, outside].sum(axis=1) + 1)
    result: Floats = (fits[:, near].sum(axis=1) + 2 * whole) / (voted[:, near].sum(axis=1) + 2)
    return result


def _number(flags: Flags) -> Ints:
    """(N,) how many of (T, N); T is at most MOST_TOKENS, and small numbers are summed fastest."""
    result: Ints = flags.view(np.int8).sum(axis=0, dtype=np.int8).astype(np.int64)
    return result


def _counts(block: csr_array) -> tuple[Ints, Ints, Ints]:
    width = block.shape[1]
    return (
        np.bincount(block.indices[block.data == AGREE], minlength=width),
        np.bincount(block.indices[block.data == DISAGREE], minlength=width),
        np.bincount(block.indices, minlength=width),
    )


def _expected(voted: Flags, rates: Floats) -> float:
    """How many people would fit CLOSE of what they voted on, (T, n), voting independently with
    ``rates`` (T,): the sum of the tails of their Poisson-binomial distributions."""
    width, count = voted.shape
    chances = np.zeros((width + 1, count))  # of that many statements that fit
    chances[0] = 1.0
    for is_voted, rate in zip(voted, rates, strict=True):
        step = np.where(is_voted, rate, 0.0)
        chances[1:] = chances[1:] * (1 - step) + chances[:-1] * step
        chances[0] *= 1 - step
    needed = np.ceil(CLOSE * _number(voted) - 1e-9)  # as ``fitting`` counts, whatever the rounding
    return float(chances[np.arange(width + 1)[:, None] >= needed].sum())


def _poisson_tail(count: int, expected: float) -> float:
    from scipy.special import pdtrc

    return float(pdtrc(count - 1, expected)) if count else 1.0
