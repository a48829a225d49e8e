"""``kenes bylaws``: the rules in force on a day, and the adoption of new ones."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.members import lawbook
from kenes.members.models import ByLaws
from kenes.members.rules import BY_NAME, RULES
from kenes.members.services import bylaws


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("bylaws", help="the body's rules; adopt new ones")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    show = acts.add_parser("show", help="every rule with its value on a day, and the default")
    show.add_argument(
        "--on", type=as_day, metavar="DATE", help="as 2026-12-31; today unless given"
    )
    show.add_argument("--json", action="store_true", help="one JSON object")
    adopt = acts.add_parser(
        "adopt",
        help="a new version; rules that are not named stay as the newest version has them",
    )
    adopt.add_argument("--decision", required=True, metavar="TEXT", help="by which it is adopted")
    adopt.add_argument(
        "--from",
        dest="starts_on",
        type=as_day,
        required=True,
        metavar="DATE",
        help="its first day",
    )
    adopt.add_argument(
        "rules", nargs="*", metavar="NAME=VALUE", help="e.g. reply_days_ngo=45; NAME= : default"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.act == "adopt":
        return _adopt(arguments)
    day = arguments.on or timezone.localdate()
    version = ByLaws.objects.filter(starts_on__lte=day).first()
    if arguments.json:
        json.dump(_as_json(version, day), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _print(version, day)
    return 0


def _adopt(arguments: argparse.Namespace) -> int:
    before = bylaws.newest()
    values = bylaws.complete(before)
    for given in arguments.rules:
        name, equals, value = given.partition("=")
        if not equals:
            raise CommandFailed(f"{given}: write NAME=VALUE")
        if name not in BY_NAME:
            raise CommandFailed(f"there is no rule {name}: kenes bylaws show lists them")
        values[name] = value or BY_NAME[name].default
    try:
        made = bylaws.adopt(
            values=values,
            decision=arguments.decision,
            starts_on=arguments.starts_on,
            seen=before.number if before else 0,
            actor=operator("kenes bylaws"),
            now=timezone.now(),
        )
    except ValidationError as error:
        raise CommandFailed(_by_rule(error)) from error
    print(f"Version {made.number} of the by-laws is adopted; it begins on {made.starts_on}.")
    for change in lawbook.changes(before, made):
        print(f"  {change.rule.name}: {change.before} -> {change.after}")
    return 0


def _by_rule(error: ValidationError) -> str:
    """The service's sentences, each after the rule it is about."""
    found = getattr(error, "message_dict", {NON_FIELD_ERRORS: error.messages})
    return " ".join(
        sentence if name == NON_FIELD_ERRORS else f"{name}: {sentence}"
        for name, sentences in found.items()
        for sentence in sentences
    )


def _print(version: ByLaws | None, day: date) -> None:
    if version is None:
        print(f"On {day} the defaults are in force; no version was adopted before.")
    else:
        print(f"On {day} version {version.number} is in force, since {version.starts_on}.")
        print(f"Adopted by: {version.decision}")
    values = bylaws.complete(version)
    width = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        said = rule.in_words(values[rule.name])
        if values[rule.name] != rule.default:
            said += f"  (default: {rule.in_words(rule.default)})"
        print(f"{rule.name:<{width}}  {said}")
    for one in ByLaws.objects.filter(starts_on__gt=day).order_by("starts_on", "number"):
        print(f"Not in force yet: version {one.number}, from {one.starts_on}.")


def _as_json(version: ByLaws | None, day: date) -> dict[str, Any]:
    values = bylaws.complete(version)
    return {
        "on": day.isoformat(),
        "version": version.number if version else 0,
        "decision": version.decision if version else "",
        "from": version.starts_on.isoformat() if version else None,
        "rules": [
            {
                "name": rule.name,
                "label": str(rule.label),
                "value": values[rule.name],
                "default": rule.default,
                "unit": str(rule.unit),
                "source": str(rule.source),
            }
            for rule in RULES
        ],
    }
