"""Minutes of a meeting of six hours and 120 speeches, composed and read, on SQLite.

Aims: composed in three languages in 2 s, composed anew as fast; the page in 300 ms (p95). Prints
each time and its ratio to the aim. Usage: minutes.py [SPEECHES]
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from typing import Any

COMPOSE, PAGE = 2_000, 300  # milliseconds
ROUNDS = 12
ITEMS, SEATS = 12, 60
WORDS = "The register of detention has to show the hour at which the lawyer was called. " * 4


def main(speeches: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            KENES_HOME=home,
            DJANGO_SETTINGS_MODULE="kenes.config.settings",
            KENES_SECOND_FACTOR="no",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        from django.utils import timezone

        now = timezone.now() - timedelta(hours=8)
        meeting, users = held(speeches, now)
        print(f"held: {speeches} speeches on {ITEMS} items, {SEATS} people, 6 hours")
        compose(meeting, users, now)
        read(meeting, users)


def held(speeches: int, now: datetime) -> tuple[Any, dict[str, Any]]:
    """A meeting that is over, with a vote and a decision on every item."""
    from django.utils import timezone

    from kenes.demo.cast import assemble
    from kenes.meetings.models import Cast, Decision, Item, Meeting, Presence, Turn, Vote
    from kenes.members.models import Body, Chamber, Organisation, Seat

    users = assemble(timezone.localdate())
    body = Body.objects.get()
    meeting = Meeting.objects.create(
        number="M-2026-001",
        body=body,
        on=timezone.localdate(now),
        language="en",
        starts_at=now,
        planned_at=now,
        called_at=now,
        opened_at=now,
        closed_at=now + timedelta(hours=6),
        status="closed",
    )
    chambers = [one for one in Chamber.objects.all() if one.votes]
    here = []
    for number in range(SEATS):
        organisation = Organisation.objects.create(
            slug=f"o-{number}", kind="ngo", name_en=f"Organisation {number}"
        )
        seat = Seat.objects.create(
            body=body,
            chamber=chambers[number % len(chambers)],
            organisation=organisation,
            label=f"seat {number}",
            created_on=meeting.on,
        )
        here.append(
            Presence.objects.create(
                meeting=meeting,
                person_name=f"Person Number{number}",
                seat=seat,
                organisation=organisation,
                chamber=seat.chamber,
                arrived_at=now,
            )
        )
    for order in range(1, ITEMS + 1):
        at = now + timedelta(minutes=25 * order)
        item = Item.objects.create(
            meeting=meeting,
            order=order,
            section="law_making",
            title={"en": f"Question {order}", "ru": f"Вопрос {order}"},
            status="done",
            began_at=at,
            ended_at=at + timedelta(minutes=20),
            is_confidential=order % 4 == 0,
        )
        Turn.objects.bulk_create(
            Turn(
                meeting=meeting,
                item=item,
                presence=here[(order * 7 + n) % SEATS],
                status="spoken",
                asked_at=at,
                began_at=at + timedelta(seconds=n),
                summary=WORDS,
                language="en",
            )
            for n in range(speeches // ITEMS)
        )
        vote = Vote.objects.create(
            meeting=meeting,
            item=item,
            kind="vote",
            rule="majority",
            question={"en": "Adopt it?"},
            status="closed",
            opened_at=at + timedelta(minutes=10),
            closed_at=at + timedelta(minutes=11),
            result={
                "chambers": [{"chamber": one.pk, "for": 9} for one in chambers],
                "carried": True,
                "why": "carried",
            },
        )
        Cast.objects.bulk_create(
            Cast(
                vote=vote,
                seat_id=one.seat_id,
                organisation_id=one.organisation_id,
                chamber_id=one.chamber_id,
                choice="for",
                at=at,
            )
            for one in here
        )
        Decision.objects.create(
            number=f"D-2026-{order:03}",
            meeting=meeting,
            item=item,
            kind="adopt",
            text={"en": WORDS},
            vote=vote,
            at=at + timedelta(minutes=12),
        )
    return meeting, users


def compose(meeting: Any, users: dict[str, Any], now: datetime) -> None:
    from kenes.meetings.services.composing import compose
    from kenes.members.actors import actor_for

    act = {"actor": actor_for(users["amina"]), "now": now + timedelta(hours=7)}
    took = []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        minutes = compose(meeting, **act)
        took.append((time.perf_counter() - began) * 1000)
    print(f"paragraphs: {minutes.paragraphs.count()} in three languages")
    tell("composed", took[:1], COMPOSE)
    tell("composed anew", took[1:], COMPOSE)


def read(meeting: Any, users: dict[str, Any]) -> None:
    from django.test import Client

    client = Client()
    client.force_login(users["amina"])
    for name, address in (
        ("the page", f"/en/meetings/{meeting.number}/minutes/"),
        ("the text, to be edited", f"/en/meetings/{meeting.number}/minutes/edit/"),
    ):
        took: list[float] = []
        cpu: list[float] = []
        for round_ in range(ROUNDS + 1):
            began, worked = time.perf_counter(), time.process_time()
            response = client.get(address, headers={"host": "localhost"})
            if round_:
                took.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - worked) * 1000)
            assert response.status_code == 200, (address, response.status_code)
        tell(name, took, PAGE)
        print(f"  of the processor: median {statistics.median(cpu):.0f} ms")


def tell(what: str, took: list[float], aim: int) -> None:
    worst = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    print(f"{what}: p95 {worst:.0f} ms, ratio {worst / aim:.2f} to {aim} ms", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
