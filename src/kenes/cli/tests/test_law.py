"""``kenes law``: an act entered, read in, shown, compared and exported on a terminal."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.engines.lawtext import akn_reading
from kenes.engines.lawtext.tests.schema import schema_in
from kenes.law.models import Act, Version

pytestmark = pytest.mark.django_db
OLD = "Закон о собраниях\nСтатья 1. Право\nКаждый вправе собираться мирно.\nСтатья 2. Место\n" + (
    "1. Места определяет маслихат.\n2. Не менее одного места.\n"
)
NEW = OLD.replace("Статья 2.", "Статья 3.").replace("одного места", "трёх мест")


@pytest.fixture
def files(cast: dict[str, User], tmp_path: Path) -> tuple[str, str]:
    """Two wordings of an act; the act is entered."""
    for name, words in (("old.txt", OLD), ("new.txt", NEW)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    facts = ["--enacted", "1995-03-17", "--name-ru", "Закон о собраниях", "--number", "2126"]
    assert main(["law", "enter", "assemblies", *facts]) == 0
    return str(tmp_path / "old.txt"), str(tmp_path / "new.txt")


@pytest.fixture
def law(files: tuple[str, str]) -> Act:
    """The act with both versions."""
    for file, day in zip(files, ("1995-03-17", "2020-06-06"), strict=True):
        at = ["--act", "assemblies", "--on", day, "--amended-by", "Закон № 333", "--save"]
        assert main(["law", "import", file, *at]) == 0
    return Act.objects.get()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    main(["law", *arguments])
    return capsys.readouterr().out


def test_a_file_is_shown_and_nothing_is_saved_without_being_asked(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "import", files[0], "--act", "assemblies", "--on", "1995-03-17")
    assert "4 provisions, 2 articles (text)" in shown
    assert "  Статья 2. Место" in shown
    assert not Version.objects.exists()


def test_a_file_is_told_against_the_version_before(
    law: Act, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--act", "assemblies", "--on", "2024-01-01", "--json")
    told: dict[str, Any] = json.loads(said(capsys, "import", files[0], *at))
    assert told["before"] == "2020-06-06"
    assert told["changes"]["moved"] == 1
    assert told["changes"]["inserted"] == told["changes"]["deleted"] == 0
    assert told["doubts"] == []
    doubtful = json.loads(said(capsys, "import", files[1], *at))
    assert doubtful["doubts"] == ["Article 3 does not follow the one before it. (line 4)"]


def test_an_act_is_shown_as_it_read_on_a_day(law: Act, capsys: pytest.CaptureFixture[str]) -> None:
    assert Version.objects.get(on=date(2020, 6, 6)).amended_by == {"ru": "Закон № 333"}
    assert "Не менее одного места." in said(capsys, "show", "assemblies", "--on", "2019-12-31")
    assert "Не менее трёх мест." in said(capsys, "show", "assemblies")
    at = ("--at", "art_3__para_2", "--json")
    told = json.loads(said(capsys, "show", "assemblies", *at))
    assert told["version"] == "2020-06-06"
    assert told["label"] == "пункт 2 статьи 3"
    assert told["text"] == "2. Не менее трёх мест."


def test_versions_and_files_are_compared_as_diff_does(
    law: Act, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", "compare", "assemblies", "1995-03-17", "2020-06-06"]) == 1
    of_versions = capsys.readouterr().out
    assert "moved: art_2 -> art_3" in of_versions
    assert "Не менее [-одного места-]{+трёх мест+}." in of_versions.replace(
        "[-одного-]{+трёх+} [-места-]{+мест+}", "[-одного места-]{+трёх мест+}"
    )
    assert main(["law", "compare", *files]) == 1
    assert capsys.readouterr().out == of_versions
    assert main(["law", "compare", files[0], files[0]]) == 0
    rows = json.loads(said(capsys, "compare", *files, "--json"))
    assert {row["fate"] for row in rows} == {"moved", "changed"}


def test_a_version_is_exported_in_every_form(
    law: Act, tmp_path: Path, capsys: pytest.CaptureFixture[str], shared_data: Path
) -> None:
    at = ["law", "export", "assemblies", "--on", "2000-01-01"]
    for form, begins in (("akn", b"<?xml"), ("pdf", b"%PDF"), ("docx", b"PK")):
        file = tmp_path / f"act.{form}"
        assert main([*at, "--format", form, "--output", str(file)]) == 0
        assert file.read_bytes().startswith(begins)
    data = (tmp_path / "act.akn").read_bytes()
    schema_in(shared_data).assertValid(etree.fromstring(data))
    assert akn_reading.read(data).version_on == date(1995, 3, 17)
    assert "Статья 2. Место" in said(capsys, *at[1:], "--format", "text")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "nothing"], "no act is called nothing"),
        (["show", "assemblies", "--on", "1990-01-01"], "no version in force on 1990-01-01"),
        (["show", "assemblies", "--at", "art_99"], "has no art_99"),
        (
            ["compare", "assemblies", "1995-03-17", "never"],
            "never is no date; write as 2026-12-31",
        ),
        (["compare", "assemblies"], "give an act and two days, or two files"),
        (["import", "nowhere.txt", "--act", "assemblies", "--on", "2024-01-01"], "nowhere.txt"),
        (
            ["import", "{old}", "--act", "assemblies", "--on", "2000-01-01"],
            "There is a version of 6 June 2020 already, which is later.",
        ),
        (["enter", "assemblies", "--enacted", "1995-03-17", "--name-en", "x"], "already"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    law: Act,
    files: tuple[str, str],
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    assert main(["law", *(one.format(old=files[0]) for one in arguments)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told
