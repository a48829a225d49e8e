"""``kenes roadmap``: a road map for the eye or as JSON, as a workbook, and out of one."""

import argparse
import json
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kenes.access.types import operator
from kenes.cli.failures import CommandFailed
from kenes.implementation import exporting, matter, telling
from kenes.implementation.facts import FIELDS, facts_of
from kenes.implementation.importing.judging import Judged, Outcome, judge
from kenes.implementation.importing.sentences import said, told
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services import staging
from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation

CHUNK = 200  # road maps held at a time


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("roadmap", help="show, export and import road maps")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    show = acts.add_parser("show", help="one road map with its measures; all, without a number")
    show.add_argument("number", nargs="?", default="", help="RM-2026-003")
    show.add_argument("--json", action="store_true", help="JSON instead of lines to read")
    export = acts.add_parser("export", help="the measures of a road map as XLSX")
    export.add_argument("number", help="RM-2026-003, or the number of a draft")
    export.add_argument("--output", type=Path, metavar="FILE", help="NUMBER.xlsx unless told")
    read = acts.add_parser("import", help="the measures of a workbook into a road map")
    read.add_argument("number", help="RM-2026-003, or the number of a draft")
    read.add_argument("file", type=Path, help="an XLSX workbook with one measure a row")
    read.add_argument("--dry-run", action="store_true", help="read and compare, save nothing")
    read.add_argument("--json", action="store_true", help="JSON instead of lines to read")
    read.add_argument(
        "--texts", choices=LANGUAGES, default="", help="their language; that of the headings"
    )
    for one in (show, export, read):
        one.add_argument("--language", choices=LANGUAGES, default="en", help="of names and terms")


def run(arguments: argparse.Namespace) -> int:
    with override(arguments.language):
        if arguments.act == "show":
            return _show(arguments) if arguments.number else _list(arguments)
        roadmap = _found(arguments.number)
        if arguments.act == "export":
            return _export(roadmap, arguments)
        return _import(roadmap, arguments)


def _list(arguments: argparse.Namespace) -> int:
    """Status 1 when there is none, as grep has it."""
    rows = RoadMap.objects.filter(status="adopted").order_by("-starts_on", "-id")
    waiting = rows.iterator(chunk_size=CHUNK)
    found: list[dict[str, Any]] = []
    while chunk := list(islice(waiting, CHUNK)):
        standings = matter.standings([one.pk for one in chunk], timezone.localdate())
        found += [_summary(one, standings[one.pk]) for one in chunk]
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one['number']:<12} {one['title']}\n{'':<12} {one['standing']}")
    return 0 if found else 1


def _show(arguments: argparse.Namespace) -> int:
    roadmap = _found(arguments.number)
    standing = matter.standing(roadmap, timezone.localdate())
    measures = list(
        roadmap.measures.select_related("owner")
        .prefetch_related("contributions__goal__recommendation", "reports")
        .order_by("order", "id")
    )
    known = matter.partners(measures)
    if arguments.json:
        facts = {
            **_summary(roadmap, standing),
            "titles": roadmap.title,
            "purpose": roadmap.purpose,
            "recommendations": [
                {
                    "number": one.recommendation.number,
                    "weight": one.goal.weight,
                    "percent": one.percent,
                }
                for one in matter.grouped(roadmap, standing)
            ],
            "measures": [_measure(one, known) for one in measures],
        }
        print(json.dumps(facts, ensure_ascii=False, indent=1))
        return 0
    print(f"{roadmap.number}  {roadmap.name}\n{telling.standing(roadmap, standing)}\n")
    for one in measures:
        print(f"{one.place:<8} {one.name}")
        print(f"{'':<8} {one.owner}: {telling.measure_standing(one, timezone.localdate())}")
    return 0


def _summary(roadmap: RoadMap, standing: matter.Standing) -> dict[str, Any]:
    return {
        "number": roadmap.number,
        "title": roadmap.name,
        "status": str(roadmap.status),
        "from": roadmap.starts_on.isoformat(),
        "until": roadmap.ends_on.isoformat(),
        "adopted_on": roadmap.adopted_on.isoformat() if roadmap.adopted_on else None,
        "decision": roadmap.decision,
        "percent": standing.percent,
        "measures": standing.measures,
        "done": standing.done,
        "overdue": standing.overdue,
        "dropped": standing.dropped,
        "standing": telling.standing(roadmap, standing),
    }


def _measure(one: Measure, known: dict[int, Organisation]) -> dict[str, Any]:
    facts = facts_of(one)
    return {
        **{name: _plain(facts[name]) for name in FIELDS},
        "owner": one.owner.slug,
        "partners": [known[key].slug for key in one.partners if key in known],
        "status": str(one.status),
        "percent": one.percent,
        "reports": [
            {
                "on": report.on.isoformat(),
                "status": str(report.status),
                "percent": report.percent,
                "text": report.text,
                "evidence": report.evidence,
                "language": report.language,
            }
            for report in one.reports.all()
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Organisation) else value


def _export(roadmap: RoadMap, arguments: argparse.Namespace) -> int:
    path = arguments.output or Path(f"{roadmap.number}.xlsx")
    path.write_bytes(exporting.workbook(roadmap))
    print(path)
    return 0


def _import(roadmap: RoadMap, arguments: argparse.Namespace) -> int:
    """Status 2 when a row was not understood; all others are in."""
    act: dict[str, Any] = {"actor": operator("kenes roadmap"), "now": timezone.now()}
    if not arguments.file.is_file():
        raise CommandFailed(f"{arguments.file}: there is no such file")
    staged = staging.stage(
        roadmap, arguments.file, name=arguments.file.name, language=arguments.texts, **act
    )
    judged = judge(staged)
    counts = {str(outcome): sum(one.outcome == outcome for one in judged) for outcome in Outcome}
    wrong = [_wrong(one) for one in judged if one.outcome == Outcome.WRONG]
    if arguments.dry_run or not counts[Outcome.NEW] + counts[Outcome.CHANGED]:
        staging.discard(staged, **act)
    else:
        staging.take_in(staged, **act)
    notes = [told(note) for note in staged.notes]
    if arguments.json:
        print(json.dumps({"counts": counts, "wrong": wrong, "notes": notes}, ensure_ascii=False))
    else:
        print(", ".join(f"{count} {name}" for name, count in counts.items() if count))
        for line in (*notes, *(f"{one['cell']}: {one['why']}" for one in wrong)):
            print(line)
    return 2 if wrong else 0


def _wrong(one: Judged) -> dict[str, str]:
    return {
        "cell": one.line.cell(""),
        "why": " ".join(said(note) for note in one.problems),
        "raw": one.line.raw,
    }


def _found(number: str) -> RoadMap:
    found = RoadMap.objects.filter(number__iexact=number).first() if number.isprintable() else None
    if found is None:
        raise CommandFailed(f"{number!r} is no road map")
    return found
