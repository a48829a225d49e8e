"""Tables: UPR Info as published, and any CSV by a mapping."""

from pathlib import Path

import pytest

from kenes.engines import undocs
from kenes.engines.undocs import Action, Kind, Mapping, MappingNeeded, Position
from kenes.engines.undocs.vocab import AFFECTED, MECHANISMS, SDGS, THEMES

HEADER = "To,Text,From,Response,Action,Issue,Session"


def table(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def test_upr_info_is_known_by_its_titles(tmp_path: Path) -> None:
    line = 'Kazakhstan,"End torture, at once",Norway,Supported,5,"Torture,Detention",20'
    path = table(tmp_path, HEADER, line)
    reading = undocs.read(path, name=path.name)
    (item,) = reading.items
    assert reading.kind == Kind.UPR_INFO
    assert (item.country, item.states, item.session, item.cycle) == ("KAZ", ("NOR",), "20", 2)
    assert (item.position, item.action) == (Position.SUPPORTED, Action.SPECIFIC)
    assert item.themes == ("torture", "detention")


@pytest.mark.parametrize(
    ("line", "code", "where"),
    [
        ("Kazakhstan,End torture,Norway,Supported,5,Torture", "cells-wrong", "row 1"),
        ("Kazakhstan,,Norway,Supported,5,Torture,20", "text-missing", "row 1"),
        ("Kazakhstan,End it,Norway,Supported,5,20,Torture", "shifted", "row 1, column Session"),
    ],
)
def test_a_row_that_cannot_be_right_is_told_with_its_place(
    tmp_path: Path, line: str, code: str, where: str
) -> None:
    path = table(tmp_path, HEADER, line, "Kazakhstan,End torture,Norway,Supported,5,Torture,20")
    reading = undocs.read(path, name=path.name)
    assert len(reading.items) == 1
    (problem,) = reading.problems
    assert (problem.doubt.code, problem.where) == (code, where)


def test_names_nobody_knows_are_doubted_and_kept(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, "Atlantis,End torture,Mu,Supported,5,Torture,20")
    (item,) = undocs.read(path, name=path.name).items
    assert {doubt.code for doubt in item.doubts} == {"state-unknown", "country-unknown"}
    assert item.raw.startswith("Atlantis")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_table_is_read_by_its_mapping(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = (mark.join(("Страна", "Мәтін")), mark.join(("Қазақстан", "Азаптауды тоқтату")))
    path = table(tmp_path, *lines, encoding=encoding)
    mapping = Mapping(columns={"country": "Страна", "text": "Мәтін"})
    (item,) = undocs.read(path, name=path.name, mapping=mapping).items
    assert item.text == "Азаптауды тоқтату"


def test_an_unknown_table_asks_for_its_mapping(tmp_path: Path) -> None:
    path = table(tmp_path, "Name,Price", "bread,120")
    with pytest.raises(MappingNeeded, match="rows.csv"):
        undocs.read(path, name=path.name)
    with pytest.raises(MappingNeeded, match="Sum"):
        undocs.read(path, name=path.name, mapping=Mapping(columns={"text": "Sum"}))


@pytest.mark.parametrize("columns", [{}, {"price": "Price"}, {"text": "", "states": "From"}])
def test_a_mapping_without_text_or_with_unknown_fields_is_refused(columns: dict[str, str]) -> None:
    with pytest.raises(MappingNeeded):
        Mapping.from_json({"columns": columns})


def test_a_mapping_comes_back_from_json_as_it_was() -> None:
    mapping = Mapping(columns={"text": "Text"}, separator=";")
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_all_of_upr_info_is_read(shared_data: Path) -> None:
    for path in sorted((shared_data / "upr-info").glob("*.csv")):
        reading = undocs.read(path, name=path.name)
        assert len(reading.items) > 5_000
        assert not reading.problems
        assert all(item.country for item in reading.items[:500])


def test_every_word_of_the_vocabularies_is_in_three_languages() -> None:
    assert (len(THEMES), len(AFFECTED), len(MECHANISMS)) == (100, 35, 15)
    for words in (THEMES, AFFECTED, MECHANISMS, SDGS):
        for code, names in words.items():
            assert all(names[language].strip() for language in ("en", "ru", "kk")), code
