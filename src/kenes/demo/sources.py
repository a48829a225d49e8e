"""Reading the demonstration's own data files."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from kenes.languages.types import LANGUAGES

_DATA = files("kenes.demo") / "data"


def tables(prefix: str, name: str) -> list[dict[str, Any]]:
    """The tables called ``name`` in every TOML file whose file name begins with ``prefix``."""
    return [
        table
        for file in _in_order(_DATA, prefix, ".toml")
        for table in tomllib.loads(file.read_text(encoding="utf-8")).get(name, [])
    ]


def value(file: str, name: str) -> Any:
    """One top-level value of a TOML file."""
    return tomllib.loads((_DATA / file).read_text(encoding="utf-8"))[name]


def recommendations() -> Iterator[dict[str, Any]]:
    """Every recommendation, in the order of the files."""
    for file in _in_order(_DATA / "recommendations", "part-", ".jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def names(row: dict[str, Any]) -> dict[str, str]:
    """The columns ``name_kk``, ``name_ru``, ``name_en`` of a row."""
    return {f"name_{code}": row[code] for code in LANGUAGES}


def _in_order(folder: Traversable, prefix: str, suffix: str) -> list[Traversable]:
    found = (f for f in folder.iterdir() if f.name.startswith(prefix) and f.name.endswith(suffix))
    return sorted(found, key=lambda file: file.name)
