"""A house in which people are told things, ticking under kill -9; its mail server counts.

A process of its own, as ``record_load``: KENES_HOME and KENES_DATABASE_URL are fresh, and point at
a mail server. ``gather N`` fills it with N people who are told of one question; ``load KILLS
[SEED]`` asks and ticks and is killed; ``state`` tells what became of it. The last line is JSON.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from kenes.accounts.models import User
from kenes.cli.tick import one_pass
from kenes.demo.cast import assemble
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Duty, DutyKind, Organisation
from kenes.notifications.alone import alone
from kenes.notifications.models import Letter, Notice
from kenes.replies.services import asking
from tests.attacks.mail_server import Taken, serving
from tests.attacks.record_load import fork, kill

LONGEST = 1.0  # seconds that children live, every other time; then as long as it takes to
STRIKE = 0.3  # … of the letters taken, kill by one before it is answered
PATIENCE = 20.0  # seconds
ASKING = ("clara", "helen", "damir")


def gather(readers: int) -> dict[str, Any]:
    """The cast, a ministry with many who answer for it, and one question to them."""
    call_command("migrate", verbosity=0, interactive=False)
    assemble(timezone.localdate() - timedelta(days=9))
    ministry = Organisation.objects.get(slug="of-bolat")
    for n in range(readers - ministry.duties.count()):
        user = User.objects.create_user(f"v{n}@kenes.example", full_name=f"Validator {n}")
        Duty.objects.create(
            organisation=ministry,
            kind=DutyKind.VALIDATOR,
            user=user,
            person_name=user.full_name,
            starts_on=timezone.localdate(),
        )
    User.objects.update(password="joined")
    ask(random.Random(0))
    return state()


def ask(chance: random.Random) -> None:
    key = chance.choice(ASKING)
    asking.ask(
        addressee=Organisation.objects.get(slug="of-bolat"),
        asked_by=Organisation.objects.get(slug=f"of-{key}"),
        text=f"What of {chance.getrandbits(64):x}?",
        language="en",
        actor=actor_for(User.objects.get(email=f"{key}@kenes.example")),
        now=timezone.now(),
    )
    time.sleep(chance.random() * 0.05)


def tick(chance: random.Random) -> None:
    """As if a day went by between two ticks, so that each may have letters and digests."""
    day = timedelta(hours=chance.randrange(24 * 400))
    told = one_pass(timezone.now() + day, Event())
    if told.startswith("!"):
        raise SystemExit(told)


def state() -> dict[str, Any]:
    return {
        "letters": dict(Letter.objects.values_list("message_id", "status")),
        "asked": Entry.objects.filter(kind="request.ask").count(),
        "notices": Notice.objects.filter(act__kind="request.ask").count(),
        "waiting": Notice.objects.waiting().count(),
        "in two": _in_two(),
    }


def _in_two() -> int:
    """How many links to a notice are in more than one letter."""
    links = Counter(
        line
        for body in Letter.objects.values_list("body", flat=True)
        for line in body.splitlines()
        if "/notices/" in line and not line.endswith("/notices/")
    )
    return sum(count > 1 for count in links.values())


def load(kills: int, chance: random.Random) -> dict[str, Any]:
    """Ask, tick twice over, kill, again and again; then let it come to rest."""
    taken = Taken()
    with serving(taken) as port:
        settings.EMAIL_PORT, strike = port, Event()
        taken.before_answer = lambda: (
            strike.set() or time.sleep(0.2) if chance.random() < STRIKE else None
        )
        for number in range(kills):
            own = [random.Random(chance.random()) for _ in range(3)]
            children = [fork(partial(ask, own[0]))]
            children += [fork(partial(tick, one)) for one in own[1:]]
            strike.wait(PATIENCE if number % 2 else chance.uniform(0.02, LONGEST))
            kill(children)
            strike.clear()
        taken.before_answer = lambda: None
        for day in range(500, 510):
            one_pass(timezone.now() + timedelta(days=day), Event())
        with alone() as is_ours:
            assert is_ours, "the lock outlived its process"
        return {
            **state(),
            "kills": kills,
            "taken": taken.ids,
        }


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[2:]]
    if sys.argv[1] == "gather":
        done = gather(given[0])
    elif sys.argv[1] == "load":
        done = load(given[0], random.Random(given[1] if given[1:] else 1))
    else:
        done = state()
    print(json.dumps(done))
