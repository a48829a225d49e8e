"""An act as a tree of units, each with an address that stays when others come and go."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of unit, the widest first: a unit stands in one of a wider kind, or in the act."""

    PART = "part"  # часть, бөлік
    SECTION = "section"  # раздел, бөлім
    CHAPTER = "chapter"  # глава, тарау
    DIVISION = "division"  # параграф
    ARTICLE = "article"  # статья, бап
    PARAGRAPH = "paragraph"  # пункт, тармақ: 1.
    SUBPARAGRAPH = "subparagraph"  # подпункт, тармақша: 1) or a)
    INDENT = "indent"  # абзац: has no number

    @property
    def rank(self) -> int:
        """0 for the widest."""
        return _ORDER[self]


_ORDER = {kind: rank for rank, kind in enumerate(Kind)}
# As the naming convention of Akoma Ntoso abbreviates them in an eId.
SHORT = {
    Kind.PART: "part",
    Kind.SECTION: "sec",
    Kind.CHAPTER: "chp",
    Kind.DIVISION: "subchp",
    Kind.ARTICLE: "art",
    Kind.PARAGRAPH: "para",
    Kind.SUBPARAGRAPH: "subpara",
    Kind.INDENT: "al",
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DASHES = re.compile(r"[‐‑‒–—−.]")
_AGAIN = re.compile(r"_[^_]*\+\d+$")
_UNFIT = re.compile(r"(?:[^\w-]|_)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """One unit. ``text`` is what stands before its children, ``tail`` what stands after them."""

    kind: Kind
    number: str = ""  # as written: 12, 12-1, 12¹, III, a
    heading: str = ""
    text: str = ""
    children: tuple["Unit", ...] = ()
    tail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One version of an act in one language."""

    title: str
    language: str  # kk, ru, en
    preamble: str = ""
    units: tuple[Unit, ...] = ()
    ending: str = ""  # signatures and what else follows the last unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A unit where it stands: its address, its parent's, and its depth from 0."""

    anchor: str
    parent: str  # "" in the act itself
    depth: int
    unit: Unit


def plain_number(number: str) -> str:
    """The number as it stands in an address: ``12¹`` and ``12–1`` are both ``12-1``."""
    raised = _SUPERSCRIPT.sub(lambda found: "-" + found[0].translate(_SUPERSCRIPTS), number)
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", raised).casefold().strip())
    return _UNFIT.sub("", plain).strip("-")


def walk(act: Act) -> Iterator[Placed]:
    """Every unit in reading order.

    An article is addressed by its number alone, since articles are numbered through an act and
    stay the same when chapters are made or moved. Everything else stands under its parent. Where
    numbers are missing or repeat, the place counts: ``al_2``, ``art+3``, ``art_5__para_1+2``.
    """
    yield from _walk(act.units, "", 0, {})


def _walk(
    units: tuple[Unit, ...], parent: str, depth: int, articles: dict[str, int]
) -> Iterator[Placed]:
    seen: dict[str, int] = {}
    for unit in units:
        is_article = unit.kind == Kind.ARTICLE
        short = SHORT[unit.kind]
        number = "" if unit.kind == Kind.INDENT else plain_number(unit.number)
        counted = articles if is_article else seen
        name = f"{short}_{number}" if number else short
        counted[name] = counted.get(name, 0) + 1
        if unit.kind == Kind.INDENT:
            name = f"{short}_{counted[name]}"
        elif not number:
            name = f"{short}+{counted[name]}"
        elif counted[name] > 1:
            name = f"{name}+{counted[name]}"
        anchor = name if is_article or not parent else f"{parent}__{name}"
        yield Placed(anchor=anchor, parent=parent, depth=depth, unit=unit)
        yield from _walk(unit.children, anchor, depth + 1, articles)


def repeated(act: Act) -> list[str]:
    """Addresses that more than one unit asks for, in order: each is named to who imports."""
    return [one.anchor for one in walk(act) if _AGAIN.search(one.anchor)]


def find(act: Act, anchor: str) -> Placed | None:
    return next((one for one in walk(act) if one.anchor == anchor), None)


def bare(unit: Unit) -> Unit:
    """The unit without its children."""
    return replace(unit, children=())


def built(rows: list[tuple[int, Unit]]) -> tuple[Unit, ...]:
    """The trees of units given in reading order with their depths; the inverse of ``walk``.

    Raises ValueError for a depth that grows by more than one.
    """
    root: list[tuple[Unit, list]] = []  # type: ignore[type-arg]
    levels: list[list] = [root]  # type: ignore[type-arg]
    for depth, unit in rows:
        if depth >= len(levels):
            raise ValueError(f"depth {depth} without a parent")
        children: list[tuple[Unit, list]] = []  # type: ignore[type-arg]
        levels[depth].append((unit, children))
        levels[depth + 1 :] = [children]
    return _frozen(root)


def _frozen(nodes: list) -> tuple[Unit, ...]:  # type: ignore[type-arg]
    return tuple(replace(unit, children=_frozen(children)) for unit, children in nodes)
