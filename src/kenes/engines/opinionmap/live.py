"""A map that is kept while votes arrive: each result starts from the last one."""

from collections.abc import Collection, Mapping

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.kinds import Codes, Flags, Ints
from kenes.engines.opinionmap.opinion_map import OpinionMap
from kenes.engines.opinionmap.result import Result
from kenes.engines.opinionmap.votes import Votes


class LiveMap:
    """The votes of a conversation that goes on, and its map.

    ``out`` and ``meta`` are statement ids, ``chambers`` what participants declared; all three may
    be set anew at any time. ``settings``: by itself without what takes long: no certainty, no
    bridging score, no search for blocs. A result is that of ``OpinionMap.fit`` on all votes, but
    that groups keep the numbers they had in the last one.
    """

    def __init__(
        self,
        votes: Votes,
        *,
        out: Collection[int] = (),
        meta: Collection[int] = (),
        chambers: Mapping[int, str] | None = None,
        settings: OpinionMap | None = None,
    ) -> None:
        self.votes = votes
        self.out, self.meta, self.chambers = out, meta, chambers
        self.settings = settings or OpinionMap(resamples=0, with_bridging=False, with_blocs=False)
        self._last: Result | None = None

    def add(self, participants: Ints, statements: Ints, values: Codes) -> None:
        """Events, all of one length, in the order in which they came; participants and statements
        may be new. Raises VotesError."""
        if len(participants):
            self.votes = merged(self.votes, Votes.of(participants, statements, values))

    def result(self, *, certainty: int | None = None) -> Result:
        """The map of all votes until now; ``certainty`` as of ``OpinionMap.fit``."""
        self._last = self.settings.fit(
            self.votes,
            out=self._flags(self.out),
            meta=self._flags(self.meta),
            chambers=self.chambers,
            certainty=certainty,
            earlier=self._last,
        )
        return self._last

    def _flags(self, statements: Collection[int]) -> Flags:
        return np.isin(self.votes.statements, np.fromiter(statements, np.int64, len(statements)))


def merged(votes: Votes, later: Votes) -> Votes:
    """Both; where they differ, ``later`` counts. Takes time with ``later``, and one copy of
    ``votes``. When somebody first voted is not kept."""
    votes = _widened(votes, later.participants, later.statements)
    matrix, width = votes.matrix, len(votes.statements)
    rows = np.searchsorted(votes.participants, later.participants)
    columns = np.searchsorted(votes.statements, later.statements)[later.matrix.indices]
    keys = np.repeat(rows, later.votes_each) * width + columns
    # All cells of the rows that change, in order: where in them does each new one stand?
    lengths = np.diff(matrix.indptr)[rows].astype(np.int64)
    ends = np.cumsum(lengths)
    shift = matrix.indptr[rows] - (ends - lengths)  # from a place among these to one among all
    cells = np.arange(lengths.sum()) + np.repeat(shift, lengths)
    known = np.repeat(rows, lengths) * width + matrix.indices[cells]
    found = np.searchsorted(known, keys)
    is_known = np.zeros(len(keys), np.bool_)
    inside = found < len(known)
    is_known[inside] = known[found[inside]] == keys[inside]
    places = found + np.repeat(shift, later.votes_each)
    data = matrix.data.copy()
    data[places[is_known]] = later.matrix.data[is_known]
    is_new = ~is_known
    added = np.bincount(keys[is_new] // width, minlength=len(votes.participants))
    whole = csr_array(
        (
            np.insert(data, places[is_new], later.matrix.data[is_new]),
            np.insert(matrix.indices, places[is_new], columns[is_new]),
            matrix.indptr + np.append(0, np.cumsum(added)).astype(matrix.indptr.dtype),
        ),
        matrix.shape,
    )
    return Votes(
        participants=votes.participants,
        statements=votes.statements,
        matrix=whole,
        replaced=votes.replaced + later.replaced + int(is_known.sum()),
    )


def _widened(votes: Votes, participants: Ints, statements: Ints) -> Votes:
    """With rows and columns for those who are new, still empty."""
    people = np.union1d(votes.participants, participants)
    asked = np.union1d(votes.statements, statements)
    indices, indptr = votes.matrix.indices, votes.matrix.indptr
    if len(asked) > len(votes.statements):
        indices = np.searchsorted(asked, votes.statements).astype(indices.dtype)[indices]
    if len(people) > len(votes.participants):
        each = np.zeros(len(people), indptr.dtype)
        each[np.searchsorted(people, votes.participants)] = np.diff(indptr)
        indptr = np.append(0, np.cumsum(each)).astype(indptr.dtype)
    matrix = csr_array((votes.matrix.data, indices, indptr), (len(people), len(asked)))
    return Votes(participants=people, statements=asked, matrix=matrix, replaced=votes.replaced)
