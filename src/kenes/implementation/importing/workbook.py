"""A workbook from outside as rows of cells, held to limits before anything unpacks it."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from kenes.implementation.importing.doubts import NotUnderstood

LARGEST_UNPACKED = 100_000_000  # bytes of all members
LARGEST_RATIO = 250  # unpacked to packed, once a megabyte is passed
MOST_MEMBERS = 1_000
MOST_ROWS = 8_000  # of a sheet: 5,000 measures with headings between them
MOST_COLUMNS = 100
MOST_SHEETS = 30
MOST_CELLS = 200_000  # with content, of all sheets
MOST_TEXT = 2_000_000_000  # the longest shared text, once in every cell
_ELEMENT = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*?)(/?)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{0,3})\$?(\d{1,9})["']""")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']+)["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si\b")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    rows: Sequence[Sequence[object]]
    wide: frozenset[int]  # rows with one cell merged over at least three columns


def read(path: Path) -> list[Sheet]:
    """The visible sheets. Raises NotUnderstood for what is no workbook, damaged or too large."""
    _check(path)
    try:
        book = CalamineWorkbook.from_path(path)
        visible = [
            one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible
        ]
        return [_sheet(book, name) for name in visible]
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise NotUnderstood("damaged") from error


def letter(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(51)
    ('A', 'Z', 'AA', 'AZ')
    """
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = ascii_uppercase[place] + letters
    return letters


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    wide = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        if top == bottom and right - left >= 2:
            wide.add(top)
        if left == right:  # one recommendation beside several measures
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and row[left] in {"", None}:
                    row[left] = rows[top][left]
    return Sheet(name=name, rows=rows, wide=frozenset(wide))


def _check(path: Path) -> None:
    """Raises NotUnderstood for an archive that would unpack into more than a plan can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(one.file_size for one in members)
            packed = sum(one.compress_size for one in members) or 1
            is_bomb = unpacked > 1_000_000 and unpacked / packed > LARGEST_RATIO
            if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS or is_bomb:
                raise NotUnderstood("large_file")
            if "xl/workbook.xml" not in {one.filename for one in members}:
                raise NotUnderstood("no_workbook")
            cells = longest = sheets = 0
            for one in members:  # which of them are sheets, the archive itself says: look at all
                data = archive.read(one)
                _check_readable(data)
                if b"sheetData" in data:
                    sheets += 1
                    cells += _cells_in(data)
                elif b"sst" in data[:2_000]:
                    longest = max(longest, _longest_in(data))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise NotUnderstood("no_workbook") from error
    if sheets > MOST_SHEETS or cells > MOST_CELLS or cells * longest > MOST_TEXT:
        raise NotUnderstood("large_file")


def _check_readable(data: bytes) -> None:
    """Raises NotUnderstood for text in an encoding that would hide what is counted below."""
    begins = data[:200]
    if begins.startswith((b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")):
        raise NotUnderstood("damaged")
    declared = _ENCODING.search(begins) if begins.lstrip().startswith(b"<") else None
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}:
        raise NotUnderstood("damaged")


def _cells_in(xml: bytes) -> int:
    """How many cells with content a sheet has. Raises NotUnderstood for one too deep or wide.

    The reader lays out a full rectangle down to the last cell, however far away it is.
    """
    row = column = cells = 0
    for kind, attributes, is_empty in _ELEMENT.findall(xml):
        place = _PLACE.search(attributes)
        if kind == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        column = _number(place[1]) if place else column + 1
        row = int(place[2]) if place else max(row, 1)
        if not is_empty:
            cells += 1
            if row > MOST_ROWS or column > MOST_COLUMNS:
                raise NotUnderstood("large_sheet", rows=str(MOST_ROWS), columns=str(MOST_COLUMNS))
    return cells


def _number(letters: bytes) -> int:
    number = 0
    for place in letters.upper():
        number = number * 26 + place - 64
    return number


def _longest_in(xml: bytes) -> int:
    return max(map(len, _SHARED.split(xml)), default=0)
