"""Two at once on the floor of a meeting, and people killed with -9: one wins, nothing is lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

SCRIPT = Path(__file__).with_name("floor_load.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty house, on the database the tests run on."""
    environment = {**os.environ, "KENES_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    url = environment.get("KENES_DATABASE_URL", "")
    if not url:
        yield environment
        return
    import psycopg

    parts, name = urlsplit(url), f"kenes_floor_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {
                **environment,
                "KENES_DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
            }
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def found(house: dict[str, str], what: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, SCRIPT, what], env=house, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    print(told)
    return told


def test_of_two_who_act_on_the_floor_at_once_one_wins_and_the_other_is_told(
    house: dict[str, str],
) -> None:
    told = found(house, "races")
    assert told["races"] == 8
    assert told["happenings"] > 8 * told["rounds"]


def test_killed_twenty_times_every_act_that_was_acknowledged_is_there(
    house: dict[str, str],
) -> None:
    told = found(house, "kills")
    assert told["kills"] == 20
    assert told["version"] > told["acknowledged"] > 20
