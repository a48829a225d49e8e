"""Exports of the Universal Human Rights Index: a table (XLSX) or annotations (JSON)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from python_calamine import CalamineError, CalamineWorkbook

from kenes.engines.undocs.errors import Damaged, NotUnderstood
from kenes.engines.undocs.states import alpha3, find_states
from kenes.engines.undocs.table import position
from kenes.engines.undocs.types import Doubt, Item, Problem
from kenes.engines.undocs.vocab import slug

# Item's facts -> (column title of the table, name in the JSON); the spelling is UHRI's own.
_NAMES = {
    "text": ("Text", "Text"),
    "country": ("Countries Concerned", "Countries"),
    "body": ("Reccomending Body", "Body"),
    "kind": ("Type", "AnnotationType"),
    "symbol": ("Document Symbol", "Symbol"),
    "published": ("Document Publication Date", "PublicationDate"),
    "themes": ("Themes", "Themes"),
    "affected": ("Affected Persons", "AffectedPersons"),
    "sdgs": ("Sdgs", "Sdgs"),
    "states": ("UPR Reccomending States", "UprRecommendingCountry"),
    "session": ("UPR Session", "UprSession"),
    "position": ("UPR Position", "UprPositions"),
    "annotation_id": ("OHCHR Annotation Id", "AnnotationId"),
}
_CYCLE = "UprCycle"  # in the JSON only
_NEEDED = ("text", "country", "symbol")
_GOAL = re.compile(r"^(?:SDG|GOAL)?\s*(\d{1,2}(?:\.[0-9a-z]{1,2})?)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"\n|;")
DEEPEST = 20  # levels of nesting in a JSON; an annotation has three
_EXCEL_EPOCH = date(1899, 12, 30)
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y", "%m/%d/%Y")


def rows_of(path: Path, name: str) -> Iterator[Item | Problem]:
    """The rows of the first sheet; ``page`` is the 1-based data row. Raises Damaged,
    NotUnderstood."""
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = iter(sheet.to_python(skip_empty_area=True))
    except (CalamineError, OSError, ValueError) as error:
        raise Damaged(f"{name} is damaged: {error}", name=name) from error
    header = [str(cell).strip() for cell in next(rows, [])]
    titles = {field: table for field, (table, _) in _NAMES.items()}
    _check(name, header, titles)
    at = {field: header.index(title) for field, title in titles.items() if title in header}
    for number, row in enumerate(rows, start=1):
        if any(str(cell).strip() for cell in row):
            yield _entry(number, {field: row[column] for field, column in at.items()})


def annotations_of(path: Path, name: str) -> Iterator[Item | Problem]:
    """The annotations, streamed; ``page`` is the 1-based place. Raises Damaged, NotUnderstood."""
    titles = {field: key for field, (_, key) in _NAMES.items()}
    with path.open("rb") as file:
        try:
            number = 0
            for number, record in enumerate(_records(file, name), start=1):
                if not isinstance(record, dict):
                    raise NotUnderstood(f"{name}, record {number}: no annotation.", name=name)
                if number == 1:
                    _check(name, list(record), titles)
                given = {field: record.get(key) for field, key in titles.items()}
                yield _entry(number, {**given, "cycle": record.get(_CYCLE)})
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise Damaged(f"{name} is damaged: {error}", name=name) from error
    if not number:
        raise NotUnderstood(f"{name} is no list of annotations.", name=name)


def _records(file: BinaryIO, name: str) -> Iterator[Any]:
    """The elements of the one array a file holds, one at a time.

    Built from the parser's bare events: ``ijson.items`` names every event by its whole path, so
    that a small file of brackets alone would fill the memory.
    """
    depth, builder = 0, ijson.ObjectBuilder()
    for event, value in ijson.basic_parse(file, use_float=True):
        depth -= event in {"end_map", "end_array"}
        if depth > 0 or event == "end_array":
            if depth == 0:
                return
            builder.event(event, value)
        elif event != "start_array":
            raise NotUnderstood(f"{name} is no list of annotations.", name=name)
        depth += event in {"start_map", "start_array"}
        if depth > DEEPEST:
            raise Damaged(f"{name} is nested too deeply.", name=name)
        if depth == 1 and event != "start_array" and hasattr(builder, "value"):
            yield builder.value
            builder = ijson.ObjectBuilder()


def _check(name: str, found: list[str], titles: dict[str, str]) -> None:
    missing = [titles[field] for field in _NEEDED if titles[field] not in found]
    if missing:
        told = ", ".join(missing)
        raise NotUnderstood(f"{name} is no UHRI export: {told} is missing.", name=name)


def _entry(number: int, given: dict[str, Any]) -> Item | Problem:
    values = {field: _several(value) for field, value in given.items()}
    one = {field: found[0] if found else "" for field, found in values.items()}
    raw = " | ".join("; ".join(found) for found in values.values())[:2000]
    text = "\n".join(values["text"])
    if not text:
        doubt = Doubt("text-missing", {"number": str(number)})
        return Problem(where=f"row {number}", doubt=doubt, raw=raw)
    doubts: list[Doubt] = []
    published = _day(given.get("published"))
    if one.get("published") and not published:
        column = _NAMES["published"][0]
        doubts.append(Doubt("date-unclear", {"column": column, "value": one["published"][:80]}))
    country = alpha3(one["country"]) or ""
    if not one["country"]:
        doubts.append(Doubt("country-missing"))
    elif not country:
        doubts.append(Doubt("country-unknown", {"name": one["country"]}))
    if not one.get("kind"):
        doubts.append(Doubt("type-missing"))
    states, unknown = find_states("; ".join(values.get("states", ())))
    doubts += [Doubt("state-unknown", {"name": name}) for name in unknown]
    session = _DIGITS.search(one.get("session", ""))
    cycle = _DIGITS.search(one.get("cycle", ""))
    return Item(
        number="",
        text=text,
        states=states,
        country=country,
        position=position(one.get("position", "")),
        position_verbatim=one.get("position", "")[:200],
        themes=_slugs(values.get("themes", ())),
        affected=_slugs(values.get("affected", ())),
        sdgs=_goals(values.get("sdgs", ())),
        body=one.get("body", ""),
        kind=one.get("kind", ""),
        symbol=one["symbol"],
        session=session[0] if session else "",
        cycle=int(cycle[0]) if cycle else None,
        published=published,
        annotation_id=one.get("annotation_id", ""),
        page=number,
        raw=raw,
        confidence=round(0.75 ** len(doubts), 2),
        doubts=tuple(doubts),
    )


def _several(value: Any) -> tuple[str, ...]:
    """The values of a cell, each on a line that begins with a hyphen, or of a list."""
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(one for part in value for one in _several(part))
    if isinstance(value, dict):
        return _several(next(iter(value.values()), None))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = (re.sub(r"^\s*-\s+", "", line).strip() for line in str(value).splitlines())
    return tuple(line for line in lines if line)


def _slugs(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug(value) for value in values))


def _goals(values: tuple[str, ...]) -> tuple[str, ...]:
    """Goals and targets mixed in one field: "16" and "16.b"."""
    parts = (part.strip() for value in values for part in _PARTS.split(value))
    found = (_GOAL.match(part) for part in parts)
    return tuple(dict.fromkeys(goal[1] for goal in found if goal))


def _day(value: Any) -> str:
    """An ISO date from a date, Excel's serial number or a printed date; "" if unclear."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and 20_000 < value < 80_000:
        return (_EXCEL_EPOCH + timedelta(days=int(value))).isoformat()
    told = str(value or "").strip()
    for form in _DATES:
        try:
            return datetime.strptime(told.partition("T")[0], form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return ""
