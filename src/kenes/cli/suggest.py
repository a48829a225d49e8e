"""``kenes suggest``: learning from the register, suggesting, and how good that is."""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.failures import CommandFailed
from kenes.engines.likeness import LabelledText, LikenessError, evaluate
from kenes.engines.undocs import table
from kenes.engines.undocs.mapping import UPR_INFO
from kenes.engines.undocs.types import Action, Item
from kenes.suggestions.services import fitting, suggesting

ACTOR = operator("kenes suggest")


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("suggest", help="what a machine suggests of recommendations")
    doings = parser.add_subparsers(dest="doing", metavar="DOING", required=True)
    fit = doings.add_parser("fit", help="learn from the body’s own register")
    fit.add_argument("--json", action="store_true")
    run_ = doings.add_parser("run", help="suggest by what was learned")
    which = run_.add_mutually_exclusive_group()
    which.add_argument(
        "numbers",
        nargs="*",
        default=[],
        metavar="NUMBER",
        help="R-2014-126; else all that it was not asked of since it learned",
    )
    which.add_argument("--all", action="store_true", help="those it was asked of as well")
    measure = doings.add_parser("evaluate", help="learn from files and be tested on others")
    measure.add_argument("--train", nargs="+", type=Path, required=True, metavar="FILE")
    measure.add_argument("--test", nargs="+", type=Path, required=True, metavar="FILE")
    measure.add_argument(
        "--train-sessions", type=_span, metavar="1-13", help="of the training files, only these"
    )
    measure.add_argument(
        "--test-sessions", type=_span, metavar="14-16", help="of the test files, only these"
    )
    measure.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    doings = {"fit": _fit, "run": _run, "evaluate": _evaluate}
    try:
        return doings[arguments.doing](arguments)
    except LikenessError as error:
        raise CommandFailed(str(error)) from error


def _fit(arguments: argparse.Namespace) -> int:
    begun = time.perf_counter()
    made = fitting.fit(actor=ACTOR, now=timezone.now(), tell=_progress)
    seconds = round(time.perf_counter() - begun, 1)
    if arguments.json:
        print(json.dumps({"seconds": seconds, **made.facts}, ensure_ascii=False, indent=1))
        return 0
    for name, facts in made.facts.items():
        print(f"{name}: {_of(facts)}")
    print(f"{seconds} s")
    return 0


def _of(facts: dict[str, Any]) -> str:
    """What was learned of one kind, what was too rare, and how good it is."""
    if "error" in facts:
        return f"not learned from {facts['examples']} texts. {facts['error']}"
    if "labels" not in facts:
        accepted, rejected = facts["judged"]
        judged = f"; pairs that people judged: {accepted} accepted, {rejected} rejected"
        return f"{facts['texts']} texts to compare with{judged if accepted + rejected else ''}"
    said = f"{facts['labels']} labels from {facts['examples']} texts"
    if facts["left_out"]:
        said += f"; too rare: {', '.join(facts['left_out'])}"
    if trial := facts["trial"]:
        said += (
            f"; on {trial['texts']} texts kept back {trial['right']} of {trial['suggested']} "
            f"suggested were right, {trial['given']} were given"
        )
    return said


def _run(arguments: argparse.Namespace) -> int:
    made = suggesting.run(
        arguments.numbers,
        again=arguments.all,
        actor=ACTOR,
        now=timezone.now(),
        tell=lambda asked: _progress(f"{asked} recommendations"),
    )
    print(f"{made} new suggestions")
    return 0


def _progress(said: str) -> None:
    """On a line that the next one takes the place of; only where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r\033[K{said} …", end="", file=sys.stderr, flush=True)


def _evaluate(arguments: argparse.Namespace) -> int:
    train = list(_rows(arguments.train, arguments.train_sessions))
    test = list(_rows(arguments.test, arguments.test_sessions))
    for name, rows in (("train", train), ("test", test)):
        if not rows:
            raise CommandFailed(f"--{name}: no recommendation in these files and sessions")
    found = dataclasses.asdict(evaluate(train, test))
    if arguments.json:
        print(json.dumps(found, indent=1))
        return 0
    print(f"{len(train)} texts to learn from, {len(test)} to be tested on")
    for name, value in found.items():
        print(f"{name:<24} {value:.3f}" if isinstance(value, float) else f"{name:<24} {value}")
    return 0


def _rows(paths: list[Path], sessions: range | None) -> Iterator[LabelledText]:
    for path in paths:
        for one in table.entries(path, path.name, UPR_INFO):
            if not isinstance(one, Item):
                continue  # a row that could not be read
            if sessions is not None and not (
                one.session.isdigit() and int(one.session) in sessions
            ):
                continue
            action = "" if one.action == Action.UNKNOWN else str(one.action)
            yield LabelledText(text=one.text, labels=one.themes, action=action)


def _span(text: str) -> range:
    first, _dash, last = text.partition("-")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not sessions as 1-13: {text}") from None
