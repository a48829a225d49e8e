"""The matrix as rows of a file, one for each obligation and provision."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kenes.alignment import matrix
from kenes.alignment.narrowing import Narrowing


def columns() -> dict[str, str]:
    """The stable name of each column, and the one for readers. No column weighs anybody."""
    names = {
        "instrument": _("Instrument"),
        "article": _("Article"),
        "label": _("What is promised"),
        "number": _("Number"),
        "act": _("National act"),
        "version": _("Version of the act"),
        "provision": _("Provision"),
        "address": _("Address of the provision"),
    }
    for side in matrix.sides():
        names[f"{side}"] = str(side.label)
        names[f"{side}_on"] = _("%(side)s: day of the view") % {"side": side.label}
    return {**names, "gap_since": _("Gap seen since")}


def rows(of: Narrowing) -> Iterator[Sequence[Any]]:
    """Cells in the order of ``columns``."""
    width = 2 * len(matrix.sides()) + 1
    for row in matrix.every(of):
        begins = [row.obligation.instrument.short_title, row.obligation.number, row.label]
        if not row.lines:
            yield [*begins, *[""] * 5, *[""] * width]
        for line in row.lines:
            yield [*begins, *_line(line)]


def _line(line: matrix.Line) -> Iterator[Any]:
    pair = line.pair
    yield from (
        pair.number,
        pair.act.title,
        pair.version.on.isoformat(),
        line.provision or _("the act is silent"),
        pair.anchor,
    )
    for cell in line.cells:
        yield cell.word
        yield cell.on.isoformat() if cell.on else ""
    yield pair.gap_since.isoformat() if pair.gap_since else ""
