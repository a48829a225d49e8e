"""``kenes bylaws``: what is in force on a day, and adopting from the command line."""

import json
import re

import pytest

from kenes.cli.main import main
from kenes.journal.models import Entry
from kenes.members.models import ByLaws
from kenes.members.rules import RULES

pytestmark = pytest.mark.django_db


def adopt(*rules: str, first_day: str = "2026-03-01", decision: str = "Decision 1") -> int:
    return main(["bylaws", "adopt", "--decision", decision, "--from", first_day, *rules])


def test_the_defaults_are_shown_when_nothing_was_adopted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["bylaws", "show"]) == 0
    out = capsys.readouterr().out
    assert "the defaults are in force" in out
    for rule in RULES:
        assert f"\n{rule.name} " in out
    assert re.search(r"^notice_days +14 days$", out, re.MULTILINE)


def test_a_version_is_adopted_and_its_changes_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert adopt("notice_days=20", "decision_mode=majority", "holidays=2026-12-17") == 0
    out = capsys.readouterr().out
    assert "Version 1 of the by-laws is adopted; it begins on 2026-03-01." in out
    assert "  notice_days: 14 days -> 20 days" in out
    assert "  holidays: none -> 17 December 2026" in out
    assert Entry.objects.get(kind="bylaws.adopt").actor_name == "kenes bylaws"


def test_rules_not_named_stay_and_an_empty_one_returns_to_its_default() -> None:
    assert adopt("notice_days=20", "minutes_days=10", "holidays=2026-12-17") == 0
    assert adopt("notice_days=25", "holidays=", first_day="2026-04-01") == 0
    assert ByLaws.objects.get(number=2).values == {"notice_days": 25, "minutes_days": 10}


def test_the_day_decides_which_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    adopt("notice_days=20")
    adopt("notice_days=25", first_day="2026-06-01", decision="Decision 2")
    shown = {}
    for day in ("2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01"):
        capsys.readouterr()
        assert main(["bylaws", "show", "--on", day, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert len(told["rules"]) == len(RULES)
        values = {rule["name"]: rule["value"] for rule in told["rules"]}
        shown[day] = told["version"], told["decision"], told["from"], values["notice_days"]
    assert shown == {
        "2026-02-28": (0, "", None, 14),
        "2026-03-01": (1, "Decision 1", "2026-03-01", 20),
        "2026-05-31": (1, "Decision 1", "2026-03-01", 20),
        "2026-06-01": (2, "Decision 2", "2026-06-01", 25),
    }
    assert main(["bylaws", "show", "--on", "2026-03-01"]) == 0
    out = capsys.readouterr().out
    assert "version 1 is in force, since 2026-03-01." in out
    assert "Adopted by: Decision 1" in out
    assert "20 days  (default: 14 days)" in out
    assert "Not in force yet: version 2, from 2026-06-01." in out


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (["notice_days"], "kenes: notice_days: write NAME=VALUE\n"),
        (["quorum=50"], "kenes: there is no rule quorum: kenes bylaws show lists them\n"),
        (["notice_days=0"], "kenes: notice_days: Give a number from 1 to 90.\n"),
        (["notice_days=soon"], "kenes: notice_days: Give a whole number.\n"),
        (["decision_mode=lot"], "kenes: decision_mode: Choose one of the ways.\n"),
        (["holidays=X"], "kenes: holidays: X is no date; write as 2026-12-17.\n"),
        (
            ["notice_days=0", "minutes_days=0"],
            "kenes: notice_days: Give a number from 1 to 90. "
            "minutes_days: Give a number from 1 to 90.\n",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_rule(
    rules: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt(*rules) == 2
    assert capsys.readouterr().err == sentence
    assert not ByLaws.objects.exists()


def test_the_same_twice_is_one_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt("notice_days=20") == 0
    assert adopt("notice_days=20") == 2
    assert "Version 1 says the same" in capsys.readouterr().err
    assert ByLaws.objects.count() == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "--on", "tomorrow"],
        ["adopt", "--decision", "D", "--from", "31.12.2026", "notice_days=20"],
        ["adopt", "--from", "2026-12-31"],
        ["adopt", "--decision", "D"],
    ],
)
def test_what_was_not_understood_is_told_by_the_parser(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["bylaws", *arguments])
    assert left.value.code == 2
    assert "usage: kenes bylaws" in capsys.readouterr().err
