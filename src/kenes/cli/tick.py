"""``kenes tick``: everything that time does, one pass or on and on."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from kenes.cli.failures import SPOKEN, sentence
from kenes.notifications.alone import alone
from kenes.notifications.services.composing import compose
from kenes.notifications.services.delivering import deliver
from kenes.notifications.services.reading import read_journal
from kenes.opinions.services import preparing, proposing
from kenes.replies.services import clock

log = logging.getLogger(__name__)
SHORTEST = 1.0  # seconds between two passes
Stop = threading.Event


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "tick", help="do what time does: reminders, notices, digests, letters"
    )
    parser.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on, beginning again after as long"
    )


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when a part of the pass failed; the others were done all the same."""
    with _stopped_when_told() as stop:
        if arguments.every is not None:
            _go_on(max(arguments.every, SHORTEST), stop)
            return 0
        told = one_pass(timezone.now(), stop)
        print(told or "Another pass is at work; nothing was done.")
        return 1 if told.startswith("!") else 0


def _go_on(pause: float, stop: Stop) -> None:
    said = ""
    while not stop.is_set():
        close_old_connections()
        try:
            told = one_pass(timezone.now(), stop)
        except (*SPOKEN, DatabaseError) as error:  # the database is away: it will come back
            told = f"! {sentence(error)}"
        if told.startswith("!") and told != said:  # the same trouble is told once
            print(f"kenes tick: {told}", file=sys.stderr, flush=True)
        said = told
        stop.wait(pause)


def one_pass(now: datetime, stop: Stop) -> str:
    """What was done, in a line; it begins with ``!`` when a part failed. Empty: another is at it.

    Each part is done whether or not the one before it could be.
    """
    done, failed = [], []
    with alone() as is_ours:
        if not is_ours:
            return ""
        for name, part in PARTS.items():
            try:
                done.append(part(now, stop))
            except SPOKEN as error:
                failed.append(f"{name}: {sentence(error)}")
            except Exception as error:
                log.exception("kenes tick: %s", name)
                failed.append(f"{name}: {error!r}")
    return "! " + "; ".join(failed) if failed else ", ".join(done)


def _clock(now: datetime, stop: Stop) -> str:
    return f"{len(clock.tick(now))} reminders"


def _consultations(now: datetime, stop: Stop) -> str:
    put = proposing.put_due(now)
    return f"{preparing.close_due(now)} consultations closed, {put} statements put to the vote"


def _notices(now: datetime, stop: Stop) -> str:
    return f"{read_journal(now)} notices"


def _letters(now: datetime, stop: Stop) -> str:
    return f"{compose(now)} letters made"


def _post(now: datetime, stop: Stop) -> str:
    return f"{deliver(now, should_stop=stop.is_set)} sent"


PARTS: dict[str, Callable[[datetime, Stop], str]] = {
    "clock": _clock,
    "consultations": _consultations,
    "notices": _notices,
    "letters": _letters,
    "post": _post,
}


@contextmanager
def _stopped_when_told() -> Iterator[Stop]:
    """An event that is set by SIGTERM and by the keyboard: the letter at hand is finished."""
    stop = Stop()
    before = {
        number: signal.signal(number, lambda _number, _frame: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
