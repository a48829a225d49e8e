"""Killed half-way, and two at once: the register is as before, or whole; never between."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.files
KENES = Path(sys.executable).with_name("kenes")
ROWS = 6_000
TITLES = ("To", "Text", "From", "Response", "Action", "Issue", "Session")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for n in range(ROWS):
            text = f"Take measure {n} against torture"
            writer.writerow(("Kazakhstan", text, "Norway", "Supported", 5, "Torture", 20))
    return path


def begin(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "KENES_HOME": str(home)}
    for name in ("KENES_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    return subprocess.Popen(
        [KENES, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kenes(home: Path, *arguments: str) -> str:
    running = begin(home, *arguments)
    out, err = running.communicate(timeout=120)
    assert running.returncode in (0, 1), err
    return out


def found(home: Path) -> int:
    return len(json.loads(kenes(home, "search", "--json", "torture") or "[]"))


def test_killed_while_saving_leaves_the_register_as_it_was(home: Path, table: Path) -> None:
    saving = begin(home, "import", str(table))
    told = home / "progress"
    deadline = time.monotonic() + 60
    while not list(told.glob("import-*.json")):
        assert saving.poll() is None, "it was over before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    saving.send_signal(signal.SIGKILL)
    saving.communicate()
    assert found(home) == 0
    assert "✓ search index" in kenes(home, "check")
    assert f"{ROWS} created" in kenes(home, "import", str(table))
    assert found(home) == ROWS
    assert "✓ search index" in kenes(home, "check")


def test_two_who_import_the_same_file_at_once_make_one_register(home: Path, table: Path) -> None:
    kenes(home, "body", "show")  # the tables are there before both begin
    both = [begin(home, "import", str(table)) for _ in range(2)]
    for one in both:
        _, err = one.communicate(timeout=180)
        assert one.returncode == 0, err
    assert found(home) == ROWS
    assert "✓ search index" in kenes(home, "check")
