"""``kenes map``: from a file of votes to a map, without the house; every failure a sentence."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kenes.cli.main import main

HEADER = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
KEYS = {"k", "groups", "certainty", "consensus", "common_ground", "representative"}


def written(path: Path, rows: list[list[object]], header: list[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Two camps of twenty; all agree on statements 0 and 1. Ids have gaps."""
    rows: list[list[object]] = []
    for person in range(40):
        for statement in range(10):
            side = 1 if statement < 2 or (person < 20) == (statement % 2 == 0) else -1
            value = 0 if (person * 7 + statement) % 11 == 0 else side
            rows.append([1_700_000_000 + person, "", statement * 3, person * 5, value])
    return written(tmp_path / "votes.csv", rows)


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main(["map", *map(str, arguments), "--json"]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_two_camps_and_what_they_share(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, votes)
    assert set(told) >= KEYS
    assert told["k"] == 2
    groups = told["groups"]
    assert isinstance(groups, dict)
    assert len({groups[str(5 * one)] for one in range(20)}) == 1
    assert groups["0"] != groups["100"]
    shared = told["common_ground"]
    assert isinstance(shared, list)
    assert {one["statement"] for one in shared[:2]} == {0, 3}
    assert {"gac", "geometric", "lower", "bridging", "votes", "by_chamber"} <= set(shared[0])


def test_the_order_of_lines_changes_nothing(
    votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with votes.open(newline="") as file:
        _header, *rows = csv.reader(file)
    turned = written(tmp_path / "turned-votes.csv", [list(row) for row in rows[::-1]])
    assert printed(capsys, votes) == printed(capsys, turned)


def test_compat_has_the_object_of_polis(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, votes, "--mode", "compat")
    assert set(told) >= KEYS | {"polis"}
    polis = told["polis"]
    assert isinstance(polis, dict)
    assert {"group-votes", "repness", "consensus", "group-aware-consensus", "pca"} <= set(polis)


def test_declared_chambers(
    votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[list[object]] = [[5 * n, "state" if n % 2 else "civil"] for n in range(40)]
    declared = written(tmp_path / "chambers.csv", rows, ["participant", "chamber"])
    told = printed(capsys, votes, "--participants", declared)
    shared = told["common_ground"]
    assert isinstance(shared, list)
    assert set(shared[0]["by_chamber"]) == {"civil", "state"}


def test_a_wide_file_gives_the_same(
    votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    told = printed(capsys, votes, "--out", out)
    wide = printed(capsys, out / "participant-votes.csv")
    assert (wide["groups"], wide["votes"]) == (told["groups"], told["votes"])
    assert json.loads((out / "map.json").read_text())["k"] == 2
    assert {one.name for one in out.iterdir()} >= {"votes.csv", "comments.csv", "summary.csv"}


def test_read_by_a_person(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(
        votes.with_name("comments.csv"),
        [[1, "", 3 * n, 0, 1, 1, 1, f"Statement {n}\x1b[31m"] for n in range(10)],
        ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"]
        + ["moderated", "comment-body"],
    )
    assert main(["map", str(votes)]) == 0
    said = capsys.readouterr().out
    assert "2 groups of opinion" in said
    assert "Statement 1" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comment-id,voter-id,vote\n1,1,2\n", "line 2"),
        ("comment-id,voter-id\n1,1\n", "vote"),
        ("comment-id,voter-id,vote\n1,1,1\n1,x,1\n", "line 3"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_read_is_named(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(text)
    assert main(["map", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("kenes map: ")
    assert str(path) in error
    assert said in error


@pytest.mark.parametrize("rows", [[], [[1, "", 4, 7, 1]]])
def test_nobody_and_one_person_have_a_map(
    rows: list[list[object]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "votes.csv", rows)
    for mode in ("default", "compat"):
        told = printed(capsys, path, "--mode", mode)
        assert told["participants"] == len(rows)
    assert main(["map", str(path)]) == 0


def test_what_is_asked_wrongly(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map"]) == 2
    assert main(["map", str(votes), "--polis-server", str(votes.parent)]) == 2
    assert main(["map", str(votes), "--engine", "nowhere"]) == 2
    assert main(["map", str(votes), "--mode", "compat", "--engine", "tcp://a:1"]) == 2
    assert main(["map", str(votes), "--out", str(votes / "inside")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_nothing_is_written_over(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = votes.read_bytes()
    assert main(["map", str(votes), "--out", str(votes.parent)]) == 2
    assert "It is there already" in capsys.readouterr().err
    assert votes.read_bytes() == before
    assert [one.name for one in votes.parent.iterdir()] == [votes.name]


def test_a_reader_may_leave(votes: Path) -> None:
    command = f"{sys.executable} -m kenes map {votes} --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{", "")


def test_it_starts_without_the_house(votes: Path) -> None:
    code = (
        "import sys; from kenes.cli.main import main; "
        f"assert main(['map', {str(votes)!r}, '--json']) == 0; "
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
