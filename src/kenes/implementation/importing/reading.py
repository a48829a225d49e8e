"""The rows of a workbook as lines of a plan: what stands in them, what cannot be read, and where.

Nothing of the house is asked here: whose names and which recommendations these are, comes later.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kenes.implementation import places
from kenes.implementation.importing import deadlines, headings, money
from kenes.implementation.importing.doubts import Note, NotUnderstood
from kenes.implementation.importing.headings import Table
from kenes.implementation.importing.workbook import Sheet, letter

MOST_LINES = 5_000
LONGEST_RAW = 500  # characters of a row as it is told again
_NUMBER = re.compile(r"\b[Rr]-\d{4}-\d{1,7}\b")
_PARAGRAPH = re.compile(r"(?<![\d.\-])\d{1,3}(?:\.\d{1,4}){1,2}(?![\d.])")
_WEIGHT = re.compile(r"\s*(?:\(\s*(\d{1,4})\s*\)|[×x]\s*(\d{1,4}))")
_RECOMMENDS = re.compile(r"рекоменд|ұсын|recommend", re.IGNORECASE)
_PLAIN = (
    "title", "result", "owner", "partners", "budget_source", "indicator", "baseline", "target",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row. ``columns``: field -> letter of its column, for those the sheet has.

    ``values`` are plain: texts, dates as 2027-07-01, sums as 1250500.00. ``goals`` are numbers or
    paragraphs with weights, as written. ``is_heading``: it parts the plan and holds no measure.
    """

    sheet: str
    row: int
    columns: dict[str, str]
    values: dict[str, str]
    raw: str
    goals: list[tuple[str, int]] = field(default_factory=list)
    is_heading: bool = False
    problems: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """Where a field stands: Plan!E7; the row alone where the sheet has no such column."""
        return f"{self.sheet}!{self.columns.get(name, '')}{self.row}"

    def packed(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def unpacked(cls, kept: dict[str, Any]) -> "Line":
        return cls(
            **{
                **kept,
                "goals": [(str(name), int(weight)) for name, weight in kept["goals"]],
                "problems": [Note(**one) for one in kept["problems"]],
                "notes": [Note(**one) for one in kept["notes"]],
            }
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was read. ``notes`` are about whole sheets; ``language`` is that of the headings."""

    lines: list[Line]
    notes: list[Note]
    language: str


def read(sheets: Sequence[Sheet], *, starts: date, ends: date) -> Plan:
    """The lines of all sheets that have a table; ``starts`` and ``ends`` bound the road map.

    Raises NotUnderstood when there is none, when a table lacks a column, when there are too many.
    """
    lines: list[Line] = []
    notes: list[Note] = []
    language = ""
    for sheet in sheets:
        table = headings.table_of(sheet.rows)
        if table is None:
            if any(str(cell).strip() for row in sheet.rows for cell in row):
                notes.append(Note("no_table", {"sheet": sheet.name}))
            continue
        if table.lacking:
            raise NotUnderstood(
                "lacking", sheet=sheet.name, fields=" ".join(table.lacking), row=str(table.below)
            )
        for name in sorted(headings.UNREAD & table.columns.keys()):
            notes.append(Note("unread", {"sheet": sheet.name, "field": name}))
        language = language or table.language
        lines += _Reader(sheet, table, starts, ends).lines()
        if len(lines) > MOST_LINES:
            raise NotUnderstood("many", most=str(MOST_LINES))
    if not language:
        raise NotUnderstood("no_headings")
    return Plan(lines=lines, notes=notes, language=language)


class _Reader:
    """Reads the rows under one header."""

    def __init__(self, sheet: Sheet, table: Table, starts: date, ends: date) -> None:
        self._sheet, self._table = sheet, table
        self._bounds = {"starts": starts, "ends": ends}
        self._letters = {name: letter(column) for name, column in table.columns.items()}

    def lines(self) -> Iterator[Line]:
        place = ""
        under: list[tuple[str, int]] = []  # recommendations the heading above names
        for index, cells in enumerate(self._sheet.rows[self._table.below :], self._table.below):
            texts = {text for text in map(_text, cells) if text}
            if not texts:
                continue
            is_bare = len(texts) == 1 and not any(
                _text(self._cell(cells, name)) for name in ("due_on", "owner")
            )
            if is_bare or index in self._sheet.wide:
                heading = max(texts, key=len)
                names_some = _RECOMMENDS.search(heading) or _NUMBER.search(heading)
                under = goals_in(heading) if names_some else []
                yield self._made(index, cells, goals=under, is_heading=True)
                continue
            line = self._line(index, cells, place, under)
            place = line.values["place"] or place
            yield line

    def _line(
        self, index: int, cells: Sequence[object], place: str, under: list[tuple[str, int]]
    ) -> Line:
        problems: list[Note] = []
        notes: list[Note] = []
        values = {name: _text(self._cell(cells, name)) for name in _PLAIN}
        values["place"] = _place(self._cell(cells, "place"), place)
        if not values["title"]:
            problems.append(Note("no_title", {}, self._letters["title"]))
        self._days(cells, values, problems, notes)
        try:
            self._budget(cells, values, notes)
        except NotUnderstood as error:
            problems.append(error.note(self._letters["budget"]))
        named = _text(self._cell(cells, "goals"))
        goals = goals_in(named)
        if named and not goals:
            problems.append(Note("goals", {"text": named[:200]}, self._letters["goals"]))
        return self._made(
            index,
            cells,
            values=values,
            goals=goals if named else under,
            problems=problems,
            notes=notes,
        )

    def _made(self, index: int, cells: Sequence[object], **facts: Any) -> Line:
        raw = " | ".join(text for text in map(_text, cells) if text)[:LONGEST_RAW]
        return Line(
            sheet=self._sheet.name,
            row=index + 1,
            columns=self._letters,
            raw=raw,
            **{"values": {}, **facts},
        )

    def _cell(self, cells: Sequence[object], name: str) -> object:
        column = self._table.columns.get(name, len(cells))
        return cells[column] if column < len(cells) else ""

    def _days(
        self,
        cells: Sequence[object],
        values: dict[str, str],
        problems: list[Note],
        notes: list[Note],
    ) -> None:
        column = self._letters["due_on"]
        try:
            found = deadlines.read(self._cell(cells, "due_on"), **self._bounds)
        except NotUnderstood as error:
            problems.append(error.note(column))
        else:
            values["due_on"] = found.due_on.isoformat()
            if found.starts_on:
                values["starts_on"] = found.starts_on.isoformat()
            notes += [Note(one.code, one.facts, column) for one in found.notes]
        begins = self._cell(cells, "starts_on")
        if _text(begins):
            try:
                first = deadlines.read(begins, **self._bounds)
                values["starts_on"] = (first.first_on or first.due_on).isoformat()
            except NotUnderstood as error:
                problems.append(Note("beginning", error.facts, self._letters["starts_on"]))

    def _budget(self, cells: Sequence[object], values: dict[str, str], notes: list[Note]) -> None:
        """The sum over all columns of the budget. Raises NotUnderstood."""
        given = _text(self._cell(cells, "currency")).upper()
        total, currency, words = None, given if len(given) == 3 else "", ""
        for column in self._table.budgets:
            one = money.read(cells[column] if column < len(cells) else "", self._table.unit)
            words = words or one.words
            if one.amount is None:
                continue
            if currency and one.currency and one.currency != currency:
                raise NotUnderstood("currencies", text=f"{currency}, {one.currency}")
            currency = currency or one.currency
            total = one.amount if total is None else total + one.amount
        values["budget"], values["currency"] = "" if total is None else str(total), currency
        if len(self._table.budgets) > 1 and total is not None:
            facts = {"n": str(len(self._table.budgets))}
            notes.append(Note("summed", facts, self._letters["budget"]))
        if words and not values["budget_source"]:
            notes.append(Note("source_words", {"text": words}, self._letters["budget"]))
            values["budget_source"] = words


def _place(cell: object, before: str) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 10**9:
        return places.typed(float(cell), before)
    return places.tidy(_text(cell))


def goals_in(text: str) -> list[tuple[str, int]]:
    """The recommendations a cell names, by number or paragraph, each with its weight.

    >>> goals_in("R-2014-126; R-2019-031 (2), п. 126.45")
    [('R-2014-126', 1), ('R-2019-031', 2), ('126.45', 1)]
    """
    found: dict[str, int] = {}
    marks = [*_NUMBER.finditer(text), *_PARAGRAPH.finditer(text)]
    for mark in sorted(marks, key=lambda one: one.start()):
        weight = _WEIGHT.match(text, mark.end())
        given = int(weight[1] or weight[2]) if weight else 1
        found.setdefault(mark[0].upper(), max(given, 1))
    return list(found.items())


def _text(cell: object) -> str:
    """A cell's words as they stand there; a whole number without its .0."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 2**53:
        return str(int(cell))
    text = str(cell).replace("\x00", "").replace("_x000D_", "").replace("\r", "")
    return "\n".join(" ".join(part.split()) for part in text.split("\n")).strip()
