"""``kenes table``: a public comparative table for the eye, for an office program, for a parser."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from lxml import etree

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.engines.lawtext.reading import read
from kenes.engines.lawtext.tests.schema import schema_in
from kenes.law.services import acts
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals.models import Proposal
from kenes.proposals.services import amending, drafting

LAW = "Статья 1. Доступ\n1. Адвокат допускается в течение суток.\nСтатья 2. Итог\nТекст.\n"
HOUR = "1. Адвокат допускается в течение часа. <script>"


@pytest.fixture
def proposal(cast: dict[str, User]) -> Proposal:
    now, clara, amina = timezone.now(), actor_for(cast["clara"]), actor_for(cast["amina"])
    act = acts.enter(
        code="code",
        kind="code",
        name={"ru": "Кодекс"},
        enacted_on=date(2014, 7, 4),
        prevailing=["ru"],
        actor=amina,
        now=now,
    )
    text = read(LAW.splitlines(), language="ru", title="Кодекс").act
    acts.enter_version(act, on=date(2025, 1, 1), text=text, actor=amina, now=now)
    words = {"title": "Доступ", "problem": "p", "proposal": "q", "justification": "j"}
    draft = drafting.begin(
        organisation=Organisation.objects.get(slug="of-clara"),
        language="ru",
        wording=words,
        actor=clara,
        now=now,
    )
    amending.add(
        draft,
        act=act,
        language="ru",
        change="reword",
        anchor="пункт 1 статьи 1",
        wording=HOUR,
        justification="Пакт",
        actor=clara,
        now=now,
    )
    return drafting.submit(draft, actor=clara, now=now)


def test_it_is_read_in_the_terminal(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", proposal.number.lower()]) == 0
    said = capsys.readouterr().out
    for part in ("Кодекс", "пункт 1 статьи 1", "суток", HOUR, "Пакт", "Wording in force"):
        assert part in said


def test_as_json_it_says_the_same(proposal: Proposal, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", proposal.number, "--format", "json", "--version", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    (row,) = told["acts"][0]["rows"]
    assert (row["provision"], row["proposed"]) == ("art_1__para_1", HOUR)


def test_files_are_written_where_they_are_asked_for(
    proposal: Proposal, tmp_path: Path, shared_data: Path
) -> None:
    begins = {"pdf": b"%PDF", "docx": b"PK", "akn": b"<?xml"}
    for kind, mark in begins.items():
        path = tmp_path / f"table.{kind}"
        asked = ["table", proposal.number, "--format", kind, "--output", str(path)]
        assert main([*asked, "--language", "kk"]) == 0
        assert path.read_bytes().startswith(mark)
    schema_in(shared_data).assertValid(etree.parse(str(tmp_path / "table.akn")))


@pytest.mark.parametrize(
    "arguments",
    [
        ["P-1999-001"],
        ["\x00"],
        ["NUMBER", "--version", "2"],
        ["NUMBER", "--version", "-1"],
        ["NUMBER", "--version", str(10**30)],
        ["NUMBER", "--output", "/nowhere/at/all"],
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(
    proposal: Proposal, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    asked = [proposal.number if one == "NUMBER" else one for one in arguments]
    assert main(["table", *asked]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("kenes: ")
    assert "Traceback" not in said.err


def test_a_text_that_is_missing_is_named_beside_the_table(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal.amendments.update(language="kk")
    assert main(["table", proposal.number]) == 0
    said = capsys.readouterr()
    assert "not in the house" in said.err
    assert HOUR in said.out


def test_a_proposal_without_a_table_has_status_one(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal.amendments.all().delete()
    assert main(["table", proposal.number]) == 1
    assert "no rows" in capsys.readouterr().out
