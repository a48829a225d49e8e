"""The register at 3,000 and at 300,000 recommendations on SQLite: import, pages, searches, files.

Aims: 5,000 rows imported a second; pages and searches at 300,000 under 150 ms (p95) and within
1.5 times those at 3,000; a file of all 300,000 in 250 MB. Usage: register.py [SMALL LARGE]
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _rows

PAGES = [
    "",
    "country=KGZ",
    "position=noted&theme=torture-and-other-cid-treatment",
    "sort=oldest",
    "all=state",
    "after=2012-08-23_1500",
    "state=FRA&state=NOR",
    "sort=number",
]
SEARCHES = [
    "torture",
    "death penalty",
    '"rights of the child"',
    "ratify optional protocol",
    "women -violence",
    '"civil society"',
    "disabilities",
    "journalists freedom expression",
    "migrant workers family",
    '"national human rights institution" paris',
]
ROUNDS = 12


def inside(home: Path, count: int) -> dict[str, Any]:
    """All measures of a register of ``count``; runs in its own process."""
    os.environ.update(KENES_HOME=str(home), DJANGO_SETTINGS_MODULE="kenes.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    return {
        "count": count,
        **_import(home, count),
        "pages": _timed([f"/en/register/?{page}" for page in PAGES]),
        "searches": _timed([f"/en/register/?{_q(text)}" for text in SEARCHES]),
        "full-text table": _fts5(),
    }


def _import(home: Path, count: int) -> dict[str, Any]:
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.recommendations.models import Mapping, Recommendation
    from kenes.recommendations.services import imports, staging

    path, actor = home / "rows.csv", operator("benchmark")
    _rows.write(path, count)
    mapping = Mapping.objects.create(name="benchmark", columns={"columns": _rows.COLUMNS})
    began = time.perf_counter()
    import_ = staging.start(path, name=path.name, mapping=mapping, actor=actor, now=timezone.now())
    import_ = staging.read(import_, actor=actor, now=timezone.now())
    was_read = time.perf_counter()
    imports.apply(import_, actor=actor, now=timezone.now())
    ended = time.perf_counter()
    made = Recommendation.objects.count()
    return {
        "made": made,
        "read s": was_read - began,
        "saved s": ended - was_read,
        "rows/s": made / (ended - began),
        "import MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _q(text: str) -> str:
    from kenes.recommendations.query import Query

    return Query(text=text).address()


def _timed(addresses: list[str]) -> dict[str, float]:
    """Milliseconds of whole pages, none from the cache of pages; the first round is told apart."""
    from django.core.cache import caches
    from django.test import Client

    client, first, later = Client(), [], []
    for round_ in range(ROUNDS):
        for address in addresses:
            caches["pages"].clear()
            began = time.perf_counter()
            response = client.get(address, headers={"host": "localhost"})
            took = (time.perf_counter() - began) * 1000
            if response.status_code != 200:
                sys.exit(f"{address}: {response.status_code} {response.get('Location')}")
            (first if round_ == 0 else later).append(took)
    return {
        "p95": statistics.quantiles(later, n=20)[-1],
        "median": statistics.median(later),
        "slowest of first visits": max(first),
    }


def _fts5() -> dict[str, float]:
    """The same texts in a bare FTS5 table: the words found, counted and the newest 20 taken.

    No word forms of Kazakh or Russian, no facets: what is left out is what the register adds.
    """
    from django.db import connection

    questions = [text.replace(" -violence", " NOT violence") for text in SEARCHES]
    texts = "SELECT recommendation_id, text FROM recommendations_recommendationtext"
    one = (
        "SELECT r.id FROM plain JOIN recommendations_recommendation r ON r.id = plain.rowid "
        "WHERE plain MATCH %s"
    )
    took = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE plain USING fts5(text, tokenize='porter')")
        cursor.execute(f"INSERT INTO plain(rowid, text) {texts}")
        for _round in range(ROUNDS):
            for question in questions:
                began = time.perf_counter()
                cursor.execute("SELECT count(*) FROM plain WHERE plain MATCH %s", [question])
                cursor.fetchall()
                cursor.execute(f"{one} ORDER BY published_on DESC, r.id DESC LIMIT 20", [question])
                cursor.fetchall()
                took.append((time.perf_counter() - began) * 1000)
        cursor.execute("DROP TABLE plain")
    return {"p95": statistics.quantiles(took, n=20)[-1], "median": statistics.median(took)}


def export(home: Path, format_: str) -> dict[str, float]:
    """Seconds and peak memory of a file of everything; runs in its own process."""
    os.environ.update(KENES_HOME=str(home), DJANGO_SETTINGS_MODULE="kenes.config.settings")
    import django

    django.setup()
    from django.test import Client

    began, size = time.perf_counter(), 0
    response = Client().get(
        f"/en/register/export/?format={format_}", headers={"host": "localhost"}
    )
    for block in response:
        size += len(block)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"s": time.perf_counter() - began, "peak MB": peak, "file MB": size / 1e6}


def _apart(*arguments: str) -> Any:
    """What this file prints for these arguments, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        homes = {count: Path(folder) / str(count) for count in (small, large)}
        found = {}
        for count, home in homes.items():
            home.mkdir()
            found[count] = _apart("--inside", str(home), str(count))
            print(f"{count:,}:", json.dumps(_rounded(found[count]), indent=1), flush=True)
        for what in ("pages", "searches", "full-text table"):
            before, after = found[small][what]["p95"], found[large][what]["p95"]
            print(f"{what}: p95 {before:.1f} ms, {after:.1f} ms: ratio {after / before:.2f}")
        for format_ in ("csv", "json", "xlsx"):
            told = _rounded(_apart("--export", str(homes[large]), format_))
            print(f"{format_} of all:", told, flush=True)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return round(value, 1) if isinstance(value, float) else value


if __name__ == "__main__":
    acts: dict[str, Callable[[], Any]] = {
        "--inside": lambda: inside(Path(sys.argv[2]), int(sys.argv[3])),
        "--export": lambda: export(Path(sys.argv[2]), sys.argv[3]),
    }
    if len(sys.argv) > 1 and sys.argv[1] in acts:
        print(json.dumps(acts[sys.argv[1]]()))
    else:
        main(*(int(count) for count in sys.argv[1:3] or ("3000", "300000")))
