"""``kenes alignment``: the matrix of one instrument against one act, for the eye or as data."""

import argparse
import json
import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.alignment import exporting, matrix
from kenes.alignment.narrowing import narrowing
from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.ui.exports import csv_lines


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("alignment", help="obligations beside provisions of the law")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    show = acts.add_parser("show", help="an instrument against an act, article by article")
    show.add_argument("instrument", help="its code, as iccpr")
    show.add_argument("law", metavar="act", help="the act's code, as criminal-procedure-code")
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="JSON instead of lines to read")
    form.add_argument("--csv", action="store_true", help="CSV instead of lines to read")
    show.add_argument("--language", choices=LANGUAGES, default="en", help="of names and terms")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when the instrument has no obligations."""
    with override(arguments.language):
        of = narrowing({"instrument": arguments.instrument, "act": arguments.law})
        if of.instrument is None:
            raise _none(arguments.instrument, "instrument")
        if of.act is None:
            raise _none(arguments.law, "act")
        if arguments.csv:
            for block in csv_lines(exporting.columns().values(), exporting.rows(of)):
                sys.stdout.write(block)
            return int(not matrix.obligations(of).exists())
        rows = list(matrix.every(of))
        if arguments.json:
            print(json.dumps([_data(row) for row in rows], ensure_ascii=False, indent=1))
        else:
            for row in rows:
                _say(row)
        return int(not rows)


def _say(row: matrix.Row) -> None:
    print(f"{row.obligation.number:<8} {row.label}")
    if not row.lines:
        print(" " * 9 + _("not looked at"))
    for line in row.lines:
        provision = line.provision or _("the act is silent")
        print(f"{'':<8} {line.pair.number}  {provision}")
        for cell in line.cells:
            since = f", {cell.on.isoformat()}" if cell.on else ""
            changed = ", " + _("the provision has changed since") if cell.has_changed else ""
            print(f"{'':<10} {cell.label}: {cell.word}{since}{changed}")


def _data(row: matrix.Row) -> dict[str, Any]:
    return {
        "article": row.obligation.number,
        "label": row.obligation.label,
        "beside": [
            {
                "number": line.pair.number,
                "provision": line.pair.anchor,
                "cited": line.provision,
                "version": line.pair.version.on.isoformat(),
                "gap_since": line.pair.gap_since.isoformat() if line.pair.gap_since else None,
                "sides": {
                    str(cell.side): {
                        "finds": cell.kind,
                        "on": cell.on.isoformat() if cell.on else None,
                        "has_changed_since": cell.has_changed,
                    }
                    for cell in line.cells
                },
            }
            for line in row.lines
        ],
    }


def _none(code: str, what: str) -> CommandFailed:
    return CommandFailed(f"{code!r} is no {what} of the house")
