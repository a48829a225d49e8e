"""``kenes proposal``: the public proposals, for the eye or as JSON."""

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.members.models import Chamber
from kenes.proposals import exporting, listing, matter, telling
from kenes.proposals.comparing import label_of
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal

LIMIT = 20
PUBLIC = [status.value for status in Status if status != Status.DRAFT]


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("proposal", help="list, show and export proposals")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    every = acts.add_parser("list", help="public proposals, the newest first")
    every.add_argument("words", nargs="*", metavar="WORD", help="beginnings of title words")
    every.add_argument("--status", choices=PUBLIC, default="")
    every.add_argument("--chamber", default="", metavar="SLUG", help="of the authors")
    every.add_argument("--limit", type=int, metavar="N", help=f"{LIMIT} for reading; JSON has all")
    show = acts.add_parser("show", help="one proposal with all that was said of it")
    show.add_argument("number", help="P-2026-014")
    export = acts.add_parser("export", help="all public proposals with all that was said of them")
    for one in (every, show, export):
        one.add_argument("--json", action="store_true", help="JSON instead of lines to read")
        one.add_argument("--language", choices=LANGUAGES, default="en", help="of names and terms")


def run(arguments: argparse.Namespace) -> int:
    with override(arguments.language):
        if arguments.act == "show":
            return _show(arguments)
        if arguments.act == "export":
            return _export(arguments)
        return _list(arguments)


def _list(arguments: argparse.Namespace) -> int:
    """Status 1 when nothing was found, as grep has it."""
    if arguments.chamber and not Chamber.objects.filter(slug=arguments.chamber).exists():
        raise CommandFailed(f"{arguments.chamber!r} is no chamber that is known")
    found = listing.found(
        status=arguments.status, chamber=arguments.chamber, words=" ".join(arguments.words)
    )
    rows = _newest(found)
    limit = arguments.limit if arguments.limit is not None or arguments.json else LIMIT
    rows = islice(rows, limit)
    if arguments.json:
        return _print_json(_summaries(rows))
    is_empty = True
    for facts in _summaries(rows):
        print(f"{facts['number']:<12} {facts['status']:<16} {facts['title']} ({facts['author']})")
        is_empty = False
    return int(is_empty)


def _summaries(rows: Iterator[Proposal]) -> Iterator[dict[str, Any]]:
    today = timezone.localdate()
    while chunk := list(islice(rows, exporting.CHUNK)):
        titles = matter.titles(chunk)
        for one in chunk:
            yield {
                "number": one.number,
                "status": str(one.status),
                "title": titles[one.pk].title,
                "language": one.language,
                "author": one.organisation.name,
                "chamber": one.chamber.slug,
                "submitted_at": one.submitted_at.isoformat() if one.submitted_at else None,
                "standing": telling.standing(one, today),
            }


def _show(arguments: argparse.Namespace) -> int:
    found = _newest(Proposal.objects.public().filter(number=arguments.number.upper()))
    one = next(exporting.exported(found), None)
    if one is None:
        raise CommandFailed(f"{arguments.number!r} is no public proposal")
    if arguments.json:
        print(json.dumps(one, ensure_ascii=False, indent=1))
        return 0
    proposal = Proposal.objects.select_related("referred_to", "referred_to_body").get(
        number=one["number"]
    )
    current = next(version for version in one["versions"] if version["is_current"])
    print(f"{one['number']}  {current['title']}")
    print(telling.standing(proposal, timezone.localdate()))
    for part in ("problem", "proposal", "justification"):
        print(f"\n{label_of(part)}\n{current[part]}")
    print()
    for name in ("versions", "claims", "comments", "positions", "papers"):
        print(f"{name}: {len(one[name])}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    if not arguments.json:
        raise CommandFailed("an export is JSON: add --json")
    return _print_json(exporting.exported(_newest(Proposal.objects.public())))


def _newest(found: Any) -> Iterator[Proposal]:
    rows = found.select_related("organisation", "chamber", "referred_to", "referred_to_body")
    yield from rows.order_by("-submitted_at", "-id").iterator(chunk_size=exporting.CHUNK)


def _print_json(rows: Iterator[dict[str, Any]]) -> int:
    """One array, an object a line; status 1 when it is empty."""
    mark = "["
    for facts in rows:
        print(mark, json.dumps(facts, ensure_ascii=False), sep="\n")
        mark = ","
    print("]" if mark == "," else "[]")
    return 0 if mark == "," else 1
