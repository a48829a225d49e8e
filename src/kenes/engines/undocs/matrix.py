"""OHCHR's thematic lists of recommendations: a table in a DOCX, under headings of themes."""

import re
from collections.abc import Iterator
from pathlib import Path

from kenes.engines.undocs.errors import NotUnderstood
from kenes.engines.undocs.pages import docx_tables
from kenes.engines.undocs.recommending import part
from kenes.engines.undocs.report import position_of
from kenes.engines.undocs.types import Doubt, Item, Problem
from kenes.engines.undocs.vocab import slug

_NUMBER = re.compile(r"\s*(\d{1,3}\.\s?\d{1,3})\.?\s+")
_SOURCE = re.compile(r"\s*Source of position:\s*(A/[\w/]*?\d)(?=/Add|[\s,;.]|$).*", re.DOTALL)
_CODE = re.compile(r"^[A-Z]\d{1,2}\s+")
_GOAL = re.compile(r"\b(\d{1,2}(?:\.[0-9a-z]{1,2})?)\b")
_COLUMNS = 4


def is_matrix(path: Path, name: str) -> bool:
    """Whether a table's heading is that of a thematic list. Raises Damaged."""
    return any(_is_heading(rows[0]) for rows in docx_tables(path, name))


def items_of(path: Path, name: str) -> Iterator[Item | Problem]:
    """The rows in their order; ``page`` is the 1-based row. Raises Damaged, NotUnderstood."""
    tables = [rows for rows in docx_tables(path, name) if _is_heading(rows[0])]
    if not tables:
        raise NotUnderstood(f"{name} holds no thematic list.", name=name)
    number = 0
    for rows in tables:
        has_goals = "goal" in rows[0][-1].casefold()
        for cells in rows[1:]:
            number += 1
            if len(cells) > 1:  # a single merged cell is the heading of a theme
                yield _entry(number, cells, has_goals=has_goals)


def symbol_of(entries: list[Item | Problem]) -> str:
    """The report's symbol, as the rows' sources of position tell it."""
    found = (entry.symbol for entry in entries if isinstance(entry, Item))
    return next(filter(None, found), "")


def _is_heading(cells: list[str]) -> bool:
    told = [cell.casefold() for cell in cells]
    return len(told) == _COLUMNS and told[0] == "recommendation" and told[1] == "position"


def _entry(number: int, cells: list[str], *, has_goals: bool) -> Item | Problem:
    raw, where = " | ".join(cells)[:2000], f"row {number}"
    if len(cells) != _COLUMNS:
        facts = {"found": str(len(cells)), "expected": str(_COLUMNS)}
        return Problem(where=where, doubt=Doubt("cells-wrong", facts), raw=raw)
    said, position, themes, last = cells
    source = _SOURCE.search(said)
    said = said[: source.start()] if source else said
    printed = _NUMBER.match(said)
    text, states, doubts = part(said[printed.end() :] if printed else said)
    if not text:
        return Problem(where=where, doubt=Doubt("text-missing", {"number": str(number)}), raw=raw)
    named, _, affected = themes.partition("Affected persons:")
    return Item(
        number=printed[1].replace(" ", "") if printed else "",
        text=text,
        states=states,
        position=position_of(position),
        position_verbatim=position[:200],
        themes=_slugs(named),
        affected=_slugs(affected),
        sdgs=tuple(dict.fromkeys(_GOAL.findall(last))) if has_goals else (),
        grade="" if has_goals else last[:200],
        symbol=source[1] if source else "",
        page=number,
        raw=raw,
        confidence=round(0.75 ** len(doubts), 2),
        doubts=doubts,
    )


def _slugs(lines: str) -> tuple[str, ...]:
    names = (_CODE.sub("", line.strip(" -\t")) for line in lines.splitlines())
    return tuple(dict.fromkeys(slug(name) for name in names if name))
