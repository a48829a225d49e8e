"""``kenes instrument``: the catalogue, texts, ratifications and the country's status."""

import json
from pathlib import Path
from typing import Any

import pytest

from kenes.cli.main import main
from kenes.journal.models import Entry
from kenes.law.models import Commitment, Instrument
from kenes.law.tests.instruments import as_json, as_table
from kenes.members.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instrument", "catalogue"]) == 0
    assert "0 changed, 0 as they were" in capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["instrument", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_instruments_are_listed_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told(capsys, "list", "--kind", "declaration")
    assert [row["code"] for row in rows] == ["udhr"]
    assert rows[0]["adopted"] == "1948-12-10"
    assert main(["instrument", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == Instrument.objects.count()


def test_a_text_is_shown_and_saved_only_when_it_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "iccpr.json"
    file.write_bytes(as_json({"14": "All persons", "99": "New"}))
    shown = told(capsys, "import", "iccpr", str(file))
    assert (shown["new"], shown["not_listed"], shown["saved"]) == (["14"], ["99"], False)
    one = Instrument.objects.get(code="iccpr")
    assert one.obligations.get(number="14").text == {}
    assert main(["instrument", "import", "iccpr", str(file), "--save", "--add"]) == 0
    assert "first wording: 14" in capsys.readouterr().out
    assert one.obligations.get(number="99").text == {"en": "New"}
    assert Entry.objects.get(kind="instrument.text").actor_name == "kenes instrument"


def test_a_table_is_shown_for_the_country_of_the_body(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(
        as_table(
            "KG,1,1994,0,0,state party,iccpr",
            "KG,0,2010,0,0,state party,iccpr_op2",
            "KG,1,1900,0,0,state party,cat",
            "KG,1,1900,0,0,state party,x",
        )
    )
    assert main(["instrument", "ratifications", str(file)]) == 2
    assert "give --country" in capsys.readouterr().err
    Body.objects.create(slug="c", kind="plenary", name_en="C", country="KGZ")
    shown = told(capsys, "ratifications", str(file))
    assert [(row["instrument"], row["outcome"], row["doubtful"]) for row in shown["rows"]] == [
        ("iccpr", "new", False),
        ("iccpr-op2", "new", True),
    ]
    assert [row["line"] for row in shown["refused"]] == [4]
    assert shown["unknown"] == ["x"]
    assert not Commitment.objects.exists()
    assert main(["instrument", "ratifications", str(file), "--save"]) == 0
    out = capsys.readouterr().out
    assert "Party since 1994" in out
    assert "line 4: The year cannot be" in out
    assert Commitment.objects.count() == 2


def test_the_status_is_shown_and_stated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instrument", "status", "cat"]) == 0
    assert "Nothing is stated yet" in capsys.readouterr().out
    stated = told(
        capsys,
        *("status", "cat", "--status", "party", "--joined", "1998-08-26"),
        *("--complaints", "yes", "--since", "2008-02-21"),
    )
    assert stated["standing"] == "Party since 26 August 1998"
    assert stated["complaints"] == "Accepted since 21 February 2008"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "nothing"], "there is no instrument nothing"),
        (["status", "cat", "--status", "endorsed"], "Choose one of the list"),
        (["status", "cat", "--status", "party", "--year", "99999999999"], "Look at the year"),
        (["import", "iccpr", "/nowhere.json"], "/nowhere.json: No such file"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["instrument", *arguments]) == 2
    assert said in capsys.readouterr().err
