"""Provisions at many addresses at once: how they are cited, how they read, where they went.

``wordings`` tells of one provision; a page with many of them asks here, in a few queries however
many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from kenes.engines.lawtext import tree, writing
from kenes.languages.types import LANGUAGES, current_language
from kenes.law import trees
from kenes.law.models import Provision, Text

Place = tuple[int, str]  # the key of a text, an address in it
INNER = "__"  # between the parts of an address
_AT_ONCE = 100  # addresses of one query
_CITED = frozenset(kind for kind in tree.Kind if kind.rank >= tree.Kind.ARTICLE.rank)


@dataclass(frozen=True, kw_only=True)
class Head:
    """An article, or what stands for one in an act that has none."""

    order: int
    anchor: str
    label: str  # as it is cited, in the reader's language
    heading: str  # in the language of the text
    begins: str  # its first words


def is_cited(row: Provision) -> bool:
    """Whether it is an article or a part of one: chapters are no provisions to be judged."""
    return tree.Kind(row.kind) in _CITED


def labels(places: Iterable[tuple[Text, str]]) -> dict[Place, str]:
    """How each is cited in the reader's language; an address of nothing stands for itself."""
    wanted = {(text.pk, anchor) for text, anchor in places if anchor}
    paths = {anchor: _path(anchor) for _text, anchor in wanted}
    rows: dict[Place, tree.Unit] = {}
    for some in _some(sorted({one for path in paths.values() for one in path})):
        found = Provision.objects.filter(of__in={text for text, _one in wanted}, anchor__in=some)
        for of, anchor, kind, number in found.values_list("of", "anchor", "kind", "number"):
            rows[of, anchor] = tree.Unit(kind=tree.Kind(kind), number=number)
    said: dict[Place, str] = {}
    for text, anchor in wanted:
        units = [rows[text, one] for one in paths[anchor] if (text, one) in rows]
        known = (text, anchor) in rows
        said[text, anchor] = writing.label_of(units, current_language()) if known else anchor
    return said


def readings(places: Iterable[tuple[Text, str]]) -> dict[Place, tuple[tuple[str, ...], ...]]:
    """All the words of each with what stands in it, to be compared; absent: it is not there."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for text, anchor in places:
        if anchor:
            wanted[anchor].add(text.pk)
    found: dict[Place, list[tuple[str, ...]]] = defaultdict(list)
    for some in _some(sorted(wanted)):
        within = reduce(or_, (Q(anchor__startswith=f"{anchor}{INNER}") for anchor in some))
        texts = {text for anchor in some for text in wanted[anchor]}
        rows = Provision.objects.filter(Q(anchor__in=some) | within, of__in=texts)
        columns = ("of", "anchor", "number", "heading", "text", "tail")
        for of, address, number, *words in rows.order_by("of", "order").values_list(*columns):
            for one in _path(address):
                if of in wanted.get(one, ()) and one in some:
                    inner = address.removeprefix(one)
                    # Its own number is no word of it: an article that moves stays the same.
                    found[of, one].append((inner, number if inner else "", *words))
    heads = {place for place, rows_ in found.items() if any(not row[0] for row in rows_)}
    return {place: tuple(found[place]) for place in heads}


def common(
    before: Iterable[Text], after: Iterable[Text], prevailing: Iterable[str]
) -> tuple[Text, Text] | None:
    """The texts of two versions in one language, a prevailing one if it can be."""
    old = {text.language: text for text in before}
    new = {text.language: text for text in after}
    for code in (*prevailing, *LANGUAGES):
        if code in old and code in new:
            return old[code], new[code]
    return None


def heads(text: Text, words: str = "") -> Iterator[Head]:
    """The articles of a text in order, or those in which all the words stand; one query.

    Words are looked for in small letters of any alphabet, which databases do not agree about.
    """
    wanted = words.casefold().split()
    for one in _articles(text):
        if _has(one.said, wanted):
            yield _head(one)


def articles(text: Text) -> Iterator[tuple[str, str]]:
    """The address of every article, and all its words on one line; one query."""
    for one in _articles(text):
        yield one.anchor, " ".join(one.said)


def parts(text: Text, anchor: str) -> list[Head]:
    """An article and what stands in it, each by itself; [] when it is not there."""
    rows = [row for row in trees.beneath(text, anchor) if is_cited(row)]
    named = labels((text, row.anchor) for row in rows)
    return [
        Head(
            order=row.order,
            anchor=row.anchor,
            label=named[text.pk, row.anchor],
            heading=row.heading,
            begins=" ".join(row.text.split()),
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class _Article:
    order: int
    anchor: str
    kind: str
    number: str
    heading: str
    said: list[str]  # its heading and all that stands in it


def _articles(text: Text) -> Iterator[_Article]:
    """Articles, and what stands in none."""
    columns = ("order", "anchor", "kind", "number", "heading", "text", "tail")
    rows = Provision.objects.filter(of=text).order_by("order").values_list(*columns)
    here: _Article | None = None
    for order, anchor, kind, number, heading, *texts in rows.iterator(chunk_size=2000):
        if here is None or not anchor.startswith(f"{here.anchor}{INNER}"):
            if here is not None:
                yield here
            is_article = tree.Kind(kind) in _CITED
            here = (
                _Article(
                    order=order, anchor=anchor, kind=kind, number=number, heading=heading, said=[]
                )
                if is_article
                else None
            )
        if here is not None:
            here.said.extend(one for one in (heading, *texts) if one)
    if here is not None:
        yield here


def _head(one: _Article) -> Head:
    unit = tree.Unit(kind=tree.Kind(one.kind), number=one.number)
    body = [said for said in one.said if said != one.heading]
    return Head(
        order=one.order,
        anchor=one.anchor,
        label=writing.label_of([unit], current_language()),
        heading=one.heading,
        begins=" ".join(body[0].split()) if body else "",
    )


def _has(said: list[str], wanted: list[str]) -> bool:
    if not wanted:
        return True
    text = " ".join(said).casefold()
    return all(word in text for word in wanted)


def _path(anchor: str) -> list[str]:
    """The addresses it stands in, the widest first, and itself: ``art_5``, ``art_5__para_1``."""
    parts = anchor.split(INNER)
    return [INNER.join(parts[:place]) for place in range(1, len(parts) + 1)]


def _some(anchors: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(anchors), _AT_ONCE):
        yield anchors[start : start + _AT_ONCE]
