"""Two who act on a proposal at one moment: one wins, the other is told, the record is sound."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

SCRIPT = Path(__file__).with_name("proposals_load.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty house, on a database of the kind the tests run on."""
    environment = {**os.environ, "KENES_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    url = environment.get("KENES_DATABASE_URL", "")
    if not url:
        yield environment
        return
    name = f"kenes_proposals_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        try:
            yield {**environment, "KENES_DATABASE_URL": own}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(house: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT], env=house, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("findings") == 0
    assert set(told.values()) == {5}
    assert len(told) == 6
