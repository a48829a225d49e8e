"""``kenes tick``: one pass, told in a line; a part that fails holds up no other."""

from datetime import datetime
from threading import Event

import pytest
from django.utils import timezone

from kenes.cli import tick
from kenes.cli.main import main
from kenes.notifications.alone import alone

pytestmark = pytest.mark.django_db


def test_a_pass_tells_what_it_did_and_the_next_does_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for _ in range(2):
        assert main(["tick"]) == 0
        assert capsys.readouterr().out == (
            "0 reminders, 0 consultations closed, 0 statements put to the vote, "
            "0 notices, 0 letters made, 0 sent\n"
        )


def test_a_part_that_fails_is_told_and_the_others_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = []

    def fail(now: datetime, stop: Event) -> str:
        raise ZeroDivisionError("of a test")

    def work(now: datetime, stop: Event) -> str:
        done.append(now)
        return "1 thing"

    monkeypatch.setattr(tick, "PARTS", {"first": fail, "second": work})
    assert main(["tick"]) == 1
    assert capsys.readouterr().out == "! first: ZeroDivisionError('of a test')\n"
    assert len(done) == 1


def test_it_goes_on_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[datetime] = []

    def count(now: datetime, stop: Event) -> str:
        passes.append(now)
        if len(passes) == 3:
            stop.set()
        return ""

    monkeypatch.setattr(tick, "PARTS", {"count": count})
    monkeypatch.setattr(tick, "SHORTEST", 0.01)
    monkeypatch.setattr(tick, "close_old_connections", lambda: None)  # the test's own
    assert main(["tick", "--every", "0"]) == 0
    assert len(passes) == 3


def test_while_another_is_at_it_nothing_is_done() -> None:
    with alone() as is_ours:
        assert is_ours
    assert tick.one_pass(timezone.now(), Event())
