"""Maps of opinions beside red-dwarf, the peer in Python, and beside reading the file at all.

    python benchmarks/opinionmap.py [--sizes 1k,10k,100k] [--full]

Every figure is of a whole process: interpreter, imports, reading the CSV. "The same work" is what
red-dwarf computes; ``kenes map`` adds certainty by resampling, bridging and blocs. Aims: for 10k
participants at least 12 times less CPU than red-dwarf, for 100k at least 100 times less, within
0.8 GB and 6 times the time that polars takes to read the file; planted groups found (k 4, ARI
0.90, 0.88, 0.94); shuffled rows change nothing; 5 million votes again in 0.4 s after 1,000 new
ones; no pause at the first run. ``--full``: red-dwarf on 100k as well (ten minutes, 10 GB of
memory), and a million participants (5 GB of disk): 25 s, 5 GB, CPU growing no faster than
votes^1.05.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import _reddwarf
from _reddwarf import Run

SIZES = {  # participants, statements, share voted on; runs of which the median counts
    "1k": (1_000, 100, 0.3, 5),
    "10k": (10_000, 300, 0.1, 3),
    "100k": (100_000, 1_000, 0.05, 3),
    "1M": (1_000_000, 1_000, 0.05, 1),
}
USUAL = ("1k", "10k", "100k")
CPU_AIMS = {"10k": 12, "100k": 100}
ARI_AIMS = {"1k": 0.90, "10k": 0.88, "100k": 0.94, "1M": 0.94}
LIMITS = {"100k": "; aim 0.8 GB", "1M": "; aim 25 s, 5 GB"}
READING_AIM, EXPONENT_AIM, WARM_AIM_S = 6, 1.05, 0.4
SHUFFLES, EVENTS = 30, 1_000
OURS = str(Path(__file__).with_name("_kenes_map.py"))
READING = "import sys, polars; polars.scan_csv(sys.argv[1]).collect()"
PLAIN = dict(os.environ)


def size(name: str, *, with_peer: bool) -> Run:
    """Prints one size; returns our run."""
    participants, statements, density, times = SIZES[name]
    folder = _reddwarf.conversation(participants, statements, density)
    votes = folder / "votes.csv"
    count = _reddwarf.votes_in(folder)
    print(f"{name} participants, {statements:,} statements, {count:,} votes:", flush=True)
    ours = _median(times, lambda: _reddwarf.run(sys.executable, OURS, folder, PLAIN))
    index = _reddwarf.ari(ours.said["groups"], folder)
    print(
        f"  Kenes, the same work  {ours}, k {ours.said['k']}, ARI {index:.3f} "
        f"(aim {ARI_AIMS[name]:.2f}{LIMITS.get(name, '')})",
        flush=True,
    )
    if with_peer:
        _beside_peer(name, folder, ours, 1 if times < 5 else times)
    floor = _median(
        times, lambda: _reddwarf.process([sys.executable, "-c", READING, str(votes)], PLAIN)
    )
    print(
        f"  polars, only reading  {floor}: Kenes takes {ours.wall / floor.wall:.1f} × the time "
        f"and {ours.cpu / floor.cpu:.1f} × the CPU (aim {READING_AIM})",
        flush=True,
    )
    words = [sys.executable, "-m", "kenes", "map", str(votes), "--json"]
    whole = _median(times, lambda: _reddwarf.process(words, PLAIN))
    index = _reddwarf.ari(whole.said["groups"], folder)
    print(
        f"  kenes map --json      {whole}, k {whole.said['k']}, ARI {index:.3f}, "
        f"certainty {whole.said['certainty']:.2f}",
        flush=True,
    )
    return ours


def _beside_peer(name: str, folder: Path, ours: Run, times: int) -> None:
    interpreter = _reddwarf.python()
    peer = _median(times, lambda: _reddwarf.run(interpreter, _reddwarf.RED_DWARF, folder, PLAIN))
    index = _reddwarf.ari(peer.said["groups"], folder)
    aim = f" (aim {CPU_AIMS[name]})" if name in CPU_AIMS else ""
    print(
        f"  red-dwarf {_reddwarf.VERSION}       {peer}, k {peer.said['k']}, ARI {index:.3f}\n"
        f"    Kenes takes {peer.cpu / ours.cpu:.1f} × less CPU{aim}, "
        f"{peer.wall / ours.wall:.1f} × less time, "
        f"{peer.peak_gb / ours.peak_gb:.1f} × less memory",
        flush=True,
    )


def _median(times: int, act: Callable[[], Run]) -> Run:
    """The run whose CPU is the median: time of day varies with what else the machine does."""
    runs = sorted((act() for _ in range(times)), key=lambda one: one.cpu)
    return runs[(times - 1) // 2]


def first_run() -> None:
    """A run that compiles every module, beside the next: what waiting the first time adds."""
    folder = _reddwarf.conversation(*SIZES["1k"][:3])
    with tempfile.TemporaryDirectory(dir=_reddwarf.KEPT) as compiled:
        fresh = PLAIN | {"PYTHONPYCACHEPREFIX": compiled}
        first, second = (_reddwarf.run(sys.executable, OURS, folder, fresh) for _ in range(2))
    print(f"first run on 1k {first.wall:.2f} s, second {second.wall:.2f} s")


def shuffled() -> None:
    """Rows of one file in other orders."""
    import random

    from kenes.engines.opinionmap import OpinionMap
    from kenes.engines.opinionmap.reading import read_conversation

    folder = _reddwarf.conversation(*SIZES["1k"][:3])
    head, *rows = (folder / "votes.csv").read_text().splitlines(keepends=True)
    rng = random.Random(1)
    answers = set()
    with tempfile.TemporaryDirectory(dir=_reddwarf.KEPT) as place:
        path = Path(place) / "votes.csv"
        for _ in range(SHUFFLES):
            rng.shuffle(rows)
            path.write_text("".join([head, *rows]))
            found = read_conversation(path, comments=folder / "comments.csv")
            result = OpinionMap().fit(found.votes, out=found.out, meta=found.meta)
            answers.add(json.dumps(result.as_dict()))
    print(f"{SHUFFLES} orders of the rows of 1k: {len(answers)} answer(s) (aim 1)", flush=True)


def warm() -> None:
    """A live consultation: some votes more, and the map again."""
    import numpy as np

    from kenes.engines.opinionmap.live import LiveMap
    from kenes.engines.opinionmap.reading import read_conversation

    participants, statements, density, _times = SIZES["100k"]
    folder = _reddwarf.conversation(participants, statements, density)
    live = LiveMap(read_conversation(folder / "votes.csv").votes)
    live.result()
    rng = np.random.default_rng(1)
    took = []
    for _ in range(5):
        who, what = rng.integers(0, participants, EVENTS), rng.integers(0, statements, EVENTS)
        values = rng.integers(-1, 2, EVENTS).astype(np.int8)
        began = time.perf_counter()
        live.add(who, what, values)
        live.result()
        took.append(time.perf_counter() - began)
    median = statistics.median(took)
    print(
        f"100k again after {EVENTS:,} votes more: {median:.2f} s "
        f"(aim {WARM_AIM_S}: {median / WARM_AIM_S:.2f})",
        flush=True,
    )


def grown(small: Run, large: Run) -> None:
    few, many = _votes("100k"), _votes("1M")
    exponent = math.log(large.cpu / small.cpu) / math.log(many / few)
    print(
        f"from {few:,} to {many:,} votes CPU grows as votes^{exponent:.2f} (aim {EXPONENT_AIM})",
        flush=True,
    )


def _votes(name: str) -> int:
    return _reddwarf.votes_in(_reddwarf.conversation(*SIZES[name][:3]))


def _apart(name: str) -> None:
    """In a process of its own, which starts without what came before."""
    subprocess.run([sys.executable, __file__, "--only", name], check=True)


def measure(names: list[str], *, is_full: bool) -> None:
    with_peer = {"1k", "10k"} | ({"100k"} if is_full else set())
    ours = {name: size(name, with_peer=name in with_peer) for name in names}
    if {"100k", "1M"} <= set(ours):
        grown(ours["100k"], ours["1M"])
    first_run()
    _apart("shuffled")
    _apart("warm")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(USUAL), help=f"of {', '.join(SIZES)}")
    parser.add_argument("--full", action="store_true", help="red-dwarf on 100k, and 1M for Kenes")
    parser.add_argument(
        "--only", choices=("shuffled", "warm"), help="one measure, in this process"
    )
    asked = parser.parse_args()
    _reddwarf.check()
    _reddwarf.KEPT.mkdir(parents=True, exist_ok=True)
    if asked.only:
        {"shuffled": shuffled, "warm": warm}[asked.only]()
    else:
        chosen = [*asked.sizes.split(","), *(["1M"] if asked.full else [])]
        measure(list(dict.fromkeys(chosen)), is_full=asked.full)
