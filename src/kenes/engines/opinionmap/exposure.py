"""Who was asked what, and how much the votes that are missing could matter.

Votes are missing for two reasons. A statement was not shown: that is the routing's doing, and is
by chance among people of one group. Or it was shown and skipped, which may well depend on what the
person thinks. Both make the plain share of votes lean towards those who were asked, and answered.

The corrected share weighs each vote by the inverse of how often people of its group (or chamber)
voted on the statement (Horvitz and Thompson 1952, https://doi.org/10.1080/01621459.1952.10483446),
so that each group counts by its size. What skipping within a group hides cannot be corrected by
the votes alone: bounds say what follows if all who skipped were against, or all in favour (Manski
1990, https://www.jstor.org/stable/2006592).
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from kenes.engines.opinionmap.blocks import counts_by
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints
from kenes.engines.opinionmap.votes import Votes

LEAST_EFFECTIVE = 5.0  # votes, below which there is no share
PRIOR = 1.0  # votes like those of everybody, added to each group's
PATIENCE = 300.0  # seconds in which a statement on a screen is not skipped yet
Z = 1.96  # of a difference beyond chance, two-sided 5 %


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Exposures:
    """One entry each time a statement was shown; shown again, it is one exposure."""

    participants: Ints  # ids
    statements: Ints  # ids
    shown_at: Floats | Ints  # seconds


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Shares:
    """(M,) each; NaN where there are not enough votes."""

    plain: Floats  # agrees among votes
    corrected: Floats  # the same, each group by its size
    low: Floats  # if all who were shown it and skipped it were against
    high: Floats  # if they all agreed
    effective: Floats  # votes that would be as sure, were none missing by group
    shown: Ints  # participants
    skipped: Ints

    def of_columns(self, columns: Ints) -> "Shares":
        return Shares(**{each.name: getattr(self, each.name)[columns] for each in fields(self)})

    @property
    def shift(self) -> Floats:
        """What the correction changes."""
        return self.corrected - self.plain

    @property
    def matters(self) -> Flags:
        """Whether it changes more than chance would."""
        share = np.clip(self.corrected, 0.0, 1.0)
        error = np.sqrt(share * (1 - share) / np.maximum(self.effective, 1.0))
        result: Flags = np.abs(self.shift) > Z * error
        return result

    def sentence(self, statements: Ints) -> str:
        """How much missing votes matter, in plain English; ``statements`` (M,) are ids."""
        known = np.isfinite(self.shift)
        if not known.any():
            return "Not enough votes to say how much the missing ones matter."
        count = int(self.matters.sum())
        most = int(np.argmax(np.where(known, np.abs(self.shift), -1.0)))
        skipped, shown = int(self.skipped.sum()), int(self.shown.sum())
        return (
            f"Who was asked and who answered changes agreement beyond chance on {count} of "
            f"{int(known.sum())} statements, at most by {abs(self.shift[most]) * 100:.0f} points "
            f"(statement {statements[most]}); {skipped / max(shown, 1):.0%} of statements shown "
            "were skipped."
        )


def shares(
    votes: Votes, exposures: Exposures, labels: Ints, *, now: float | None = None
) -> Shares:
    """Agreement with each statement as if nobody's vote were missing by group.

    ``labels`` (N,) is each participant's group or chamber, −1 for none: these take no part. Who
    never voted is in no group and takes no part either. A vote without an exposure was shown all
    the same. Until ``now`` is PATIENCE later than it was shown, an unanswered statement is not
    skipped. Raises VotesError when lengths do not fit.
    """
    if len(labels) != len(votes.participants):
        raise VotesError("Groups do not fit the participants.")
    groups = int(labels.max(initial=-1)) + 1
    counts = counts_by(votes.matrix, labels, groups)
    shown = _shown(votes, exposures, labels, groups, now)
    sizes = np.bincount(labels[labels >= 0], minlength=groups)
    return _shares(counts, shown, sizes)


def by_size(counts: Counts, sizes: Ints) -> Shares:
    """The same of ``counts`` (G, M) and ``sizes`` (G,) alone, where it is not known who was shown
    what: as if nobody had skipped anything, and without bounds."""
    unknown = np.full(counts.seen.shape[1], np.nan)
    return replace(_shares(counts, counts.seen, sizes), low=unknown, high=unknown)


def _shown(
    votes: Votes, exposures: Exposures, labels: Ints, groups: int, now: float | None
) -> Ints:
    """(G, M) participants to whom each statement was shown."""
    height, width = votes.matrix.shape
    if len({len(exposures.participants), len(exposures.statements), len(exposures.shown_at)}) > 1:
        raise VotesError("Participants, statements and times shown are not of one length.")
    rows, is_person = _numbers(votes.participants, exposures.participants)
    columns, is_statement = _numbers(votes.statements, exposures.statements)
    counted = is_person & is_statement
    if now is not None:
        counted &= exposures.shown_at <= now - PATIENCE
    voted_rows = np.repeat(np.arange(height), np.diff(votes.matrix.indptr))
    pairs = np.append(
        rows[counted] * width + columns[counted], voted_rows * width + votes.matrix.indices
    )
    pairs = np.unique(pairs)
    label, column = labels[pairs // max(width, 1)], pairs % max(width, 1)
    cells = (label * width + column)[label >= 0]
    result: Ints = np.bincount(cells, minlength=groups * width).reshape(groups, width)
    return result


def _numbers(known: Ints, asked: Ints) -> tuple[Ints, Flags]:
    """Of each id its place among ``known``, ascending, and whether it is there."""
    if not len(known):
        return np.zeros(len(asked), np.int64), np.zeros(len(asked), np.bool_)
    places = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return places.astype(np.int64), known[places] == asked


def _shares(counts: Counts, shown: Ints, sizes: Ints) -> Shares:
    """``counts`` and ``shown`` (G, M), ``sizes`` (G,) participants of each group."""
    agrees, seen = counts.agrees, counts.seen
    total = counts.total
    plain = total.agrees / np.maximum(total.seen, 1)
    part = (sizes / max(int(sizes.sum()), 1))[:, None]
    skipped = shown - seen

    def everybody(successes: Ints, trials: Ints) -> Floats:
        """(M,) from (G, M): groups by size; where a group is silent, all others speak for it."""
        whole = successes.sum(axis=0) / np.maximum(trials.sum(axis=0), 1)
        of_group = (successes + PRIOR * whole) / (trials + PRIOR)
        result: Floats = (part * of_group).sum(axis=0)
        return result

    # Each vote of a group weighs its part of all people by its votes: Σ w = 1 where all groups
    # voted, and (Σ w)² / Σ w² votes of equal weight would be as sure (Kish 1965).
    squares = np.where(seen > 0, part**2 / np.maximum(seen, 1), 0.0).sum(axis=0)
    covered = (part * (seen > 0)).sum(axis=0)
    effective = covered**2 / np.where(squares > 0, squares, 1.0)
    is_enough = effective >= LEAST_EFFECTIVE

    def known(values: Floats) -> Floats:
        return np.where(is_enough, values, np.nan)

    return Shares(
        plain=known(plain),
        corrected=known(everybody(agrees, seen)),
        low=known(everybody(agrees, shown)),
        high=known(everybody(agrees + skipped, shown)),
        effective=effective,
        shown=shown.sum(axis=0),
        skipped=skipped.sum(axis=0),
    )
