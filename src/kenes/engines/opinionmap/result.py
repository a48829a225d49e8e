"""What a map says, frozen, and the same as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kenes.engines.opinionmap.certainty import Certainty
from kenes.engines.opinionmap.common import Cells, CommonGround, Shared
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.exposure import Shares
from kenes.engines.opinionmap.kinds import Codes, Flags, Floats, Ints
from kenes.engines.opinionmap.measures import Agreed, Representative
from kenes.engines.opinionmap.placing import Placed

FORMAT = "kenes opinion map 1"
MODE = "default"
_STATUS = {1: "agree", -1: "disagree", 0: None}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Chambers:
    """C declared chambers by name. ``counts`` (C, M); ``effective`` (C, M) what each chamber's
    effective agreement with the side shown is; NaN where it has not enough votes."""

    names: tuple[str, ...]
    counts: Counts
    effective: Floats
    shared: Shared
    cells: Cells


@dataclass(frozen=True, kw_only=True, slots=True)
class BlocFound:
    """Participants who vote as one, and what they would change were each counted as a person.

    ``changes``: statements whose place among the first ten is not what it is without them;
    ``k_without`` and ``first_without``: the groups and the first ten without them.
    """

    participants: tuple[int, ...]
    votes: int
    likeness: float
    span_seconds: float | None
    changes: tuple[int, ...]
    k_without: int
    first_without: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Result:
    """A map of N participants and the M statements that were not left out.

    Column numbers in ``common``, ``consensus``, ``representative`` and ``divisive`` count
    ``statements``. Where there are not enough votes, numbers are NaN here and null in JSON.
    """

    participants: Ints  # (N,) ids
    statements: Ints  # (M,) ids
    asked: int  # statements with votes, those left out included
    votes: int
    replaced: int
    placed: Placed
    certainty: Certainty | None
    placements: Floats  # (M, 2) where somebody would be who only agreed with one statement
    counts: Counts  # (k, M) by group
    common: CommonGround
    chambers: Chambers | None
    bridging: Floats | None  # (M,)
    bridges: Codes | None  # (M,) 1 by agreement, −1 by rejection, 0 neither
    shares: Shares
    consensus: tuple[tuple[Agreed, ...], tuple[Agreed, ...]]
    representative: tuple[tuple[Representative, ...], ...]
    divisive: Ints
    priorities: Mapping[int, float]  # by statement id; meta statements are there too
    blocs: tuple[BlocFound, ...]
    notes: tuple[str, ...]

    @property
    def k(self) -> int:
        return self.placed.k

    @property
    def labels(self) -> Ints:
        """(N,) group of each participant, −1 for none."""
        return self.placed.labels

    @property
    def first(self) -> tuple[int, ...]:
        """Ids of statements with enough votes, the most common ground first."""
        order = self.common.order
        return tuple(self.statements[order[self.common.enough[order]]].tolist())

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it; ids that are keys are strings."""
        is_in = self.placed.is_in
        people = [str(one) for one in self.participants[is_in].tolist()]
        labels = self.labels[is_in]
        agreed, rejected = self.consensus
        return {
            "format": FORMAT,
            "mode": MODE,
            "participants": len(self.participants),
            "statements": self.asked,
            "votes": self.votes,
            "replaced": self.replaced,
            "grouped": len(people),
            "k": self.k,
            "groups": dict(zip(people, labels.tolist(), strict=True)),
            "sizes": np.bincount(labels, minlength=self.k).tolist(),
            "certainty": self.certainty and _number(self.certainty.whole),
            "stability": self._stability(people),
            "positions": dict(zip(people, self.placed.positions[is_in].tolist(), strict=True)),
            "placements": dict(
                zip(map(str, self.statements.tolist()), self.placements.tolist(), strict=True)
            ),
            "consensus": {
                "agree": [self._id(one.column) for one in agreed],
                "disagree": [self._id(one.column) for one in rejected],
            },
            "common_ground": self._common_ground(),
            "representative": {
                str(g): [self._id(one.column) for one in of_group]
                for g, of_group in enumerate(self.representative)
            },
            "represents": {
                str(g): [represented(one, self._id(one.column)) for one in of_group]
                for g, of_group in enumerate(self.representative)
            },
            "divisive": self.statements[self.divisive].tolist(),
            "priorities": {str(t): weight for t, weight in self.priorities.items()},
            "blocs": [_bloc(one) for one in self.blocs],
            "too_few": self.statements[~self.common.enough].tolist(),
            "notes": list(self.notes),
        }

    def _id(self, column: int) -> int:
        return int(self.statements[column])

    def _stability(self, people: list[str]) -> dict[str, Any] | None:
        if self.certainty is None:
            return None
        each = _numbers(self.certainty.participants[self.placed.is_in])
        shares = self.certainty.shares
        return {
            "k": {str(k): float(share) for k, share in enumerate(shares, 1) if share > 0},
            "participants": dict(zip(people, each, strict=True)),
            "resamples": self.certainty.resamples,
        }

    def _common_ground(self) -> list[dict[str, Any]]:
        shared, order = self.common.shared, self.common.order
        by_group = _triples(self.counts)
        bridging = self.bridging if self.bridging is not None else np.full(len(order), np.nan)
        bridges = self.bridges if self.bridges is not None else np.zeros(len(order), np.int8)
        columns = zip(
            order.tolist(),
            _sides(self.common.agrees[order]),
            shared.gac[order].tolist(),
            _numbers(shared.geometric[order]),
            _numbers(shared.lower[order]),
            _intervals(shared.low[order], shared.high[order]),
            _numbers(bridging[order]),
            [_STATUS[one] for one in bridges[order].tolist()],
            _shares(self.shares, order),
            self.counts.seen.sum(axis=0)[order].tolist(),
            strict=True,
        )
        chambers = self._by_chamber()
        return [
            {
                "statement": self._id(t),
                "side": side,
                "gac": gac,
                "geometric": geometric,
                "lower": lower,
                "interval": interval,
                "bridging": bridge,
                "bridges": status,
                "share": share,
                "votes": votes,
                "by_group": by_group[t],
                **chambers[t],
            }
            for t, side, gac, geometric, lower, interval, bridge, status, share, votes in columns
        ]

    def _by_chamber(self) -> list[dict[str, Any]]:
        """For each column, in the order of columns."""
        if self.chambers is None:
            nothing: dict[str, Any] = {"by_chamber": {}, "chambers": None, "cells": None}
            return [nothing] * len(self.statements)
        names, shared, cells = self.chambers.names, self.chambers.shared, self.chambers.cells
        triples = _triples(self.chambers.counts)
        effective = [_numbers(column) for column in self.chambers.effective.T]
        return [
            {
                "by_chamber": {
                    name: None if value is None else {**triple, "geometric": value}
                    for name, triple, value in zip(names, triples[t], effective[t], strict=True)
                },
                "chambers": None
                if np.isnan(shared.geometric[t])
                else {
                    "gac": float(shared.gac[t]),
                    "geometric": float(shared.geometric[t]),
                    "lower": float(shared.lower[t]),
                },
                "cells": None
                if np.isnan(cells.geometric[t])
                else {"geometric": float(cells.geometric[t]), "lower": float(cells.lower[t])},
            }
            for t in range(len(self.statements))
        ]


def _shares(shares: Shares, order: Ints) -> list[dict[str, float | None]]:
    """Of each statement the share that agrees: of votes, and each group by its size; and what
    follows if all who skipped it were against, or in favour."""
    of, names = shares.of_columns(order), ("plain", "corrected", "low", "high")
    columns = zip(*(_numbers(getattr(of, name)) for name in names), strict=True)
    return [dict(zip(names, each, strict=True)) for each in columns]


def _bloc(one: BlocFound) -> dict[str, Any]:
    return {
        "participants": list(one.participants),
        "votes": one.votes,
        "likeness": one.likeness,
        "span_s": one.span_seconds,
        "changes": list(one.changes),
        "without": {"k": one.k_without, "first": list(one.first_without)},
    }


def represented(one: Representative, statement: int) -> dict[str, Any]:
    """As JSON takes it; ``statement`` is the id of its column."""
    return {
        "statement": statement,
        "side": _side(one.agrees),
        "successes": one.successes,
        "trials": one.trials,
        "probability": one.probability,
        "test": one.test,
        "ratio": one.ratio,
        "ratio_test": one.ratio_test,
    }


def _side(agrees: bool) -> str:
    return "agree" if agrees else "disagree"


def _sides(agrees: Flags) -> list[str]:
    return [_side(one) for one in agrees.tolist()]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _numbers(values: Floats) -> list[float | None]:
    """NaN as None."""
    return [None if value != value else value for value in values.tolist()]


def _intervals(low: Floats, high: Floats) -> list[list[float] | None]:
    pairs = zip(low.tolist(), high.tolist(), strict=True)
    return [None if a != a else [a, b] for a, b in pairs]


def _triples(counts: Counts) -> list[list[dict[str, int]]]:
    """For each column, of each group or chamber."""
    columns = zip(
        counts.agrees.T.tolist(), counts.disagrees.T.tolist(), counts.seen.T.tolist(), strict=True
    )
    return [
        [
            {"agrees": a, "disagrees": d, "seen": s}
            for a, d, s in zip(agrees, disagrees, seen, strict=True)
        ]
        for agrees, disagrees, seen in columns
    ]
