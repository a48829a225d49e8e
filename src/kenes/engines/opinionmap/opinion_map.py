"""The map of a conversation: one call from votes to a result."""

from collections.abc import Mapping

import numpy as np

from kenes.engines.opinionmap import blocs as coordinated
from kenes.engines.opinionmap import bridging, common, exposure, measures, routing
from kenes.engines.opinionmap import certainty as certainties
from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.blocs import Bloc
from kenes.engines.opinionmap.common import CommonGround
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.exposure import Exposures, Shares
from kenes.engines.opinionmap.kinds import Codes, Flags, Floats, Ints
from kenes.engines.opinionmap.local import Kept, Local
from kenes.engines.opinionmap.placing import Placed, place
from kenes.engines.opinionmap.result import BlocFound, Chambers, Result
from kenes.engines.opinionmap.tallying import Tally, tally
from kenes.engines.opinionmap.votes import Votes

_FIRST = 10  # statements of common ground compared with and without a bloc
_MOST_BLOCS = 5  # the largest, without each of which the map is drawn once more


class OpinionMap:
    """Settings of a map.

    least_votes : of each group or chamber on a statement, for a measure of what they share.
    resamples : for the certainty of groups; 0 for none.
    with_bridging : also the bridging score, which takes as long as all else.
    with_blocs : look for participants who vote as one, and count them as one.
    least_bloc : how many of them, at least.
    """

    def __init__(
        self,
        *,
        least_votes: int = common.LEAST_VOTES,
        resamples: int = certainties.RESAMPLES,
        with_bridging: bool = True,
        with_blocs: bool = True,
        least_bloc: int = coordinated.LEAST_MEMBERS,
    ) -> None:
        self.least_votes = least_votes
        self.resamples = resamples
        self.with_bridging = with_bridging
        self.with_blocs = with_blocs
        self.least_bloc = least_bloc

    def fit(
        self,
        votes: Votes,
        *,
        out: Flags | None = None,
        meta: Flags | None = None,
        chambers: Mapping[int, str] | None = None,
        blocks: Blocks | None = None,
        times: Floats | Ints | None = None,
        certainty: int | None = None,
        earlier: Result | None = None,
        bridged: Mapping[int, int] | None = None,
        exposures: Exposures | None = None,
    ) -> Result:
        """The map of ``votes``, the same whatever their order.

        ``out`` (M,) and ``meta`` (M,): statements left out of everything; those of ``meta`` still
        have a priority. ``chambers``: what participants declared. ``blocks``: the same votes on
        other machines. ``times`` (N,): when each participant first voted, in seconds, if not as
        the votes tell. ``certainty``: instead of ``resamples``. ``earlier``: a result on other
        votes of the same conversation, from which the work starts and whose numbers of groups are
        kept; the groups are the same without. ``bridged``: of statements the status of bridging
        that was told last, which stays near its border. ``exposures``: what was shown to whom.
        Raises VotesError when lengths do not fit.
        """
        out, meta = _flags(out, votes, "left out"), _flags(meta, votes, "marked as meta")
        columns = np.flatnonzero(~(out | meta))
        blocs = self._coordinated(votes, times)
        counted = np.ones(len(votes.participants), np.bool_)
        for bloc in blocs:
            counted[bloc.rows[1:]] = False  # the bloc is one person
        view = _seen(blocks or Local(votes.matrix), columns)
        say = counted if blocs else None
        placed = place(
            view,
            # Blocs are rare: here, and not on other machines.
            basis=_seen(Local(votes.matrix[counted]), columns) if blocs else None,
            start=_start(earlier, votes.statements[columns]),
            counted=say,
            like=_earlier_labels(earlier, votes.participants),
        )
        tallied = tally(
            view,
            placed.labels,
            placed.k,
            votes.participants,
            chambers=chambers or {},
            counted=counted,
        )
        resamples = self.resamples if certainty is None else certainty
        bridges = self._bridging(votes, columns, out | meta, blocs, bridged or {})
        shared = common.common_ground(tallied.groups, least=self.least_votes)
        placements = np.sqrt(len(columns)) * (1 - placed.mean) * placed.components.vectors
        nowhere = np.zeros(len(columns), np.bool_)
        return Result(
            participants=votes.participants,
            statements=votes.statements[columns],
            asked=len(votes.statements),
            votes=votes.count,
            replaced=votes.replaced,
            placed=placed,
            certainty=certainties.bootstrap(view, placed, resamples=resamples, counted=say)
            if resamples
            else None,
            placements=placements.T,
            counts=tallied.groups,
            common=shared,
            chambers=_chambers(tallied, shared, self.least_votes),
            bridging=bridges and bridges[0],
            bridges=bridges and bridges[1],
            shares=_shares(votes, columns, tallied, placed, counted, exposures),
            consensus=measures.consensus(tallied.everybody, nowhere),
            representative=measures.representative(tallied.groups, nowhere, own_majority=True)
            if placed.k > 1
            else ((),),
            divisive=common.divisive(tallied.groups, least=self.least_votes),
            priorities=_priorities(votes, columns, meta, tallied, placed.components.vectors),
            blocs=self._blocs(votes, blocs, out | meta, view, placed),
            notes=_notes(out, meta, placed, shared, blocs),
        )

    def _coordinated(self, votes: Votes, times: Floats | Ints | None) -> tuple[Bloc, ...]:
        if not self.with_blocs:
            return ()
        moments = coordinated.first_votes(votes) if times is None else times
        return coordinated.find(votes, times=moments, least=self.least_bloc)

    def _bridging(
        self,
        votes: Votes,
        columns: Ints,
        left_out: Flags,
        blocs: tuple[Bloc, ...],
        bridged: Mapping[int, int],
    ) -> tuple[Floats, Codes] | None:
        """(M,) scores and statuses."""
        if not self.with_bridging:
            return None
        found = bridging.fit(
            votes.matrix,
            out=left_out,
            weights=coordinated.weights(votes, blocs) if blocs else None,
            previous=np.array([bridged.get(t, 0) for t in votes.statements.tolist()], np.int8),
        )
        return found.intercepts[columns], found.status[columns]

    def _blocs(
        self,
        votes: Votes,
        blocs: tuple[Bloc, ...],
        left_out: Flags,
        view: Blocks,
        placed: Placed,
    ) -> tuple[BlocFound, ...]:
        """What each bloc would change: the first ten with its members counted one by one, beside
        those of a map of all others."""
        if not blocs:
            return ()
        counts = view.counts(placed.labels, placed.k)
        naive = common.common_ground(counts, least=self.least_votes)
        statements = votes.statements[~left_out]
        counted_all = _first(statements, naive)
        alone = OpinionMap(
            least_votes=self.least_votes, resamples=0, with_bridging=False, with_blocs=False
        )
        found = []
        for bloc in blocs[:_MOST_BLOCS]:
            rest = coordinated.leave_out(votes, bloc)
            is_out = np.isin(rest.statements, votes.statements[left_out])
            without = alone.fit(rest, out=is_out)
            first = without.first[:_FIRST]
            places = {t: i for i, t in enumerate(first)}
            before = {t: i for i, t in enumerate(counted_all)}
            changes = [t for t in dict.fromkeys(counted_all + first)]
            found.append(
                BlocFound(
                    participants=tuple(bloc.participants.tolist()),
                    votes=bloc.votes,
                    likeness=bloc.likeness,
                    span_seconds=bloc.span_seconds,
                    changes=tuple(t for t in changes if places.get(t) != before.get(t)),
                    k_without=without.k,
                    first_without=first,
                )
            )
        return tuple(found)


def _seen(whole: Blocks, columns: Ints) -> Blocks:
    return whole if len(columns) == whole.shape[1] else Kept(whole, columns)


def _first(statements: Ints, shared: CommonGround) -> tuple[int, ...]:
    order = shared.order[shared.enough[shared.order]]
    return tuple(statements[order[:_FIRST]].tolist())


def _flags(flags: Flags | None, votes: Votes, what: str) -> Flags:
    if flags is None:
        return np.zeros(len(votes.statements), np.bool_)
    if len(flags) != len(votes.statements):
        raise VotesError(
            f"{len(flags)} statements are told to be {what} or not, {len(votes.statements)} are "
            "voted on."
        )
    return np.asarray(flags, np.bool_)


def _start(earlier: Result | None, statements: Ints) -> Floats | None:
    """Components of an earlier result on the statements of now."""
    if earlier is None:
        return None
    start = np.zeros((len(earlier.placed.components.vectors), len(statements)))
    _, then, now = np.intersect1d(
        earlier.statements, statements, assume_unique=True, return_indices=True
    )
    start[:, now] = earlier.placed.components.vectors[:, then]
    return start


def _earlier_labels(earlier: Result | None, participants: Ints) -> Ints | None:
    if earlier is None:
        return None
    labels = np.full(len(participants), -1)
    _, then, now = np.intersect1d(
        earlier.participants, participants, assume_unique=True, return_indices=True
    )
    labels[now] = earlier.labels[then]
    return labels


def _chambers(tallied: Tally, shared: CommonGround, least: int) -> Chambers | None:
    """The same side of each statement, over what participants declared."""
    if not tallied.chambers:
        return None
    counts = tallied.by_chamber
    side = common.chosen_side(counts, shared.agrees)
    return Chambers(
        names=tallied.chambers,
        counts=counts,
        effective=np.where(side.seen >= least, common.effective(side), np.nan),
        shared=common.agreement(side).where(common.enough(side, least)),
        cells=common.over_cells(tallied.both, shared.agrees, least=least),
    )


def _shares(
    votes: Votes,
    columns: Ints,
    tallied: Tally,
    placed: Placed,
    counted: Flags,
    exposures: Exposures | None,
) -> Shares:
    labels = np.where(counted, placed.labels, -1)
    if exposures is None:
        sizes = np.bincount(labels[labels >= 0], minlength=placed.k)
        return exposure.by_size(tallied.groups, sizes)
    return exposure.shares(votes, exposures, labels).of_columns(columns)


def _priorities(
    votes: Votes, columns: Ints, meta: Flags, tallied: Tally, components: Floats
) -> dict[int, float]:
    known = np.zeros(len(columns), np.bool_)
    kept = routing.priorities(tallied.groups.total, routing.reach(components), known)
    found = dict(zip(votes.statements[columns].tolist(), kept.tolist(), strict=True))
    return found | dict.fromkeys(votes.statements[meta].tolist(), measures.META_PRIORITY)


def _notes(
    out: Flags, meta: Flags, placed: Placed, shared: CommonGround, blocs: tuple[Bloc, ...]
) -> tuple[str, ...]:
    left, people = int((out | meta).sum()), int((~placed.is_in).sum())
    few = int((~shared.enough).sum())
    notes = []
    if left:
        notes.append(f"{left} statements were left out: moderated out, or about the voters.")
    if people:
        notes.append(f"{people} participants have too few votes to be in a group.")
    if placed.k == 1 and placed.is_in.any():
        notes.append("No groups are clear enough: opinions are those of one crowd.")
    if few:
        notes.append(f"{few} statements do not have enough votes from every group.")
    if blocs:
        notes.append(
            f"{sum(len(one.rows) for one in blocs)} participants vote as {len(blocs)}: each of "
            "these blocs is counted as one person."
        )
    return tuple(notes)
