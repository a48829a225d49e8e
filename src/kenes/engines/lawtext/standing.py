"""An act that is being changed: its units as nodes that know what became of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kenes.engines.lawtext.tree import Act, Kind, Unit, plain_number, walk
from kenes.engines.lawtext.wording import keyed


@dataclass(eq=False)
class Node:
    """One unit, wherever it is by now. ``base``: as it was in the act, None for a new one."""

    bare: Unit  # without its children
    parent: "Node | None"
    base: Unit | None = None
    children: list["Node"] = field(default_factory=list)
    is_alive: bool = True
    touched: dict[str, None] = field(default_factory=dict)  # keys of amendments, in order
    behind: "Node | None" = None  # what it was put behind
    was_put: bool = False  # by an amendment of its own

    @property
    def kind(self) -> Kind:
        return self.bare.kind

    @property
    def is_root(self) -> bool:
        return self.parent is None

    @property
    def alive(self) -> list["Node"]:
        """What stands in it now."""
        return [child for child in self.children if child.is_alive]

    def unit(self) -> Unit:
        """With all that stands in it now."""
        return replace(self.bare, children=tuple(child.unit() for child in self.alive))

    def above(self) -> Iterator["Node"]:
        """What it stands in, the nearest first, without the act itself."""
        node = self.parent
        while node is not None and not node.is_root:
            yield node
            node = node.parent

    def below(self) -> Iterator["Node"]:
        """All that stands or stood in it, in reading order."""
        for child in self.children:
            yield child
            yield from child.below()

    def path(self) -> tuple[Unit, ...]:
        """The units it stands in, the widest first, and itself, each without its children."""
        if self.is_root:
            return ()
        return (*reversed([node.bare for node in self.above()]), self.bare)

    def touching(self) -> set[str]:
        """Keys of what changed it, a part of it, or what it stands in."""
        return {key for node in (self, *self.above(), *self.below()) for key in node.touched}

    def rests_on(self) -> set[str]:
        """Keys of what changed it or what it stands in."""
        return {key for node in (self, *self.above()) for key in node.touched}

    def repeal(self, key: str) -> None:
        self.touched[key] = None
        self._die()

    def reword(self, unit: Unit, key: str) -> None:
        """Take another wording; parts that keep their number stay who they are."""
        self.touched[key] = None
        self._become(unit)

    def insert(self, unit: Unit, key: str, *, behind: "Node | None") -> "Node":
        """Put a new unit behind a child, and behind what follows from it; None: before all.

        What was put behind it before stays nearer, and so does what its number comes before:
        12-2 put behind 12 stands behind 12-1.
        """
        made = grown(unit, self)
        made.touched[key] = None
        made.behind, made.was_put = behind, True
        place = 0 if behind is None else self.children.index(behind) + 1
        while place < len(self.children):
            child = self.children[place]
            if not _hangs_on(child, behind) and not _comes_first(behind, child, made):
                break
            place += 1
        self.children.insert(place, made)
        return made

    def _die(self) -> None:
        self.is_alive = False
        for one in self.below():
            one.is_alive = False

    def _become(self, unit: Unit) -> None:
        self.bare = replace(unit, children=())
        earlier = _kept(self.alive, unit.children)
        stay = {id(node) for node in earlier if node is not None}
        gone = [child for child in self.children if id(child) not in stay]
        # What is gone keeps its place behind what stood before it.
        follows: dict[int, list[Node]] = {}
        last = 0
        for child in self.children:
            if id(child) in stay:
                last = id(child)
            else:
                follows.setdefault(last, []).append(child)
        order = follows.get(0, [])
        for node, part in zip(earlier, unit.children, strict=True):
            if node is None:
                order.append(grown(part, self))
                continue
            node._become(part)
            order.append(node)
            order += follows.get(id(node), [])
        for child in gone:
            child._die()
        self.children = order


def _hangs_on(child: Node, behind: Node | None) -> bool:
    """Whether it was put behind that one, or behind what was put there."""
    node: Node | None = child
    while node is not None and node.was_put:
        node = node.behind
        if node is behind:
            return True
    return False


def _comes_first(behind: Node | None, child: Node, made: Node) -> bool:
    """Whether all three are of one number, as 12, 12-1 and 12-2 are, and in that order."""
    if behind is None or not child.kind == behind.kind == made.kind:
        return False
    first, between, last = (parts(node.bare.number) for node in (behind, child, made))
    return bool(first) and first[:1] == between[:1] and first < between < last


def parts(number: str) -> tuple[int, ...]:
    """12-1 as (12, 1); empty for what is no number of figures."""
    said = plain_number(number).split("-")
    is_plain = all(part.isascii() and part.isdigit() and len(part) < 10 for part in said)
    return tuple(int(part) for part in said) if is_plain else ()


def _kept(nodes: Sequence[Node], units: Sequence[Unit]) -> list[Node | None]:
    """Which node each unit is: by its number; without one by its words, then by its place."""
    by_key = {key: node for (key, _unit), node in zip(_keys(nodes), nodes, strict=True)}
    found: list[Node | None] = []
    for key, unit in keyed(units):
        found.append(by_key.get(key) if unit.kind != Kind.INDENT else None)
    indents = [node for node in nodes if node.kind == Kind.INDENT]
    places = [place for place, unit in enumerate(units) if unit.kind == Kind.INDENT]
    words: dict[str, list[Node]] = {}
    for node in reversed(indents):
        words.setdefault(node.bare.text, []).append(node)
    for place in places:
        if words.get(units[place].text):
            found[place] = words[units[place].text].pop()
    used = {id(node) for node in found}
    left = [node for node in indents if id(node) not in used]
    free = [place for place in places if found[place] is None]
    if len(left) == len(free):
        for place, node in zip(free, left, strict=True):
            found[place] = node
    return found


def _keys(nodes: Sequence[Node]) -> Iterator[tuple[tuple[Kind, str, int], Unit]]:
    return keyed(node.bare for node in nodes)


def grown(unit: Unit, parent: Node | None) -> Node:
    """Nodes of a unit that was not in the act."""
    made = Node(bare=replace(unit, children=()), parent=parent)
    made.children = [grown(child, made) for child in unit.children]
    return made


class Standing:
    """The whole act. Units are found by their address in it as it was, else as it is now."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self.keys: dict[str, None] = {}  # of the amendments taken, in order
        self.root = Node(bare=Unit(kind=Kind.PART), parent=None)
        self._nodes: dict[str, Node] = {"": self.root}
        self._now: dict[str, Node] | None = None
        for placed in walk(act):
            parent = self._nodes[placed.parent]
            node = Node(bare=replace(placed.unit, children=()), parent=parent, base=placed.unit)
            parent.children.append(node)
            self._nodes[placed.anchor] = node

    def find(self, anchor: str) -> Node | None:
        """What stood there; where that was taken out, what was put in its place."""
        stood = self._nodes.get(anchor)
        if stood is not None and stood.is_alive:
            return stood
        stands = self._addressed().get(anchor)
        if stands is not None and (stood is None or stands.base is None):
            return stands
        return stood

    def changed(self) -> None:
        """Addresses may be others now."""
        self._now = None

    def act(self) -> Act:
        return replace(self._act, units=tuple(child.unit() for child in self.root.alive))

    def addresses(self) -> dict[int, str]:
        """Where each node stands now, by its identity."""
        return {id(node): address for address, node in self._addressed().items()}

    def bearing(self, unit: Unit, *, beside: Node | None) -> Node | None:
        """What bears this number already: an article's in the act, others' beside it."""
        number = plain_number(unit.number)
        if not number or unit.kind == Kind.INDENT:
            return None
        rivals = (
            self.every() if unit.kind == Kind.ARTICLE else iter(beside.alive if beside else ())
        )
        return next(
            (
                one
                for one in rivals
                if one.kind == unit.kind and plain_number(one.bare.number) == number
            ),
            None,
        )

    def every(self) -> Iterator[Node]:
        """Every unit that is there, in reading order."""
        return _alive(self.root)

    def _addressed(self) -> dict[str, Node]:
        if self._now is None:
            pairs = zip(walk(self.act()), self.every(), strict=True)
            self._now = {placed.anchor: node for placed, node in pairs}
        return self._now


def _alive(node: Node) -> Iterator[Node]:
    for child in node.alive:
        yield child
        yield from _alive(child)
