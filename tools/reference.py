"""Print docs/reference from the code.

python tools/reference.py           write the pages
python tools/reference.py --check   fail when a page differs from the code
"""

import argparse
import ast
import importlib
import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
EXITS = {
    0: "done",
    1: "nothing was found, or something needs a hand",
    2: "it could not be done, or the command was not understood: a sentence on stderr says why",
    130: "stopped from the keyboard",
}
FIRST_LINE = "<!-- Printed from the code by `make docs`; edit the code. -->\n"


def permissions() -> str:
    """The whole permission table: action × role."""
    from kenes.access.grants import GRANTS
    from kenes.access.types import Role

    roles = [role for role in Role if any(role in granted for granted in GRANTS.values())]
    lines = [
        "# Permissions",
        "",
        "`×`: the role holds the action; conditions are in the app's `permissions.py`.",
        "",
        "| action | " + " | ".join(role.value.replace("_", " ") for role in roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for action, granted in GRANTS.items():
        marks = " | ".join("×" if role in granted else "" for role in roles)
        lines.append(f"| `{action}` | {marks} |")
    return "\n".join(lines) + "\n"


def lifecycles() -> str:
    """The moves of everything that has a status, and the roles that hold each action."""
    from kenes.access.grants import GRANTS

    lines = [
        "# Lifecycles",
        "",
        "Who: the roles that hold the action; `–` where it is part of another act, or the house's "
        "own. Conditions are in the app's `permissions.py`.",
    ]
    for name, moves in tables_of_moves():
        lines += ["", f"## {name.capitalize()}", ""]
        lines += ["| action | who | from | to |", "|---|---|---|---|"]
        for move in moves:
            roles = sorted(role.value.replace("_", " ") for role in GRANTS.get(move.action, ()))
            sources = ", ".join(sorted(move.sources))
            lines.append(
                f"| `{move.action}` | {', '.join(roles) or '–'} | {sources} | {move.target} |"
            )
    return "\n".join(lines) + "\n"


def tables_of_moves() -> Iterable[tuple[str, tuple[Any, ...]]]:
    """What moves, and its moves: every table in the ``lifecycle`` of an app."""
    from kenes.access.moves import Move

    for path in sorted((ROOT / "src" / "kenes").glob("*/lifecycle.py")):
        module = importlib.import_module(f"kenes.{path.parent.name}.lifecycle")
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and all(isinstance(m, Move) for m in value):
                noun = name.removesuffix("MOVES").strip("_").lower()
                yield noun or value[0].action.partition(".")[0], value


def settings() -> str:
    """Every variable the code reads, with its default and meaning."""
    from kenes.config.variables import VARIABLES

    lines = [
        "# Settings",
        "",
        "All come from the environment; a secret may also come from a file named by `NAME_FILE`.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    defaults = read_variables()
    for name, meaning in VARIABLES.items():
        lines.append(f"| `{name}` | {defaults[name]} | {meaning} |")
    return "\n".join(lines) + "\n"


def read_variables() -> dict[str, str]:
    """``variable -> default`` as the code asks for it, found in its source."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src" / "kenes" / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            constants = [a.value for a in node.args if isinstance(a, ast.Constant)]
            names = [c for c in constants if isinstance(c, str) and c.startswith("KENES_")]
            if names:
                default = [str(c) for c in constants if c not in names]
                keywords = [
                    str(k.value.value)
                    for k in node.keywords
                    if k.arg == "default" and isinstance(k.value, ast.Constant)
                ]
                shown = (default + keywords + [""])[0]
                if isinstance(node.func, ast.Attribute) and node.func.attr == "flag":
                    shown = "yes" if shown == "True" else "no"
                found[names[0]] = f"`{shown}`" if shown else ""
    return found


def commands() -> str:
    """The help of every command."""
    from kenes.cli.main import COMMANDS, build_parser

    parser = build_parser()
    lines = ["# Commands", "", "```", parser.format_help().rstrip(), "```", ""]
    for name in COMMANDS:
        for command in subparsers_of(parser, name):
            lines += [f"## {command.prog}", "", "```", command.format_help().rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def exits() -> str:
    """Every status a command ends with, found in its source, and what it means."""
    from kenes.cli.main import COMMANDS

    rows: dict[int, list[str]] = {0: ["every command"], 2: ["every command"]}
    rows.update({status: ["every command"] for status in returned("kenes.cli.main")})
    for name, (module, _needs_database) in COMMANDS.items():
        for status in returned(module):
            if "every command" not in rows.setdefault(status, []):
                rows[status].append(f"`kenes {name}`")
    lines = ["# Codes of exit", "", "| code | meaning | who |", "|---|---|---|"]
    for status, who in sorted(rows.items()):
        lines.append(f"| {status} | {EXITS[status]} | {', '.join(who)} |")
    return "\n".join(lines) + "\n"


def returned(module: str) -> set[int]:
    """The whole numbers that ``run`` or ``main`` of a module returns as they stand."""
    path = ROOT / "src" / Path(*module.split(".")).with_suffix(".py")
    return {
        number.value
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and function.name in {"run", "main"}
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value
        for number in ast.walk(node.value)
        if isinstance(number, ast.Constant) and type(number.value) is int
    }


def subparsers_of(parser: argparse.ArgumentParser, name: str) -> Iterable[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield action.choices[name]
            for inner in action.choices[name]._actions:
                if isinstance(inner, argparse._SubParsersAction):
                    yield from inner.choices.values()


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions,
    "lifecycles.md": lifecycles,
    "settings.md": settings,
    "commands.md": commands,
    "exits.md": exits,
}


def main() -> int:
    os.environ["COLUMNS"] = "100"  # argparse folds help to the terminal's width
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    importlib.import_module("django").setup()
    checking, stale = "--check" in sys.argv[1:], io.StringIO()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path, text = REFERENCE / name, FIRST_LINE + "\n" + page()
        if not checking:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"docs/reference/{name} differs from the code: run make docs", file=stale)
    print(stale.getvalue(), end="", file=sys.stderr)
    return 1 if stale.getvalue() else 0


if __name__ == "__main__":
    sys.exit(main())
