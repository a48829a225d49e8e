"""Amendments of an act, one after the other: what each finds, what it makes of it, what it meets.

An amendment names its provision by the address in the act as it is in force. The second amendment
of the same provision is read against what the first has made of it, and each says on which others
it rests. What cannot be applied is left out of the result and says why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kenes.engines.lawtext.numbering import following
from kenes.engines.lawtext.reading import beginning
from kenes.engines.lawtext.standing import Node, Standing
from kenes.engines.lawtext.tree import Act, Kind, Placed, Unit, plain_number, repeated, walk
from kenes.engines.lawtext.wording import is_same, printed, read_unit, reworded, tidy


class Change(StrEnum):
    REWORD = "reword"
    INSERT = "insert"
    REPEAL = "repeal"


class Place(StrEnum):
    """Of an insertion."""

    AFTER = "after"  # behind the provision, beside it
    FIRST = "first"  # in it, before all that stands there; of "" in the act itself


class Conflict(StrEnum):
    """Why an amendment is not applied."""

    GONE = "gone"  # the provision is not in the act
    REPEALED = "repealed"  # an earlier amendment takes it out
    NUMBER_TAKEN = "number_taken"
    OTHER_BASE = "other_base"  # it was written against another wording
    OVERLAPS = "overlaps"  # an earlier amendment changes it, a part of it or what it stands in
    UNREADABLE = "unreadable"  # the wording is not one provision of the kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """``key`` is the caller's. ``wording`` and ``before`` are lines as printed; ``before`` is what
    its author saw there, None where that is not known."""

    key: str
    change: Change
    anchor: str
    place: Place = Place.AFTER
    wording: str = ""
    before: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One amendment met with the act. All wordings are lines as printed, "" for none."""

    key: str
    in_force: str  # in the act as it is
    before: str  # after the earlier amendments
    after: str  # as the amendment would have it
    path: tuple[Unit, ...]  # what it stands in, the widest first, and itself last
    stacked_on: tuple[str, ...]  # earlier amendments it rests on
    conflicts: tuple[Conflict, ...]
    anchor: str  # in the result; "" when it is not there

    @property
    def is_applied(self) -> bool:
        return not self.conflicts


@dataclass(frozen=True, kw_only=True)
class Applied:
    """The act as it would read, and every amendment in its order."""

    act: Act
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rivalry:
    """Two amendments of different groups that touch the same words."""

    group: str
    key: str
    other: str  # the other group
    other_key: str
    is_same: bool  # the same provision; else one stands in the other


def apply(act: Act, amendments: Iterable[Amendment]) -> Applied:
    """Apply them in their order; never raises for what they say."""
    amender = Amender(act)
    steps = [amender.take(one) for one in amendments]
    return Applied(act=amender.act(), steps=amender.placed(steps))


def written(act: Act, anchor: str) -> str:
    """The lines of a provision; "" when there is none at that address."""
    return Amender(act).written(anchor)


def next_number(act: Act, anchor: str, place: Place = Place.AFTER) -> str:
    """The number a new provision would bear there; "" where there is no rule for it."""
    return Amender(act).next_number(anchor, place)


class Amender:
    """An act while it is being amended."""

    def __init__(self, act: Act) -> None:
        self.language = act.language
        self._standing = Standing(act)
        self._about: dict[str, Node] = {}  # what each applied amendment is about

    def take(self, one: Amendment) -> Step:
        """Apply one, if nothing is against it."""
        if one.change == Change.INSERT:
            return self._insert(one)
        node = self._found(one.anchor)
        if node is None:
            return self._step(one, None, (Conflict.GONE,))
        if not node.is_alive:
            return self._step(one, node, (Conflict.REPEALED,))
        before, touched = self._lines(node), node.touching()
        if one.before is not None and not is_same(one.before, before):
            clash = Conflict.OVERLAPS if touched else Conflict.OTHER_BASE
            return self._step(one, node, (clash,))
        # Who does not say what was seen there has seen the act in force, and what was put in.
        if one.before is None and node.base is not None and touched != set(node.touched):
            return self._step(one, node, (Conflict.OVERLAPS,))
        if one.change == Change.REPEAL:
            step = self._step(one, node, (), stacked_on=touched)
            node.repeal(one.key)
            self._applied(one, node)
            return step
        return self._reword(one, node, touched)

    def act(self) -> Act:
        """The act as it reads now."""
        return self._standing.act()

    def written(self, anchor: str) -> str:
        """The lines of what stands at an address of the act in force, or of now."""
        node = self._found(anchor)
        return self._lines(node) if node and node.is_alive else ""

    def stands(self, anchor: str) -> bool:
        """Whether there is a provision at that address, be it without words."""
        node = self._found(anchor)
        return node is not None and node.is_alive

    def is_new(self, anchor: str) -> bool:
        """Whether an amendment has put there what stands at that address."""
        node = self._found(anchor)
        return node is not None and node.base is None

    def next_number(self, anchor: str, place: Place = Place.AFTER) -> str:
        """The number a new provision would bear there now; "" where there is no rule for it."""
        return following(
            self._standing, anchor, is_first=place == Place.FIRST, language=self.language
        )

    def twin(self, wording: str, anchor: str, place: Place) -> str:
        """The lines of what is there already that an insertion would be: the same number, or,
        without a number, the same words at the same place."""
        node = self._standing.find(anchor)
        home = node if node is None or place == Place.FIRST else node.parent
        if node is None or home is None:
            return ""
        unit = self._readable(wording, home)
        if unit is None:
            return ""
        if plain_number(unit.number):
            found = self._standing.bearing(unit, beside=home)
            return self._lines(found) if found else ""
        beside = home.alive
        at = (
            0 if node is home else next((n + 1 for n, one in enumerate(beside) if one is node), -1)
        )
        there = self._lines(beside[at]) if 0 <= at < len(beside) else ""
        return there if there and is_same(there, wording) else ""

    def spot(self, key: str) -> str:
        """Where to see what an applied amendment has done: the address of its provision now, or
        of the nearest that it stands or stood in; "" for the act itself."""
        node: Node | None = self._about[key]
        homes = self._standing.addresses()
        while node is not None and not (node.is_alive and plain_number(node.bare.number)):
            node = node.parent
        return homes.get(id(node), "")

    def placed(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """The steps with their addresses in the result."""
        homes = self._standing.addresses()
        about = {step.key: self._about.get(step.key) for step in steps if step.is_applied}
        return tuple(
            replace(step, anchor=homes.get(id(about.get(step.key)), "")) for step in steps
        )

    def _found(self, anchor: str) -> Node | None:
        return self._standing.find(anchor) if anchor else None

    def _reword(self, one: Amendment, node: Node, touched: set[str]) -> Step:
        old = node.unit()
        unit = reworded(old, one.wording, self.language)
        if unit is None:
            return self._step(one, node, (Conflict.UNREADABLE,))
        if self._takes_a_number(unit, node.parent, old):
            return self._step(one, node, (Conflict.NUMBER_TAKEN,))
        step = self._step(one, node, (), stacked_on=touched)
        node.reword(unit, one.key)
        self._applied(one, node)
        return step

    def _insert(self, one: Amendment) -> Step:
        node = self._standing.find(one.anchor)
        if node is None or (node.is_root and one.place == Place.AFTER):
            return self._step(one, None, (Conflict.GONE,))
        home = node if one.place == Place.FIRST else node.parent
        if home is None or not home.is_alive:
            return self._step(one, node, (Conflict.REPEALED,), is_new=True)
        unit = self._readable(one.wording, home)
        if unit is None:
            return self._step(one, node, (Conflict.UNREADABLE,), is_new=True)
        if self._takes_a_number(unit, home, None):
            return self._step(one, node, (Conflict.NUMBER_TAKEN,), is_new=True)
        # What it is put beside counts where an amendment has made it.
        rests = home.rests_on() | (node.rests_on() if node.base is None else set())
        made = home.insert(unit, one.key, behind=None if node is home else node)
        self._applied(one, made)
        return self._step(one, made, (), stacked_on=rests, is_new=True)

    def _readable(self, wording: str, home: Node) -> Unit | None:
        """The wording as a unit of a kind that stands there, or that may where none does."""
        kinds = {child.kind for child in home.alive or home.children}
        unit = read_unit(wording, self.language)
        if unit is None and (not kinds or Kind.INDENT in kinds) and not home.is_root:
            unit = read_unit(wording, self.language, Kind.INDENT)
        if unit is None or (kinds and unit.kind not in kinds):
            return None
        return unit if home.is_root or unit.kind.rank > home.kind.rank else None

    def _takes_a_number(self, unit: Unit, home: Node | None, old: Unit | None) -> bool:
        """Whether it would give a number twice that is not given twice before."""
        is_kept = old is not None and plain_number(old.number) == plain_number(unit.number)
        if not is_kept and self._standing.bearing(unit, beside=home):
            return True
        own = _articles(unit)
        if sum(own.values()) > (unit.kind == Kind.ARTICLE):  # beneath it as well
            everywhere = Counter(
                plain_number(one.bare.number)
                for one in self._standing.every()
                if one.kind == Kind.ARTICLE
            )
            elsewhere = everywhere - (_articles(old) if old else Counter())
            for number, times in own.items():
                if number and elsewhere[number] + times > max(1, everywhere[number]):
                    return True
        return bool(_twice(unit) - (_twice(old) if old else set()))

    def _applied(self, one: Amendment, node: Node) -> None:
        self._about[one.key] = node
        self._standing.changed()

    def _step(
        self,
        one: Amendment,
        node: Node | None,
        conflicts: tuple[Conflict, ...],
        *,
        stacked_on: Iterable[str] = (),
        is_new: bool = False,
    ) -> Step:
        in_force = before = ""
        if node is not None and not is_new:
            in_force = printed(node.base, self.language) if node.base else ""
            before = self._lines(node) if node.is_alive else ""
        order = {key: place for place, key in enumerate(self._standing.keys)}
        self._standing.keys[one.key] = None
        return Step(
            key=one.key,
            in_force=in_force,
            before=before,
            after="" if one.change == Change.REPEAL else one.wording,
            path=node.path() if node is not None else (),
            stacked_on=tuple(sorted({*stacked_on} - {one.key}, key=order.__getitem__)),
            conflicts=conflicts,
            anchor="",
        )

    def _lines(self, node: Node) -> str:
        return printed(node.unit(), self.language)


def _articles(unit: Unit) -> Counter[str]:
    """The numbers of articles in it, itself included, and how often each is given."""
    found = Counter([plain_number(unit.number)] if unit.kind == Kind.ARTICLE else [])
    for child in unit.children:
        found.update(_articles(child))
    return found


def _twice(unit: Unit) -> set[str]:
    """Addresses in it that more than one unit asks for, whatever number it bears itself."""
    return set(repeated(Act(title="", language="", units=(replace(unit, number=""),))))


def conflicts_between(
    act: Act, groups: Mapping[str, Iterable[Amendment]], *, of: str | None = None
) -> tuple[Rivalry, ...]:
    """Where amendments of different groups touch the same provision, or one stands in the other's.

    Two insertions meet where they would give the same number, or none, at the same place. ``of``:
    only what this group meets, however many others there are.
    """
    placed = {one.anchor: one for one in walk(act)}
    above = {anchor: one.parent for anchor, one in placed.items()}
    known = [(group, one) for group, those in groups.items() for one in those]
    changes: dict[str, list[int]] = defaultdict(list)
    own: dict[str, list[int]] = defaultdict(list)
    claims: dict[object, list[int]] = defaultdict(list)
    for at, (group, one) in enumerate(known):
        if one.change != Change.INSERT:
            changes[one.anchor].append(at)
            if group == of:
                own[one.anchor].append(at)
        claim = _claim(one, placed)
        if claim is not None:
            claims[claim].append(at)
    met: dict[tuple[int, int], bool] = {}
    for at, (group, one) in enumerate(known):
        rivals = changes if of in {None, group} else own
        home = _home(one, above) if one.change == Change.INSERT else one.anchor
        for anchor in (home, *_above(home, above)):
            is_same = anchor == one.anchor and one.change != Change.INSERT
            _note(met, at, rivals.get(anchor, ()), is_same=is_same)
    for those in claims.values():
        for at in those:
            if of in {None, known[at][0]}:
                _note(met, at, those, is_same=True)
    return tuple(
        Rivalry(
            group=known[first][0],
            key=known[first][1].key,
            other=known[second][0],
            other_key=known[second][1].key,
            is_same=is_same,
        )
        for (first, second), is_same in sorted(met.items())
        if known[first][0] != known[second][0]
    )


def _note(
    met: dict[tuple[int, int], bool], at: int, others: Iterable[int], *, is_same: bool
) -> None:
    for other in others:
        if other != at:
            pair = (min(at, other), max(at, other))
            met[pair] = met.get(pair, False) or is_same


def _claim(one: Amendment, placed: Mapping[str, Placed]) -> object | None:
    """The number an amendment would give anew, and where; None for none."""
    if one.change == Change.REPEAL:
        return None
    lines = tidy(one.wording)
    begun = beginning(lines[0]) if lines else None
    kind, number = (begun[0], plain_number(begun[1])) if begun else (None, "")
    stands = placed.get(one.anchor)
    if one.change == Change.INSERT:
        is_within = one.place == Place.FIRST
        home = one.anchor if is_within else stands.parent if stands else ""
        if not number:
            return one.anchor, one.place
    else:
        if stands is None or not number or number == plain_number(stands.unit.number):
            return None
        home = stands.parent
    return kind, number, "" if kind == Kind.ARTICLE else home


def _home(one: Amendment, above: Mapping[str, str]) -> str:
    return one.anchor if one.place == Place.FIRST else above.get(one.anchor, "")


def _above(anchor: str, above: Mapping[str, str]) -> Iterator[str]:
    while anchor := above.get(anchor, ""):
        yield anchor
