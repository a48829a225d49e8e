import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kenes.access.types import operator
from kenes.cli.main import main
from kenes.recommendations.services import entries

Enter = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def enter() -> Enter:
    def make(text: str, **facts: Any) -> Any:
        return entries.record(
            text=text,
            language="en",
            facts={"country": "KAZ", "mechanism": "UPR", **facts},
            actor=operator("test"),
            now=datetime(2024, 5, 1, tzinfo=UTC),
        )

    make("End torture in prisons", states=["FRA", "DEU"])
    make("Consult civil society", country="FRA")
    return make


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["search", "--json", *arguments])
    return [row["number"] for row in json.loads(capsys.readouterr().out)]


def test_words_phrases_and_facets_narrow(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "prison tortures") == ["R-2024-001"]
    assert found(capsys, "consult", "civil society") == ["R-2024-002"]
    assert found(capsys, "consult", "society civil") == []
    assert found(capsys, "--country", "France") == found(capsys, "--country", "FRA")
    assert found(capsys, "--country", "Франция") == ["R-2024-002"]
    assert found(capsys, "--sort", "number", "--", "-civil") == ["R-2024-001"]


def test_json_is_one_array_with_stable_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "torture", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["text"] == "End torture in prisons"
    assert row["states"] == ["FRA", "DEU"]


def test_lines_are_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--limit", "1"]) == 0
    out = capsys.readouterr().out
    assert "Consult civil society" in out
    assert out.endswith("2 found\n")


def test_nothing_found_is_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "nowhere", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_an_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--country", "Atlantis"]) == 2
    assert "'Atlantis' is no country that is known" in capsys.readouterr().err
