import csv
import io
import json
from datetime import date

import pytest
from django.utils import timezone

from kenes.accounts.models import User
from kenes.alignment.models import Pair
from kenes.alignment.services import opening, viewing
from kenes.cli.main import main
from kenes.engines.lawtext.reading import read
from kenes.law.models import Instrument
from kenes.law.services import acts
from kenes.members.actors import actor_for
from kenes.members.models import Organisation

TEXT = "Статья 5. Задержание\n1. Доставляется к судье.\n2. Разъясняются права."


@pytest.fixture
def pair(cast: dict[str, User]) -> Pair:
    """A gap that an NGO sees, and an article nobody has looked at."""
    now, amina = timezone.now(), actor_for(cast["amina"])
    instrument = Instrument.objects.create(code="iccpr", kind="treaty", name={"en": "Covenant"})
    for number in (1, 2):
        instrument.obligations.create(number=str(number), order=number, label={"en": "=Right"})
    act = acts.enter(
        code="code",
        kind="code",
        name={"ru": "УПК"},
        enacted_on=date(2014, 7, 4),
        prevailing=["ru"],
        actor=amina,
        now=now,
    )
    tree = read(TEXT.splitlines(), language="ru").act
    acts.enter_version(act, on=date(2015, 1, 1), text=tree, actor=amina, now=now)
    obligation = instrument.obligations.get(number="1")
    made = opening.open_(obligation, act, "art_5__para_1", actor=amina, now=now)
    viewing.view(
        made,
        organisation=Organisation.objects.get(slug="of-clara"),
        finding="gap",
        reason="Too late",
        language="en",
        actor=actor_for(cast["clara"]),
        now=now,
    )
    return made


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["alignment", "show", *arguments]) == status
    return capsys.readouterr().out


def test_the_matrix_is_told_article_by_article(
    pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "iccpr", "code")
    assert pair.number in text
    assert f"civil society: gap, {timezone.localdate().isoformat()}" in text
    assert "state: not assessed" in text.replace("state bodies", "state")
    assert "not looked at" in text


def test_it_is_told_as_data(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = json.loads(said(capsys, "iccpr", "code", "--json"))
    assert second["beside"] == []
    (beside,) = first["beside"]
    assert (beside["provision"], beside["version"]) == ("art_5__para_1", "2015-01-01")
    assert beside["sides"]["civil"]["finds"] == "gap"
    assert beside["sides"]["state"] == {"finds": "none", "on": None, "has_changed_since": False}


def test_the_file_has_no_formula(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "iccpr", "code", "--csv", "--language", "en")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Number"] for row in rows] == [pair.number, ""]
    assert rows[0]["What is promised"] == "'=Right"


@pytest.mark.parametrize("arguments", [("none", "code"), ("iccpr", "none"), ("\x00", "code")])
def test_what_is_not_in_the_house_is_named(
    arguments: tuple[str, str], pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alignment", "show", *arguments]) == 2
    assert "of the house" in capsys.readouterr().err
