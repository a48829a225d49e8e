"""A consultation under load: four hundred people vote, 200 votes a second, while its map is drawn.

A real ``kenes serve`` on loopback with all that runs beside it; each participant is an HTTP client
with a connection, a cookie and tokens of its own, which comes in by the door and votes on the card
that the answer before brought. Votes are offered by the clock, whether or not the house keeps up.
Printed: votes taken a second, how long an answer takes, how far the map is behind (aim 5 s), and
what a recount of the database finds of the votes that were answered as counted.
Usage: consultation.py [--clients 400] [--rate 200] [--seconds 60] [--postgres]
"""

import argparse
import asyncio
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from _consulted import consulted
from live import cpu, served

from kenes.cli.tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.participant import Participant  # noqa: E402

STATEMENTS = 40
AIM = 5.0  # seconds the map may be behind


def prepare() -> str:
    """An open consultation for everybody, with statements; returns its number."""
    # All come from this machine.
    number: str = consulted(state, entries_an_hour=10_000).number
    return number


def state(one: Any, by: dict[str, Any]) -> None:
    from kenes.opinions.services import stating

    for n in range(1, STATEMENTS + 1):
        text = {"en": f"Measure {n} for the shore should be taken before the winter of 2027."}
        stating.seed(one, text, "en", **by)


class Person(Participant):
    """``n`` tells the camp, of two, so that there is a map to draw."""

    def __init__(self, port: int, number: str, n: int) -> None:
        super().__init__(port, number)
        self.leans = n % 2

    def choice(self) -> int:
        """By camp on half of the statements, alike on the others."""
        number = int(self.asked)
        return (1, -1)[(number + self.leans) % 2] if number % 4 < 2 else 1 - number % 3


async def _vote(facts: dict[str, Any], ready: Any) -> dict[str, Any]:
    people = [Person(facts["port"], facts["number"], n) for n in range(facts["clients"])]
    for first in range(0, len(people), 20):
        await asyncio.gather(*(one.come() for one in people[first : first + 20]))
    ready.set()
    took: list[float] = []
    statuses: Counter[int] = Counter()
    counted: Counter[tuple[int, int]] = Counter()

    async def once(one: Person, due: float) -> None:
        number, value = int(one.asked), one.choice()
        status = await one.vote(value)
        took.append(time.perf_counter() - due)
        statuses[status] += 1
        if status == 200:
            counted[number, value] += 1

    began = time.perf_counter()
    count = int(facts["rate"] * facts["seconds"])
    busy: dict[int, asyncio.Task[None]] = {}
    for n in range(count):
        due = began + n / facts["rate"]
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        place = n % len(people)
        if place in busy:  # a person waits for the answer; the clock does not
            await busy[place]
        busy[place] = asyncio.create_task(once(people[place], due))
    await asyncio.gather(*busy.values())
    return {
        "seconds": time.perf_counter() - began,
        "took": took,
        "statuses": dict(statuses),
        "counted": dict(counted),
    }


def _clients(facts: dict[str, Any], ready: Any, told: Any) -> None:
    told.send(asyncio.run(_vote(facts, ready)))


def behind() -> float:
    """Seconds since the oldest vote that the map does not know of; 0 when it knows all."""
    from django.utils import timezone

    from kenes.opinions.models import OpinionMap, Vote

    known = OpinionMap.objects.values_list("last_vote", flat=True).first() or 0
    oldest = Vote.objects.filter(pk__gt=known).order_by("pk").values_list("at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def parts(parent: int) -> dict[str, list[int]]:
    """Processes of ``kenes serve``: those that draw maps, and all others."""
    above: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(") ")[2].split()
            above[int(folder.name)] = int(stat[1])
        except OSError:
            continue
    found: dict[str, list[int]] = {"follow": [], "others": []}
    for pid in above:
        at = pid
        while at and at != parent:
            at = above.get(at, 0)
        if at == parent:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            found["follow" if b"follow" in line else "others"].append(pid)
    return found


def run(given: argparse.Namespace) -> bool:
    number, port = prepare(), free_port()
    facts = {
        "port": port,
        "number": number,
        "clients": given.clients,
        "rate": given.rate,
        "seconds": given.seconds,
    }
    with served(port) as server:
        ready = multiprocessing.Event()
        told, tell = multiprocessing.Pipe(duplex=False)
        clients = multiprocessing.Process(target=_clients, args=(facts, ready, tell))
        clients.start()
        if not ready.wait(180):
            raise SystemExit("not all were let in within three minutes")
        processes = parts(server.pid)
        before = {name: cpu(pids) for name, pids in processes.items()}
        lags: list[float] = []
        until = time.time() + given.seconds
        while time.time() < until:
            time.sleep(0.2)
            lags.append(behind())
        used = {name: cpu(pids) - before[name] for name, pids in processes.items()}
        heard = told.recv()
        clients.join()
        ended = time.time()
        while (left := behind()) and time.time() < ended + 2 * AIM:
            time.sleep(0.1)
        caught_up = time.time() - ended
    return _tell(given, heard, lags, used, caught_up if not left else None)


def _tell(
    given: argparse.Namespace,
    heard: dict[str, Any],
    lags: list[float],
    used: dict[str, float],
    caught_up: float | None,
) -> bool:
    from kenes.opinions.models import OpinionMap, Vote

    rows = Vote.objects.values_list("statement__number", "value")
    is_whole = Counter(rows) == Counter(heard["counted"])
    counted = sum(heard["counted"].values())
    took = sorted(heard["took"])
    rate = counted / heard["seconds"]
    worst = max(lags)
    drawn = OpinionMap.objects.values_list("votes", flat=True).first() or 0
    print(
        f"{'PostgreSQL' if 'KENES_DATABASE_URL' in os.environ else 'SQLite'}: "
        f"{given.clients} people, {given.rate:g} votes a second offered for "
        f"{given.seconds:g} s, load {os.getloadavg()[0]:.1f}\n"
        f"  {rate:.0f} votes a second taken, ratio {rate / given.rate:.2f} to what was offered; "
        f"answers {heard['statuses']}\n"
        f"  an answer, from when it was due: median {1000 * statistics.median(took):.0f} ms, "
        f"p95 {1000 * took[int(len(took) * 0.95)]:.0f} ms, most {1000 * took[-1]:.0f} ms\n"
        f"  {counted} answered as counted, {rows.count()} in the database: "
        f"{'none lost' if is_whole else 'WRONG'}\n"
        f"  the map: at most {worst:.1f} s behind, ratio {worst / AIM:.2f} to the aim; median "
        f"{statistics.median(lags):.1f} s; {drawn} votes in it, all of them "
        f"{'never' if caught_up is None else f'{caught_up:.1f} s after the last'}\n"
        f"  processor: drawing {used['follow'] / given.seconds:.2f} cores, all else of "
        f"kenes serve {used['others'] / given.seconds:.2f}",
        flush=True,
    )
    return is_whole and worst <= AIM and caught_up is not None and rate >= 0.98 * given.rate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--postgres", action="store_true", help="on a throwaway server")
    given = parser.parse_args()
    if given.postgres and "KENES_VOTING_BENCHMARK" not in os.environ:
        again = [sys.executable, str(ROOT / "tests" / "with_postgres.py"), sys.executable]
        os.environ["KENES_VOTING_BENCHMARK"] = "inside"
        return subprocess.call([*again, *sys.argv])
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(KENES_HOME=home, DJANGO_SETTINGS_MODULE="kenes.config.settings")
        return 0 if run(given) else 1


if __name__ == "__main__":
    sys.exit(main())
