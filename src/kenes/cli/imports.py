"""``kenes import``: files into the register, as the import page does it."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.failures import CommandFailed
from kenes.engines import undocs
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.messages import say
from kenes.recommendations.models import Import, Mapping
from kenes.recommendations.services import imports, staging


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("import", help="import documents into the register")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--kind", choices=["auto", *undocs.Kind], default="auto")
    parser.add_argument("--mapping", metavar="NAME", help="a saved mapping, for any CSV")
    parser.add_argument("--dry-run", action="store_true", help="read and compare, save nothing")
    parser.add_argument("--undo", action="store_true", help="FILE is the number of an import")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Status 2 when a file could not be imported; the others are."""
    results = [
        _undo(str(path)) if arguments.undo else _import(path, arguments)
        for path in arguments.files
    ]
    if arguments.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    else:
        for result in results:
            print(_line(result))
    return 2 if any("error" in result for result in results) else 0


def _import(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    actor, mapping = operator("kenes import"), None
    if arguments.mapping:
        mapping = Mapping.objects.filter(name=arguments.mapping).first()
        if mapping is None:
            raise CommandFailed(f"no saved mapping is called {arguments.mapping!r}")
    kind = "" if arguments.kind == "auto" else arguments.kind
    try:
        import_ = staging.start(
            path, name=path.name, kind=kind, mapping=mapping, actor=actor, now=timezone.now()
        )
    except (undocs.UndocsError, OSError) as error:
        return {"file": str(path), "error": str(error)}
    import_ = staging.read(import_, actor=actor, now=timezone.now())
    if import_.status == ImportStatus.FAILED:
        return {"file": str(path), "import": import_.pk, "error": say(import_)}
    if arguments.dry_run:
        staging.discard(import_, actor=actor, now=timezone.now())
    else:
        import_ = imports.apply(import_, actor=actor, now=timezone.now())
    return {"file": str(path), "import": import_.pk, "counts": import_.counts}


def _undo(number: str) -> dict[str, Any]:
    import_ = Import.objects.filter(pk=number).first() if number.isdigit() else None
    if import_ is None:
        return {"file": number, "error": f"there is no import {number}"}
    import_ = imports.undo(import_, actor=operator("kenes import"), now=timezone.now())
    return {"file": number, "import": import_.pk, "counts": import_.counts}


def _line(result: dict[str, Any]) -> str:
    if "error" in result:
        return f"{result['file']}: {result['error']}"
    told = ", ".join(f"{count} {outcome}" for outcome, count in result["counts"].items() if count)
    return f"{result['file']}: import {result['import']}: {told or 'nothing found'}"
