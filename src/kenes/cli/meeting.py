"""``kenes meeting``: plan a meeting, call it, show one or all, for the eye or as JSON."""

import argparse
import json
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import override

from kenes.access.types import operator
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.languages.fields import pick
from kenes.languages.types import LANGUAGES
from kenes.meetings import listing, telling
from kenes.meetings.lifecycle import MeetingKind, Mode, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import calling, planning
from kenes.members.models import Body, BodyKind

LIMIT = 20


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("meeting", help="plan, call, list and show meetings")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    every = acts.add_parser("list", help="meetings, the latest day first")
    every.add_argument("--body", default="", metavar="SLUG")
    every.add_argument("--year", type=int)
    every.add_argument(
        "--limit", type=int, default=LIMIT, metavar="N", help=f"{LIMIT} unless given"
    )
    show = acts.add_parser("show", help="one meeting with its agenda")
    show.add_argument("number", help="M-2026-004")
    plan = acts.add_parser("plan", help="enter a meeting in the plan of its year")
    plan.add_argument("day", type=as_day, help="as 2026-12-31")
    plan.add_argument("--body", default="", metavar="SLUG", help="the plenary unless given")
    plan.add_argument("--kind", choices=MeetingKind.values, default=MeetingKind.QUARTERLY.value)
    plan.add_argument("--mode", choices=Mode.values, default=Mode.ROOM.value)
    plan.add_argument("--begins", type=_hour, metavar="HH:MM")
    plan.add_argument("--ends", type=_hour, metavar="HH:MM")
    plan.add_argument("--title", default="", metavar="TEXT", help="in --language")
    plan.add_argument("--place", default="", metavar="TEXT", help="in --language")
    plan.add_argument("--link", default="", metavar="URL", help="to join online")
    plan.add_argument("--reason", default="", metavar="TEXT", help="of an extra meeting")
    call = acts.add_parser("call", help="publish its agenda and invite all who sit on the body")
    call.add_argument("number", help="M-2026-004")
    call.add_argument("--short-notice", default="", metavar="TEXT", help="why the notice is short")
    for one in (every, show, plan, call):
        one.add_argument("--json", action="store_true", help="JSON instead of lines to read")
        one.add_argument("--language", choices=LANGUAGES, default="en", help="of words and terms")


def run(arguments: argparse.Namespace) -> int:
    acts = {"list": _list, "show": _show, "plan": _plan, "call": _call}
    with override(arguments.language):
        return acts[arguments.act](arguments)


def _list(arguments: argparse.Namespace) -> int:
    """Status 1 when nothing was found, as grep has it."""
    year = arguments.year
    if year is not None and listing.year_of(str(year), timezone.localdate()) is None:
        raise CommandFailed(f"{year} is no year of meetings")
    rows = listing.found(body=arguments.body, year=year).order_by("-on", "-id")
    found = list(rows[: max(arguments.limit, 0)])
    if arguments.json:
        print(json.dumps([_facts(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.number:<12} {one.on} {one.status:<10} {one.body}: {one.name}")
    return int(not found)


def _show(arguments: argparse.Namespace) -> int:
    one = _meeting(arguments.number)
    if arguments.json:
        print(json.dumps(_whole(one), ensure_ascii=False, indent=1))
        return 0
    print(f"{one.number}  {one.body}: {one.name}")
    print(telling.day_and_hour(one))
    print(telling.standing(one, timezone.localdate()))
    if one.status != Status.PLANNED:
        for item in one.items.all():
            about = f"  ({item.about})" if item.about else ""
            print(f"{item.order:>3}. {pick(item.title)}{about}, {item.minutes} min")
    return 0


def _plan(arguments: argparse.Namespace) -> int:
    def words(text: str) -> dict[str, str]:
        return {arguments.language: text} if text else {}

    try:
        made = planning.plan(
            _body(arguments.body),
            kind=arguments.kind,
            mode=arguments.mode,
            on=arguments.day,
            starts_at=_at(arguments.day, arguments.begins),
            ends_at=_at(arguments.day, arguments.ends),
            title=words(arguments.title),
            place=words(arguments.place),
            reason=words(arguments.reason),
            link=arguments.link,
            language=arguments.language,
            actor=operator("kenes meeting"),
            now=timezone.now(),
        )
    except ValidationError as error:
        raise CommandFailed(_by_field(error)) from error
    return _done(made, f"{made.number} is planned for {made.on}.", arguments.json)


def _call(arguments: argparse.Namespace) -> int:
    why = {arguments.language: arguments.short_notice} if arguments.short_notice else {}
    try:
        made = calling.call(
            _meeting(arguments.number),
            short_notice=why,
            actor=operator("kenes meeting"),
            now=timezone.now(),
        )
    except ValidationError as error:
        raise CommandFailed(_by_field(error)) from error
    count = made.invitations.count()
    return _done(made, f"{made.number} is called; {count} people are invited.", arguments.json)


def _done(meeting: Meeting, sentence: str, is_json: bool) -> int:
    print(json.dumps(_facts(meeting), ensure_ascii=False) if is_json else sentence)
    return 0


def _facts(one: Meeting) -> dict[str, Any]:
    """What everybody may know of it: never the link."""
    return {
        "number": one.number,
        "body": one.body.slug,
        "kind": str(one.kind),
        "mode": str(one.mode),
        "status": str(one.status),
        "on": one.on.isoformat(),
        "begins": one.starts_at.isoformat() if one.starts_at else None,
        "ends": one.ends_at.isoformat() if one.ends_at else None,
        "title": one.title,
        "place": one.place,
    }


def _whole(one: Meeting) -> dict[str, Any]:
    items = [] if one.status == Status.PLANNED else one.items.select_related("presenter")
    return {
        **_facts(one),
        "papers_until": one.papers_until.isoformat() if one.papers_until else None,
        "standing": telling.standing(one, timezone.localdate()),
        "items": [
            {
                "order": item.order,
                "section": str(item.section),
                "title": item.title,
                "about": item.about,
                "presenter": item.presenter.slug if item.presenter else None,
                "minutes": item.minutes,
            }
            for item in items
        ],
    }


def _meeting(number: str) -> Meeting:
    rows = Meeting.objects.select_related("body", "minutes")
    one = rows.filter(number=number.upper()).first() if number.isprintable() else None
    if one is None:
        raise CommandFailed(f"{number!r} is no meeting that is known")
    return one


def _body(slug: str) -> Body:
    wanted = {"slug": slug} if slug else {"kind": BodyKind.PLENARY}
    one = Body.objects.filter(**wanted).first()
    if one is None:
        raise CommandFailed(f"{slug!r} is no body that is known" if slug else "there is no body")
    return one


def _by_field(error: ValidationError) -> str:
    """Every refusal with the name of what it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(
        " ".join(said) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(said)}"
        for name, said in error.message_dict.items()
    )


def _at(day: date, hour: time | None) -> datetime | None:
    zone = timezone.get_default_timezone()
    return datetime.combine(day, hour, tzinfo=zone) if hour else None


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no hour; write as 10:00") from error
