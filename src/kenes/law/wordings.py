"""Provisions as apps above show and cite them: the wording in lines, and what it is called.

One unit with all that stands in it, as it is printed; the label as an official of the country
would cite it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kenes.engines.lawtext import compare as engine
from kenes.engines.lawtext import writing
from kenes.engines.lawtext.compare import Fate, Row
from kenes.engines.lawtext.tree import Placed
from kenes.law import comparing, trees
from kenes.law.models import Provision, Text, Version


def wording(text: Text, anchor: str) -> str:
    """The lines of a provision; "" when there is none at that address."""
    unit = trees.unit_at(text, anchor)
    return "\n".join(writing.as_lines([unit], text.language)) if unit else ""


def label(text: Text, anchor: str) -> str:
    """How a provision is cited: «пункт 1 статьи 5»; the address itself when there is none."""
    rows = trees.above(text, anchor)
    return _label(rows, text.language) if rows else anchor


def wordings(version: Version, anchor: str) -> dict[str, str]:
    """The lines in every language the version is known in."""
    found = {text.language: wording(text, anchor) for text in version.texts.all()}
    return {language: lines for language, lines in found.items() if lines}


def labels(version: Version, anchor: str) -> dict[str, str]:
    """The name in every language the version has the provision in."""
    found = {text.language: trees.above(text, anchor) for text in version.texts.all()}
    return {language: _label(rows, language) for language, rows in found.items() if rows}


def _label(rows: Iterable[Provision], language: str) -> str:
    return writing.label_of([trees.unit_of(row) for row in rows], language)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One provision that differs between two versions; "" where it is not."""

    before: str  # addresses
    after: str
    fate: Fate
    label: str


def changed(before: Text, after: Text) -> Iterator[Changed]:
    """The provisions that differ, the widest unit of each, in reading order."""
    old, new = trees.act_of(before), trees.act_of(after)
    # Of the trees at hand: asked for one by one they would be a query each.
    were, are = comparing.labels(old, old.language), comparing.labels(new, new.language)
    rows = engine.compare(old, new).rows
    whole: set[tuple[str, str]] = set()  # ("old"/"new", address) of units told as a whole
    for row in rows:
        if row.fate == Fate.SAME or _is_told(row, whole):
            continue
        if row.fate == Fate.INSERTED:
            whole.add(("new", _anchor(row.new)))
        elif row.fate == Fate.DELETED:
            whole.add(("old", _anchor(row.old)))
        yield Changed(
            before=_anchor(row.old),
            after=_anchor(row.new),
            fate=row.fate,
            label=are[row.new.anchor] if row.new else were[_anchor(row.old)],
        )


def _is_told(row: Row, whole: set[tuple[str, str]]) -> bool:
    """Whether it stands in a unit that is told already; then its own parts are too."""
    if row.fate == Fate.INSERTED and row.new and ("new", row.new.parent) in whole:
        whole.add(("new", row.new.anchor))
        return True
    if row.fate == Fate.DELETED and row.old and ("old", row.old.parent) in whole:
        whole.add(("old", row.old.anchor))
        return True
    return False


def _anchor(placed: Placed | None) -> str:
    return placed.anchor if placed else ""
