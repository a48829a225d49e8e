"""What is different between two versions of an act: by structure first, then by words.

Units are paired before their words are compared, so that an article which moved or got another
number is shown as moved, and never as taken out here and put in there.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kenes.engines.lawtext.pairing import paired
from kenes.engines.lawtext.tree import Act, Placed, Unit, bare, built, walk
from kenes.engines.lawtext.words import differences, longest_growing, tokens


class Fate(StrEnum):
    """What became of a unit."""

    SAME = "same"
    CHANGED = "changed"  # its words
    MOVED = "moved"  # its place or its number, not its words
    MOVED_AND_CHANGED = "moved_and_changed"
    INSERTED = "inserted"
    DELETED = "deleted"


class Op(StrEnum):
    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"


Words = tuple[tuple[Op, str], ...]  # in reading order; deletions before what takes their place


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One unit of the new version in its place, or one that is gone, after what stood before it.

    ``old`` and ``new`` are where it stands in each version; None: it is not there. ``parts`` has
    the words of number, heading, text and tail, those that differ only.
    """

    fate: Fate
    old: Placed | None
    new: Placed | None
    parts: dict[str, Words]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that it takes to make the new version out of the old one; see ``applied``."""

    rows: tuple[Row, ...]
    title: Words
    preamble: Words
    ending: Words
    language: str

    @property
    def is_same(self) -> bool:
        parts = (*self.title, *self.preamble, *self.ending)
        return all(row.fate == Fate.SAME for row in self.rows) and all(
            op == Op.KEEP for op, _text in parts
        )

    def count(self, fate: Fate) -> int:
        return sum(row.fate == fate for row in self.rows)


_PARTS: tuple[tuple[str, Callable[[Unit], str]], ...] = (
    ("number", lambda unit: unit.number),
    ("heading", lambda unit: unit.heading),
    ("text", lambda unit: unit.text),
    ("tail", lambda unit: unit.tail),
)


def words(before: str, after: str) -> Words:
    """The way from one wording to another, word by word."""
    if before == after:
        return ((Op.KEEP, before),) if before else ()
    old, new = tokens(before), tokens(after)
    found: list[tuple[Op, str]] = []
    place = 0
    for a, b, c, d in differences(old, new):
        found.append((Op.KEEP, "".join(old[place:a])))
        found.append((Op.DELETE, "".join(old[a:b])))
        found.append((Op.INSERT, "".join(new[c:d])))
        place = b
    found.append((Op.KEEP, "".join(old[place:])))
    return tuple(piece for piece in found if piece[1])


def taken(given: Words, *, new: bool) -> str:
    """The wording before, or after."""
    left_out = Op.DELETE if new else Op.INSERT
    return "".join(text for op, text in given if op != left_out)


def compare(old: Act, new: Act) -> Comparison:
    """Compare two versions, or two acts."""
    before, after = list(walk(old)), list(walk(new))
    pairs = paired(before, after)
    moved = _moved(before, after, pairs)
    source = {n: o for o, n in pairs.items()}
    rows: list[Row] = []
    gone = iter([place for place in range(len(before)) if place not in pairs])
    waiting = next(gone, None)
    for n, placed in enumerate(after):
        o = source.get(n)
        if o is not None and n not in moved:
            while waiting is not None and waiting < o:
                rows.append(_gone(before[waiting]))
                waiting = next(gone, None)
        rows.append(_row(before[o] if o is not None else None, placed, n in moved))
    while waiting is not None:
        rows.append(_gone(before[waiting]))
        waiting = next(gone, None)
    return Comparison(
        rows=tuple(rows),
        title=words(old.title, new.title),
        preamble=words(old.preamble, new.preamble),
        ending=words(old.ending, new.ending),
        language=new.language,
    )


def applied(old: Act, comparison: Comparison) -> Act:
    """The new version, made of the old one by the comparison alone.

    Raises ValueError when ``old`` is not what was compared.
    """
    before = {placed.anchor: placed.unit for placed in walk(old)}
    rows: list[tuple[int, Unit]] = []
    for row in comparison.rows:
        if row.new is None:
            continue
        if row.old is None:
            rows.append((row.new.depth, bare(row.new.unit)))
            continue
        if row.old.anchor not in before:
            raise ValueError(f"{row.old.anchor} is not in the act")
        unit = bare(before[row.old.anchor])
        for name, given in row.parts.items():
            if getattr(unit, name) != taken(given, new=False):
                raise ValueError(f"{row.old.anchor} has another {name}")
            changes: dict[str, Any] = {name: taken(given, new=True)}
            unit = replace(unit, **changes)
        rows.append((row.new.depth, replace(unit, kind=row.new.unit.kind)))
    return Act(
        title=taken(comparison.title, new=True),
        language=comparison.language,
        preamble=taken(comparison.preamble, new=True),
        ending=taken(comparison.ending, new=True),
        units=built(rows),
    )


def _row(old: Placed | None, new: Placed, is_moved: bool) -> Row:
    if old is None:
        return Row(fate=Fate.INSERTED, old=None, new=new, parts={})
    parts = {
        name: words(part(old.unit), part(new.unit))
        for name, part in _PARTS
        if part(old.unit) != part(new.unit)
    }
    is_moved = is_moved or "number" in parts
    is_changed = bool(parts.keys() - {"number"})
    fate = {
        (False, False): Fate.SAME,
        (False, True): Fate.CHANGED,
        (True, False): Fate.MOVED,
        (True, True): Fate.MOVED_AND_CHANGED,
    }[is_moved, is_changed]
    return Row(fate=fate, old=old, new=new, parts=parts)


def _gone(old: Placed) -> Row:
    return Row(fate=Fate.DELETED, old=old, new=None, parts={})


def _moved(before: Sequence[Placed], after: Sequence[Placed], pairs: dict[int, int]) -> set[int]:
    """Places in the new version of units that stand under another parent or in another order."""
    address = {placed.anchor: place for place, placed in enumerate(before)}
    homes = {placed.anchor: place for place, placed in enumerate(after)}
    moved: set[int] = set()
    siblings: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for o, n in sorted(pairs.items(), key=lambda pair: pair[1]):
        old_home, new_home = address.get(before[o].parent), homes.get(after[n].parent)
        if old_home is None and new_home is None:
            siblings[None].append((o, n))
        elif old_home is not None and pairs.get(old_home) == new_home:
            siblings[new_home].append((o, n))
        else:
            moved.add(n)
    for children in siblings.values():
        stay = set(longest_growing([o for o, _n in children]))
        moved |= {n for o, n in children if o not in stay}
    return moved
