"""``kenes meeting``: planned, called and shown from the command line."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.meetings.models import Meeting
from kenes.meetings.services import agenda

pytestmark = pytest.mark.usefixtures("cast")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["meeting", *arguments]) == status
    out, err = capsys.readouterr()
    return out if status < 2 else err


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(said(capsys, *arguments, "--json"))


def day(days: int = 30) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_meeting_is_planned_called_and_shown(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    hours = ("--begins", "10:00", "--ends", "13:00", "--place", "Зал", "--language", "ru")
    link = ("--mode", "both", "--link", "https://meet.example/1")
    made = told(capsys, "plan", day(), *hours, *link)
    assert made["status"] == "planned"
    assert made["place"] == {"ru": "Зал"}
    number = made["number"]
    assert "agenda is empty" in said(capsys, "call", number, status=2)
    agenda.add(
        Meeting.objects.get(),
        section="opening",
        title={"en": "Opening <b>"},
        actor=operator("test"),
        now=timezone.now(),
    )
    assert told(capsys, "show", number)["items"] == []  # not before the notice
    assert "7 people are invited" in said(capsys, "call", number)
    assert "  1. Opening <b>, 15 min" in said(capsys, "show", number)
    shown = told(capsys, "show", number)
    assert shown["items"][0]["title"] == {"en": "Opening <b>"}
    assert "meet.example" not in json.dumps(shown)
    assert number in said(capsys, "list")
    assert [one["number"] for one in told(capsys, "list", "--year", day()[:4])] == [number]


def test_what_is_wrong_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "on: This day has passed." in said(capsys, "plan", day(-1), status=2)
    assert "reason: Say why" in said(capsys, "plan", day(), "--kind", "extra", status=2)
    assert "is no meeting" in said(capsys, "show", "M-1\x00", status=2)
    assert "is no body" in said(capsys, "plan", day(), "--body", "x", status=2)
    assert "is no year" in said(capsys, "list", "--year", "99999", status=2)
    assert said(capsys, "list", status=1) == ""
    with pytest.raises(SystemExit):
        main(["meeting", "plan", "soon"])
    with pytest.raises(SystemExit):
        main(["meeting", "plan", day(), "--begins", "noon"])


def test_a_short_notice_needs_its_reason(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    hours = ("--begins", "10:00", "--ends", "13:00", "--place", "Hall")
    number = told(capsys, "plan", day(2), *hours)["number"]
    agenda.add(
        Meeting.objects.get(),
        section="other",
        title={"en": "x"},
        actor=operator("test"),
        now=timezone.now(),
    )
    assert "short_notice: " in said(capsys, "call", number, status=2)
    assert "is called" in said(capsys, "call", number, "--short-notice", "A third reading")
