"""Which unit of one version of an act is which of another.

Units are paired kind by kind, the widest first, and from the surest to the least sure: whole and
word for word, by most of their words, by their place. Nothing is paired twice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise

from kenes.engines.lawtext.tree import Kind, Placed, Unit

_WORD = re.compile(r"\w+")
# Of words and of neighbours in common, from 0 to 1. Laws say much in the same words: neighbours
# tell their articles apart.
SURE = 0.6  # the same wherever they stand, before any place is looked at
ALIKE = 0.35  # … and after those in the same place
SAME_PLACE = 0.25  # … of those in the same place
MOST_WORDS, MOST_SHARING = 40, 50  # rare words looked at, and units for each
MOST_RIVALS = 8  # units compared of those that share them
TELLING = 5  # different words: with fewer, twins elsewhere say nothing
_PLACE_BONUS = 0.1  # of two that are as alike, the one in the same place


def paired(before: Sequence[Placed], after: Sequence[Placed]) -> dict[int, int]:
    """By their places in reading order, from old to new."""
    pairing = _Pairing(before, after)
    for kind in Kind:
        pairing.pair(kind)
    return pairing.pairs


class _Side:
    """One version, with what is asked about its units."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.placed = placed
        at = {one.anchor: place for place, one in enumerate(placed)}
        self.home = [at.get(one.parent, -1) for one in placed]  # -1: the act itself
        self.by_kind: dict[Kind, list[int]] = defaultdict(list)
        for place, one in enumerate(placed):
            self.by_kind[one.unit.kind].append(place)
        # Words of each unit and the place behind all that stands in it: counted from the last.
        self.bags = [_own_words(one.unit) for one in placed]
        self.ends = list(range(1, len(placed) + 1))
        for place in range(len(placed) - 1, -1, -1):
            home = self.home[place]
            if home >= 0:
                self.bags[home].update(self.bags[place])
                self.ends[home] = max(self.ends[home], self.ends[place])
        self.sizes = [sum(bag.values()) for bag in self.bags]

    def words(self, place: int) -> int:
        """How many different words it has."""
        return sum(" " not in word for word in self.bags[place])

    def name(self, place: int) -> str:
        """The last part of an address: what a unit is called within its parent."""
        return self.placed[place].anchor.rpartition("__")[2]


class _Pairing:
    def __init__(self, before: Sequence[Placed], after: Sequence[Placed]) -> None:
        self.old, self.new = _Side(before), _Side(after)
        self.pairs: dict[int, int] = {}
        self._taken: set[int] = set()
        self._known: dict[tuple[int, int], float] = {}  # of units of one kind

    def pair(self, kind: Kind) -> None:
        """All units of one kind; wider ones are paired already."""
        self._known = {}
        self._by_whole(kind)
        self._by_words(kind, SURE)
        self._by_place(kind, SAME_PLACE)
        self._by_words(kind, ALIKE)
        self._by_place(kind, 0.0)

    def _by_whole(self, kind: Kind) -> None:
        """Those with the same words, beneath them too; twins where their parents are the same,
        then in their order."""
        rivals = self._grouped(self.new, self._free_new(kind))
        for signature, places in self._grouped(self.old, self._free_old(kind)).items():
            others = rivals.get(signature, [])
            if not others:
                continue
            for alike in (self._place, self._home):
                self._matched(places, others, alike)
            left = [o for o in places if o not in self.pairs]
            free = [n for n in others if n not in self._taken]
            if not left or not free:
                continue
            # Else nobody can tell which of them is gone.
            if len(left) == len(free) or self.old.words(left[0]) >= TELLING:
                for o, n in zip(left, free, strict=False):
                    self._pair_whole(o, n)

    def _matched(
        self,
        places: Iterable[int],
        others: Iterable[int],
        alike: Callable[[_Side, int], Hashable],
    ) -> None:
        homes: dict[Hashable, list[int]] = defaultdict(list)
        for n in others:
            if n not in self._taken:
                homes[alike(self.new, n)].append(n)
        for place in homes.values():
            place.reverse()
        for o in places:
            if o in self.pairs:
                continue
            there = homes.get(alike(self.old, o))
            if there:
                self._pair_whole(o, there.pop())

    def _place(self, side: _Side, place: int) -> Hashable:
        """Its name within its parent, in terms of the new version; an article's is its own."""
        if side.placed[place].unit.kind == Kind.ARTICLE:
            return side.name(place)
        return self._home(side, place), side.name(place)

    def _home(self, side: _Side, place: int) -> Hashable:
        """Its parent in the new version; what stands in one that is gone has none there."""
        home = side.home[place]
        if home < 0 or side is self.new:
            return home
        return self.pairs.get(home, ("gone", home))

    def _by_place(self, kind: Kind, least: float) -> None:
        """Those with the same name in the same parent, if they are alike enough."""
        homes = {self._place(self.new, n): n for n in self._free_new(kind)}
        for o in self._free_old(kind):
            n = homes.get(self._place(self.old, o))
            if n is not None and self._alike(o, n) >= least:
                self._pair(o, n)

    def _by_words(self, kind: Kind, least: float) -> None:
        """Those with most words in common, wherever they stand."""
        rare: dict[str, list[int]] = defaultdict(list)
        for n in self._free_new(kind):
            for word in self.new.bags[n]:
                rare[word].append(n)
        found = []
        for o in self._free_old(kind) if rare else ():
            here = self._place(self.old, o)
            for n in self._rivals(o, rare):
                alike = self._alike(o, n)
                if alike >= least:
                    is_here = self._place(self.new, n) == here
                    found.append((-alike - _PLACE_BONUS * is_here, abs(o - n), o, n))
        for _alike, _far, o, n in sorted(found):
            self._pair(o, n)

    def _rivals(self, o: int, rare: dict[str, list[int]]) -> list[int]:
        """Those that share most of its rarest words."""
        common = sorted((w for w in self.old.bags[o] if w in rare), key=lambda w: len(rare[w]))
        shared: Counter[int] = Counter()
        for word in common[:MOST_WORDS]:
            shared.update(rare[word][:MOST_SHARING])
        return [n for n, _times in shared.most_common(MOST_RIVALS)]

    def _alike(self, o: int, n: int) -> float:
        """What is in common, of all of both: from 0 to 1. Nothing and nothing are alike."""
        found = self._known.get((o, n))
        if found is None:
            found = self._known[o, n] = self._compared(o, n)
        return found

    def _compared(self, o: int, n: int) -> float:
        old, new = self.old.bags[o], self.new.bags[n]
        both = self.old.sizes[o] + self.new.sizes[n]
        if not both:
            return 1.0
        return 2 * sum(min(old[word], new[word]) for word in old.keys() & new.keys()) / both

    def _free_old(self, kind: Kind) -> list[int]:
        return [o for o in self.old.by_kind[kind] if o not in self.pairs]

    def _free_new(self, kind: Kind) -> list[int]:
        return [n for n in self.new.by_kind[kind] if n not in self._taken]

    def _grouped(self, side: _Side, places: Iterable[int]) -> dict[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = defaultdict(list)
        for place in places:
            found[_signature(side.placed[place].unit)].append(place)
        return found

    def _pair_whole(self, o: int, n: int) -> None:
        """Them and all that stands in them, which is the same in both."""
        for step in range(self.old.ends[o] - o):
            self._pair(o + step, n + step)

    def _pair(self, o: int, n: int) -> None:
        if o not in self.pairs and n not in self._taken:
            self.pairs[o] = n
            self._taken.add(n)


def _own_words(unit: Unit) -> Counter[str]:
    """The words of a unit, and each with the one behind it."""
    found: Counter[str] = Counter()
    for part in (unit.heading, unit.text, unit.tail):
        words = _WORD.findall(part.casefold())
        found.update(words)
        found.update(map(" ".join, pairwise(words)))
    return found


def _signature(unit: Unit) -> Hashable:
    return unit.heading, unit.text, unit.tail, unit.children
