"""``kenes instrument``: treaties and documents by article, and what the country has done."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.law import listing_instruments, telling
from kenes.law.importing import ratification, texts
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind
from kenes.law.models import Instrument
from kenes.law.services import commitments, instruments
from kenes.members.country import alpha_2
from kenes.members.services import bylaws

ACTOR = operator("kenes instrument")
_DAYS = {"signed": "signed_on", "joined": "joined_on", "in_force": "in_force_on"}


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "instrument", help="treaties and documents by article, and the country's status"
    )
    doings = parser.add_subparsers(dest="doing", metavar="DOING", required=True)
    doings.add_parser("catalogue", help="enter what Kenes knows, or bring it up to date")
    listed = doings.add_parser("list", help="every instrument with what the country has done")
    listed.add_argument("--kind", choices=InstrumentKind.values)
    read = doings.add_parser("import", help="a text by article; without --save it is only shown")
    read.add_argument("code", help="short name in addresses: iccpr")
    read.add_argument("file", type=Path, help="JSON or Akoma Ntoso")
    read.add_argument("--language", choices=LANGUAGES, default="en")
    read.add_argument("--add", action="store_true", help="articles that are not listed as well")
    table = doings.add_parser(
        "ratifications", help="a table of all States; without --save it is only shown"
    )
    table.add_argument("file", type=Path, help="CSV")
    table.add_argument("--country", help="two letters; the body's own unless given")
    for one in (read, table):
        one.add_argument("--save", action="store_true")
    status = doings.add_parser("status", help="what the country has done; --status states it")
    status.add_argument("code", help="short name in addresses: iccpr")
    status.add_argument("--status", choices=CommitmentStatus.values)
    for name in _DAYS:
        said = f"--{name.replace('_', '-')}"
        status.add_argument(said, dest=name, type=as_day, metavar="DATE", help="as 2006-01-24")
    status.add_argument("--year", type=int, help="of ratification, where the day is not known")
    status.add_argument("--complaints", choices=["yes", "no"], help="of individuals: accepted?")
    status.add_argument("--since", type=as_day, metavar="DATE", help="complaints are accepted")
    status.add_argument("--source", default="", help="where it is published")
    for one in (listed, read, table, status):
        one.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    doings = {
        "catalogue": _catalogue,
        "list": _list,
        "import": _import,
        "ratifications": _ratifications,
        "status": _status,
    }
    doings[arguments.doing](arguments)
    return 0


def _catalogue(arguments: argparse.Namespace) -> None:
    counts = instruments.enter_catalogue(actor=ACTOR, now=timezone.now())
    print(f"{counts.entered} entered, {counts.changed} changed, {counts.same} as they were")


def _list(arguments: argparse.Namespace) -> None:
    rows = listing_instruments.found()
    if arguments.kind:
        rows = rows.filter(kind=arguments.kind)
    found = [_told(one) for one in rows]
    if arguments.json:
        _print_json(found)
        return
    for row in found:
        print(f"{row['code']:<16} {row['adopted']}  {row['standing']}: {row['name']}")
    if not found:
        print("No instrument is entered: kenes instrument catalogue")


def _import(arguments: argparse.Namespace) -> None:
    one = _instrument(arguments.code)
    read = texts.read(arguments.file.read_bytes(), arguments.file.name, one)
    preview = texts.compared(one, read, arguments.language)
    told: dict[str, Any] = {
        "instrument": one.code,
        "language": arguments.language,
        "new": [row.number for row in preview.new],
        "changed": [row.number for row in preview.differing],
        "same": preview.same,
        "not_listed": [row.number for row in preview.unlisted],
        "missing": list(preview.without),
        "saved": False,
    }
    if arguments.save:
        instruments.enter_texts(
            one,
            texts=read,
            language=arguments.language,
            adding=arguments.add,
            actor=ACTOR,
            now=timezone.now(),
        )
        told["saved"] = True
    if arguments.json:
        _print_json(told)
        return
    for name, label in (
        ("new", "first wording"),
        ("changed", "changed"),
        ("not_listed", "not listed here"),
        ("missing", "not in the file"),
    ):
        if told[name]:
            print(f"{label}: {', '.join(told[name])}")
    print(f"the same: {preview.same}")
    print("Saved." if arguments.save else "Nothing was saved: add --save.")


def _ratifications(arguments: argparse.Namespace) -> None:
    today = timezone.localdate()
    country = arguments.country or alpha_2(bylaws.in_force(today).country).upper()
    if not country:
        raise CommandFailed("the body's country has no two letters: give --country")
    read = ratification.read(
        arguments.file.read_bytes(),
        arguments.file.name,
        country=country,
        this_year=today.year,
    )
    rows = [
        {
            "instrument": one.row.code,
            "line": one.row.line,
            "before": telling.standing(one.before),
            "after": telling.standing(commitments.as_row(one.row)),
            "outcome": str(one.outcome),
            "doubtful": one.row.is_doubtful,
        }
        for one in commitments.planned(read.rows)
    ]
    if arguments.save:
        commitments.enter_table(
            read.rows, source=arguments.file.name, actor=ACTOR, now=timezone.now()
        )
    if arguments.json:
        refused = [{"line": one.line, "why": one.why} for one in read.refused]
        _print_json(
            {
                "country": country.upper(),
                "rows": rows,
                "refused": refused,
                "unknown": list(read.unknown),
                "saved": arguments.save,
            }
        )
        return
    for row in rows:
        doubt = "  (its columns contradict each other)" if row["doubtful"] else ""
        print(f"{row['instrument']:<12} {row['outcome']:<8} {row['after']}{doubt}")
    for one in read.refused:
        print(f"line {one.line}: {one.why}")
    if read.unknown:
        print(f"unknown: {', '.join(read.unknown)}")
    print("Saved." if arguments.save else "Nothing was saved: add --save.")


def _status(arguments: argparse.Namespace) -> None:
    one = _instrument(arguments.code)
    if arguments.status:
        before = getattr(one, "commitment", None)
        commitments.state(
            one,
            status=arguments.status,
            joined_year=arguments.year,
            takes_complaints={"yes": True, "no": False}.get(arguments.complaints),
            complaints_since=arguments.since,
            source=arguments.source,
            # Words are written on the page; what stands there stays.
            reservations=before.reservations if before else {},
            note=before.note if before else {},
            **{field: getattr(arguments, name) for name, field in _DAYS.items()},
            actor=ACTOR,
            now=timezone.now(),
        )
        one = _instrument(arguments.code)
    told = _told(one)
    if arguments.json:
        _print_json(told)
        return
    print(f"{told['name']}\n{told['standing']}")
    if told["complaints"]:
        print(f"Complaints of individuals: {told['complaints']}")


def _instrument(code: str) -> Instrument:
    one = listing_instruments.found().filter(code=code).first()
    if one is None:
        raise CommandFailed(f"there is no instrument {code}: kenes instrument list")
    return one


def _told(one: Instrument) -> dict[str, Any]:
    commitment = getattr(one, "commitment", None)
    return {
        "code": one.code,
        "kind": one.kind,
        "name": one.title,
        "adopted": one.adopted_on.isoformat() if one.adopted_on else None,
        "status": commitment.status if commitment else None,
        "standing": telling.standing(commitment),
        "complaints": telling.complaints(one, commitment).words if one.has_complaints else "",
    }


def _print_json(told: dict[str, Any] | Sequence[dict[str, Any]]) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=1))
