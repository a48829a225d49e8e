import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from kenes.ui import exports

ROWS = [
    ["R-2014-001", "Қазақ «мәтіні», \n екі жол", ["FRA", "DEU"], 3, None],
    ["R-2014-002", "=HYPERLINK(1)", [], -1, ""],
]
HEADER = ["Number", "Text", "States", "Cycle", "Empty"]


def as_csv() -> list[list[str]]:
    text = "".join(exports.csv_lines(HEADER, ROWS))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    assert exports.safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert exports.safe_cell([f"{start}1", "x"]) == f"'{start}1; x"


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert [exports.safe_cell(v) for v in (-5, 1.5, "a=b", "", None)] == [-5, 1.5, "a=b", "", ""]


def test_csv_has_every_row_and_a_byte_order_mark() -> None:
    assert as_csv() == [
        HEADER,
        ["R-2014-001", "Қазақ «мәтіні», \n екі жол", "FRA; DEU", "3", ""],
        ["R-2014-002", "'=HYPERLINK(1)", "", "-1", ""],
    ]


def test_json_keeps_lists_numbers_and_nothing() -> None:
    keys = ["number", "text", "states", "cycle", "empty"]
    parsed = json.loads("".join(exports.json_lines(keys, ROWS)))
    assert [list(row.values()) for row in parsed] == ROWS
    assert list(parsed[0]) == keys
    assert json.loads("".join(exports.json_lines(keys, []))) == []


def test_xlsx_is_a_workbook_of_text_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    whole = b"".join(exports.xlsx_blocks(HEADER, ROWS))
    sheet = load_workbook(io.BytesIO(whole)).get_sheet_by_index(0).to_python()
    assert sheet[0] == HEADER
    assert sheet[1][1:4] == ["Қазақ «мәтіні», \n екі жол", "FRA; DEU", 3.0]
    assert sheet[2][1] == "=HYPERLINK(1)"
    assert not list(tmp_path.iterdir())


def test_xlsx_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_DEEPEST", 3)
    whole = b"".join(exports.xlsx_blocks(["N"], [[n] for n in range(5)]))
    book = load_workbook(io.BytesIO(whole))
    sheets = [book.get_sheet_by_index(i).to_python() for i in range(len(book.sheet_names))]
    assert sheets == [[["N"], [0.0], [1.0]], [["N"], [2.0], [3.0]], [["N"], [4.0]]]


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_an_empty_table_is_still_a_file(format_: str) -> None:
    response = exports.download(format_, "register", {"n": "N"}, [])
    assert b"".join(response)
    assert f"register.{format_}" in response["Content-Disposition"]


def test_rows_are_taken_as_they_are_sent() -> None:
    taken = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal taken
        for _ in range(10_000):
            taken += 1
            yield ["x" * 100]

    lines = exports.csv_lines(["N"], rows())
    next(lines)
    assert 0 < taken < 1_000
