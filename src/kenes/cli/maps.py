"""``kenes map``: the map of opinions of any conversation, from a file of votes.

Nothing of the house is opened for it: no database, no settings. It starts as fast as numpy does.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kenes.engines.opinionmap.conversation import Conversation

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OWN_FILES = ("report.html", "map.svg", "map.json")
_MOST_SHOWN = 10  # statements of a list on the screen
_LONGEST_SHOWN = 100  # characters of a statement


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "map", help="draw the map of opinions of a conversation, from a file of its votes"
    )
    parser.add_argument(
        "votes",
        nargs="?",
        type=Path,
        metavar="VOTES.csv",
        help="votes.csv of a Polis export, or its wide participants-votes.csv",
    )
    parser.add_argument(
        "--polis-server",
        type=Path,
        metavar="DIR",
        help="a folder with votes.json, conversation.json and comments.json of a Polis server",
    )
    parser.add_argument(
        "--comments", type=Path, metavar="FILE", help="comments.csv; found beside the votes"
    )
    parser.add_argument(
        "--participants", type=Path, metavar="FILE", help="who declared which chamber"
    )
    parser.add_argument(
        "--mode",
        choices=("default", "compat"),
        default="default",
        help="compat: as Polis computes it, its quirks included",
    )
    parser.add_argument(
        "--engine",
        default="local",
        metavar="ADDRESS",
        help="local, or tcp://host:port of a Dask scheduler",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write report, map and export here"
    )
    parser.add_argument("--json", action="store_true", help="print the whole map as JSON")
    parser.add_argument(
        "--language", choices=("kk", "ru", "en"), default="en", help="of the report in DIR"
    )


def run(arguments: argparse.Namespace) -> int:
    """0; 2 with a sentence on standard error for what cannot be read, drawn or written."""
    from kenes.engines.opinionmap.errors import OpinionMapError

    try:
        return _run(arguments)
    except OpinionMapError as error:
        print(f"kenes map: {error}", file=sys.stderr)
    except BrokenPipeError:  # the reader (head, less) left
        raise
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"kenes map: {place}{error.strerror}", file=sys.stderr)
    except MemoryError:
        print("kenes map: there is not enough memory for so many votes", file=sys.stderr)
    return 2


def _run(arguments: argparse.Namespace) -> int:
    if (arguments.votes is None) == (arguments.polis_server is None):
        print("kenes map: give one of VOTES.csv and --polis-server DIR", file=sys.stderr)
        return 2
    if arguments.mode == "compat" and arguments.engine != "local":
        print("kenes map: the compat mode runs here only: leave --engine out", file=sys.stderr)
        return 2
    if arguments.out is not None:
        _check_free(arguments.out)
    conversation = _read(arguments)
    told = _drawn(conversation, arguments.mode, arguments.engine)
    told["notes"] = [*conversation.notes, *told.get("notes", ())]
    if arguments.out is not None:
        _write(arguments.out, conversation, told, arguments.language)
    if arguments.json:
        json.dump(told, sys.stdout, ensure_ascii=False)
        print()
    else:
        print("\n".join(_summary(conversation, told)))
    return 0


def _read(arguments: argparse.Namespace) -> "Conversation":
    from kenes.engines.opinionmap import reading

    if arguments.polis_server is not None:
        return reading.read_server(arguments.polis_server)
    found = reading.beside(arguments.votes)
    return reading.read_conversation(
        arguments.votes,
        comments=arguments.comments or found.comments,
        participants=arguments.participants or found.participants,
        summary=found.summary,
    )


def _drawn(conversation: "Conversation", mode: str, engine: str) -> dict[str, Any]:
    if mode == "compat":
        from kenes.engines.opinionmap import compat

        return compat.fit(
            conversation.votes, out=conversation.out, meta=conversation.meta
        ).as_dict()
    from kenes.engines.opinionmap import OpinionMap

    with ExitStack() as stack:
        blocks = None
        if engine != "local":
            from kenes.engines.opinionmap.cluster import Cluster

            blocks = stack.enter_context(Cluster(engine, conversation.votes))
        result = OpinionMap().fit(
            conversation.votes,
            out=conversation.out,
            meta=conversation.meta,
            chambers=conversation.chambers,
            times=conversation.arrivals,
            blocks=blocks,
        )
        return result.as_dict()


def _check_free(folder: Path) -> None:
    """Nothing is written over: it may be the very votes that are read. Raises FileError."""
    from kenes.engines.opinionmap.errors import FileError
    from kenes.engines.opinionmap.writing import FILES

    if folder.exists() and not folder.is_dir():
        raise FileError(folder, "This is a file: name a folder.")
    for name in (*FILES, *_OWN_FILES):
        if (folder / name).exists():
            raise FileError(folder / name, "It is there already: name another folder.")


def _write(
    folder: Path, conversation: "Conversation", told: dict[str, Any], language: str
) -> None:
    """The report, map.json and the files of a Polis export: all of them or none."""
    from kenes.cli import map_report
    from kenes.engines.opinionmap.writing import write_export
    from kenes.engines.opinionmap.writing.whole import all_or_none

    texts = map_report.files(conversation, told, language)
    texts["map.json"] = json.dumps(told, ensure_ascii=False) + "\n"
    groups = {int(one): group for one, group in told["groups"].items()}
    with all_or_none(folder) as draft:
        for name, text in texts.items():
            (draft / name).write_text(text, encoding="utf-8")
        write_export(draft, conversation, groups)


def _summary(conversation: "Conversation", told: dict[str, Any]) -> list[str]:
    words = _Words(conversation)
    votes = f"{told['votes']} votes of {told['participants']} people"
    lines = [conversation.topic] if conversation.topic else []
    lines += [f"{votes} on {told['statements']} statements", "", _how_many(told)]
    for group, size in enumerate(_sizes(told)):
        lines += ["", f"Group {_LETTERS[group]}: {size} people. It stands for"]
        lines += words.list(
            told["representative"].get(str(group), ()), _side_in(told["represents"], group)
        )
    shared = [one for one in told["common_ground"] if one["geometric"] is not None]
    if told["mode"] == "compat":
        shared = sorted(told["common_ground"], key=lambda one: -(one["gac"] or 0))
    sides = {one["statement"]: one["side"] for one in shared}
    lines += ["", "What all share most"]
    lines += words.list([one["statement"] for one in shared], lambda one: sides[one])
    if divisive := told.get("divisive"):
        lines += ["", "What divides most", *words.list(divisive, lambda _one: "")]
    for bloc in told.get("blocs", ()):
        lines += [
            "",
            f"{len(bloc['participants'])} people vote almost as one: they are counted as one "
            f"person. Statements whose place they would change: {len(bloc['changes'])}.",
        ]
    if told.get("too_few"):
        lines += ["", f"Not enough votes for {len(told['too_few'])} statements."]
    if told["notes"]:
        lines += ["", *told["notes"]]
    return lines


def _how_many(told: dict[str, Any]) -> str:
    if not told["groups"]:
        return "Nobody has voted enough to draw a map."
    count = "One group of opinion" if told["k"] == 1 else f"{told['k']} groups of opinion"
    if told["certainty"] is None:
        return f"{count}."
    return f"{count}; certainty {told['certainty']:.0%}."


def _sizes(told: dict[str, Any]) -> list[int]:
    sizes = [0] * int(told["k"] or 0)
    for group in told["groups"].values():
        sizes[group] += 1
    return sizes


def _side_in(represents: dict[str, Any], group: int) -> Callable[[int], str]:
    sides = {one["statement"]: one["side"] for one in represents.get(str(group), ())}
    return lambda statement: sides.get(statement, "")


class _Words:
    """Statements on one line each, without what could steer a terminal."""

    def __init__(self, conversation: "Conversation") -> None:
        self.statements = conversation.statements

    def list(self, statements: Sequence[int], side: Callable[[int], str]) -> list[str]:
        shown = [self._line(one, side(one)) for one in statements[:_MOST_SHOWN]]
        left = len(statements) - len(shown)
        return [*shown, *([f"  … and {left} more"] if left > 0 else [])] or ["  nothing clearly"]

    def _line(self, statement: int, side: str) -> str:
        known = self.statements.get(statement)
        text = " ".join((known.text if known else "").split())
        text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
        if len(text) > _LONGEST_SHOWN:
            text = f"{text[: _LONGEST_SHOWN - 1].rstrip()}…"
        mark = {"agree": "+ ", "disagree": "− "}.get(side, "  ")
        return f"  {mark}{statement}: {text}" if text else f"  {mark}{statement}"
