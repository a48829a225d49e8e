"""What of a map may be published: nothing about fewer people than the by-laws say.

A map is four tables: groups of people, chambers, and for each statement its votes by group and by
chamber. Everything that is shown or given out as a file is made from what ``facts`` returns.

- A cell of fewer than ``least`` people is not shown. As its table may be summed up, so many
  others are hidden with it, those of its side first and the smallest first, that what is hidden is
  two cells at least and of ``least`` people at least (complementary suppression).
- A side of the table is told with its hidden chambers in it where taking it from the table leaves
  no fewer people, and no fewer cells, than that; else as its shown chambers, which tell it anyway.
- Counts are rounded down to fives. Shares come in steps of 5 %, with "90 % or more" and "10 % or
  less" at the ends: that all are of one mind tells of each. At the close, a statement on which
  those who agree, disagree and pass are ``least`` or more in every cell is told in whole percents;
  of chambers, whose people are known, it never is.
- Two maps are no difference of a few people: a cell moves when at least ``least`` more people have
  voted in it than when it last moved, or that many of who voted came into its group or left it;
  until then it stays as it was published. That holds at the close as well.
- A bloc that the engine names counts as one person wherever groups are told of, as all of its
  members are of one mind; chambers, whose people sit at the table, are counted one by one.
- What all share, what divides and what a group stands for follows from the published numbers and
  from nothing else (``findings``), so that it tells no more than they.

``everything`` is for whoever holds the votes themselves: nothing hidden, nothing rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kenes.engines.opinionmap import picture
from kenes.engines.opinionmap.blocks import counts_by, totals
from kenes.engines.opinionmap.votes import Votes
from kenes.opinions import findings, suppression
from kenes.opinions.regrouping import Regrouped

VERSION = 1
STEP = 5  # of counts
HIGH, LOW = 0.9, 0.1  # the ends of shares
_OF_CHAMBERS = ("by_chamber", "by_side")  # cells that move by themselves
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Facts = dict[str, Any]
Cell = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Chambers: of each participant the slug, "" for who is of none; of each slug the side."""

    of: Mapping[int, str]
    sides: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was published last of the same consultation: the facts, and in which of their groups
    each participant was, which nobody is told."""

    facts: Mapping[str, Any]
    groups: Mapping[int, int]


_NOTHING = Before(facts={}, groups={})


def should_move(previous: Mapping[str, Any], persons_since: int, *, least: int) -> bool:
    """Whether the published map may move: so many different people have voted since."""
    return persons_since >= least


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """How coarse it is told."""

    least: int
    is_final: bool
    is_plain: bool = False  # to whoever has the votes

    def count(self, number: int) -> int:
        return number if self.is_plain else number // STEP * STEP

    def share(self, part: int, whole: int, *, is_exact: bool) -> float:
        share = part / whole
        if self.is_plain or is_exact:
            return round(share, 2)
        return min(max(round(share * 20) / 20, LOW), HIGH)

    def fine(self, value: float | None) -> float | None:
        """A measure over groups."""
        if value is None or self.is_final:
            return None if value is None else round(value, 2)
        return round(round(value * 20) / 20, 2)

    def hidden(
        self, counts: Sequence[int], everybody: int, kin: Sequence[str] = ()
    ) -> frozenset[int]:
        """Of cells that are part of ``everybody``."""
        if self.is_plain:  # nothing is hidden but what says nothing
            return frozenset(i for i, count in enumerate(counts) if count < self.least)
        return suppression.hidden(
            counts, self.least, rest=max(everybody - sum(counts), 0), kin=kin
        )

    def whole(
        self, counts: Sequence[int], everybody: int, kin: Sequence[str], unseen: frozenset[int]
    ) -> frozenset[str]:
        if self.is_plain:
            return frozenset(findings.SIDES)
        rest = max(everybody - sum(counts), 0)
        return suppression.told_whole(counts, kin, unseen, self.least, rest=rest)


def facts(
    told: Mapping[str, Any],
    votes: Votes,
    table: Table,
    *,
    least: int,
    is_final: bool,
    previous: Before = _NOTHING,
) -> Facts:
    """What may be published of the engine's ``result.as_dict()`` on ``votes``, as JSON."""
    rule = _Rule(least=least, is_final=is_final)
    return _Telling(told, votes, table, rule, previous).told()


def everything(told: Mapping[str, Any], votes: Votes, table: Table, *, least_votes: int) -> Facts:
    """The same, whole: for whoever has the votes. ``least_votes``: of a
    group on a statement, for its share to say anything."""
    rule = _Rule(least=least_votes, is_final=True, is_plain=True)
    return _Telling(told, votes, table, rule, _NOTHING).told()


class _Telling:
    def __init__(
        self,
        result: Mapping[str, Any],
        votes: Votes,
        table: Table,
        rule: _Rule,
        previous: Before,
    ) -> None:
        self._result, self._rule = result, rule
        self._seats = [table.of.get(one, "") for one in votes.participants.tolist()]
        self._slugs = sorted(set(self._seats), key=lambda slug: (not slug, slug))
        self._people = [self._seats.count(slug) for slug in self._slugs]
        if self._slugs == [""]:  # nobody is of any
            self._slugs, self._people = [], []
        self._kin = [findings.side_of(table.sides.get(slug, slug)) for slug in self._slugs]
        self._seat_of = dict(zip(votes.participants.tolist(), self._seats, strict=True))
        self._count(votes)
        self._before = previous.facts if previous.facts.get("persons") else {}
        self._rows_before = {one["statement"]: one for one in self._before.get("statements_", ())}
        self._groups_before = Regrouped.of(votes, result["groups"], previous.groups)

    def _count(self, votes: Votes) -> None:
        """Everybody's votes on each statement, each bloc's once; and each chamber's."""
        place = {slug: n for n, slug in enumerate(self._slugs)}
        seats = np.array([place.get(slug, -1) for slug in self._seats], np.int64)
        again = [one for bloc in self._result["blocs"] for one in sorted(bloc["participants"])[1:]]
        once = ~np.isin(votes.participants, again)
        whole, by_chamber = totals(votes.matrix[once]), counts_by(votes.matrix, seats, len(place))
        self._everybody: dict[int, _Count] = {}
        self._of_chambers: dict[int, list[_Count]] = {}
        for at, statement in enumerate(votes.statements.tolist()):
            self._everybody[statement] = _Count.at(whole, at)
            self._of_chambers[statement] = [
                _Count.at(by_chamber, (n, at)) for n in range(len(place))
            ]

    def told(self) -> Facts:
        result, rule = self._result, self._rule
        persons = int(result["participants"])
        told: Facts = {
            "version": VERSION,
            "is_final": rule.is_final,
            "least": rule.least,
            "persons": None,
            "votes": None,
            "statements": len(result["common_ground"]),
            "k": 0,
            "certainty": None,
            "groups": [],
            "chambers": [],
            "statements_": [],
            "shared": [],
            "divides": [],
            "too_few": [],
            "blocs": [],
        }
        if persons < (1 if rule.is_plain else rule.least):
            return told
        points = np.array(list(result["positions"].values()), np.float64).reshape(-1, 2)
        self._unit = picture.unit(points)
        groups = self._groups(points)
        shown = [i for i, group in enumerate(groups) if group["persons"] is not None]
        rows = [self._row(one, shown) for one in result["common_ground"]]
        for row in rows:
            row["is_skewed"] = findings.is_skewed(row, groups)
        for group, at in zip(groups, range(len(groups)), strict=True):
            group["represents"] = findings.represents(rows, at, shown) if at in shown else []
        told |= {
            "persons": persons if rule.is_final else rule.count(persons),
            "votes": rule.count(int(result["votes"])),
            "k": int(result["k"]),
            "certainty": self._certainty(),
            "groups": groups,
            "chambers": self._people_of_chambers(points),
            "statements_": rows,
            "shared": findings.shared(rows),
            "divides": findings.divides(rows),
            "too_few": sorted(row["statement"] for row in rows if not row["enough"]),
            "blocs": [self._bloc(one) for one in result["blocs"]],
        }
        return told

    def _certainty(self) -> float | None:
        return self._rule.fine(self._result["certainty"])

    def _groups(self, points: Any) -> list[Facts]:
        sizes = [int(size) for size in self._result["sizes"]]
        unseen = self._unseen(sizes)
        labels = np.array(list(self._result["groups"].values()), np.int64)
        return [
            self._group(g, size, None if g in unseen else points[labels == g] / self._unit)
            for g, size in enumerate(sizes)
        ]

    def _group(self, g: int, size: int, points: Any) -> Facts:
        letter = _LETTERS[g % len(_LETTERS)]
        if points is None or not size:
            nothing: Facts = dict.fromkeys(("persons", "share", "centre", "spread"))
            return {"letter": letter, **nothing, "represents": []}
        spread = picture.spread(points)
        everybody = sum(self._result["sizes"])
        share = round(round(size / everybody * 20) / 20, 2)
        return {
            "letter": letter,
            "persons": self._rule.count(size),
            "share": round(size / everybody, 2) if self._rule.is_plain else max(share, 0.05),
            "centre": _coarse(spread.centre),
            "spread": [*_coarse(spread.axes), round(spread.angle / 5) * 5],
            "represents": [],
        }

    def _unseen(self, sizes: Sequence[int], kin: Sequence[str] = ()) -> frozenset[int]:
        """Of groups or chambers as a whole."""
        if self._rule.is_plain:
            return frozenset()
        return self._rule.hidden(sizes, int(self._result["participants"]), kin)

    def _people_of_chambers(self, points: Any) -> list[Facts]:
        unseen = self._unseen(self._people, self._kin)
        known = {one["slug"]: one["persons"] for one in self._before.get("chambers", ())}
        of = np.array([self._seat_of[int(one)] for one in self._result["positions"]])
        found = []
        for i, (slug, size) in enumerate(zip(self._slugs, self._people, strict=True)):
            persons = None if i in unseen else self._rule.count(size)
            then = known.get(slug)
            if persons is not None and then and not self._may_move(then, size):
                persons = then
            mine = points[of == slug] / self._unit if len(points) else points
            is_there = persons is not None and len(mine) >= self._rule.least
            centre = _coarse(mine.mean(axis=0).tolist()) if is_there else None
            found.append({"slug": slug, "persons": persons, "centre": centre})
        return found

    def _row(self, one: Mapping[str, Any], shown: list[int]) -> Facts:
        """A statement; as it was, where too few have voted since."""
        number = one["statement"]
        groups = [_Count.of(cell) for cell in one["by_group"]]
        everybody = self._everybody[number]
        place = self._result["placements"].get(str(number))
        at = _coarse((place[0] / self._unit, place[1] / self._unit)) if place else None
        before = self._rows_before.get(number)
        row: Facts = {"statement": number, "at": at}
        row |= self._votes_on(one, groups, everybody, shown, before)
        row |= self._cells_of_chambers(number, everybody.seen, before or {})
        row["shared"] = findings.side_shared(row, shown)
        row["sides_agree"] = findings.do_both_sides_agree(row["by_side"], row["by_chamber"])
        return row

    def _votes_on(
        self,
        one: Mapping[str, Any],
        groups: "list[_Count]",
        everybody: "_Count",
        shown: list[int],
        before: Mapping[str, Any] | None,
    ) -> Facts:
        rule = self._rule
        none: Facts = {"agree": None, "disagree": None, "pass": None, "exact": False}
        sizes = [one.seen for one in groups]
        unseen = rule.hidden(sizes, everybody.seen) | set(range(len(groups))) - set(shown)
        unseen |= {i for i, count in enumerate(groups) if not count.seen}
        is_kept = before is not None and not self._may_move(before["votes"], everybody.seen)
        kept = self._kept(before, one["statement"], groups, is_kept=is_kept)
        parts = [*groups, everybody.without(groups)] if len(groups) > 1 else [everybody]
        is_new = not is_kept and not kept
        is_exact = rule.is_final and is_new and all(c.is_full(rule.least) for c in parts)
        cells = [
            None if i in unseen else kept[i] if i in kept else count.cell(rule, is_exact=is_exact)
            for i, count in enumerate(groups)
        ]
        is_told = everybody.seen >= rule.least
        told = everybody.cell(rule, is_exact=is_exact) if is_told else {**none, "votes": None}
        told["exact"] = is_exact or rule.is_plain
        if before and is_kept:
            told = {key: before[key] for key in told}
        enough = is_told and bool(shown or len(groups) < 2) and all(cells[i] for i in shown)
        strength = {
            name: rule.fine(one[key]) if enough and len(shown) == len(groups) else None
            for name, key in (
                ("polis", "gac"),
                ("geometric", "geometric"),
                ("lower", "lower"),
                ("bridging", "bridging"),
            )
        }
        bridges = None
        if strength["bridging"] is not None:  # a word about it, as coarse as it is
            bridges = before.get("bridges") if before and is_kept else one.get("bridges")
        return {
            **told,
            "strength": strength,
            "bridges": bridges,
            "by_group": cells,
            "enough": enough,
        }

    def _kept(
        self,
        before: Mapping[str, Any] | None,
        statement: int,
        groups: "list[_Count]",
        *,
        is_kept: bool,
    ) -> dict[int, Cell | None]:
        """Cells of groups that are nearly the people they were; what was not told of them stays
        untold while the whole stays as it was (``is_kept``)."""
        kept: dict[int, Cell | None] = {}
        if before is None:
            return kept
        for i, count in enumerate(groups):
            was, changed = self._groups_before.of_group(i, statement)
            if was is None or was >= len(before["by_group"]) or changed >= self._rule.least:
                continue
            then = before["by_group"][was]
            if then is None and not is_kept:
                continue
            if then is None or not self._may_move(then["votes"], count.seen):
                kept[i] = then
        return kept

    def _cells_of_chambers(
        self, number: int, everybody: int, before: Mapping[str, Any]
    ) -> dict[str, dict[str, Cell | None]]:
        """Of each chamber, and of the two sides that they sit on."""
        counts = self._of_chambers[number]
        seen = [one.seen for one in counts]
        unseen = self._rule.hidden(seen, everybody, self._kin)
        whole = self._rule.whole(seen, everybody, self._kin, unseen)
        chambers = {
            slug: _Count.all([] if i in unseen else [counts[i]])
            for i, slug in enumerate(self._slugs)
        }
        sides = {
            side: _Count.all(
                count
                for i, count in enumerate(counts)
                if self._kin[i] == side and (side in whole or i not in unseen)
            )
            for side in findings.SIDES
        }
        return {
            key: self._told_of(found, before.get(key, {}))
            for key, found in zip(_OF_CHAMBERS, (chambers, sides), strict=True)
        }

    def _told_of(
        self, counts: "Mapping[str, _Count]", known: Mapping[str, Cell | None]
    ) -> dict[str, Cell | None]:
        """Each as it was told, where too few have voted since."""
        found: dict[str, Cell | None] = {}
        for name, count in counts.items():
            then = known.get(name)
            if count.seen < max(self._rule.least, 1):
                found[name] = None
            elif then and not self._may_move(then["votes"], count.seen):
                found[name] = then
            else:
                found[name] = count.cell(self._rule, is_exact=False)
        return found

    def _may_move(self, then: int | None, now: int) -> bool:
        return _moves(then, now, self._rule.least)

    def _bloc(self, one: Mapping[str, Any]) -> Facts:
        size, rule = len(one["participants"]), self._rule
        if size < rule.least and not rule.is_plain:
            return {"persons": None, "changes": [], "without": None}
        without = {"k": one["without"]["k"], "shared": list(one["without"]["first"])}
        return {
            "persons": rule.count(size),
            "changes": list(one["changes"]),
            "without": without,
        }


@dataclass(frozen=True, kw_only=True)
class _Count:
    agrees: int
    disagrees: int
    seen: int

    @classmethod
    def of(cls, cell: Mapping[str, Any] | None) -> "_Count":
        if cell is None:
            return cls(agrees=0, disagrees=0, seen=0)
        return cls(agrees=cell["agrees"], disagrees=cell["disagrees"], seen=cell["seen"])

    @classmethod
    def at(cls, counts: Any, place: Any) -> "_Count":
        """Of the engine's counts."""
        return cls(
            agrees=int(counts.agrees[place]),
            disagrees=int(counts.disagrees[place]),
            seen=int(counts.seen[place]),
        )

    @classmethod
    def all(cls, counts: "Iterable[_Count]") -> "_Count":
        parts = list(counts)
        return cls(
            agrees=sum(one.agrees for one in parts),
            disagrees=sum(one.disagrees for one in parts),
            seen=sum(one.seen for one in parts),
        )

    @property
    def passes(self) -> int:
        return self.seen - self.agrees - self.disagrees

    def without(self, cells: "Sequence[_Count]") -> "_Count":
        taken = self.all(cells)
        return _Count(
            agrees=self.agrees - taken.agrees,
            disagrees=self.disagrees - taken.disagrees,
            seen=self.seen - taken.seen,
        )

    def is_full(self, least: int) -> bool:
        """Whether each part is of enough people, or nobody is there at all."""
        return not self.seen or min(self.agrees, self.disagrees, self.passes) >= least

    def cell(self, rule: _Rule, *, is_exact: bool) -> Cell:
        def share(part: int) -> float:
            return rule.share(part, self.seen, is_exact=is_exact)

        return {
            "votes": rule.count(self.seen),
            "agree": share(self.agrees),
            "disagree": share(self.disagrees),
            "pass": share(self.passes),
        }


def _coarse(point: Sequence[float]) -> list[float]:
    return [round(round(float(value) * 50) / 50, 2) for value in point]


def _moves(then: int | None, now: int, least: int) -> bool:
    """Whether a cell that was told to be of ``then`` people, rounded down, may be told anew."""
    return then is None or now >= then + STEP - 1 + least or now <= then - least
