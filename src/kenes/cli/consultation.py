"""``kenes consultation``: for the eye or as data, opened, closed, and its maps followed."""

import argparse
import json
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kenes.access.types import operator
from kenes.cli import following
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.opinions import listing, recorded, telling
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.opinions.services import preparing

CHUNK = 200  # rows held at a time
ACTOR = operator("kenes consultation")


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("consultation", help="list, show, open and close consultations")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    list_ = acts.add_parser("list", help="all of them, open ones first")
    list_.add_argument("--status", choices=Status.values, help="of one status alone")
    show = acts.add_parser("show", help="where one stands, in a few lines")
    open_ = acts.add_parser("open", help="open what was prepared")
    open_.add_argument(
        "--until", type=as_day, metavar="DAY", help="its last day; the by-laws' least"
    )
    close = acts.add_parser("close", help="close one before its last day")
    close.add_argument("--reason", required=True, help="published with it")
    export = acts.add_parser("export", help="its words, statements and published map as JSON")
    follow = acts.add_parser("follow", help="draw the maps of open ones, beside the server")
    follow.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on, again after as long"
    )
    for one in (show, open_, close, export):
        one.add_argument("number", help="C-2026-001, or the number of a draft")
    for one in (list_, show):
        one.add_argument("--json", action="store_true", help="JSON instead of lines to read")
    for one in (list_, show, open_, close):
        one.add_argument("--language", choices=LANGUAGES, default="en", help="of names and terms")
    for one in (export, follow):
        one.set_defaults(language="en")


def run(arguments: argparse.Namespace) -> int:
    acts = {"list": _list, "show": _show, "open": _open, "close": _close, "export": _export}
    if arguments.act == "follow":
        return following.follow(arguments.every)
    with override(arguments.language):
        return acts[arguments.act](arguments)


def _list(arguments: argparse.Namespace) -> int:
    """Status 1 when there is none, as grep has it."""
    wanted = (
        (arguments.status,) if arguments.status else (Status.OPEN, Status.DRAFT, Status.CLOSED)
    )
    found = []
    for status in wanted:
        rows = listing.found(Status(status), "").order_by("-id").iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            found += [_summary(one) for one in chunk]
    if arguments.json:
        print(_json(found))
    else:
        for one in found:
            print(f"{one['number']:<17} {one['title']}\n{'':<17} {one['standing']}")
    return 0 if found else 1


def _show(arguments: argparse.Namespace) -> int:
    one = _found(arguments.number)
    facts = {**_summary(one), "statements": listing.counts(one)}
    if arguments.json:
        print(_json(facts))
        return 0
    print(f"{one.number}  {one.name}\n{facts['standing']}")
    print(f"{telling.who(one)} {telling.proposing(one)}")
    for status, count in facts["statements"].items():
        print(f"{status:<10} {count}")
    return 0


def _open(arguments: argparse.Namespace) -> int:
    now = timezone.now()
    until: date = arguments.until or telling.earliest_last_day(timezone.localdate(now))
    one = _found(arguments.number)
    made = preparing.open_(one, closes_on=until, actor=ACTOR, now=now)
    print(f"{made.number}  {telling.standing(made, timezone.localdate(now))}")
    return 0


def _close(arguments: argparse.Namespace) -> int:
    now = timezone.now()
    one = _found(arguments.number)
    made = preparing.close(one, because=arguments.reason, actor=ACTOR, now=now)
    print(f"{made.number}  {telling.standing(made, timezone.localdate(now))}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    """What everybody may know of it; the votes themselves are not in it."""
    one = _found(arguments.number)
    if one.status == Status.DRAFT:
        raise CommandFailed(f"{one.number} is in preparation: nothing of it is public yet")
    rows = one.statements.filter(status__in=listing.PUBLIC).select_related("of", "merged_into")
    drawn = one.maps.filter(facts_at__isnull=False).order_by("-is_final").first()
    facts = {
        "number": one.number,
        **recorded.state_of(one),
        "statements": [
            {"number": row.number, **recorded.statement_state(row)}
            for row in rows.order_by("number").iterator(chunk_size=CHUNK)
        ],
        "map": drawn.facts if drawn and drawn.is_final else None,
    }
    print(_json(facts))
    return 0


def _summary(one: Consultation) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.name,
        "status": str(one.status),
        "circle": str(one.circle),
        "body": one.body.slug,
        "about": one.about,
        "opened_on": one.opened_on.isoformat() if one.opened_on else None,
        "closes_on": one.closes_on.isoformat() if one.closes_on else None,
        "standing": telling.standing(one, timezone.localdate()),
    }


def _found(number: str) -> Consultation:
    found = listing.by_number(number)
    if found is None:
        raise CommandFailed(f"{number!r} is no consultation of the house")
    return found


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1)
