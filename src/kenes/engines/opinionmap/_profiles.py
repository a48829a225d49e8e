"""Opinions as tokens, what some participants have in common, and whom that fits.

A token is a statement with a side: column t for agreement, M + t for disagreement. How well a
profile fits someone is the share of it that they have. Two looks are taken at every profile:

- for people who push the same few things: statements that not most others stand behind, all alike;
- for *copies*: all that the members have in common, each statement weighed by how unlikely those
  are to stand there who come near to the profile. Of a list that is a camp's opinion and something
  besides, the camp has the first, and only whoever follows the list has both.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.kinds import AGREE, DISAGREE, Flags, Floats, Ints, Sparse

SHARED = 0.8  # of members who voted on it take the side
LEAST_TOKENS = 5
MOST_TOKENS = 60
LEAST_VOTED = 0.3  # of members voted on a statement of their profile
LEAST_WEIGHT = 0.3  # of a profile has to be voted on
LEAST_NEAR, NEAR = 2, 0.8  # votes on half of a profile, and the share that fits, to be near it
SLOPES = np.geomspace(0.05, 50, 40)  # tried for the tightest bound


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    elsewhere: float  # of others at most take a side of the profile
    is_weighed: bool
    close: float  # share of the profile, of what one has voted on
    half_way: float
    likeness: float  # of members to each other
    met: float  # … and of those from whom a profile is drawn, at least


LOOKS = (
    # Likeness is 0.55 to 0.80 in the closest circles of honest groups, 0.92 in the closest of all.
    Look(elsewhere=0.5, is_weighed=False, close=0.8, half_way=0.5, likeness=0.85, met=0.0),
    Look(elsewhere=1.0, is_weighed=True, close=0.9, half_way=0.7, likeness=0.93, met=0.8),
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Profile:
    columns: Ints  # (T,) statements, ascending
    agrees: Flags  # (T,)
    weights: Floats  # (T,) positive
    look: Look

    @property
    def mark(self) -> bytes:
        """Equal for equal profiles of one look."""
        kind = str(LOOKS.index(self.look)).encode()
        return kind + self.columns.tobytes() + self.agrees.tobytes()


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

    def profile(self, rows: Ints, look: Look) -> Profile | None:
        """What ``rows`` have in common and others have not; None when that is too little."""
        agrees, disagrees, seen = counts = counts_of(self.matrix[rows])
        if look.met and likeness(*counts) < look.met:
            return None
        enough = seen >= max(3.0, LEAST_VOTED * len(rows))
        rare = np.zeros((2, len(seen)))
        for side, (inside, total) in enumerate(
            ((agrees, self.agrees), (disagrees, self.disagrees))
        ):
            elsewhere = (total - inside + 0.5) / (self.seen - seen + 1)
            is_shared = enough & (inside >= SHARED * seen) & (elsewhere <= look.elsewhere)
            rare[side, is_shared] = -np.log(elsewhere[is_shared])
        rarity = rare.max(axis=0)
        columns = np.flatnonzero(rarity > 0)
        if len(columns) < LEAST_TOKENS:
            return None
        columns = np.sort(columns[np.argsort(-rarity[columns], kind="stable")[:MOST_TOKENS]])
        return Profile(
            columns=columns,
            agrees=rare[0, columns] > 0,
            weights=rarity[columns] if look.is_weighed else np.ones(len(columns)),
            look=look,
        )

    def weighed(self, profile: Profile, members: Ints) -> Profile:
        """The same, weighed by where those stand who come near to it and are no members."""
        if not profile.look.is_weighed:
            return profile
        return replace(profile, weights=-np.log(self._near(profile, members)))

    def fitting(self, profile: Profile, taken: Flags) -> Found:
        """Those not ``taken`` who voted on at least half of the profile, by how it fits them. A
        pass does not fit."""
        fits, voted = self._on(profile)
        weights, look = profile.weights.astype(np.float32), profile.look
        total = weights @ voted
        least = max(LEAST_TOKENS, (len(weights) + 1) // 2)
        enough = (_number(voted) >= least) & (total >= LEAST_WEIGHT * weights.sum()) & ~taken
        share = (weights @ fits + 1e-6) / np.maximum(total, 1e-6)
        close = enough & (share >= look.close)
        return Found(
            close=np.flatnonzero(close),
            half_way=np.flatnonzero(enough & ~close & (share >= look.half_way)),
            others=np.flatnonzero(enough & (share < look.half_way)),
        )

    def chance(self, profile: Profile, found: Found) -> float:
        """At most how likely it is that independent voters, like the closest of all others, would
        be as many as are ``close``."""
        enough = np.concatenate((found.close, found.half_way, found.others))
        voted = self._on(profile)[1][:, enough]
        rates = self._near(profile, found.close)
        return _poisson_tail(len(found.close), _expected(voted, rates, profile))

    def _near(self, profile: Profile, members: Ints) -> Floats:
        """(T,) of those near to the profile who voted on a statement, how many stand there."""
        fits, voted = self._on(profile)
        outside = np.ones(voted.shape[1], np.bool_)
        outside[members] = False
        rates = np.empty(len(profile.columns))
        # Close by one half of the profile, they are asked about the other: choosing them for
        # their votes on a statement would tell nothing of how people like them vote on it.
        for half in (slice(0, None, 2), slice(1, None, 2)):
            rest = slice(1 - half.start, None, 2)
            count = _number(voted[rest])
            near = outside & (count >= LEAST_NEAR) & (_number(fits[rest]) >= NEAR * count)
            rates[half] = _rates(fits[half], voted[half], near, outside)
        return rates

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


def counts_of(block: csr_array) -> tuple[Ints, Ints, Ints]:
    width = block.shape[1]
    return (
        np.bincount(block.indices[block.data == AGREE], minlength=width),
        np.bincount(block.indices[block.data == DISAGREE], minlength=width),
        np.bincount(block.indices, minlength=width),
    )


def likeness(agrees: Ints, disagrees: Ints, seen: Ints) -> float:
    """(M,) each. The share of equal votes among those two of them cast on one statement, over all
    pairs; 0 where no two voted on the same."""
    passes = seen - agrees - disagrees
    equal = sum(int((one * (one - 1)).sum()) for one in (agrees, disagrees, passes))
    shared = int((seen * (seen - 1)).sum())
    return equal / shared if shared else 0.0


def _expected(voted: Flags, rates: Floats, profile: Profile) -> float:
    """At most how many people would be close by what they voted on, (T, n), voting independently
    with ``rates`` (T,): Chernoff's bound on the tail of each one's sum of weights."""
    cast = voted.T.astype(np.float64)
    needed = profile.look.close * (cast @ profile.weights)
    bound = np.zeros(len(cast))
    for slope in SLOPES:
        gain = np.log1p(rates * np.expm1(np.minimum(slope * profile.weights, 500)))
        bound = np.minimum(bound, cast @ gain - slope * needed)
    return float(np.exp(bound).sum())


def _poisson_tail(count: int, expected: float) -> float:
    from scipy.special import pdtrc

    return float(pdtrc(count - 1, expected)) if count else 1.0
