"""Tables as files, streamed: CSV, XLSX and JSON in memory that does not grow with the rows."""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.http import StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BLOCK = 64 * 1024  # bytes or characters sent at once
_LONGEST = 32_767  # characters of a cell of XLSX
_DEEPEST = 1_048_576  # rows of a sheet of XLSX
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
FORMATS = tuple(_MEDIA_TYPES)

Rows = Iterable[Sequence[Any]]


def download(
    format_: str, name: str, columns: Mapping[str, str], rows: Rows
) -> StreamingHttpResponse:
    """A file ``name.format_`` with these rows, one of ``FORMATS``.

    ``columns`` maps the stable name of each column, the key of JSON, to the one for readers.
    Cells are text, numbers or None; lists are joined for CSV and XLSX.
    """
    writers: dict[str, Callable[[], Iterator[Any]]] = {
        "csv": lambda: csv_lines(columns.values(), rows),
        "xlsx": lambda: xlsx_blocks(columns.values(), rows),
        "json": lambda: json_lines(columns, rows),
    }
    return StreamingHttpResponse(
        writers[format_](),
        content_type=_MEDIA_TYPES[format_],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_}"'},
    )


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe_cell("=1+1"), safe_cell(-5), safe_cell("R-2014-126")
    ("'=1+1", -5, 'R-2014-126')
    """
    text = _plain(value)
    if isinstance(text, str) and text.startswith(_FORMULA):
        return f"'{text}"
    return text


def csv_lines(header: Iterable[str], rows: Rows) -> Iterator[str]:
    """CSV with a byte-order mark, so that spreadsheets read Cyrillic as such."""
    buffer = _Buffer()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        if buffer.size >= _BLOCK:
            yield buffer.empty()
    yield buffer.empty()


def json_lines(names: Iterable[str], rows: Rows) -> Iterator[str]:
    """One JSON array of objects, an object a line."""
    keys, buffer, mark = list(names), _Buffer(), "["
    for row in rows:
        packed = json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False)
        buffer.write(f"{mark}\n{packed}")
        mark = ","
        if buffer.size >= _BLOCK:
            yield buffer.empty()
    buffer.write("\n]\n" if mark == "," else "[]\n")
    yield buffer.empty()


def xlsx_blocks(header: Iterable[str], rows: Rows) -> Iterator[bytes]:
    """A workbook of one sheet, or of more where the rows go beyond one.

    It is made on disk, for its parts are known only at the end, and the file is gone after.
    """
    with tempfile.NamedTemporaryFile(prefix="kenes-", suffix=".xlsx") as file:
        # Text is written as text: nothing in it is taken for a formula or a link.
        book = xlsxwriter.Workbook(
            file.name, {"constant_memory": True, "in_memory": False, "strings_to_urls": False}
        )
        names, bold = list(header), book.add_format({"bold": True})
        sheet, line = None, _DEEPEST
        for row in rows:
            if line >= _DEEPEST or sheet is None:
                sheet, line = _sheet(book, names, bold), 1
            _write(sheet, line, row)
            line += 1
        if sheet is None:
            _sheet(book, names, bold)
        book.close()
        with open(file.name, "rb") as finished:
            while block := finished.read(_BLOCK):
                yield block


def _sheet(book: Any, names: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
    return sheet


def _write(sheet: Any, line: int, row: Sequence[Any]) -> None:
    for column, value in enumerate(row):
        plain = _plain(value)
        if isinstance(plain, int | float):
            sheet.write_number(line, column, plain)
        elif plain:
            sheet.write_string(line, column, str(plain)[:_LONGEST])


def _plain(value: Any) -> Any:
    """A cell's value: lists become one text, None an empty one."""
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return "" if value is None else value


class _Buffer:
    """Gathers text until there is enough to send."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.size = 0

    def write(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)

    def empty(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self.size = 0
        return text
