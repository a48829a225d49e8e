"""Two versions of a table beside each other: which rows came, went, or were worded otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.proposals.table.reading import Line, Table, compared_lines
from kenes.ui.differences import Row


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """One row that is not the same in both."""

    act: str
    element: str
    language: str  # of the element and of the wording
    says: str
    wording: tuple[Row, ...]
    justification: tuple[Row, ...]


def compared(before: Table, after: Table) -> tuple[ComparedRow, ...]:
    """The rows that differ, in the order of the later table; those that went stand last."""
    left: dict[object, list[tuple[str, Line]]] = defaultdict(list)
    for group in before.groups:
        for line in group.lines:
            left[_key(line)].append((group.title, line))
    found = []
    for group in after.groups:
        for line in group.lines:
            rivals = left[_key(line)]
            old = rivals.pop(0)[1] if rivals else None
            if old is None or _content(old) != _content(line):
                found.append(_row(group.title, old, line))
    gone = [one for rivals in left.values() for one in rivals]
    return (*found, *(_row(title, line, None) for title, line in gone))


def _row(act: str, old: Line | None, new: Line | None) -> ComparedRow:
    line = new or old
    assert line is not None  # noqa: S101 (one of them is given)
    says = _("Changed row")
    if old is None or new is None:
        says = _("New row") if old is None else _("Row taken out")
    elif old.row.base_id != new.row.base_id:
        says = _("Row taken over to another version of the act")
    return ComparedRow(
        act=act,
        element=line.element,
        language=line.row.language,
        says=says,
        wording=_lines(old, new, "proposed"),
        justification=_lines(old, new, "reasons"),
    )


def _lines(old: Line | None, new: Line | None, name: str) -> tuple[Row, ...]:
    before = getattr(old, name) if old else ""
    after = getattr(new, name) if new else ""
    return compared_lines(before, after) if before or after else ()


def _key(line: Line) -> Sequence[object]:
    """What makes two rows the same one in two versions."""
    row = line.row
    return row.act_id, row.language, str(row.change), row.anchor, str(row.place)


def _content(line: Line) -> Sequence[object]:
    return line.row.base_id, line.row.wording, line.row.justification
