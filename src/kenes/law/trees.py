"""Texts as trees and back: provisions are rows, and ``engines.lawtext`` works on trees."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from kenes.engines.lawtext import tree
from kenes.engines.lawtext.reading import read
from kenes.law.models import Provision, Text

_PACKED = ("depth", "kind", "number", "heading", "text", "tail")


def act_of(text: Text) -> tree.Act:
    """The whole text as a tree; one query."""
    return acts_of([text])[text.pk]


def acts_of(texts: Collection[Text]) -> dict[int, tree.Act]:
    """Whole texts as trees, by key of the text; one query, however many texts."""
    units: dict[int, list[tuple[int, tree.Unit]]] = {text.pk: [] for text in texts}
    rows = Provision.objects.filter(of__in=units).order_by("of", "order")
    for of, depth, kind, number, heading, words, tail in rows.values_list("of", *_PACKED).iterator(
        chunk_size=2000
    ):
        unit = tree.Unit(
            kind=tree.Kind(kind), number=number, heading=heading, text=words, tail=tail
        )
        units[of].append((depth, unit))
    return {
        text.pk: tree.Act(
            title=text.title,
            language=text.language,
            preamble=text.preamble,
            ending=text.ending,
            units=tree.built(units[text.pk]),
        )
        for text in texts
    }


def from_lines(lines: Iterable[str], language: str) -> tree.Act:
    """An act out of its lines as printed, its title first."""
    return read(lines, language=language).act


def unit_of(row: Provision) -> tree.Unit:
    """One unit without its children."""
    return tree.Unit(
        kind=tree.Kind(row.kind),
        number=row.number,
        heading=row.heading,
        text=row.text,
        tail=row.tail,
    )


def rows_of(act: tree.Act) -> Iterator[Provision]:
    """The provisions of a tree, not saved yet and of no text."""
    for order, placed in enumerate(tree.walk(act)):
        yield Provision(
            order=order,
            depth=placed.depth,
            anchor=placed.anchor,
            kind=str(placed.unit.kind),
            number=placed.unit.number,
            heading=placed.unit.heading,
            text=placed.unit.text,
            tail=placed.unit.tail,
        )


def packed(act: tree.Act) -> dict[str, Any]:
    """The tree as JSON takes it."""
    rows = [[getattr(row, name) for name in _PACKED] for row in rows_of(act)]
    return {
        "title": act.title,
        "language": act.language,
        "preamble": act.preamble,
        "ending": act.ending,
        "rows": rows,
    }


def unpacked(data: Mapping[str, Any]) -> tree.Act:
    """The inverse of ``packed``."""
    rows = [Provision(**dict(zip(_PACKED, row, strict=True))) for row in data["rows"]]
    return tree.Act(
        title=data["title"],
        language=data["language"],
        preamble=data["preamble"],
        ending=data["ending"],
        units=tree.built([(row.depth, unit_of(row)) for row in rows]),
    )


def beneath(text: Text, anchor: str) -> list[Provision]:
    """A provision and all that stands in it, in reading order; [] when there is none. Two queries.

    Raises nothing: an address of nothing is an empty answer.
    """
    first = Provision.objects.filter(of=text, anchor=anchor).first()
    if first is None:
        return []
    following = Provision.objects.filter(of=text, order__gt=first.order).order_by("order")
    found = [first]
    for row in following.iterator(chunk_size=200):
        if row.depth <= first.depth:
            break
        found.append(row)
    return found


def unit_at(text: Text, anchor: str) -> tree.Unit | None:
    """The unit with all that stands in it."""
    rows = beneath(text, anchor)
    if not rows:
        return None
    top = rows[0].depth
    (unit,) = tree.built([(row.depth - top, unit_of(row)) for row in rows])
    return unit


def above(text: Text, anchor: str) -> list[Provision]:
    """The units a provision stands in, the widest first, and itself last. One query."""
    row = Provision.objects.filter(of=text, anchor=anchor).first()
    if row is None:
        return []
    found = [row]
    before = Provision.objects.filter(of=text, order__lt=row.order, depth__lt=row.depth)
    for one in before.order_by("-order").iterator(chunk_size=200):
        if one.depth < found[0].depth:
            found.insert(0, one)
        if not one.depth:
            break
    return found
