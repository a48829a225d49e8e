"""Choosing an act and a provision to amend: by name, by words, out of the contents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kenes.engines.lawtext import tree, writing
from kenes.law import listing
from kenes.law.models import Act
from kenes.proposals.table import words as said

MOST_ACTS = 50
SHOWN_AT_ONCE = 400  # contents longer than this are opened chapter by chapter


@dataclass(frozen=True, kw_only=True)
class Head:
    """A line of the contents. ``has_inner``: chapters open, articles are chosen."""

    anchor: str
    label: str
    heading: str
    depth: int
    is_article: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """A provision within the one that is chosen."""

    anchor: str
    label: str
    begins: str


def acts(words: str) -> Sequence[Act]:
    """Acts whose names have words that begin so, the newest first."""
    return list(listing.found(words=words).order_by("-enacted_on", "-id")[:MOST_ACTS])


def contents(law: tree.Act, *, words: str = "", within: str = "") -> tuple[Head, ...]:
    """Chapters and articles, or those articles in which all the words stand.

    Of a long act only what is not in a chapter, or what is in the chapter asked for.
    """
    placed = list(tree.walk(law))
    heads = [one for one in placed if one.unit.kind.rank <= tree.Kind.ARTICLE.rank]
    if not any(one.unit.kind == tree.Kind.ARTICLE for one in heads):
        heads = [one for one in placed if one.unit.kind.rank <= tree.Kind.PARAGRAPH.rank]
    wanted = words.casefold().split()
    if wanted:
        heads = [one for one in heads if _is_leaf(one) and _has(one.unit, wanted)]
    elif len(heads) > SHOWN_AT_ONCE:
        heads = [one for one in heads if one.parent in ("", within) or one.anchor == within]
    return tuple(
        Head(
            anchor=one.anchor,
            label=writing.heading_of(one.unit, law.language),
            heading=one.unit.heading or one.unit.text[:120],
            depth=one.depth,
            is_article=_is_leaf(one),
        )
        for one in heads[: 2 * SHOWN_AT_ONCE]
    )


def parts(law: tree.Act, anchor: str) -> tuple[Part, ...]:
    """What stands in a provision, to amend a part of it alone."""
    inner = [one for one in tree.walk(law) if _stands_in(one, anchor)]
    cited = said.cited_all(law, [one.anchor for one in inner])
    return tuple(
        Part(
            anchor=one.anchor,
            label=cited[one.anchor],
            begins=(one.unit.heading or one.unit.text)[:80],
        )
        for one in inner[:SHOWN_AT_ONCE]
    )


def _stands_in(one: tree.Placed, anchor: str) -> bool:
    """Articles have addresses of their own: of a chapter only what is directly in it."""
    return one.parent == anchor or one.anchor.startswith(f"{anchor}__")


def _is_leaf(one: tree.Placed) -> bool:
    return one.unit.kind.rank >= tree.Kind.ARTICLE.rank


def _has(unit: tree.Unit, wanted: Sequence[str]) -> bool:
    text = " ".join(_texts(unit)).casefold()
    return all(word in text for word in wanted)


def _texts(unit: tree.Unit) -> Iterator[str]:
    yield from (unit.number, unit.heading, unit.text, unit.tail)
    for child in unit.children:
        yield from _texts(child)
