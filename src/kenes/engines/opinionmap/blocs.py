"""Participants who vote as one: whom to count once, and what the map would be without them.

A group of people who think alike is no bloc. They vote on different statements, some of them
pass, some of them differ, so that around those who share a group's whole opinion stand many who
share most of it. Votes cast by one hand, or to one list, have no such surroundings: many are
(nearly) the same, and few are nearly so. A bloc is named when all of this holds:

- its members vote alike on a *profile*: statements on one side of which the bloc stands, and on
  which at most half of all others stand; or, for copies of one list, all that they have in common,
  each statement weighed by how unlikely the closest of others are to stand there (``_profiles``);
- on everything that two members both voted on they vote alike as well;
- members are many more than those half-way to the profile (in honest groups at most some seven of
  ten who come half-way come close), beyond chance;
- were they to vote independently, as the closest of all others do, so many would not be found:
  this is what tells a list from a camp that is of one mind.

Where times are known, members who came one after the other need be fewer to be named; not copies,
who show by themselves. Three limits: who votes at random on much besides a list is not
near-identical, and is not named; nor is a list that is nothing but one camp's opinion, which
takes nothing from what all share; a small camp all of whom vote on nearly everything, alike
nineteen times in twenty, cannot be told from a list.

Candidates are found without comparing everybody with everybody: votes are hashed so that two
participants meet as often as their votes overlap, rare votes weighing more (weighted MinHash:
Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900). Opinions alone count: who passes on
everything, or agrees with what everybody agrees with, pushes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from kenes.engines.opinionmap._profiles import LOOKS, Cells, Found, Profile, counts_of, likeness
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints
from kenes.engines.opinionmap.votes import Votes

LEAST_MEMBERS = 5
LEAST_SHARE = 0.002  # of participants: fewer move nothing
MOST_SHARE = 0.15  # of participants: more who vote alike are a group of opinion
BANDS, HASHES = 20, 3  # meetings, and hashes that all have to be equal in one
LEAST_MET = 3  # participants in a meeting from which a profile is drawn
MOST_TRIED = 2_000  # meetings looked at, the largest first
HONEST = 0.7  # share of like-minded people close to their profile beside all half-way or closer
UNLIKELY = 0.01  # that so few stand half-way, and that they came so close together
IMPROBABLE = 1e-6  # that so many of independent voters fit the profile


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Bloc:
    """``rows`` are row numbers in the votes; ``likeness`` the share of equal votes among those two
    members cast on one statement, over all pairs; ``probability`` how likely so many independent
    voters would fit the profile; ``half_way`` how many others come half-way."""

    rows: Ints
    participants: Ints  # ids, ascending
    statements: Ints  # ids of the profile
    agrees: Flags  # the side on each
    votes: int
    likeness: float
    probability: float
    half_way: int
    span_seconds: float | None  # from the first to the last member's first vote


def find(
    votes: Votes,
    *,
    times: Floats | Ints | None = None,
    seed: int = 0,
    least: int = LEAST_MEMBERS,
) -> tuple[Bloc, ...]:
    """Blocs of at least so many, the largest first; nobody is in two.

    ``times`` (N,) is when each participant first voted, in seconds. ``seed`` sets the hashing.
    Raises VotesError when a length does not fit.
    """
    height = len(votes.participants)
    if times is not None and len(times) != height:
        raise VotesError("Times do not fit the participants.")
    least = max(least, LEAST_MEMBERS, int(np.ceil(LEAST_SHARE * height)))
    if height < 2 * least:
        return ()
    cells = Cells.of(votes.matrix)
    taken = np.zeros(height, np.bool_)
    tried: set[bytes] = set()
    blocs: list[Bloc] = []
    for rows, look in product(_meetings(cells, seed), LOOKS):
        if taken[rows].mean() > 0.5:
            continue
        profile = cells.profile(rows, look)
        if profile is None or profile.mark in tried:
            continue
        tried.add(profile.mark)
        settled = _settled(cells, profile, taken, least)
        if settled is None:
            continue
        profile, found = settled
        members = profile.mark[:1] + found.close.tobytes()
        if members in tried or not _is_apart(found, None if look.is_weighed else times):
            continue
        tried.add(members)
        bloc = _bloc(votes, cells, profile, found, times)
        if bloc is not None:
            taken[bloc.rows] = True
            blocs.append(bloc)
    return tuple(sorted(blocs, key=lambda one: (-len(one.rows), int(one.participants[0]))))


def weights(votes: Votes, blocs: Iterable[Bloc]) -> Floats:
    """(N,) how much each participant counts: a bloc's members are one person together."""
    result = np.ones(len(votes.participants))
    for bloc in blocs:
        result[bloc.rows] = 1 / len(bloc.rows)
    return result


def leave_out(votes: Votes, bloc: Bloc) -> Votes:
    """The votes of all others, on the statements that somebody else voted on."""
    coordinates = votes.matrix.tocoo()
    rows, columns = coordinates.coords
    kept = ~np.isin(rows, bloc.rows)
    return Votes.of(
        votes.participants[rows[kept]],
        votes.statements[columns[kept]],
        coordinates.data[kept],
        votes.times[kept] if votes.times is not None else None,
    )


def first_votes(votes: Votes) -> Floats | None:
    """(N,) when each participant cast the first of the votes that count, in seconds, for ``find``;
    None when the votes tell no times (which are in milliseconds)."""
    if votes.times is None or not votes.count:
        return None
    first: Floats = np.minimum.reduceat(votes.times, votes.matrix.indptr[:-1]) / 1000
    return first


def _meetings(cells: Cells, seed: int) -> Iterator[Ints]:
    """Rows whose hashes are equal, the most of them first."""
    met: list[Ints] = []
    generator = np.random.default_rng(seed)
    for _band in range(BANDS):
        key = np.zeros(len(cells.with_opinion), np.int64)
        for _hash in range(HASHES):
            key = key * cells.tokens + cells.least_token(generator)
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.append(True, np.diff(key[order]) != 0))
        sizes = np.diff(np.append(starts, len(order)))
        for start, size in zip(starts[sizes >= LEAST_MET], sizes[sizes >= LEAST_MET], strict=True):
            met.append(cells.with_opinion[order[start : start + size]])
    met.sort(key=lambda rows: -len(rows))
    yield from met[:MOST_TRIED]


def _settled(
    cells: Cells, profile: Profile, taken: Flags, least: int
) -> tuple[Profile, Found] | None:
    """The profile drawn anew from those whom it fits, who are then looked for again."""
    for _time in range(2):
        found = cells.fitting(profile, taken)
        if len(found.close) < least or len(found.close) > MOST_SHARE * len(taken):
            return None
        again = cells.profile(found.close, profile.look)
        if again is None:
            return None
        profile = cells.weighed(again, found.close)
    found = cells.fitting(profile, taken)
    return (profile, found) if least <= len(found.close) <= MOST_SHARE * len(taken) else None


def _is_apart(found: Found, times: Floats | Ints | None) -> bool:
    """Fewer stand around the members than honest people leave there, beyond chance."""
    close, half_way = len(found.close), len(found.half_way)
    if close <= half_way:  # whatever the times say: people of one mind come together as well
        return False
    chance = _binomial_tail(close, close + half_way, HONEST)
    if times is not None:
        # Of two independent probabilities the product is small more often than each of them.
        both = max(chance * _together(found.close, times), float(np.finfo(np.float64).tiny))
        chance = both * (1 - float(np.log(both)))
    return chance <= UNLIKELY


def _together(rows: Ints, times: Floats | Ints) -> float:
    """That as many, picked from all by chance, would have come within as few arrivals."""
    first, last = times[rows].min(), times[rows].max()
    share = float(((times >= first) & (times <= last)).mean())
    return min(1.0, len(rows) * share ** (len(rows) - 1))


def _binomial_tail(successes: int, trials: int, probability: float) -> float:
    from scipy.special import bdtrc

    return float(bdtrc(successes - 1, trials, probability))


def _bloc(
    votes: Votes, cells: Cells, profile: Profile, found: Found, times: Floats | Ints | None
) -> Bloc | None:
    """None when they vote on other things as they like, or chance would do."""
    rows = found.close
    block = votes.matrix[rows]
    alike = likeness(*counts_of(block))
    if alike < profile.look.likeness:
        return None
    probability = cells.chance(profile, found)
    if probability > IMPROBABLE:
        return None
    return Bloc(
        rows=rows,
        participants=votes.participants[rows],
        statements=votes.statements[profile.columns],
        agrees=profile.agrees,
        votes=int(block.nnz),
        likeness=alike,
        probability=probability,
        half_way=len(found.half_way),
        span_seconds=float(times[rows].max() - times[rows].min()) if times is not None else None,
    )
