"""``kenes``: all that an operator or a researcher does, one file per noun."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from kenes import __version__

# Commands in the order of a newcomer's day. A module has add_parser(subparsers) and
# run(arguments); those marked True need the database and its tables.
COMMANDS: dict[str, tuple[str, bool]] = {
    "serve": ("kenes.cli.serve", True),
    "demo": ("kenes.cli.demo", True),
    "read": ("kenes.cli.read", False),
    "import": ("kenes.cli.imports", True),
    "search": ("kenes.cli.search", True),
    "body": ("kenes.cli.body", True),
    "bylaws": ("kenes.cli.bylaws", True),
    "proposal": ("kenes.cli.proposals", True),
    "table": ("kenes.cli.table", True),
    "instrument": ("kenes.cli.instruments", True),
    "law": ("kenes.cli.law", True),
    "alignment": ("kenes.cli.alignment", True),
    "consultation": ("kenes.cli.consultation", True),
    "suggest": ("kenes.cli.suggest", True),
    "map": ("kenes.cli.maps", False),
    "roadmap": ("kenes.cli.roadmap", True),
    "user": ("kenes.cli.user", True),
    "meeting": ("kenes.cli.meeting", True),
    "request": ("kenes.cli.requests", True),
    "tick": ("kenes.cli.tick", True),
    "live": ("kenes.cli.live", False),  # waits for a database that is away
    "record": ("kenes.cli.record", False),  # what it needs depends on what is asked
    "witness": ("kenes.cli.witness", False),
    "check": ("kenes.cli.check", False),
}
# Those that need nothing of the house start without it: a whole second sooner.
OUTSIDE = frozenset({"map"})


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """Of all commands, or of ``only`` one."""
    parser = argparse.ArgumentParser(
        prog="kenes",
        description="The working platform of a consultative body. State lives under KENES_HOME.",
    )
    parser.add_argument("--version", action="version", version=f"kenes {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, _needs_database) in COMMANDS.items():
        if only in {"", name}:
            importlib.import_module(module).add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. Errors are a sentence, never a traceback."""
    # Before numpy comes: a second thread of its linear algebra would mostly wait, and burn a core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given and given[0] in OUTSIDE:
        return _outside(given)
    return _inside(given)


def _outside(arguments: Sequence[str]) -> int:
    module, _needs_database = COMMANDS[arguments[0]]
    parsed = build_parser(arguments[0]).parse_args(arguments)
    try:
        return int(importlib.import_module(module).run(parsed))
    except BrokenPipeError:
        return _reader_left()
    except KeyboardInterrupt:
        return 130


def _inside(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    from kenes.cli import failures, house

    try:
        house.open_house()
        record = importlib.import_module("kenes.cli.record")
        parsed = build_parser().parse_args(arguments)
        module, needs_database = COMMANDS[parsed.command]
        if needs_database:
            house.prepare_database()
        status = int(importlib.import_module(module).run(parsed))
        if needs_database:
            record.keep_up()
        return status
    except BrokenPipeError:
        return _reader_left()
    except failures.SPOKEN as error:
        print(f"kenes: {failures.sentence(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _reader_left() -> int:
    """The reader (head, less) left: no failure. Keeps the interpreter's last flush quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
