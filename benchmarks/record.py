"""The public record: killed 200 times under load, its cost to an act, its delay to a signature.

Aims: after every kill each act has its entry and no checkpoint was taken back; an act with its
entry takes at most 1.3 times what it takes without; its checkpoint is signed within a second.
Usage: record.py [KILLS]
"""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KILLS, ACTS, ROWS, IMPORTS, SIGNED = 200, 300, 5_000, 5, 30
RATIO, SECOND = 1.3, 1.0  # the aims
LOAD = Path(__file__).resolve().parents[1] / "tests" / "attacks" / "record_load.py"
TITLES = ("To", "Text", "From", "Response", "Action", "Issue", "Session")


def _apart(home: Path, *command: str | Path) -> Any:
    """What a command prints last, in a process and a home of its own."""
    home.mkdir()
    environment = {**os.environ, "KENES_HOME": str(home)}
    environment.pop("KENES_DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "kenes.config.settings"
    done = subprocess.run(
        [sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def costs(home: Path) -> dict[str, list[float]]:
    """Milliseconds of each kind of act, with its entry and without, in pairs one by one."""
    _prepare()
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.recommendations.lifecycle import Assessor, Grade, Position
    from kenes.recommendations.services import assessing, entries

    actor, now = operator("benchmark"), timezone.now()
    one = [_recorded(number) for number in range(ACTS)]
    positions = [Position.SUPPORTED, Position.NOTED]

    def assess(number: int) -> None:
        assessing.assess(
            one[number // 2],
            by=Assessor.CIVIL,
            grade=Grade.PARTLY,
            on=now.date(),
            note={"en": "Not everywhere yet"},
            actor=actor,
            now=now,
        )

    def correct(number: int) -> None:
        facts, reason = {"position": positions[number % 2]}, {"en": "As the State answered"}
        entries.correct(one[number // 2], facts=facts, reason=reason, actor=actor, now=now)

    found = {}
    for name, act in (("assess", assess), ("correct", correct)):
        found.update(_pairs(name, act, ACTS))
    tables = [_table(home / f"rows{number}.csv", number) for number in range(2 * IMPORTS)]
    found.update(_pairs("import", lambda number: _import(tables[number]), IMPORTS))
    return found


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _recorded(number: int) -> Any:
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.recommendations.services import entries

    return entries.record(
        text=f"Take measure {number} against torture in all places of detention",
        language="en",
        facts={"country": "KAZ", "mechanism": "UPR", "states": ["NOR"]},
        actor=operator("benchmark"),
        now=timezone.now(),
    )


def _table(path: Path, number: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for row in range(ROWS):
            text = f"Take measure {number * ROWS + row} against torture"
            writer.writerow(("Kazakhstan", text, "Norway", "Supported", 5, "Torture", 20))
    return path


def _import(table: Path) -> None:
    from django.utils import timezone

    from kenes.access.types import operator
    from kenes.recommendations.services import imports, staging

    actor, now = operator("benchmark"), timezone.now()
    made = staging.start(table, name=table.name, actor=actor, now=now)
    done = imports.apply(staging.read(made, actor=actor, now=now), actor=actor, now=now)
    if done.counts["created"] != ROWS:
        sys.exit(f"{done.counts} is no import of {ROWS} rows")


def _pairs(name: str, act: Callable[[int], None], count: int) -> dict[str, list[float]]:
    """Every act done with and without its entry, which comes first by turns."""
    on, off = [], []
    for pair in range(count):
        for place in (0, 1):
            is_on = place == pair % 2
            with _publishing(is_on):
                began = time.perf_counter()
                act(2 * pair + place)
                took = (time.perf_counter() - began) * 1000
            (on if is_on else off).append(took)
    return {f"{name} on": on, f"{name} off": off}


@contextmanager
def _publishing(is_on: bool) -> Iterator[None]:
    from kenes.recommendations.services import assessing, documents, entries, imports

    places = [(module, "publish") for module in (assessing, documents, entries, imports)]
    places.append((imports, "publish_many"))
    kept = [(module, name, getattr(module, name)) for module, name in places]
    for module, name in places if not is_on else ():
        setattr(module, name, lambda *args, **kwargs: None)
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def delays() -> list[float]:
    """Seconds from the commit of an act to a checkpoint over it, as `kenes serve` signs it."""
    _prepare()
    from kenes.engines.ledger.checkpoint import told_size
    from kenes.record.models import Entry
    from kenes.record.services.integrating import integrate, note_at

    integrate()
    command = [sys.executable, "-m", "kenes", "record", "integrate", "--every", "0.3"]
    keeper, found = subprocess.Popen(command), []
    try:
        for number in range(SIGNED + 1):
            _recorded(number)
            began, size = time.perf_counter(), Entry.objects.count()
            while told_size(note_at("checkpoint") or b"") < size:
                if keeper.poll() is not None or time.perf_counter() - began > 60:
                    sys.exit("the integrator does not sign")
                time.sleep(0.002)
            found.append(time.perf_counter() - began)
            time.sleep(random.uniform(0, 0.7))
    finally:
        keeper.terminate()
        keeper.wait()
    return found[1:]  # the first one waits until the integrator has started


def main(kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        found = _apart(root / "killed", LOAD, str(kills))
        for what, count in found.items():
            print(f"{count:>7} {what}", flush=True)
        print("        each with its entry, each checkpoint continued by those after it")
        took = _apart(root / "costs", __file__, "--costs", root / "costs")
        for name in ("assess", "correct", "import"):
            on, off = (statistics.median(took[f"{name} {way}"]) for way in ("on", "off"))
            print(
                f"{name}: {on:.2f} ms with its entry, {off:.2f} ms without: "
                f"ratio {on / off:.2f} (aim {RATIO})",
                flush=True,
            )
        waits = _apart(root / "delays", __file__, "--delays")
        print(
            f"signed after {statistics.median(waits):.2f} s (median of {len(waits)}), "
            f"{max(waits):.2f} s at most (limit {SECOND:.0f})"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--costs"]:
        print(json.dumps(costs(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["--delays"]:
        print(json.dumps(delays()))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS)
