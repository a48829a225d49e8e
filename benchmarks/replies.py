"""The clock over 100,000 open requests, and the public list at 3,000 and at 300,000, on SQLite.

Aims: one tick over 100,000 in under 30 s, within 20 times a bare insert of as many rows; pages of
the list at 300,000 under 150 ms (p95), within 1.5 times those at 3,000; a file of all of them in
250 MB. Usage: replies.py [TICK SMALL LARGE]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

LIMIT = 30.0  # seconds of a tick
LIMIT_PAGE = 150.0  # milliseconds
REQUESTS_EACH = 250  # to an organisation
ROUNDS = 12
BATCH = 10_000
KINDS = ("ngo", "ngo", "ngo", "ngo", "state_body", "ngo", "ngo", "donor", "ngo", "parliament")


def _open_house(home: Path) -> None:
    os.environ.update(KENES_HOME=str(home), DJANGO_SETTINGS_MODULE="kenes.config.settings")
    import django

    django.setup()


def _fill(count: int) -> None:
    """``count`` open requests to all kinds of institutions, due over past and coming months."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from kenes.database import bulk
    from kenes.members.models import Body, Organisation
    from kenes.replies.models import Request

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        Body.objects.create(slug="body", kind="plenary", name_en="Body")
        made = []
        organisations = max(count // REQUESTS_EACH, 2 * len(KINDS))
        for n in range(organisations):
            kind = "mission" if n == 0 else KINDS[n % len(KINDS)]
            one = Organisation(slug=f"o{n}", kind=kind, name_en=f"Organisation {n}")
            one.place()
            made.append(one)
        bulk.insert(Organisation, made)
        for begin in range(0, count, BATCH):
            rows = []
            for n in range(begin, min(begin + BATCH, count)):
                addressee = made[n * 7 % organisations]
                due = today + timedelta(days=n * 31 % 240 - 120)
                asked = due - timedelta(days=30)
                rows.append(
                    Request(
                        number=f"Q-{asked.year}-{n + 1:03}",
                        addressee=addressee,
                        addressee_kind=addressee.kind,
                        asked_by=made[(n * 7 + 1) % organisations],
                        language="en",
                        text=f"Question {n}: " + "what was done, by whom and when? " * 8,
                        asked_at=now - timedelta(days=150),
                        asked_on=asked,
                        due_on=due,
                        first_due_on=due,
                        remind_on=due - timedelta(days=9),
                    )
                )
            bulk.insert(Request, rows)
    if connection.vendor == "postgresql":  # which does so by itself after a minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def tick(home: Path, count: int) -> dict[str, float]:
    """Seconds of a tick that reminds of every one of them, of the next, and of a bare insert."""
    _open_house(home)
    from django.db import connection, transaction
    from django.utils import timezone

    from kenes.replies.models import Reminder
    from kenes.replies.services import clock

    _fill(count)
    now = timezone.now() + timedelta(days=200)  # all of them are overdue by then
    began = time.perf_counter()
    made = clock.tick(now)
    first = time.perf_counter() - began
    if len(made) != count or Reminder.objects.count() != count:
        sys.exit(f"{len(made)} reminders of {count} requests")
    began = time.perf_counter()
    if clock.tick(now):
        sys.exit("the second tick reminded again")
    second = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (id INTEGER PRIMARY KEY, request_id BIGINT, kind VARCHAR(20), "
            "due_on DATE, made_at TIMESTAMP, UNIQUE (request_id, kind, due_on))"
        )
        began = time.perf_counter()
        with transaction.atomic():
            cursor.execute(
                "INSERT INTO bare SELECT id, id, 'overdue', due_on, asked_at FROM replies_request"
            )
        bare = time.perf_counter() - began
    return {"tick s": first, "next tick s": second, "bare insert s": bare}


def pages(home: Path, count: int) -> dict[str, float]:
    """Milliseconds of whole pages of the list, none from the cache of pages."""
    _open_house(home)
    from django.core.cache import caches
    from django.test import Client

    from kenes.replies.models import Request

    _fill(count)
    deep = Request.objects.order_by("due_on", "id")[count * 3 // 4]
    place = f"{deep.due_on.isoformat()}.{deep.pk}"
    addresses = [
        "/en/waiting/",
        f"/en/waiting/?after={place}",
        f"/en/waiting/?before={place}",
        "/en/waiting/?kind=ngo",
        "/en/waiting/?kind=mission",  # one institution only
        f"/en/waiting/?kind=state_body&after={place}",
        "/en/organisations/o7/requests/",
        f"/en/requests/{deep.number}/",
    ]
    client, took = Client(), []
    for round_ in range(ROUNDS):
        for address in addresses:
            caches["pages"].clear()
            began = time.perf_counter()
            response = client.get(address, headers={"host": "localhost"})
            if response.status_code != 200:
                sys.exit(f"{address}: {response.status_code}")
            if round_:
                took.append((time.perf_counter() - began) * 1000)
    return {"p95": statistics.quantiles(took, n=20)[-1], "median": statistics.median(took)}


def export(home: Path, format_: str) -> dict[str, float]:
    """Seconds and peak memory of a file of the whole list; runs in its own process.

    Memory without the database's file, which SQLite maps and the system takes back at will.
    """
    _open_house(home)
    from django.test import Client

    began, size, peak = time.perf_counter(), 0, 0.0
    address = f"/en/waiting/export/?format={format_}"
    for block in Client().get(address, headers={"host": "localhost"}):
        size += len(block)
        peak = max(peak, _own_memory())
    return {"s": time.perf_counter() - began, "peak MB": peak, "file MB": size / 1e6}


def _own_memory() -> float:
    """Megabytes of this process that are no mapped files."""
    with open("/proc/self/status") as file:
        told = dict(line.split(":", 1) for line in file)
    return int(told["RssAnon"].split()[0]) / 1024


def _apart(*arguments: str) -> Any:
    """What this file prints for these arguments, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(ticked: int, small: int, large: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "tick"
        home.mkdir()
        told = _apart("--tick", str(home), str(ticked))
        ratio = told["tick s"] / told["bare insert s"]
        print(
            f"tick over {ticked:,} open requests: {told['tick s']:.1f} s (limit {LIMIT:.0f} s), "
            f"the next one {told['next tick s']:.2f} s; "
            f"bare insert {told['bare insert s']:.2f} s: ratio {ratio:.1f}",
            flush=True,
        )
        is_fine = told["tick s"] < LIMIT
        found = {}
        for count in (small, large):
            home = Path(folder) / str(count)
            home.mkdir()
            found[count] = _apart("--pages", str(home), str(count))
            one = found[count]
            print(f"{count:,}: p95 {one['p95']:.1f} ms, median {one['median']:.1f} ms", flush=True)
        before, after = found[small]["p95"], found[large]["p95"]
        print(f"pages: p95 {before:.1f} ms, {after:.1f} ms: ratio {after / before:.2f}")
        for format_ in ("csv", "json"):
            one = _apart("--export", str(home), format_)
            print(
                f"{format_} of {large:,}: {one['s']:.1f} s, peak {one['peak MB']:.0f} MB, "
                f"{one['file MB']:.0f} MB",
                flush=True,
            )
        return 0 if is_fine and after < LIMIT_PAGE else 1


if __name__ == "__main__":
    acts: dict[str, Callable[[], Any]] = {
        "--tick": lambda: tick(Path(sys.argv[2]), int(sys.argv[3])),
        "--pages": lambda: pages(Path(sys.argv[2]), int(sys.argv[3])),
        "--export": lambda: export(Path(sys.argv[2]), sys.argv[3]),
    }
    if len(sys.argv) > 1 and sys.argv[1] in acts:
        print(json.dumps(acts[sys.argv[1]]()))
    else:
        counts = sys.argv[1:4] or ("100000", "3000", "300000")
        sys.exit(main(*(int(count) for count in counts)))
