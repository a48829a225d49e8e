"""Facts about instruments that Kenes carries: names, dates, numbers of articles, short labels.

Public facts and words of our own; not a sentence of the instruments themselves. The files
beside this one hold them, an article a line: ``number | en | ru | kk | themes``, or a number or a
span of numbers alone where nothing more is said.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_FILES = (
    *("udhr", "covenants", "discrimination", "torture", "children", "groups", "labour", "osce"),
)
_LANGUAGES = ("en", "ru", "kk")


@dataclass(frozen=True, kw_only=True)
class Article:
    number: str
    label: dict[str, str]  # by language; {} for those of procedure
    themes: tuple[str, ...]  # codes of the Universal Human Rights Index


@dataclass(frozen=True, kw_only=True)
class Known:
    """One instrument of the catalogue."""

    code: str
    kind: str
    name: dict[str, str]
    short: dict[str, str]
    adopted_on: date
    in_force_on: date | None  # None: it has no day of its own
    parent: str  # the code of the treaty a protocol belongs to
    mechanism: str
    reports_every: int | None
    has_complaints: bool
    also: tuple[str, ...]  # codes it has in files of other houses
    articles: tuple[Article, ...]


@cache
def known() -> tuple[Known, ...]:
    """All instruments; a treaty stands before its protocols."""
    themes: dict[str, str] = _read("themes")
    return tuple(_known(row, themes) for name in _FILES for row in _read(name)["instrument"])


@cache
def by_code() -> dict[str, Known]:
    return {one.code: one for one in known()}


def plain(code: str) -> str:
    """A code as files are compared by: ``ICCPR-OP1`` and ``iccpr_op1`` are the same."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


@cache
def other_codes() -> dict[str, str]:
    """Plain codes of other houses, and ours -> the code here."""
    return {plain(name): one.code for one in known() for name in (one.code, *one.also)}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _known(row: dict[str, Any], themes: dict[str, str]) -> Known:
    return Known(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        short=row["short"],
        adopted_on=row["adopted_on"],
        in_force_on=row.get("in_force_on"),
        parent=row.get("parent", ""),
        mechanism=row.get("mechanism", ""),
        reports_every=row.get("reports_every"),
        has_complaints=row.get("complaints", False),
        also=tuple(row.get("also", ())),
        articles=tuple(_articles(row.get("articles", ""), themes)),
    )


def _articles(lines: str, themes: dict[str, str]) -> Iterator[Article]:
    for line in lines.strip().splitlines():
        number, *said = (part.strip() for part in line.split("|"))
        if said:
            *labels, codes = said
            yield Article(
                number=number,
                label=dict(zip(_LANGUAGES, labels, strict=True)),
                themes=tuple(themes[code] for code in codes.split()),
            )
            continue
        first, _dash, last = number.partition("-")
        for one in range(int(first), int(last or first) + 1):
            yield Article(number=str(one), label={}, themes=())
