import json
from datetime import timedelta

import pytest

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.opinions.lifecycle import RejectionGround, Status
from kenes.opinions.models import Consultation
from kenes.opinions.services import stating
from kenes.opinions.tests.conftest import SEEDS, House


@pytest.fixture
def house(cast: dict[str, User]) -> House:
    return House(users=cast)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["consultation", *arguments]) == status
    told = capsys.readouterr()
    return told.err if status == 2 else told.out


def test_none_is_said_by_the_status(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "list", status=1) == ""
    assert said(capsys, "list", "--json", status=1) == "[]\n"


def test_they_are_listed_open_ones_first(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    draft, one = house.draft(name={"ru": "Черновик"}), house.opened()
    told = said(capsys, "list", "--language", "ru")
    assert told.index(one.number) < told.index(draft.number)
    assert "Правосудие" in told
    (only,) = json.loads(said(capsys, "list", "--status", "draft", "--json"))
    assert (only["number"], only["status"], only["opened_on"]) == (draft.number, "draft", None)


def test_one_is_opened_shown_and_closed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    draft = house.draft()
    number = said(capsys, "open", draft.number).split()[0]
    one = Consultation.objects.get(number=number)
    assert one.closes_on == house.today + timedelta(days=14)  # the by-laws' least
    shown = said(capsys, "show", number)
    assert "14 days more" in shown
    assert "shown      5" in shown
    assert json.loads(said(capsys, "show", number, "--json"))["statements"]["shown"] == 5
    assert "Closed on" in said(capsys, "close", number, "--reason", "Enough")
    one.refresh_from_db()
    assert (one.status, one.closed_because) == (Status.CLOSED, "Enough")


def test_the_export_is_what_everybody_may_know(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    one = house.opened()
    house.proposed(one, "It waits")
    stating.reject(
        house.proposed(one, "Mr Secret is a thief"),
        ground=RejectionGround.INSULT,
        reason="An insult",
        actor=house.actor("amina"),
        now=house.now,
    )
    told = said(capsys, "export", one.number)
    facts = json.loads(told)
    assert [row["number"] for row in facts["statements"]] == [1, 2, 3, 4, 5, 6]
    assert facts["statements"][0]["text"] == {"en": SEEDS[0]}
    assert facts["map"] is None
    assert "Secret" not in told
    assert "It waits" not in told
    house.closed(one)
    assert json.loads(said(capsys, "export", one.number))["map"]["is_final"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "C-2026-999"), "is no consultation of the house"),
        (("show", "C-\x00"), "is no consultation of the house"),
        (("close", "DRAFT", "--reason", "x"), "has not been opened yet"),
        (("export", "DRAFT"), "is in preparation"),
        (("open", "DRAFT", "--until", "2020-01-01"), "By the by-laws"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    arguments: tuple[str, ...], sentence: str, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = house.draft()
    arguments = tuple(draft.number if one == "DRAFT" else one for one in arguments)
    assert sentence in said(capsys, *arguments, status=2)


def test_the_maps_are_followed_in_one_pass(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.opened()
    assert "maps drawn" in said(capsys, "follow")
