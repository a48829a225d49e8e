"""``kenes demo``: a whole body of a fictional country to look around in."""

import argparse
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kenes.cli.failures import CommandFailed
from kenes.cli.serve import free_address, serve
from kenes.demo.cast import CAST, PASSWORD
from kenes.demo.loader import BodyInTheWay, load
from kenes.notifications.services.reading import catch_up

RECENT = timedelta(days=30)  # what happened before is known, and told to nobody


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="load a body of a fictional country, once")
    parser.add_argument("--serve", metavar="HOST:PORT", help="then serve it at this address")


def run(arguments: argparse.Namespace) -> int:
    if arguments.serve:
        free_address(arguments.serve)  # told before the work, not after
    now = timezone.now()
    try:
        with transaction.atomic():  # a server that runs already must not tell all of it first
            is_new = load(now, lambda sentence: print(sentence, flush=True))
            if is_new:
                catch_up(now, since=now - RECENT)
    except BodyInTheWay as error:
        raise CommandFailed(str(error)) from error
    if not is_new:
        print("The demonstration is loaded already; nothing was changed.")
    print(sign_ins())
    if not arguments.serve:
        print("Serve it with: kenes serve")
        return 0
    return serve(arguments.serve)


def sign_ins() -> str:
    """The people who can sign in, as a table, and what they need besides."""
    width = max(len(person.email) for person in CAST)
    lines = ["", f"{'Sign in as':<{width}}  who", f"{'-' * width}  {'-' * 60}"]
    lines += [f"{person.email:<{width}}  {person.sentence}" for person in CAST]
    lines += ["", f"Password of all: {PASSWORD}"]
    if settings.KENES_SECOND_FACTOR:
        lines.append("A second factor is asked for; KENES_SECOND_FACTOR=no does without.")
    return "\n".join((*lines, ""))
