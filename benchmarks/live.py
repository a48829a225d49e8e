"""How soon everybody sees what happens on the floor of a meeting.

Five hundred browsers, each an open connection, follow a meeting in three languages at a real
``kenes serve``, while an officer acts every two seconds. A delay runs from the moment the act is
committed to the moment a client has read what changed. Aim: 95 in 100 within a second.
Usage: live.py [--clients 500] [--minutes 2] [--postgres]
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from serving import fetch

from kenes.cli.tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
PAUSE = 2.0  # seconds between two acts
AIM = 1.0  # seconds
LANGUAGES = ("en", "ru", "kk")
WIRED = re.compile(rb'data-ticket="([^"]+)"')
VERSION = re.compile(rb"^id: (\d+)$", re.MULTILINE)
TICKS = os.sysconf("SC_CLK_TCK")


def prepare() -> Any:
    """The cast's council, holding a meeting on its first item; returns the meeting."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.demo.cast import assemble
    from kenes.meetings.services import agenda, attending, calling, holding, items, planning
    from kenes.members.actors import actor_for
    from kenes.members.models import Body

    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    users = assemble(timezone.localdate(now))
    act = {"actor": actor_for(users["amina"]), "now": now}
    by = {"actor": operator("benchmark"), "now": now}
    meeting = planning.plan(
        Body.objects.get(),
        kind="extra",
        mode="room",
        on=timezone.localdate(now),
        starts_at=now + timedelta(minutes=1),
        ends_at=now + timedelta(minutes=2),
        place={"en": "Hall"},
        reason={"en": "A benchmark"},
        language="en",
        **by,
    )
    for n in range(1, 13):
        title = {"en": f"Item {n} of a full agenda, with a title as long as titles are"}
        agenda.add(meeting, section="law_making", title=title, **by)
    calling.call(meeting, short_notice={"en": "A benchmark"}, **by)
    for key in ("bolat", "clara", "damir", "helen", "erik"):
        invitation = meeting.invitations.get(user=users[key])
        attending.arrive(meeting, invitation=invitation, **act)
    holding.open_(meeting, reason={"en": "A benchmark"}, **act)
    items.begin(meeting.items.get(order=1), **act)
    meeting.refresh_from_db()
    return meeting


def acts(meeting: Any) -> Iterator[Any]:
    """One act after another, for ever: speeches asked for, held, ended, item after item."""
    from django.utils import timezone

    from kenes.meetings.services import items, speaking
    from kenes.members.actors import actor_for
    from kenes.members.models import Office

    chair = Office.objects.get(kind="chair").user
    here = list(meeting.presences.all())

    def by() -> dict[str, Any]:
        return {"actor": actor_for(chair), "now": timezone.now()}

    while True:
        for item in meeting.items.order_by("order"):
            item.refresh_from_db()
            if item.status != "present":
                items.begin(item, **by())
                yield
            for presence in here[:3]:
                turn = speaking.ask(item, presence=presence, **by())
                yield
                speaking.give(turn, **by())
                yield
                speaking.end(turn, **by())
                yield


class Clients:
    """All browsers, in one process: what each has read when."""

    def __init__(self, port: int, path: str, tickets: list[str], count: int) -> None:
        self.port, self.path, self.tickets, self.count = port, path, tickets, count
        self.seen: list[list[tuple[int, float]]] = [[] for _n in range(count)]
        self.bytes = self.broken = self.open = 0

    async def follow(self, n: int) -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._once(n)
            self.broken += 1
            await asyncio.sleep(1)

    async def _once(self, n: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        ticket = quote(self.tickets[n % len(self.tickets)])
        writer.write(f"GET {self.path}?ticket={ticket} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(head.decode())
        self.open += 1
        while True:
            event = await reader.readuntil(b"\n\n")
            moment = time.time()
            self.bytes += len(event)
            if found := VERSION.search(event):
                self.seen[n].append((int(found[1]), moment))

    async def run(self, stop: Any, ready: Any) -> None:
        tasks = []
        for n in range(self.count):
            tasks.append(asyncio.create_task(self.follow(n)))
            if n % 25 == 24:
                await asyncio.sleep(0.05)  # people come one after another
        while self.open < self.count or not all(self.seen):
            await asyncio.sleep(0.05)
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()


def _browse(facts: dict[str, Any], stop: Any, ready: Any, told: Any) -> None:
    clients = Clients(**facts)
    asyncio.run(clients.run(stop, ready))
    told.send((clients.seen, clients.bytes, clients.broken))


def processes(parent: int) -> dict[str, list[int]]:
    """The server and all it has started, by what each does."""
    found: dict[str, list[int]] = {}
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (folder / "stat").read_text().rpartition(") ")[2].split()
                parents[int(folder.name)] = int(stat[1])
    for pid in parents:
        above = pid
        while above and above != parent:
            above = parents.get(above, 0)
        if above == parent:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            found.setdefault("live" if b"live" in line else "others", []).append(pid)
    return found


def cpu(pids: list[int]) -> float:
    """Seconds of work so far."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            total += (int(stat[11]) + int(stat[12])) / TICKS
    return total


def memory(pids: list[int]) -> float:
    """Megabytes held."""
    lines = "".join(Path(f"/proc/{pid}/status").read_text() for pid in pids)
    return sum(int(size) for size in re.findall(r"VmRSS:\s+(\d+)", lines)) / 1024


@contextlib.contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "kenes", "serve", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                fetch(port, "/health/")
                fetch(port + 1, "/live/health")
                break
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait()


def run(count: int, minutes: float) -> dict[str, Any]:
    meeting, port = prepare(), free_port()
    stepping = acts(meeting)
    with served(port) as server:
        tickets = []
        for language in LANGUAGES:
            page = fetch(port, f"/{language}/meetings/{meeting.number}/watch/")
            tickets.append(WIRED.findall(page)[0].decode())
        stop, ready = multiprocessing.Event(), multiprocessing.Event()
        told, tell = multiprocessing.Pipe(duplex=False)
        facts = {
            "port": port + 1,
            "path": f"/live/{meeting.number}",
            "tickets": tickets,
            "count": count,
        }
        browsers = multiprocessing.Process(target=_browse, args=(facts, stop, ready, tell))
        began = time.time()
        browsers.start()
        if not ready.wait(120):
            raise SystemExit("not all clients were let in within two minutes")
        came = time.time() - began
        every = processes(server.pid)
        live, others = every["live"], every["others"]
        start = time.time(), cpu(live), cpu(others), memory(live)
        changes: list[tuple[int, float]] = []
        until = time.time() + 60 * minutes
        while time.time() < until:
            next(stepping)
            moment = time.time()
            meeting.refresh_from_db()
            changes.append((meeting.version, moment))
            time.sleep(max(PAUSE - (time.time() - moment), 0))
        time.sleep(3)
        end = time.time(), cpu(live), cpu(others), memory(live)
        # It is told to stop while all listen.
        stopping = time.time()
        os.kill(live[0], signal.SIGTERM)
        while Path(f"/proc/{live[0]}/cmdline").read_bytes():
            time.sleep(0.02)
        stopped = time.time() - stopping
        stop.set()
        seen, size, broken = told.recv()
        browsers.join()
    delays = []
    lost = 0
    for mine in seen:
        place = 0
        for version, moment in changes:
            while place < len(mine) and mine[place][0] < version:
                place += 1
            if place == len(mine):
                lost += 1
            else:
                delays.append(max(mine[place][1] - moment, 0.0))
    seconds = end[0] - start[0]
    delays.sort()
    return {
        "clients": count,
        "changes": len(changes),
        "let_in_s": came,
        "within": sum(delay <= AIM for delay in delays) / (len(delays) + lost),
        "lost": lost,
        "p50": statistics.median(delays),
        "p95": delays[int(len(delays) * 0.95)],
        "most": delays[-1],
        "live_cores": (end[1] - start[1]) / seconds,
        "other_cores": (end[2] - start[2]) / seconds,
        "rss": (start[3], end[3]),
        "kb_s": size / 1000 / seconds,
        "stopped": stopped,
        "load": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--postgres", action="store_true", help="on a throwaway server")
    given = parser.parse_args()
    if given.postgres and "KENES_LIVE_BENCHMARK" not in os.environ:
        again = [sys.executable, str(ROOT / "tests" / "with_postgres.py"), sys.executable]
        os.environ["KENES_LIVE_BENCHMARK"] = "inside"
        sys.exit(subprocess.call([*again, *sys.argv]))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(KENES_HOME=home, DJANGO_SETTINGS_MODULE="kenes.config.settings")
        found = run(given.clients, given.minutes)
    print(
        "{database}: {clients} clients, {changes} changes in {minutes:g} min, load {load:.1f}\n"
        "  seen within 1 s: {share:.2f} % (aim 95), never: {lost}\n"
        "  delay from commit: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {most:.0f} ms\n"
        "  kenes live: {live_cores:.3f} cores, {start:.0f} MB at the start, {end:.0f} MB at the "
        "end; all else of kenes serve: {other_cores:.3f} cores\n"
        "  {kb_s:.0f} kB/s to all; let in within {let_in_s:.1f} s; stopped {stopped:.2f} s after "
        "SIGTERM with all listening".format(
            database="PostgreSQL" if "KENES_DATABASE_URL" in os.environ else "SQLite",
            minutes=given.minutes,
            share=100 * found["within"],
            **{name: 1000 * found.pop(name) for name in ("p50", "p95", "most")},
            start=found["rss"][0],
            end=found["rss"][1],
            **found,
        )
    )


if __name__ == "__main__":
    main()
