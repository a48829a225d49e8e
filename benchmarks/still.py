"""What is agreed and still not done, at 3,000 and at 300,000 recommendations, on SQLite.

Half are the body's own with two addressees each, half are assessed by both sides as not done.
Aims: pages and the feed at 300,000 under 150 ms (p95), within 1.5 times those at 3,000, with as
many queries; the bare query for a page's rows stands beside. Usage: still.py [SMALL LARGE]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

LIMIT = 150.0  # milliseconds
ROUNDS = 12
BATCH = 10_000
ORGANISATIONS = 40
DAYS = 5_000


def _open_house(home: Path) -> None:
    os.environ.update(KENES_HOME=str(home), DJANGO_SETTINGS_MODULE="kenes.config.settings")
    import django

    django.setup()


def _fill(count: int) -> None:
    """``count`` recommendations, agreed over the past years and none of them done."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from kenes.database import bulk
    from kenes.members.models import Body, Organisation
    from kenes.recommendations.models import (
        Addressee,
        Assessment,
        Origin,
        Recommendation,
        RecommendationText,
    )

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        Body.objects.create(slug="body", kind="plenary", name_en="Body", country="KAZ")
        asked = [
            Organisation.objects.create(slug=f"o{n}", kind="state_body", name_en=f"Ministry {n}")
            for n in range(ORGANISATIONS)
        ]
        for begin in range(0, count, BATCH):
            made, texts, origins, addressees, views = [], [], [], [], []
            for n in range(begin, min(begin + BATCH, count)):
                since = today - timedelta(days=n * 31 % DAYS)
                is_own = n % 2 == 0
                made.append(
                    Recommendation(
                        number=f"R-{since.year}-{n + 1:03}",
                        natural_key=f"benchmark:{n}",
                        mechanism="body" if is_own else "UPR",
                        country="KAZ",
                        language="en",
                        published_on=since,
                        standing="" if is_own else "not_done",
                        standing_since=None if is_own else since,
                        undone_since=since,
                        created_at=now,
                        changed_at=now,
                    )
                )
            bulk.insert(Recommendation, made)
            for one in made:
                words = f"Recommendation {one.number}: " + "take measures against torture " * 8
                texts.append(
                    RecommendationText(
                        recommendation=one, language="en", text=words, state="original"
                    )
                )
                if one.mechanism == "body":
                    origins.append(Origin(recommendation=one, adopted_on=one.undone_since))
                    addressees += [
                        Addressee(
                            recommendation=one,
                            organisation=asked[(one.pk + step) % ORGANISATIONS],
                            due_on=one.undone_since + timedelta(days=180),
                        )
                        for step in range(2)
                    ]
                else:
                    views += [
                        Assessment(
                            recommendation=one, by=by, grade="not_begun", on=one.undone_since
                        )
                        for by in ("state", "civil")
                    ]
            bulk.insert(RecommendationText, texts)
            Origin.objects.bulk_create(origins, batch_size=500)
            bulk.insert(Addressee, addressees)
            bulk.insert(Assessment, views)


def pages(home: Path, count: int) -> dict[str, Any]:
    """Milliseconds of whole pages, none from the cache of pages, and of the bare rows of one."""
    _open_house(home)
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kenes.recommendations.models import Recommendation

    _fill(count)
    deep = Recommendation.objects.order_by("undone_since", "id")[count * 3 // 4]
    place = f"{deep.undone_since.isoformat()}.{deep.pk}"
    addresses = [
        "/en/still-not-done/",
        f"/en/still-not-done/?after={place}",
        f"/en/still-not-done/?before={place}",
        "/en/still-not-done.atom",
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
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(addresses[1], headers={"host": "localhost"})
    bare = []
    with connection.cursor() as cursor:
        for _round in range(ROUNDS):
            began = time.perf_counter()
            cursor.execute(
                "SELECT r.number, t.text FROM recommendations_recommendation r "
                "JOIN recommendations_recommendationtext t ON t.recommendation_id = r.id "
                "WHERE r.undone_since IS NOT NULL AND (r.undone_since, r.id) > (%s, %s) "
                "ORDER BY r.undone_since, r.id LIMIT 26",
                [deep.undone_since.isoformat(), deep.pk],
            )
            cursor.fetchall()
            bare.append((time.perf_counter() - began) * 1000)
    return {
        "p95": statistics.quantiles(took, n=20)[-1],
        "median": statistics.median(took),
        "queries": len(queries),
        "bare rows": statistics.median(bare),
    }


def main(small: int, large: int) -> int:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (small, large):
            home = Path(folder) / str(count)
            home.mkdir()
            done = subprocess.run(
                [sys.executable, __file__, "--pages", str(home), str(count)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            found[count] = told = json.loads(done.stdout.splitlines()[-1])
            print(
                f"{count:,}: pages and feed p95 {told['p95']:.1f} ms (limit {LIMIT:.0f} ms), "
                f"median {told['median']:.1f} ms, {told['queries']} queries; "
                f"its bare rows {told['bare rows']:.2f} ms",
                flush=True,
            )
    ratio = found[large]["p95"] / found[small]["p95"]
    print(f"{large:,} against {small:,}: ratio {ratio:.2f} (limit 1.5)")
    is_same = found[large]["queries"] == found[small]["queries"]
    return 0 if found[large]["p95"] < LIMIT and ratio < 1.5 and is_same else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pages"]:
        print(json.dumps(pages(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        sys.exit(main(*(int(count) for count in sys.argv[1:3] or ("3000", "300000"))))
