"""``kenes request``: what waits for an answer, asking, and the clock that reminds."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies import telling
from kenes.replies.lifecycle import RequestKind
from kenes.replies.models import Reminder, Request
from kenes.replies.services import asking, clock

SHOWN = 50  # reminders told one by one


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("request", help="what waits for an answer; ask; remind")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    rows = acts.add_parser("list", help="requests that wait, the longest overdue first")
    rows.add_argument("--kind", choices=OrganisationKind.values, help="of institution")
    rows.add_argument("--overdue", action="store_true", help="those whose day is past")
    rows.add_argument("--public", action="store_true", help="without what was asked in confidence")
    rows.add_argument("--limit", type=int, metavar="N", help="default: all")
    rows.add_argument("--json", action="store_true", help="one JSON array of objects")
    show = acts.add_parser("show", help="one request with its signed replies")
    show.add_argument("number", metavar="NUMBER", help="as Q-2026-031")
    show.add_argument("--json", action="store_true", help="one JSON object")
    ask = acts.add_parser("ask", help="ask an institution in the name of the body")
    ask.add_argument("to", metavar="ORGANISATION", help="its name in addresses, as justice")
    ask.add_argument("text", metavar="TEXT", help="what is asked; - reads it from stdin")
    ask.add_argument("--language", choices=LANGUAGES, default="en", help="of the text")
    ask.add_argument("--kind", choices=RequestKind.values, default=RequestKind.QUESTION)
    ask.add_argument("--about", default="", metavar="NUMBER", help="R-2014-126, P-2026-014")
    ask.add_argument("--in-confidence", action="store_true", help="not public")
    due = ask.add_mutually_exclusive_group()
    due.add_argument("--days", type=int, metavar="N", help="default: as the by-laws say")
    due.add_argument("--due", type=as_day, metavar="DATE", help="as 2026-12-17")
    tick = acts.add_parser("tick", help="make the reminders that are due; each is made once")
    tick.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when a list is empty, as grep has it."""
    acts = {"list": _list, "show": _show, "ask": _ask, "tick": _tick}
    return acts[arguments.act](arguments)


def _list(arguments: argparse.Namespace) -> int:
    today = timezone.localdate()
    found = Request.objects.waiting().select_related("addressee", "asked_by")
    if arguments.kind:
        found = found.filter(addressee_kind=arguments.kind)
    if arguments.overdue:
        found = found.filter(due_on__lt=today)
    if arguments.public:
        found = found.public()
    rows = list(found.order_by("due_on", "id")[: arguments.limit])
    if arguments.json:
        print(json.dumps([_facts(one, today) for one in rows], ensure_ascii=False, indent=1))
    else:
        for one in rows:
            quiet = "" if one.is_public else "  (in confidence)"
            print(
                f"{one.number:<12} {one.due_on}  {telling.clock(one, today):<20} "
                f"{one.addressee}{quiet}"
            )
    return 0 if rows else 1


def _show(arguments: argparse.Namespace) -> int:
    found = (
        Request.objects.select_related("addressee", "asked_by", "follows")
        .filter(number=arguments.number)
        .first()
    )
    if found is None:
        raise CommandFailed(f"there is no request {arguments.number}")
    today = timezone.localdate()
    replies = list(found.replies.signed().select_related("referred_to"))
    if arguments.json:
        told = [
            {
                "kind": str(reply.kind),
                "text": reply.text,
                "until": reply.until.isoformat() if reply.until else None,
                "referred_to": reply.referred_to.slug if reply.referred_to else None,
                "signed_by": reply.signed_by_name,
                "signed_at": reply.signed_at.isoformat() if reply.signed_at else None,
            }
            for reply in replies
        ]
        print(json.dumps({**_facts(found, today), "replies": told}, ensure_ascii=False, indent=1))
        return 0
    print(f"{found.number}  {telling.standing(found, today)}")
    print(f"asked by  {telling.asker(found)}, {found.asked_on}")
    print(f"due       {found.due_on}")
    if not found.is_public:
        print("in confidence: not in the public record")
    print(f"\n{found.text}")
    for reply in replies:
        print(f"\n{reply.get_kind_display()}, signed by {reply.signed_by_name}\n{reply.text}")
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    addressee = Organisation.objects.filter(slug=arguments.to).first()
    if addressee is None:
        raise CommandFailed(f"no organisation has the address {arguments.to!r}")
    made = asking.ask(
        addressee=addressee,
        text=sys.stdin.read() if arguments.text == "-" else arguments.text,
        language=arguments.language,
        kind=arguments.kind,
        about=arguments.about,
        is_public=not arguments.in_confidence,
        asked_by=None,
        actor=operator("kenes request"),
        now=timezone.now(),
        days=arguments.days,
        due_on=arguments.due,
    )
    print(f"{made.number} is asked of {made.addressee}; the reply is due on {made.due_on}.")
    return 0


def _tick(arguments: argparse.Namespace) -> int:
    made = clock.tick(timezone.now())
    if arguments.json:
        print(json.dumps({"reminders": made}))
        return 0
    shown = Reminder.objects.filter(pk__in=made[:SHOWN]).select_related("request__addressee")
    for one in shown:
        print(
            f"{one.request.number:<12} {one.get_kind_display():<9} due {one.due_on}  "
            f"{one.request.addressee}"
        )
    if len(made) > SHOWN:
        print(f"… and {len(made) - SHOWN} more")
    print(f"reminders made: {len(made)}")
    return 0


def _facts(request: Request, today: date) -> dict[str, Any]:
    return {
        "number": request.number,
        "kind": str(request.kind),
        "about": request.about,
        "status": str(request.status),
        "addressee": request.addressee.slug,
        "asked_by": request.asked_by.slug if request.asked_by else None,
        "is_public": request.is_public,
        "asked_on": request.asked_on.isoformat(),
        "due_on": request.due_on.isoformat(),
        "days_left": request.days_left(today) if request.is_waiting else None,
        "text": request.text,
        "language": str(request.language),
    }
