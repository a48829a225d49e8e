"""``kenes table``: the comparative table of a public proposal, to read or as a file."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.proposals.models import Proposal
from kenes.proposals.table import exporting
from kenes.proposals.table import rows as having
from kenes.proposals.table.exporting import Paper
from kenes.proposals.table.files import made
from kenes.proposals.table.reading import read

_KINDS = {"text": "txt", "json": "json", "docx": "docx", "pdf": "pdf", "akn": "xml"}


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("table", help="the comparative table of a proposal")
    parser.add_argument("number", help="P-2026-014")
    parser.add_argument("--version", type=int, metavar="N", help="the current one unless given")
    parser.add_argument("--format", choices=_KINDS, default="text", help="text unless given")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the terminal unless given")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of words and terms")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when the version has no table, as grep has it."""
    with override(arguments.language):
        paper = _paper(arguments.number, arguments.version)
        for said in exporting.missing(paper.table):
            print(f"kenes: {said}", file=sys.stderr)
        content = made(paper, _KINDS[arguments.format], timezone.now())
    if arguments.output:
        arguments.output.write_bytes(content)
    elif arguments.format in {"docx", "pdf"} and sys.stdout.isatty():
        raise CommandFailed("this is no text for a terminal: name a file with --output")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    return 0 if paper.table.groups else 1


def _paper(number: str, version: int | None) -> Paper:
    public = Proposal.objects.public().select_related("organisation")
    found = public.filter(number=number.upper()).first() if number.isprintable() else None
    if found is None:
        raise CommandFailed(f"{number!r} is no public proposal")
    versions = found.versions.all()
    one = versions.filter(is_current=True) if version is None else versions.filter(number=version)
    taken = one.first() if version is None or 0 < version < 2**31 else None
    if taken is None:
        raise CommandFailed(f"{found.number} has no version {version}")
    table = read(list(having.taken(taken)), is_open=having.is_open(found))
    return Paper(proposal=found, version=taken, table=table)
