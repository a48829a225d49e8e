"""``kenes search``: the register's search, for the eye or as JSON."""

import argparse
import json
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.utils.translation import override

from kenes.cli.failures import CommandFailed
from kenes.languages.types import LANGUAGES
from kenes.recommendations import labels
from kenes.recommendations.listing import COLUMNS, listed, row
from kenes.recommendations.query import Query, Sort, from_address
from kenes.recommendations.search import Search

# Options that narrow by a facet; those marked True take names as well as codes.
FACETS = {
    "country": True,
    "state": True,
    "mechanism": True,
    "theme": True,
    "affected": True,
    "sdg": True,
    "session": False,
    "cycle": False,
    "year": False,
    "position": False,
    "action": False,
    "stage": False,
    "symbol": False,
}


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("search", help="search the register")
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help='words in any form, "an exact phrase"; put -- before -excluded words',
    )
    for facet in FACETS:
        parser.add_argument(f"--{facet}", action="append", default=[], metavar="CODE")
    parser.add_argument("--sort", choices=[*Sort], default=Sort.NEWEST)
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the texts shown")
    parser.add_argument("--limit", type=int, metavar="N", help="20 for reading; JSON has all")
    parser.add_argument("--json", action="store_true", help="one JSON array of objects")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when nothing was found, as grep has it."""
    search = Search(question(arguments))
    limit = arguments.limit if arguments.limit is not None or arguments.json else 20
    found = listed(islice(search.in_order(), limit))
    with override(arguments.language):
        if arguments.json:
            _print_json(row(r, arguments.language) for r in found)
        else:
            _print_lines(row(r, arguments.language) for r in found)
            print(f"{len(search)} found")
    return 0 if len(search) else 1


def question(arguments: argparse.Namespace) -> Query:
    """The question the arguments ask. Raises CommandFailed for a name that is not known."""
    address = QueryDict(mutable=True)
    words = arguments.words
    if len(words) > 1:  # one is a question as typed; of several, the shell took the quotes away
        words = [f'"{word}"' if " " in word else word for word in words]
    address["q"], address["sort"] = " ".join(words), str(arguments.sort)
    for facet, has_names in FACETS.items():
        given = getattr(arguments, facet)
        address.setlist(facet, [_code(facet, n) if has_names else n for n in given])
    return from_address(address)


def _code(facet: str, name: str) -> str:
    if code := labels.code(facet, name):
        return code
    raise CommandFailed(f"{name!r} is no {facet} that is known")


def _print_json(rows: Any) -> None:
    mark = "["
    for cells in rows:
        facts = dict(zip(COLUMNS, cells, strict=True))
        print(mark, json.dumps(facts, ensure_ascii=False), sep="\n")
        mark = ","
    print("]" if mark == "," else "[]")


def _print_lines(rows: Any) -> None:
    for cells in rows:
        facts = dict(zip(COLUMNS, cells, strict=True))
        states = ", ".join(facts["states"])
        print(
            f"{facts['number']:<12} {facts['country']:<4} {facts['position']:<9} {facts['text']}"
            + (f" ({states})" if states else "")
        )
