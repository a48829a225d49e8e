"""``kenes read``: what the readers make of a file; nothing is saved."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from kenes.engines import undocs


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("read", help="read UN documents and print what was found")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--kind", choices=["auto", *undocs.Kind], default="auto")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array")
    form.add_argument("--csv", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Files that cannot be read are named on stderr; the others are printed. Status 2 then."""
    rows: list[dict[str, Any]] = []
    failed = 0
    for path in arguments.files:
        kind = None if arguments.kind == "auto" else undocs.Kind(arguments.kind)
        try:
            reading = undocs.read(path, name=path.name, kind=kind)
        except (undocs.UndocsError, OSError) as error:
            print(f"kenes: {path}: {error}", file=sys.stderr)
            failed += 1
            continue
        rows += undocs.as_rows(reading)
        for problem in reading.problems:
            print(f"kenes: {path}: {problem.where}: {problem.doubt.code}", file=sys.stderr)
    _print(rows, arguments)
    return 2 if failed else 0


def _print(rows: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    if arguments.csv:
        names = ["source", "number", "text", "states", "heading", "position", "page", "confidence"]
        writer = csv.DictWriter(sys.stdout, names)
        writer.writeheader()
        writer.writerows({**row, "states": " ".join(row["states"])} for row in rows)
        return
    for row in rows:
        states = ", ".join(row["states"])
        print(f"{row['number']:>8}  {row['position']:<9}  {row['text']} ({states})")
