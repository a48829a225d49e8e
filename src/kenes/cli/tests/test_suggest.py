import json
import re
from pathlib import Path

import pytest
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.suggestions.models import Fit, Suggestion
from kenes.suggestions.tests import learning

FIGURES = {
    "micro_f1",
    "macro_f1",
    "action_accuracy",
    "calibration_error",
    "train_seconds",
    "texts_per_second",
    "baseline_micro_f1",
    "baseline_macro_f1",
    "baseline_action_accuracy",
}
HEAD = "To,Text,From,Response,Action,Issue,Session\r"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Settings) -> None:
    settings.KENES_HOME = tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["suggest", *arguments]) == status
    out, err = capsys.readouterr()
    return err if status else out


@pytest.mark.django_db
def test_it_learns_suggests_and_says_what_was_too_rare(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "fit comes first" in said(capsys, "run", status=2)
    register = learning.register()
    told = said(capsys, "fit")
    assert "theme: 2 labels from 16 texts" in told
    assert "affected: not learned from 0 texts. No label has 5 examples." in told
    assert "texts: 17 texts to compare with" in told
    assert re.search(r"^[\d.]+ s$", told, re.MULTILINE)
    assert "R-1-1" in said(capsys, "run", "R-1-1", status=2)
    count = int(said(capsys, "run", register.number).split()[0])
    assert count == register.suggestions.count() > 0
    said(capsys, "run", "--all")
    total = Suggestion.objects.count()
    assert total > count
    assert said(capsys, "run") == "0 new suggestions\n"
    facts = json.loads(said(capsys, "fit", "--json"))
    assert facts["theme"]["labels"] == 2
    assert facts["seconds"] >= 0
    assert Fit.objects.count() == 2


def table(path: Path, sessions: dict[str, int]) -> Path:
    """As UPR Info writes them: a row ends in a carriage return."""
    rows = [
        f"Norway,{text} in place {number},France,Accepted,{action},{issue},{session}"
        for session, count in sessions.items()
        for number in range(count)
        for issue, action, text in (
            ("Torture and other CID treatment", 5, "End torture of prisoners"),
            ("Freedom of association and peaceful assembly", 3, "Consider allowing rallies"),
        )
    ]
    path.write_bytes((HEAD + "\r".join(rows) + "\r").encode())
    return path


@pytest.mark.django_db
def test_figures_are_printed_beside_those_of_a_plain_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = table(tmp_path / "both.csv", {"1": 12, "14": 3, "17": 2})
    arguments = ["evaluate", "--train", str(both), "--test", str(both)]
    sessions = ["--train-sessions", "1-13", "--test-sessions", "14-16"]
    found = json.loads(said(capsys, *arguments, *sessions, "--json"))
    assert found.keys() >= FIGURES
    assert (found["train_count"], found["test_count"]) == (24, 6)
    assert found["micro_f1"] == found["action_accuracy"] == 1.0
    assert not found["calibration_error"] > 0.5
    told = said(capsys, *arguments, *sessions)
    assert "24 texts to learn from, 6 to be tested on" in told
    assert re.search(r"^micro_f1 +1\.000$", told, re.MULTILINE)
    whole = json.loads(said(capsys, *arguments, "--json"))
    assert whole["test_count"] == 34  # files are taken as given


@pytest.mark.django_db
def test_bad_files_and_sessions_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = str(table(tmp_path / "good.csv", {"1": 6}))
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    absent = str(tmp_path / "absent.csv")
    assert "other.csv" in said(
        capsys, "evaluate", "--train", good, str(other), "--test", good, status=2
    )
    assert "absent.csv" in said(capsys, "evaluate", "--train", absent, "--test", good, status=2)
    none = ["--test-sessions", "40"]
    assert "--test" in said(capsys, "evaluate", "--train", good, "--test", good, *none, status=2)
    few = str(table(tmp_path / "few.csv", {"1": 1}))
    assert "5 examples" in said(capsys, "evaluate", "--train", few, "--test", good, status=2)
    with pytest.raises(SystemExit):
        main(["suggest", "evaluate", "--train", good, "--test", good, "--test-sessions", "x"])
    assert "not sessions" in capsys.readouterr().err


@pytest.mark.django_db
def test_upr_infos_own_tables_are_read_to_the_last_row(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part of one file: enough to be better than chance, and quick."""
    path = str(shared_data / "upr-info" / "sessions-1-5.csv")
    sessions = ["--train-sessions", "1", "--test-sessions", "2"]
    found = json.loads(
        said(capsys, "evaluate", "--train", path, "--test", path, *sessions, "--json")
    )
    assert found["train_count"] > 300
    assert found["micro_f1"] > 0.6
