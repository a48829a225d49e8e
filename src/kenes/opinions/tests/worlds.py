"""Made conversations, of which what is published is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kenes.engines.opinionmap.votes import Votes
from kenes.opinions.disclosure import Before, Facts, Table, facts
from kenes.opinions.findings import side_of
from kenes.opinions.suppression import hidden, told_whole

LEAST = 11
CHAMBERS = ("", "civil", "nhri", "parliament", "state")
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
NONE = 9  # no vote

Counts = tuple[int, int, int]  # agree, disagree, pass


@dataclass(frozen=True)
class Block:
    """People of one group (−1 for none) and one chamber, and how many voted what on statements
    1, 2, …"""

    group: int
    chamber: str
    size: int
    votes: tuple[Counts, ...]

    def column(self, at: int) -> list[int]:
        agreed, rejected, passed = self.votes[at]
        cast = [1] * agreed + [-1] * rejected + [0] * passed
        return cast + [NONE] * (self.size - len(cast))


@dataclass(frozen=True)
class World:
    """Who voted how. ``regrouped``: what the engine counts of groups, instead."""

    blocks: tuple[Block, ...]
    regrouped: tuple[tuple[Counts, ...], ...] = ()

    @property
    def k(self) -> int:
        return max((block.group for block in self.blocks), default=0) + 1

    @property
    def rows(self) -> int:
        return len(self.blocks[0].votes)

    def sizes(self) -> list[int]:
        return [sum(b.size for b in self.blocks if b.group == g) for g in range(self.k)]

    def seats(self) -> dict[str, int]:
        return {c: sum(b.size for b in self.blocks if b.chamber == c) for c in CHAMBERS}

    def of_group(self, at: int, group: int) -> Counts:
        if self.regrouped:
            return self.regrouped[at][group]
        return added(b.votes[at] for b in self.blocks if b.group == group)

    def of_chamber(self, at: int, chamber: str) -> Counts:
        return added(b.votes[at] for b in self.blocks if b.chamber == chamber)

    def of_side(self, at: int, side: str) -> Counts:
        return added(b.votes[at] for b in self.blocks if side_of(b.chamber) == side)

    def of_all(self, at: int) -> Counts:
        return added(b.votes[at] for b in self.blocks)

    def whole_sides(self) -> frozenset[str]:
        """Sides that are told with their hidden chambers, on the first statement."""
        there = [c for c in CHAMBERS if self.seats()[c]]
        counts, kin = [sum(self.of_chamber(0, c)) for c in there], [side_of(c) for c in there]
        return told_whole(counts, kin, hidden(counts, LEAST, kin=kin), LEAST, rest=0)

    def votes(self) -> Votes:
        table = [
            [one for block in self.blocks for one in block.column(at)] for at in range(self.rows)
        ]
        cells = np.array(table, np.int64).T
        people, columns = np.nonzero(cells != NONE)
        return Votes.of(people, columns + 1, cells[people, columns].astype(np.int8))

    def as_dict(self) -> dict[str, Any]:
        """As the engine tells it."""
        labels = np.array([b.group for b in self.blocks for _ in range(b.size)])
        generator = np.random.default_rng(0)
        points = generator.normal(size=(len(labels), 2)) * 0.1
        points[:, 0] += labels
        people = [str(one) for one in self.votes().participants.tolist()]
        inside = [one for one in people if labels[int(one)] >= 0]
        rows = [
            {
                "statement": at + 1,
                "gac": 0.5,
                "geometric": 0.5,
                "lower": 0.5,
                "bridging": 0.1,
                "by_group": [triple(self.of_group(at, g)) for g in range(self.k)],
            }
            for at in range(self.rows)
            if sum(self.of_all(at))
        ]
        return {
            "participants": len(people),
            "votes": sum(sum(self.of_all(at)) for at in range(self.rows)),
            "k": self.k,
            "certainty": 0.8,
            "sizes": self.sizes(),
            "groups": {one: int(labels[int(one)]) for one in inside},
            "positions": {one: points[int(one)].tolist() for one in inside},
            "placements": {str(row["statement"]): [0.3, 0.2] for row in rows},
            "common_ground": rows,
            "blocs": [],
        }

    def table(self) -> Table:
        seats = [b.chamber for b in self.blocks for _ in range(b.size)]
        return Table(of=dict(enumerate(seats)), sides={slug: slug for slug in CHAMBERS if slug})

    def told(self, *, is_final: bool = True, after: "World | None" = None) -> Facts:
        """``after``: what was published before is of this one."""
        before = Before(facts={}, groups={})
        if after is not None:
            groups = {int(one): group for one, group in after.as_dict()["groups"].items()}
            before = Before(facts=after.told(is_final=False), groups=groups)
        return facts(
            self.as_dict(),
            self.votes(),
            self.table(),
            least=LEAST,
            is_final=is_final,
            previous=before,
        )

    def with_more(self, at: int, value: int, group: int, chamber: str, people: int) -> "World":
        votes = [(0, 0, 0)] * self.rows
        cell = [0, 0, 0]
        cell[value] = people
        votes[at] = (cell[0], cell[1], cell[2])
        return World((*self.blocks, Block(group, chamber, people, tuple(votes))))


def added(cells: Iterable[Counts]) -> Counts:
    total = np.array([(0, 0, 0), *cells]).sum(axis=0).tolist()
    return (total[0], total[1], total[2])


def triple(one: Counts) -> dict[str, int]:
    return {"agrees": one[0], "disagrees": one[1], "seen": sum(one)}


def simple(*rows: tuple[Counts, ...], chamber: str = "") -> World:
    """Of each statement the votes of each group; all people vote."""
    sizes = [max(sum(row[g]) for row in rows) for g in range(len(rows[0]))]
    return World(
        tuple(
            Block(g, chamber, size, tuple(row[g] for row in rows)) for g, size in enumerate(sizes)
        )
    )


@st.composite
def worlds(draw: st.DrawFn, rows: int = 2) -> World:
    """Everybody votes on something."""
    k = draw(st.integers(1, 4))
    blocks = []
    # The first statement is voted on by all.
    groups = [*range(k), *draw(st.lists(st.integers(-1, k - 1), max_size=5))]
    for group in groups:
        large = draw(st.booleans())
        part = st.integers(0, 45) if large else st.integers(0, 4)
        first = draw(st.tuples(part, part, part))
        if not sum(first):
            first = (1, 0, 0)
        size = sum(first)
        votes = [first]
        for _ in range(rows - 1):
            agreed = draw(st.integers(0, size))
            rejected = draw(st.integers(0, size - agreed))
            votes.append((agreed, rejected, draw(st.integers(0, size - agreed - rejected))))
        chamber = draw(st.sampled_from(CHAMBERS))
        blocks.append(Block(group, chamber, size, tuple(votes)))
    return World(tuple(blocks))


def shown_cells(told: Facts) -> Iterator[tuple[int, str, int | str, dict[str, Any]]]:
    for row in told["statements_"]:
        for g, cell in enumerate(row["by_group"]):
            if cell:
                yield row["statement"], "group", g, cell
        for slug, cell in row["by_chamber"].items():
            if cell:
                yield row["statement"], "chamber", slug, cell
        for side, cell in row["by_side"].items():
            if cell:
                yield row["statement"], "side", side, cell
