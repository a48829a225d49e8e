"""``kenes body``: found the body on a fresh installation, and see how it is composed."""

import argparse
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.languages.types import LANGUAGES
from kenes.members.models import Body, BodyKind, Seat
from kenes.members.services import bodies


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("body", help="found the body; show how it is composed")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("show", help="bodies, seats and offices as they stand today")
    create = acts.add_parser("create", help="found the plenary; the rest is done on its pages")
    create.add_argument("slug", help="its name in addresses: small letters, digits, hyphens")
    for code in LANGUAGES:
        create.add_argument(f"--name-{code}", default="", metavar="NAME")
    create.add_argument("--country", default="", metavar="ALPHA3", help="ISO code, e.g. KAZ")


def run(arguments: argparse.Namespace) -> int:
    if arguments.act == "create":
        return _create(arguments)
    _show()
    return 0


def _create(arguments: argparse.Namespace) -> int:
    facts = {f"name_{code}": getattr(arguments, f"name_{code}").strip() for code in LANGUAGES}
    body = bodies.create_body(
        facts={
            **facts,
            "slug": arguments.slug,
            "kind": BodyKind.PLENARY,
            "country": arguments.country.upper(),
        },
        actor=operator("kenes body"),
        now=timezone.now(),
    )
    print(f"{body} is founded. Next: kenes user invite EMAIL --name NAME --secretary")
    return 0


def _show() -> None:
    today = timezone.localdate()
    found = list(Body.objects.prefetch_related("offices"))
    if not found:
        print("There is no body yet. Found it: kenes body create SLUG --name-en NAME")
        return
    seats = Seat.objects.filter(abolished_on=None).order_by()
    for body in found:
        print(f"{body.slug}  {body}  {body.get_kind_display()}")
        print(f"  seats: {seats.filter(body=body).count()}")
        for office in body.offices.all():
            if office.starts_on <= today and (office.ends_on is None or office.ends_on >= today):
                print(f"  {office.get_kind_display()}: {office.person_name}")
