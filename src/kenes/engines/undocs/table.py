"""CSV tables, UPR Info's first of all: one row, one recommendation."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from kenes.engines.undocs.errors import MappingNeeded
from kenes.engines.undocs.facts import cycle_of
from kenes.engines.undocs.mapping import UPR_INFO, Mapping
from kenes.engines.undocs.pages import decoded
from kenes.engines.undocs.report import position_of
from kenes.engines.undocs.states import alpha3, find_states
from kenes.engines.undocs.types import Action, Doubt, Item, Position, Problem
from kenes.engines.undocs.vocab import slug

_ACTIONS = dict(enumerate(("minimal", "continue", "consider", "general", "specific"), start=1))
_UPR_INFO_TITLES = frozenset(UPR_INFO.columns.values())
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def is_upr_info(path: Path, name: str) -> bool:
    """Whether the first line holds UPR Info's column titles."""
    with path.open("rb") as file:
        head = _lines(decoded(file.read(4096), name))
    return set(next(csv.reader(io.StringIO(head)), [])) >= _UPR_INFO_TITLES


def entries(path: Path, name: str, mapping: Mapping) -> Iterator[Item | Problem]:
    """The rows in their order. Raises MappingNeeded when a mapped column is missing."""
    text = _lines(decoded(path.read_bytes(), name))
    csv.field_size_limit(10_000_000)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    header = next(rows, [])
    missing = sorted(set(mapping.columns.values()) - set(header))
    if missing:
        told = ", ".join(missing)
        raise MappingNeeded(f"{name} lacks the columns {told}.", name=name, columns=told)
    at = {field: header.index(title) for field, title in mapping.columns.items()}
    for number, row in enumerate(rows, start=1):
        if row:
            yield _entry(number, row, header, at, mapping)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _entry(
    number: int, row: list[str], header: list[str], at: dict[str, int], mapping: Mapping
) -> Item | Problem:
    where, raw = f"row {number}", " | ".join(row)[:2000]
    if len(row) != len(header):
        facts = {"found": str(len(row)), "expected": str(len(header))}
        return Problem(where=where, doubt=Doubt("cells-wrong", facts), raw=raw)
    cell = {field: row[column].strip() for field, column in at.items()}
    if not cell["text"]:
        return Problem(where=where, doubt=Doubt("text-missing", {"number": str(number)}), raw=raw)
    session = cell.get("session", "")
    if "session" in at and session and not session.isdigit():
        column = header[at["session"]]
        facts = {"column": column, "value": session[:80]}
        return Problem(where=f"{where}, column {column}", doubt=Doubt("shifted", facts), raw=raw)
    if cell.get("published") and not _DATE.fullmatch(cell["published"]):
        facts = {"column": header[at["published"]], "value": cell["published"][:80]}
        return Problem(where=where, doubt=Doubt("date-unclear", facts), raw=raw)
    doubts: list[Doubt] = []
    states, unknown = find_states(cell.get("states", ""))
    doubts += [Doubt("state-unknown", {"name": name}) for name in unknown]
    country = alpha3(cell.get("country", "")) or ""
    if cell.get("country") and not country:
        doubts.append(Doubt("country-unknown", {"name": cell["country"]}))
    return Item(
        number=cell.get("number", ""),
        text=cell["text"],
        states=states,
        country=country,
        position=position(cell.get("position", "")),
        position_verbatim=cell.get("position", "")[:200],
        action=_action(cell.get("action", "")),
        themes=_several(cell.get("themes", ""), mapping.separator),
        affected=_several(cell.get("affected", ""), mapping.separator),
        sdgs=_several(cell.get("sdgs", ""), mapping.separator),
        body=cell.get("body", "UPR" if mapping == UPR_INFO else ""),
        symbol=cell.get("symbol", ""),
        session=session,
        cycle=cycle_of(int(session)) if session and mapping == UPR_INFO else _cycle(cell),
        published=cell.get("published", ""),
        annotation_id=cell.get("annotation_id", ""),
        grade=cell.get("grade", ""),
        page=number,
        raw=raw,
        confidence=round(0.75 ** len(doubts), 2),
        doubts=tuple(doubts),
    )


def position(word: str) -> Position:
    """The position a table's own word stands for; "General response" and the like tell none."""
    return Position.PENDING if word.casefold() == "pending" else position_of(word)


def _action(cell: str) -> Action:
    if cell.isdigit():
        return Action(_ACTIONS.get(int(cell), "unknown"))
    return Action(cell.casefold()) if cell.casefold() in set(Action) else Action.UNKNOWN


def _several(cell: str, separator: str) -> tuple[str, ...]:
    """The values of a cell as codes: lower-case words joined by hyphens, a goal as it is."""
    return tuple(dict.fromkeys(slug(value) for value in cell.split(separator) if value.strip()))


def _cycle(cell: dict[str, str]) -> int | None:
    told = cell.get("cycle", "")
    return int(told) if told.isdigit() else None
