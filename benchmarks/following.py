"""The map of a large open consultation, drawn anew while votes arrive, as ``kenes serve`` does.

A database of 100,000 people of four camps with 50 votes each on 1,000 statements, 5 million votes.
The follower reads them once, then draws again after each fifty votes more: certainty, bridging,
blocs and what may be published included. Printed: seconds of processor time and how far behind the
votes the map can be, since the follower spends at most half of its time on one consultation;
beside the seconds ``OpinionMap.fit`` takes on the same votes without any database.
Usage: following.py [PEOPLE] [STATEMENTS] [VOTES_EACH]
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from typing import Any

from _consulted import consulted

SEED, ROUNDS, FRESH, CHUNK = 1, 5, 50, 2_000


def seed(people: int, statements: int, each: int) -> Any:
    """The consultation; its votes are an hour old."""
    one = consulted(partial(state, statements))
    fill(one, people, statements, each)
    return one


def state(statements: int, one: Any, by: dict[str, Any]) -> None:
    from kenes.opinions.lifecycle import StatementStatus
    from kenes.opinions.models import Statement

    Statement.objects.bulk_create(
        Statement(
            of=one,
            number=n,
            text={"en": f"Measure {n} should be taken."},
            language="en",
            status=StatementStatus.SHOWN,
            proposed_at=by["now"],
        )
        for n in range(1, statements + 1)
    )


def fill(one: Any, people: int, statements: int, each: int) -> None:
    import numpy as np
    from django.db import connection, transaction
    from django.utils import timezone

    from kenes.opinions.lifecycle import Way
    from kenes.opinions.models import Participant, Vote

    now = timezone.now()
    today = timezone.localdate(now)
    Participant.objects.bulk_create(
        (
            Participant(of=one, number=n, way=Way.PUBLIC, digest=f"{n:064d}", entered_on=today)
            for n in range(1, people + 1)
        ),
        batch_size=5_000,
    )
    asked = np.array(one.statements.order_by("number").values_list("pk", flat=True))
    voters = one.participants.order_by("number").values_list("pk", flat=True)
    random = np.random.default_rng(SEED)
    leans = random.choice([0.15, 0.5, 0.85], (4, statements), p=[0.4, 0.2, 0.4])
    moment = now - timedelta(hours=1)
    columns = ", ".join(
        Vote._meta.get_field(name).column
        for name in ("of", "participant", "statement", "value", "at")
    )
    insert = f"INSERT INTO {Vote._meta.db_table} ({columns}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 (own names)
    with transaction.atomic(), connection.cursor() as cursor:
        rows: list[tuple[Any, ...]] = []
        for n, voter in enumerate(voters.iterator()):
            on = random.choice(statements, each, replace=False)
            agrees = random.random(each) < leans[n % 4, on]
            values = np.where(random.random(each) < 0.1, 0, np.where(agrees, 1, -1))
            pairs = zip(asked[on].tolist(), values.tolist(), strict=True)
            rows += [(one.pk, voter, statement, value, moment) for statement, value in pairs]
            if len(rows) >= CHUNK * each:
                cursor.executemany(insert, rows)
                rows = []
        cursor.executemany(insert, rows)


def vote(one: Any, number: int) -> None:
    """``FRESH`` people vote on the statement of that number."""
    from django.utils import timezone

    from kenes.opinions.models import Vote

    statement = one.statements.get(number=number)
    Vote.objects.bulk_create(
        Vote(of=one, participant=person, statement=statement, value=1, at=timezone.now())
        for person in one.participants.all()[:FRESH]
    )


def measure(people: int, statements: int, each: int) -> None:
    one = seed(people, statements, each)  # first: it sets Django up
    from django.utils import timezone

    from kenes.engines.opinionmap import OpinionMap
    from kenes.opinions.services.following import Follower
    from kenes.opinions.services.mapping import votes_of

    took: list[float] = []
    follower = Follower(clock=lambda: len(took) * 1e6)  # the pause is reckoned, not slept
    for round_ in range(ROUNDS + 1):
        if round_:
            vote(one, round_)
        began = time.process_time()
        assert follower.step(timezone.now()) == 1
        took.append(time.process_time() - began)
    first, again = took[0], statistics.median(took[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    votes = votes_of(one, now=timezone.now())
    began = time.process_time()
    OpinionMap().fit(votes)
    alone = time.process_time() - began
    print(
        f"{votes.count:,} votes of {people:,} people: {first:.1f} s to read and draw, then "
        f"{again:.1f} s (median of {ROUNDS}) each time, {again / alone:.1f} times the map alone "
        f"({alone:.1f} s); at most {3 * again:.0f} s behind the votes; {peak:.2f} GB",
        flush=True,
    )


def main() -> None:
    people, statements, each = [
        *map(int, sys.argv[1:]),
        *(100_000, 1_000, 50)[len(sys.argv) - 1 :],
    ]
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "KENES_HOME": home,
            "DJANGO_SETTINGS_MODULE": "kenes.config.settings",
            # As ``kenes`` sets it.
            "OPENBLAS_NUM_THREADS": "1",
        }
        measure(people, statements, each)


if __name__ == "__main__":
    main()
