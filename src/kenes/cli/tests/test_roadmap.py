"""``kenes roadmap``: shown, exported and read in, with refusals as sentences."""

import json
from pathlib import Path
from typing import Any

import pytest

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.implementation.models import RoadMap
from kenes.implementation.tests.conftest import Table


@pytest.fixture
def roadmap(cast: dict[str, User]) -> RoadMap:
    return Table(cast).adopted()


def test_all_road_maps_and_one_are_shown(roadmap: RoadMap, capsys: Any) -> None:
    assert main(["roadmap", "show"]) == 0
    assert roadmap.number in capsys.readouterr().out
    assert main(["roadmap", "show", roadmap.number.lower()]) == 0
    assert "Ministry of Internal Affairs: Not begun" in capsys.readouterr().out
    assert main(["roadmap", "show", roadmap.number, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["measures"][0]["owner"] == "of-bolat"
    assert told["recommendations"][0]["percent"] == told["percent"] == 0
    assert "owners" not in told


def test_a_workbook_goes_out_and_comes_in_unchanged(
    roadmap: RoadMap, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "plan.xlsx"
    assert main(["roadmap", "export", roadmap.number, "--output", str(file)]) == 0
    capsys.readouterr()
    assert main(["roadmap", "import", roadmap.number, str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["same"] == 1
    assert not roadmap.staged.exists()


def test_what_cannot_be_done_is_a_sentence(roadmap: RoadMap, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"nothing")
    for arguments, sentence in (
        (["show", "RM-1999-001"], "is no road map"),
        (["show", "\x00"], "is no road map"),
        (["import", roadmap.number, str(tmp_path / "b.xlsx")], "there is no such file"),
        (["import", roadmap.number, str(tmp_path / "a.xlsx")], "This is no XLSX workbook"),
        (["export", roadmap.number, "--output", "/nowhere/a.xlsx"], "No such file"),
    ):
        assert main(["roadmap", *arguments]) == 2
        assert sentence in capsys.readouterr().err


def test_nothing_to_show_is_told_by_the_status(cast: dict[str, User], capsys: Any) -> None:
    assert main(["roadmap", "show", "--json"]) == 1
    assert capsys.readouterr().out.strip() == "[]"
