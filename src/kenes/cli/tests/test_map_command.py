"""``kenes map --out``: a report that needs nothing else, all files or none, nothing written over;
and on real conversations a report worth showing."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kenes.cli.main import main
from kenes.engines.opinionmap.writing import FILES

HEADER = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
ALL = {*FILES, "report.html", "map.svg", "map.json"}


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Two camps of twenty; all agree on statements 0 and 1, the first of which is hostile."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "votes.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for person in range(40):
            for statement in range(10):
                side = 1 if statement < 2 or (person < 20) == (statement % 2 == 0) else -1
                value = 0 if (person * 7 + statement) % 11 == 0 else side
                writer.writerow([1_700_000_000 + person, "", statement, person, value])
    with (folder / "comments.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        names = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"]
        writer.writerow([*names, "moderated", "comment-body"])
        for n in range(10):
            text = "<script>alert(1)</script>" if n == 0 else f"Statement {n}"
            writer.writerow([1, "", n, 0, 1, 1, 1, text])
    return path


def test_a_report_stands_alone(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["map", str(votes), "--out", str(out)]) == 0
    assert {one.name for one in out.iterdir()} == ALL
    page = (out / "report.html").read_text()
    assert "Two groups of opinion" in page
    assert "They share 2 statements of 10." in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)  # nothing is fetched, nothing leads away
    assert ".votes-on > li" in page  # styles are in it, word for word
    drawing = ET.fromstring((out / "map.svg").read_text())  # noqa: S314 (our own file)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert json.loads((out / "map.json").read_text())["k"] == 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_report_speaks_the_language_asked(language: str, votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["map", str(votes), "--out", str(out), "--language", language]) == 0
    assert f'<html lang="{language}">' in (out / "report.html").read_text()


def test_nothing_is_written_over(
    votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = votes.read_bytes()
    assert main(["map", str(votes), "--out", str(votes.parent)]) == 2
    assert "It is there already" in capsys.readouterr().err
    assert votes.read_bytes() == before
    out = tmp_path / "out"
    assert main(["map", str(votes), "--out", str(out)]) == 0
    assert main(["map", str(votes), "--out", str(out)]) == 2
    assert main(["map", str(votes), "--out", str(votes)]) == 2
    assert "This is a file" in capsys.readouterr().err


def test_a_full_disk_leaves_nothing(
    votes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(self: Path, *_given: object, **_named: object) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    out = tmp_path / "out"
    assert main(["map", str(votes), "--out", str(out)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert list(out.iterdir()) == []


def test_polis_gives_a_report_as_well(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["map", str(votes), "--mode", "compat", "--out", str(out)]) == 0
    assert "groups of opinion" in (out / "report.html").read_text()


def test_nobody_and_one_person_have_a_report(tmp_path: Path) -> None:
    for n, rows in enumerate(("", "1,,0,0,1\n")):
        path = tmp_path / f"{n}-votes.csv"
        path.write_text(",".join(HEADER) + "\n" + rows)
        out = tmp_path / f"out-{n}"
        assert main(["map", str(path), "--out", str(out)]) == 0
        assert "<h1" in (out / "report.html").read_text()


def test_a_report_needs_no_house(votes: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-m", "kenes", "map", votes, "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
        env={"KENES_HOME": str(home), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").exists()
    assert not home.exists()


def test_real_conversations_give_a_report(shared_data: Path, tmp_path: Path) -> None:
    told = {}
    for folder in sorted((shared_data / "polis").iterdir()):
        out = tmp_path / folder.name
        assert main(["map", str(folder / "votes.csv"), "--out", str(out)]) == 0
        told[folder.name] = (out / "report.html").read_text()
    for folder in sorted((shared_data / "polis-server").iterdir()):
        out = tmp_path / folder.name
        assert main(["map", "--polis-server", str(folder), "--out", str(out)]) == 0
        told[folder.name] = (out / "report.html").read_text()
    assert len(told) == 10
    for name, page in told.items():
        assert page.count('<th scope="row">') >= 20, name
        assert len(page) < 250_000, name
    assert "Four groups of opinion" in told["vtaiwan.uberx"]
    assert "Three groups of opinion" in told["brexit-consensus"]
