"""Three hundred seats vote at one moment, over HTTP, on SQLite and on PostgreSQL.

Aim: all votes taken within 5 s, none lost, none counted twice, totals equal to a recount from the
journal; every tenth voter votes in two browsers at once. Beside it the service alone, and as many
bare transactions of an insert and an update. Usage: voting.py [SEATS]
"""

import http.client
import json
import multiprocessing
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from serving import fetch

from kenes.cli.tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
AIM = 5.0  # seconds
TWICE = 10  # every tenth votes in two browsers
PROCESSES = 3  # of voters
CHOICES = ("for", "for", "for", "against", "abstain")
CSRF = secrets.token_hex(16)


def _open_house(home: str) -> None:
    os.environ.update(
        KENES_HOME=home, DJANGO_SETTINGS_MODULE="kenes.config.settings", KENES_SECOND_FACTOR="no"
    )
    import django

    django.setup()


def prepare(home: str, count: int, ballot: str) -> dict[str, Any]:
    """A body of ``count`` seats, all present and signed in, with a vote that is open."""
    _open_house(home)
    from django.core.management import call_command
    from django.utils import timezone

    from kenes.members.models import Body, ByLaws, Chamber, Office

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    now, today = timezone.now(), timezone.localdate()
    body = Body.objects.create(slug="body", kind="plenary", name_en="Body")
    chambers = [
        Chamber.objects.create(slug=side, side=side, name_en=side, order=order)
        for order, side in enumerate(("state", "parliament", "civil"))
    ]
    ByLaws.objects.create(
        number=1,
        values={"decision_mode": "two_thirds", "ballot": ballot},
        starts_on=today,
        decision="x",
        adopted_at=now,
    )
    users = _users(count + 1)
    Office.objects.create(
        body=body, kind="secretary", person_name="s", user=users[-1], starts_on=today
    )
    seats = _seats(body, chambers, users[:-1])
    vote, meeting = _vote(body, seats, users)
    return {
        "address": f"/en/meetings/{meeting}/votes/{vote}/cast/",
        "vote": vote,
        "sessions": [_session(user) for user in users[:-1]],
    }


def _users(count: int) -> list[Any]:
    from kenes.accounts.models import User

    return User.objects.bulk_create(
        User(email=f"u{n}@kenes.example", full_name=f"Person {n}", password="!")  # noqa: S106
        for n in range(count)
    )


def _seats(body: Any, chambers: list[Any], users: list[Any]) -> list[Any]:
    from django.utils import timezone

    from kenes.members.models import Organisation, Seat, Tenure

    today = timezone.localdate()
    organisations = []
    for n in range(len(users)):
        one = Organisation(slug=f"o{n}", kind="ngo", name_en=f"Organisation {n}")
        one.place()
        organisations.append(one)
    Organisation.objects.bulk_create(organisations)
    seats = Seat.objects.bulk_create(
        Seat(
            body=body,
            chamber=chambers[n % len(chambers)],
            organisation=one,
            label=f"{n}",
            created_on=today,
        )
        for n, one in enumerate(organisations)
    )
    Tenure.objects.bulk_create(
        Tenure(
            seat=seat,
            user=user,
            person_name=user.full_name,
            organisation=seat.organisation,
            capacity="holder",
            starts_on=today,
        )
        for seat, user in zip(seats, users, strict=True)
    )
    return list(seats)


def _vote(body: Any, seats: list[Any], users: list[Any]) -> tuple[int, str]:
    from django.utils import timezone

    from kenes.meetings.models import Invitation, Item, Meeting, Presence
    from kenes.meetings.services import items, voting
    from kenes.members.actors import actor_for

    now = timezone.now()
    meeting = Meeting.objects.create(
        number="M-2026-001",
        body=body,
        on=timezone.localdate(),
        starts_at=now,
        status="open",
        planned_at=now,
        called_at=now - timedelta(days=20),
        opened_at=now,
    )
    item = Item.objects.create(
        meeting=meeting, order=1, section="law_making", title={"en": "A register"}
    )
    people = {"meeting": meeting}
    for model, more in ((Invitation, {}), (Presence, {"arrived_at": now})):
        rows = []
        for seat, user in zip(seats, users, strict=False):
            row = model(
                user=user,
                person_name=user.full_name,
                seat=seat,
                organisation=seat.organisation,
                **people,
                **more,
            )
            if isinstance(row, Presence):
                row.chamber = seat.chamber
            rows.append(row)
        model.objects.bulk_create(rows)
    act: dict[str, Any] = {"actor": actor_for(users[-1]), "now": now}
    items.begin(item, **act)
    vote = voting.open_(item, kind="vote", question={"en": "Is it adopted?"}, **act)
    return vote.pk, meeting.number


def _session(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def close(home: str, vote_pk: int) -> dict[str, Any]:
    """Close the vote; what it came to, and what the journal says."""
    _open_house(home)
    from django.utils import timezone

    from kenes.meetings.models import Vote
    from kenes.meetings.services import voting
    from kenes.members.actors import actor_for
    from kenes.members.models import Office

    secretary = Office.objects.select_related("user").get(kind="secretary").user
    assert secretary is not None
    began = time.perf_counter()
    vote = voting.close(
        Vote.objects.get(pk=vote_pk), actor=actor_for(secretary), now=timezone.now()
    )
    took = time.perf_counter() - began
    again = voting.recount(vote)
    keys = ("for", "against", "abstain")
    return {
        "close s": took,
        "status": str(vote.status),
        "totals": [sum(row[key] for row in vote.result["chambers"]) for key in keys],
        "casts": vote.casts.count(),
        "seats in the journal": len(again.seats),
        "twice": len(again.twice),
        "recount": [sum(own.get(key, 0) for own in again.totals.values()) for key in keys],
    }


def alone(home: str, count: int) -> dict[str, float]:
    """Seconds of as many votes by the service, and of bare transactions, in one process."""
    prepare(home, count, "open")
    from django.db import connection, transaction
    from django.utils import timezone

    from kenes.meetings.models import Presence, Vote
    from kenes.meetings.services import voting
    from kenes.members.actors import actor_for

    vote = Vote.objects.get()
    here = [(one.seat, actor_for(one.user)) for one in Presence.objects.select_related("user")]
    began = time.perf_counter()
    for n, (seat, actor) in enumerate(here):
        voting.cast(
            vote, seat=seat, choice=CHOICES[n % len(CHOICES)], actor=actor, now=timezone.now()
        )
    service = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (seat BIGINT PRIMARY KEY, choice VARCHAR(8))")
        cursor.execute("CREATE TABLE bare_total (choice VARCHAR(8), count BIGINT)")
        cursor.execute("INSERT INTO bare_total VALUES ('for', 0)")
        began = time.perf_counter()
        for n in range(count):
            with transaction.atomic():
                cursor.execute("INSERT INTO bare VALUES (%s, 'for')", [n])
                cursor.execute("UPDATE bare_total SET count = count + 1")
        bare = time.perf_counter() - began
    return {"service s": service, "bare s": bare}


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process of the house, under the server and threads ``kenes serve`` gives it."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-log"]
    server = subprocess.Popen([*command, "kenes.config.wsgi:application"], env=environment)
    try:
        for _ in range(200):
            with suppress(OSError):
                fetch(port, "/health/")
                break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def processor(parent: int) -> float:
    """Seconds of the processor that a process and its children have used so far."""
    used = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, rest = path.read_text().rsplit(")", 1)
            facts = rest.split()  # from the third field on: state, parent …
            if parent in {int(number.split()[0]), int(facts[1])}:
                used += int(facts[11]) + int(facts[12])
    return used / os.sysconf("SC_CLK_TCK")


def _voters(
    port: int,
    address: str,
    sessions: list[tuple[int, str]],
    gate: Any,
    heard: "multiprocessing.Queue[tuple[int, int, float, float]]",
) -> None:
    """Some of the voters, each in a thread with a connection of its own."""

    def vote(n: int, session: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.connect()
        gate.wait()
        began = time.time()
        connection.request(
            "POST",
            address,
            body=f"choice={CHOICES[n % len(CHOICES)]}",
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={session}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
            },
        )
        answer = connection.getresponse()
        answer.read()
        heard.put((n, answer.status, began, time.time()))

    threads = [threading.Thread(target=vote, args=one) for one in sessions]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def vote_at_once(
    port: int, prepared: dict[str, Any]
) -> tuple[float, list[tuple[int, int, float]]]:
    """All vote when the gate opens: seconds until the last answer, and each one's."""
    sessions = list(enumerate(prepared["sessions"]))
    sessions += sessions[::TWICE]
    gate = multiprocessing.Barrier(len(sessions))
    heard: multiprocessing.Queue[tuple[int, int, float, float]] = multiprocessing.Queue()
    parts = [sessions[part::PROCESSES] for part in range(PROCESSES)]
    processes = [
        multiprocessing.Process(
            target=_voters, args=(port, prepared["address"], part, gate, heard)
        )
        for part in parts
    ]
    for one in processes:
        one.start()
    answers = [heard.get(timeout=300) for _ in sessions]
    for one in processes:
        one.join()
    first = min(began for _n, _status, began, _end in answers)
    last = max(end for _n, _status, _began, end in answers)
    return last - first, [(n, status, end - began) for n, status, began, end in answers]


def over_http(count: int, ballot: str, environment: dict[str, str]) -> bool:
    with tempfile.TemporaryDirectory() as home:
        own = {
            **environment,
            "KENES_HOME": home,
            "KENES_SECOND_FACTOR": "no",
            "PYTHONPATH": f"{ROOT / 'src'}:{Path(__file__).parent}",
        }
        prepared = _apart(own, "--prepare", home, str(count), ballot)
        with served(own) as (port, server):
            before = processor(server)
            took, answers = vote_at_once(port, prepared)
            used = processor(server) - before
        found = _apart(own, "--close", home, str(prepared["vote"]))
    taken = {n for n, status, _took in answers if status == 200}
    statuses = Counter(status for _n, status, _took in answers)
    waited = sorted(took for _n, _status, took in answers)
    wanted = Counter(CHOICES[n % len(CHOICES)] for n in range(count))
    totals = [wanted[key] for key in ("for", "against", "abstain")]
    twice = len(range(0, count, TWICE))
    is_whole = (
        len(taken) == found["casts"] == found["seats in the journal"] == count
        and found["totals"] == totals
        and (found["recount"] == totals or ballot == "secret")
        and found["twice"] == 0
        and statuses == {200: count, 422: twice}
    )
    print(
        f"  {ballot} ballot: {count} votes and {twice} second browsers in {took:.1f} s, "
        f"ratio {took / AIM:.2f} to the aim; of the processor {used:.1f} s, ratio "
        f"{used / AIM:.2f}; median {statistics.median(waited):.1f} s; closed in "
        f"{found['close s'] * 1000:.0f} ms; answers {dict(statuses)}; "
        f"{'none lost, none double, equal to the recount' if is_whole else f'WRONG: {found}'}",
        flush=True,
    )
    return is_whole and took < AIM


def _apart(environment: dict[str, str], *arguments: str) -> Any:
    """What this file prints for these arguments, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def databases() -> Iterator[Iterator[tuple[str, dict[str, str]]]]:
    """SQLite, and for each house a fresh database of a throwaway PostgreSQL server."""
    sys.path.insert(0, str(ROOT / "tests"))
    import psycopg
    from with_postgres import server

    plain = {name: value for name, value in os.environ.items() if name != "KENES_DATABASE_URL"}
    with server() as url:

        def fresh() -> Iterator[tuple[str, dict[str, str]]]:
            for _ in range(3):
                yield "SQLite", plain
            for n in range(3):
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE house{n}")
                own = url.replace("/postgres?", f"/house{n}?")
                yield "PostgreSQL", {**plain, "KENES_DATABASE_URL": own}

        yield fresh()


def main(count: int) -> int:
    is_fine = True
    with databases() as houses:
        for place, (name, environment) in enumerate(houses):
            kind = place % 3
            if kind == 0:
                print(name, flush=True)
                with tempfile.TemporaryDirectory() as home:
                    told = _apart(environment, "--alone", home, str(count))
                ratio = told["service s"] / told["bare s"]
                print(
                    f"  the service alone: {count} votes in {told['service s']:.2f} s; bare "
                    f"transactions {told['bare s']:.2f} s: ratio {ratio:.1f}",
                    flush=True,
                )
                continue
            ballot = ("open", "secret")[kind - 1]
            is_fine = over_http(count, ballot, environment) and is_fine
    return 0 if is_fine else 1


if __name__ == "__main__":
    acts: dict[str, Any] = {
        "--prepare": lambda: prepare(sys.argv[2], int(sys.argv[3]), sys.argv[4]),
        "--close": lambda: close(sys.argv[2], int(sys.argv[3])),
        "--alone": lambda: alone(sys.argv[2], int(sys.argv[3])),
    }
    if len(sys.argv) > 1 and sys.argv[1] in acts:
        print(json.dumps(acts[sys.argv[1]]()))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
