"""A conversation as it was read: the votes, what was voted on, and who sits in which chamber."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from kenes.engines.opinionmap.kinds import Flags, Ints
from kenes.engines.opinionmap.votes import Votes

ACCEPTED, OPEN, REJECTED = 1, 0, -1  # what a moderator decided; OPEN: nothing yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What people vote on. ``at`` is when it was written, in milliseconds since 1970."""

    id: int
    text: str
    moderated: int = OPEN
    is_meta: bool = False  # asks who the voter is rather than what they think
    is_seed: bool = False  # written by whoever opened the conversation
    author: int | None = None
    at: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Conversation:
    """``votes.times`` are in milliseconds since 1970. ``statements`` by id, ascending; those
    without a vote are there too, and one voted on is missing when no file told its text.
    ``chambers`` by participant, where declared."""

    votes: Votes
    statements: Mapping[int, Statement] = field(default_factory=dict)
    chambers: Mapping[int, str] = field(default_factory=dict)
    topic: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()  # what was found and corrected, a sentence each

    @property
    def out(self) -> Flags:
        """(M,) statements that count for nothing: rejected by a moderator, or meta."""
        return self._flags(lambda one: one.moderated == REJECTED or one.is_meta)

    @property
    def meta(self) -> Flags:
        """(M,) statements that ask who the voter is."""
        return self._flags(lambda one: one.is_meta)

    @property
    def arrivals(self) -> Ints | None:
        """(N,) the time in seconds of each participant's first vote among those that count; None
        when no times are known."""
        times, starts = self.votes.times, self.votes.matrix.indptr[:-1]
        if times is None:
            return None
        if not len(times):
            return np.empty(0, np.int64)
        first: Ints = np.minimum.reduceat(times, starts) // 1000
        return first

    def _flags(self, is_meant: Callable[[Statement], bool]) -> Flags:
        known = self.statements
        ids = self.votes.statements.tolist()
        return np.array([t in known and is_meant(known[t]) for t in ids], np.bool_)
