"""UHRI exports, made here as the index writes them, and OHCHR's real thematic list."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kenes.engines import undocs
from kenes.engines.undocs import Kind, NotUnderstood, Position

TITLES = (
    "Text",
    "Countries Concerned",
    "Reccomending Body",
    "Type",
    "Document Symbol",
    "Document Publication Date",
    "Themes",
    "Affected Persons",
    "Sdgs",
    "UPR Reccomending States",
    "UPR Session",
    "UPR Position",
    "OHCHR Annotation Id",
)
ROW: tuple[Any, ...] = (
    "Ratify the optional protocol.",
    "- Kazakhstan",
    "- UPR",
    "- Recommendations",
    "A/HRC/28/10",
    41983,  # 10 December 2014
    "- Right to life\n- Racial discrimination",
    "- children\n- women & girls",
    "- 16\n- 16.b\n- GOAL 5",
    "- Norway\n- Türkiye",
    20,
    "Supported",
    "a1b2",
)


def sheet(path: Path, *rows: tuple[Any, ...], titles: tuple[str, ...] = TITLES) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, row in enumerate((titles, *rows)):
            page.write_row(at, 0, row)
    return path


def test_a_row_of_the_table_tells_all_it_holds(tmp_path: Path) -> None:
    path = sheet(tmp_path / "uhri.xlsx", ROW)
    reading = undocs.read(path, name=path.name)
    assert reading.kind == Kind.UHRI_XLSX
    (item,) = reading.items
    assert item.text == "Ratify the optional protocol."
    assert (item.country, item.states) == ("KAZ", ("NOR", "TUR"))
    assert (item.body, item.kind, item.symbol) == ("UPR", "Recommendations", "A/HRC/28/10")
    assert (item.published, item.session) == ("2014-12-10", "20")
    assert item.themes == ("right-to-life", "racial-discrimination")
    assert item.sdgs == ("16", "16.b", "5")
    assert item.position == Position.SUPPORTED
    assert item.annotation_id == "a1b2"
    assert not item.doubts


def test_what_a_row_lacks_is_kept_and_doubted(tmp_path: Path) -> None:
    lacking = ("Do it.", "", "- CAT", "", "CAT/C/1", "soon", "", "", "", "- Atlantis", "", "", "x")
    path = sheet(tmp_path / "uhri.xlsx", lacking, ("", *ROW[1:]))
    reading = undocs.read(path, name=path.name)
    (item,) = reading.items
    assert [doubt.code for doubt in item.doubts] == [
        "date-unclear",
        "country-missing",
        "type-missing",
        "state-unknown",
    ]
    assert item.confidence < 0.4
    assert [problem.where for problem in reading.problems] == ["row 2"]


def test_a_table_of_something_else_is_told_by_the_missing_columns(tmp_path: Path) -> None:
    path = sheet(tmp_path / "prices.xlsx", ("bread", 120), titles=("Thing", "Price"))
    with pytest.raises(NotUnderstood, match="Text, Countries Concerned, Document Symbol"):
        undocs.read(path, name=path.name)


def annotation(**facts: Any) -> dict[str, Any]:
    return {
        "AnnotationId": "7f",
        "AnnotationType": "Recommendations",
        "Text": "Abolish the death penalty.",
        "Countries": ["Kazakhstan"],
        "Symbol": "A/HRC/43/10",
        "PublicationDate": "2019-12-20T00:00:00",
        "UprRecommendingCountry": ["France"],
        "UprPositions": "Noted",
        "UprCycle": "3rd cycle",
        "UprSession": "34",
        "Sdgs": ["16.1"],
        **facts,
    }


def test_annotations_of_the_json_are_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "uhri.json"
    path.write_text(json.dumps([annotation(), annotation(Text="", AnnotationId="80")]))
    source = undocs.open_source(path, name=path.name)
    first = next(source.entries)
    assert isinstance(first, undocs.Item)
    assert (first.country, first.states, first.cycle) == ("KAZ", ("FRA",), 3)
    assert first.position == Position.NOTED
    assert first.published == "2019-12-20"
    assert isinstance(next(source.entries), undocs.Problem)


@pytest.mark.parametrize("said", ["{}", "[]", "[1, 2]", '[{"Text": "x"}]', '{"a": [1]}'])
def test_json_of_another_shape_is_no_export(tmp_path: Path, said: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(said)
    with pytest.raises(NotUnderstood, match="other.json"):
        undocs.read(path, name=path.name)


@pytest.mark.parametrize("said", ["[{", '[{"Text": "x" "y"}]', "not json", "[" * 200_000])
def test_broken_json_is_damaged(tmp_path: Path, said: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(said)
    with pytest.raises(undocs.UndocsError, match="broken.json"):
        undocs.read(path, name=path.name)


def test_the_thematic_list_agrees_with_its_published_table(shared_data: Path) -> None:
    folder = shared_data / "ohchr-matrices"
    path = folder / "UPR20__Slovenia_ThematicListRecommendations_E.docx"
    reading = undocs.read(path, name=path.name)
    with (folder / "slovenia_cycle2_matrix.csv").open(encoding="utf-8-sig", newline="") as file:
        truth = {row["para"]: row for row in csv.DictReader(file)}
    assert reading.kind == Kind.MATRIX
    assert reading.symbol == "A/HRC/28/15"
    assert {item.number for item in reading.items} == set(truth)
    for item in reading.items:
        assert item.position == truth[item.number]["position"].casefold()
        assert item.states
        assert truth[item.number]["text"].startswith(item.text[:60])
    assert not reading.problems
