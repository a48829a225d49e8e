"""Killed at any moment, and several at once: no letter goes twice, none is forgotten."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.mail_server import Taken, serving
from tests.attacks.own_house import KENES, Own, database

READERS, KILLS = 12, 16
BASE = f"told_{os.getpid()}"


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """A house in which one question waits to be told to its readers."""
    with database(BASE) as url:
        made = Own(tmp_path_factory.mktemp("house") / "home", url)
        assert made.load("gather", str(READERS))["notices"] == 0
        yield made


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def own(gathered: Own, taken: Taken, tmp_path: Path) -> Iterator[Own]:
    """A copy of that house, whose letters go to a server that counts them."""
    with serving(taken) as port, database(f"{BASE}_own", BASE) as url:
        yield gathered.copy_to(tmp_path / "home", url, port)


def test_killed_between_the_servers_yes_and_our_note_a_letter_is_not_sent_again(
    own: Own, taken: Taken
) -> None:
    running = own.begin(KENES, "tick")

    def kill_after_three() -> None:
        if len(taken.raw) == 3:
            os.kill(running.pid, signal.SIGKILL)
            running.wait()

    taken.before_answer = kill_after_three
    running.communicate(timeout=60)
    assert running.returncode == -signal.SIGKILL
    assert len(taken.raw) == 3
    assert f" {READERS - 3} sent" in own.kenes("tick")
    assert set(taken.ids.values()) == {1}
    letters = own.load("state")["letters"]
    assert sorted(letters.values()) == ["doubtful", *["sent"] * (READERS - 1)]
    assert set(taken.ids) == set(letters)  # the one in doubt had arrived
    assert "! letters: 1 in doubt, 0 refused" in own.kenes("check", status=1)


def test_killed_again_and_again_nothing_is_sent_twice_and_nothing_is_lost(own: Own) -> None:
    found = own.load("load", str(KILLS))
    letters, taken = found["letters"], found["taken"]
    doubtful = {key for key, status in letters.items() if status == "doubtful"}
    told = {name: found[name] for name in ("kills", "asked", "notices")}
    print({**told, "letters": len(letters), "taken": len(taken), "doubtful": len(doubtful)})
    assert set(taken.values()) == {1}
    assert found["waiting"] == found["in two"] == 0
    assert found["notices"] == found["asked"] * READERS > READERS
    assert set(letters.values()) <= {"sent", "doubtful"}
    assert 0 < len(doubtful) <= KILLS
    assert letters.keys() - doubtful <= taken.keys() <= letters.keys()


def test_three_ticks_at_once_are_one(own: Own, taken: Taken) -> None:
    taken.before_answer = lambda: time.sleep(0.05)
    ticks = [own.begin(KENES, "tick") for _ in range(3)]
    said = [one.communicate(timeout=60) for one in ticks]
    assert [one.returncode for one in ticks] == [0, 0, 0], said
    own.kenes("tick")
    assert set(taken.ids.values()) == {1}
    assert len(taken.ids) == READERS
    assert set(own.load("state")["letters"].values()) == {"sent"}


def test_told_to_stop_it_finishes_the_letter_at_hand(own: Own, taken: Taken) -> None:
    running = own.begin(KENES, "tick", "--every", "1")

    def stop() -> None:
        if len(taken.raw) == 5:
            running.terminate()
            time.sleep(0.1)

    taken.before_answer = stop
    running.communicate(timeout=60)
    assert running.returncode == 0
    assert len(taken.raw) == 5
    own.kenes("tick")
    assert set(own.load("state")["letters"].values()) == {"sent"}
    assert set(taken.ids.values()) == {1}
    assert len(taken.ids) == READERS
