"""Requests and replies under contention: acts begun at one moment, and a clock that is killed.

A process of its own on a fresh database: KENES_HOME is an empty folder. Django is loaded once and
children are forked. Usage: replies_load.py races|kills; the last line printed is JSON with what
was found.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from kenes.access.types import Actor, NotAllowed
from kenes.accounts.models import User
from kenes.database import bulk
from kenes.demo.cast import assemble
from kenes.journal.models import Entry as Act
from kenes.members.actors import actor_for
from kenes.members.models import Duty, DutyKind, Organisation
from kenes.record.models import Entry
from kenes.replies.models import Reminder, Reply, Request
from kenes.replies.services import asking, clock, drafting, signing
from kenes.replies.services.standing import ChangedMeanwhile
from kenes.replies.services.withdrawing import withdraw

ROUNDS = 6  # of each race
OPEN = 30_000  # requests that are overdue when the clock is killed
KILLS = 6
PATIENCE = 60  # seconds until a clock has to have made something
Doing = Callable[[], Any]


class Table:
    """The demonstration's small body; Helen signs for the ministry beside Irina."""

    def __init__(self) -> None:
        self.users = assemble(timezone.localdate() - timedelta(days=400))
        self.ministry = Organisation.objects.get(slug="of-bolat")
        self.qalqan = Organisation.objects.get(slug="of-clara")
        self.committee = Organisation.objects.get(slug="of-damir")
        self.asked = 0
        for name, kind in (("helen", DutyKind.VALIDATOR), ("damir", DutyKind.FOCAL_POINT)):
            Duty.objects.create(
                organisation=self.ministry,
                kind=kind,
                person_name=name,
                user=self.users[name],
                starts_on=timezone.localdate() - timedelta(days=1),
            )

    def actor(self, name: str) -> Actor:
        return actor_for(User.objects.get(pk=self.users[name].pk))

    def ask(self, text: str = "") -> Request:
        self.asked += 1
        return asking.ask(
            addressee=self.ministry,
            text=text or f"Question {self.asked}",
            language="en",
            asked_by=self.qalqan,
            actor=self.actor("clara"),
            now=timezone.now(),
        )

    def save(self, request: Request, text: str, who: str = "bolat", edited: int = 0) -> Reply:
        return drafting.save_draft(
            request,
            kind="answered",
            text=text,
            language="en",
            edited=edited,
            actor=self.actor(who),
            now=timezone.now(),
        )

    def handed_up(self) -> Reply:
        reply = self.save(self.ask(), "The answer")
        return drafting.hand_up(reply, edited=1, actor=self.actor("bolat"), now=timezone.now())

    def sign(self, reply: Reply, who: str) -> Reply:
        return signing.sign(reply, edited=1, actor=self.actor(who), now=timezone.now())


def at_once(*acts: Doing) -> list[str]:
    """What each came to: done, refused, changed or an error; all begin at the same moment."""
    connections.close_all()
    gate, opening = os.pipe()
    children = []
    for act in acts:
        heard, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(opening)
            connection.ensure_connection()
            os.read(gate, 1)  # until everybody's opening is closed
            os.write(told, outcome(act).encode()[:60_000])
            os._exit(0)
        os.close(told)
        children.append((pid, heard))
    time.sleep(0.05)
    os.close(opening)
    os.close(gate)
    found = []
    for pid, heard in children:
        with os.fdopen(heard) as pipe:
            found.append(pipe.read())
        os.waitpid(pid, 0)
    return found


def outcome(act: Doing) -> str:
    try:
        made = act()
    except ChangedMeanwhile as changed:
        return f"changed: {changed.reply.text if changed.reply else ''}"
    except (ValidationError, NotAllowed) as refused:
        return f"refused: {refused}"
    except BaseException:
        return f"error: {traceback.format_exc()}"
    return f"done: {json.dumps(made) if isinstance(made, list) else made}"


def begins(found: Sequence[str]) -> list[str]:
    return sorted(one.partition(":")[0] for one in found)


def check(holds: bool, *told: object) -> None:
    if not holds:
        raise AssertionError(" | ".join(str(one) for one in told))


def two_sign(table: Table) -> None:
    reply = table.handed_up()
    found = at_once(lambda: table.sign(reply, "irina"), lambda: table.sign(reply, "helen"))
    check(begins(found) == ["done", "refused"], found)
    number = reply.request.number
    check(Entry.objects.filter(subject=number, type="reply.signed").count() == 1, number)


def sign_and_withdraw(table: Table) -> None:
    reply = table.handed_up()
    request = reply.request
    found = at_once(
        lambda: table.sign(reply, "irina"),
        lambda: withdraw(request, actor=table.actor("clara"), now=timezone.now()),
    )
    check(begins(found) == ["done", "refused"], found)
    request.refresh_from_db()
    reply.refresh_from_db()
    won = (str(request.status), str(reply.status))
    check(won in {("answered", "signed"), ("withdrawn", "handed_up")}, won)
    check(Entry.objects.filter(subject=request.number).count() == 2, request.number)


def sign_and_give_back(table: Table) -> None:
    reply = table.handed_up()
    found = at_once(
        lambda: table.sign(reply, "irina"),
        lambda: drafting.return_draft(
            reply, note="x", actor=table.actor("helen"), now=timezone.now()
        ),
    )
    check(begins(found) == ["done", "refused"], found)


def two_save(table: Table) -> None:
    request = table.ask()
    found = at_once(
        lambda: table.save(request, "of Bolat", "bolat"),
        lambda: table.save(request, "of Damir", "damir"),
    )
    check(begins(found) == ["changed", "done"], found)
    kept = Reply.objects.get(request=request)
    check(kept.edited == 1, kept.edited)
    check(f"changed: {kept.text}" in found, found)  # who came second saw the words of the first


def many_ask(table: Table) -> None:
    before = Request.objects.count()
    table.asked += 8
    texts = [f"At once {table.asked} {n}" for n in range(8)]
    found = at_once(*(lambda text=text: table.ask(text).number for text in texts))  # type: ignore[misc]
    check(begins(found) == ["done"] * 8, found)
    numbers = sorted(Request.objects.order_by("-pk").values_list("number", flat=True)[:8])
    year = timezone.localdate().year
    check(numbers == [f"Q-{year}-{before + n:03}" for n in range(1, 9)], numbers)


def two_clocks(table: Table) -> None:
    for _ in range(3):
        table.ask()
    now = timezone.now() + timedelta(days=80)
    before = set(Reminder.objects.values_list("pk", flat=True))
    found = at_once(lambda: clock.tick(now), lambda: clock.tick(now))
    check(begins(found) == ["done", "done"], found)
    one, two = (set(json.loads(text.removeprefix("done: "))) for text in found)
    check(not one & two, one, two)
    check(one | two == set(Reminder.objects.values_list("pk", flat=True)) - before)
    check(one | two != set())


RACES = (two_sign, sign_and_withdraw, sign_and_give_back, two_save, many_ask, two_clocks)


def races() -> dict[str, int]:
    table = Table()
    for race in RACES:
        for _ in range(ROUNDS):
            race(table)
    return {"races": len(RACES), "rounds": ROUNDS, "requests": Request.objects.count()}


def kills() -> dict[str, int]:
    """Kill the clock again and again; what is there is whole each time, and all in the end."""
    table, today = Table(), timezone.localdate()
    due = today - timedelta(days=5)
    rows = [
        Request(
            number=f"Q-2020-{n:03}",
            addressee=table.ministry,
            addressee_kind="state_body",
            asked_by=table.qalqan,
            language="en",
            text="x",
            asked_at=timezone.now(),
            asked_on=due - timedelta(days=30),
            due_on=due,
            first_due_on=due,
        )
        for n in range(1, OPEN + 1)
    ]
    with transaction.atomic():
        bulk.insert(Request, rows)
    partly = made = 0
    for _ in range(KILLS):
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            clock.tick(timezone.now())
            os._exit(0)
        _wait_for_more(made)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        made = look()
        partly += 0 < made < OPEN
    rest = clock.tick(timezone.now())
    check(look() == OPEN, "not every request was reminded of")
    check(clock.tick(timezone.now()) == [], "some were reminded of again")
    return {"kills": KILLS, "seen half-way": partly, "rest": len(rest), "made": OPEN}


def _wait_for_more(made: int) -> None:
    """Until a clock has made more reminders than there were: it is in the midst of it then."""
    end = time.monotonic() + PATIENCE
    while Reminder.objects.count() == made < OPEN:
        check(time.monotonic() < end, "the clock made nothing")
        time.sleep(0.002)


def look() -> int:
    """Every reminder is told of by exactly one act of the journal, and by none that it lacks."""
    acts = Act.objects.filter(kind="reply.remind")
    told = [pk for act in acts for pk in act.facts["reminders"]]
    there = list(Reminder.objects.order_by("pk").values_list("pk", flat=True))
    check(sorted(told) == there, len(told), len(there))
    return len(there)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"races": races, "kills": kills}[sys.argv[1]]()))
