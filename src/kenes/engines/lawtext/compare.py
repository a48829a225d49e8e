"""What is different between two versions of an act: by structure first, then by words.

Units are paired before their words are compared, so that an article which moved or got another
number is shown as moved, and never as taken out here and put in there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from kenes.engines.lawtext.tree import Act, Placed, Unit, bare, built, walk

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")
ALIKE = 0.6  # of words in common: units without a common address are the same from here on
SAME_PLACE = 0.35  # … and those that share their address from here on
MOST_RIVALS = 50  # units that share a rare word are compared at most


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
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[tuple[Op, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((Op.KEEP, "".join(old[a:b])))
            continue
        if b > a:
            found.append((Op.DELETE, "".join(old[a:b])))
        if d > c:
            found.append((Op.INSERT, "".join(new[c:d])))
    return tuple(found)


def taken(given: Words, *, new: bool) -> str:
    """The wording before, or after."""
    left_out = Op.DELETE if new else Op.INSERT
    return "".join(text for op, text in given if op != left_out)


def compare(old: Act, new: Act) -> Comparison:
    """Compare two versions, or two acts."""
    before, after = list(walk(old)), list(walk(new))
    pairs = _paired(before, after)
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


def _paired(before: Sequence[Placed], after: Sequence[Placed]) -> dict[int, int]:
    """Which unit of the old version is which of the new, by their places in reading order."""
    pairing = _Pairing(before, after)
    pairing.by_whole()
    pairing.by_address(SAME_PLACE)
    pairing.by_words()
    pairing.by_address(0.0)
    return pairing.pairs


class _Pairing:
    """Pairs grow from the surest to the least sure; nothing is paired twice."""

    def __init__(self, before: Sequence[Placed], after: Sequence[Placed]) -> None:
        self.before, self.after = before, after
        self.pairs: dict[int, int] = {}
        self._taken: set[int] = set()
        self._old_words = [_bag(placed.unit) for placed in before]
        self._new_words = [_bag(placed.unit) for placed in after]

    def by_whole(self) -> None:
        """Those with the same words, beneath them too; of twins the one with the same address."""
        old, new = _by(_signature, self.before), _by(_signature, self.after)
        for signature, places in old.items():
            rivals = new.get(signature, [])
            addresses = {self.after[n].anchor: n for n in rivals}
            for o in places:
                n = addresses.get(self.before[o].anchor)
                if n is not None:
                    self._pair(o, n)
            left = [o for o in places if o not in self.pairs]
            free = [n for n in rivals if n not in self._taken]
            if len(left) == len(free):  # else nobody can tell which of them is gone
                for o, n in zip(left, free, strict=True):
                    self._pair(o, n)

    def by_address(self, least: float) -> None:
        """Those with the same address and parents that are the same, if they are alike enough."""
        addresses = {placed.anchor: n for n, placed in enumerate(self.after)}
        for o, placed in enumerate(self.before):
            n = addresses.get(placed.anchor)
            if o in self.pairs or n is None or n in self._taken:
                continue
            if self._alike(o, n) >= least:
                self._pair(o, n)

    def by_words(self) -> None:
        """Those of one kind with most words in common, wherever they stand."""
        rare: dict[str, list[int]] = defaultdict(list)
        for n in range(len(self.after)):
            if n not in self._taken:
                for word in self._new_words[n]:
                    rare[word].append(n)
        found = []
        for o in range(len(self.before)):
            if o in self.pairs:
                continue
            common = sorted(
                (w for w in self._old_words[o] if w in rare), key=lambda w: len(rare[w])
            )
            rivals: dict[int, None] = {}
            for word in common:
                rivals.update(dict.fromkeys(rare[word][:MOST_RIVALS]))
                if len(rivals) >= MOST_RIVALS:
                    break
            for n in rivals:
                alike = self._alike(o, n)
                if alike >= ALIKE and self.before[o].unit.kind == self.after[n].unit.kind:
                    found.append((-alike, abs(o - n), o, n))
        for _alike, _far, o, n in sorted(found):
            self._pair(o, n)

    def _alike(self, o: int, n: int) -> float:
        """Words in common, of all words of both: from 0 to 1. Nothing and nothing are alike."""
        old, new = self._old_words[o], self._new_words[n]
        both = sum(old.values()) + sum(new.values())
        return 2 * sum((old & new).values()) / both if both else 1.0

    def _pair(self, o: int, n: int) -> None:
        if o in self.pairs or n in self._taken:
            return
        if self.before[o].unit.kind == self.after[n].unit.kind:
            self.pairs[o] = n
            self._taken.add(n)


def _bag(unit: Unit) -> Counter[str]:
    """The words of a unit and of all beneath it."""
    found: Counter[str] = Counter()
    for part in (unit.heading, unit.text, unit.tail):
        found.update(word.casefold() for word in _WORD.findall(part))
    for child in unit.children:
        found.update(_bag(child))
    return found


def _signature(placed: Placed) -> object:
    unit = placed.unit
    return unit.kind, unit.heading, unit.text, unit.tail, unit.children


def _by(key: Callable[[Placed], object], places: Iterable[Placed]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = defaultdict(list)
    for place, placed in enumerate(places):
        found[key(placed)].append(place)
    return found


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
        stay = set(_longest([o for o, _n in children]))
        moved |= {n for o, n in children if o not in stay}
    return moved


def _longest(values: Sequence[int]) -> Iterator[int]:
    """A longest part of ``values`` that grows: those that kept their order."""
    ends: list[int] = []  # places of values, each the smallest end of a run of its length
    before: dict[int, int | None] = {}
    for place, value in enumerate(values):
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if values[ends[middle]] < value:
                low = middle + 1
            else:
                high = middle
        before[place] = ends[low - 1] if low else None
        ends[low : low + 1] = [place]
    place_: int | None = ends[-1] if ends else None
    while place_ is not None:
        yield values[place_]
        place_ = before[place_]
