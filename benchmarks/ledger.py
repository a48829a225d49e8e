"""A log of a million real entries: appended in bulk, then verified whole from its files.

Aims: 100,000 entries a second; verified in 10 s and 150 MiB, the log alone and with all that its
entries say. Beside it pymerkle, in an environment that is thrown away: it is free software under
another licence, and nothing of Kenes is built on it. Usage: ledger.py [ENTRIES]
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kenes.engines.ledger.checkpoint import Checkpoint, opened
from kenes.engines.ledger.entry import Entry
from kenes.engines.ledger.folder import HANDOVERS, verify_folder
from kenes.engines.ledger.log import Writer, verify
from kenes.engines.ledger.notes import Note, Signer
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tiles import CHECKPOINT, Folder, subtrees_in
from kenes.engines.ledger.tree import check_inclusion, inclusion, leaf_hash

RATE, SECONDS, MEBIBYTES = 100_000, 10, 150  # the aims
SIGNER = Signer("benchmark.example", bytes(32))
NOW = datetime(2026, 11, 26, tzinfo=UTC)
MARK = 123_456
PROVED = 1_000


def entry(number: int) -> bytes:
    return Entry(
        id=f"01900000-0000-7000-8000-{number:012x}",
        type="recommendation.corrected",
        time=f"2026-11-25T09:30:00.{number % 1_000_000:06}Z",
        actor="0123456789abcdef",
        subject=f"R-2014-{number:07}",
        commitments={"text.en": f"{number:064x}"},
    ).encode()


def template() -> bytes:
    """What ``entry`` writes, with the places of its number: a million are made in a moment."""
    found = entry(MARK)
    for said, place in (
        (f"{MARK:064x}", "%064x"),
        (f"{MARK:012x}", "%012x"),
        (f"-{MARK:07}", "-%07d"),
        (f".{MARK:06}Z", ".%06dZ"),
    ):
        found = found.replace(said.encode(), place.encode())
    for number in (0, 1, 255, MARK, 999_999):
        assert found % (number, number, number, number) == entry(number)
    return found


def append(folder: Path, count: int) -> dict[str, Any]:
    form = template()
    given = [form % (number, number, number, number % 1_000_000) for number in range(count)]
    began = time.perf_counter()
    writer = Writer(folder)
    writer.append(given)
    writer.flush()
    root = writer.root()
    took = time.perf_counter() - began
    text = str(Checkpoint(SIGNER.key.name, count, root))
    (folder / CHECKPOINT).write_text(str(Note(text, (SIGNER.sign(text),))), encoding="utf-8")
    (folder / HANDOVERS).write_text("[]", encoding="utf-8")
    return {"seconds": took, "root": root.hex()}


def alone(folder: Path, count: int) -> dict[str, Any]:
    """The log itself: every entry is the one that was signed."""
    began = time.perf_counter()
    signed = opened((folder / CHECKPOINT).read_bytes(), SIGNER.key).checkpoint
    assert verify(Folder(folder), signed).size == count
    return {"seconds": time.perf_counter() - began}


def whole(folder: Path, count: int) -> dict[str, Any]:
    """And what the entries say: form, order of times, keys, redactions."""
    began = time.perf_counter()
    report = verify_folder(Folder(folder), Policy(SIGNER.key), now=NOW, payloads=False)
    assert (report.findings, report.entries) == ((), count)
    return {"seconds": time.perf_counter() - began}


def proofs(folder: Path, count: int) -> dict[str, Any]:
    """Proofs of single entries, from the files."""
    root = opened((folder / CHECKPOINT).read_bytes(), SIGNER.key).checkpoint.root
    places = range(0, count, max(1, count // PROVED))
    leaves = [leaf_hash(entry(place)) for place in places]
    part = subtrees_in(Folder(folder), count)
    began = time.perf_counter()
    for place, leaf in zip(places, leaves, strict=True):
        check_inclusion(leaf, place, count, inclusion(place, count, part), root)
    return {"seconds": (time.perf_counter() - began) / len(places)}


STEPS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    step.__name__: step for step in (append, alone, whole, proofs)
}


def step(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Run a step in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, __file__, name, str(folder), str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def pymerkle(count: int) -> dict[str, Any] | None:
    """The same entries in pymerkle's tree, or None where it cannot be installed."""
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        python = str(Path(name) / "bin" / "python")
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "pymerkle"]
        if subprocess.run(install, check=False, capture_output=True).returncode:
            return None
        other = str(Path(__file__).with_name("_pymerkle.py"))
        command = [python, other, str(count), template().decode()]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


def compare(count: int, ours: dict[str, Any], proved: float) -> None:
    theirs = pymerkle(count)
    if theirs is None:
        print("pymerkle could not be installed: nothing to compare with")
        return
    assert theirs["root"] == ours["root"]
    rate, other = count / ours["seconds"], count / theirs["seconds"]
    print(f"pymerkle, in memory: {other:,.0f} a second and the same root", end="; ")
    print(f"ours, into files, appends at {rate / other:.2f} of its rate")
    print(
        f"an entry proved and checked: ours {proved * 1e6:,.0f} µs from files, "
        f"pymerkle {theirs['proof'] * 1e6:,.0f} µs from memory"
    )


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = step("append", folder, count)
        rate = count / ours["seconds"]
        print(f"{count:,} entries appended at {rate:,.0f} a second: {rate / RATE:.1f} of the aim")
        for what, of in (("the log alone", "alone"), ("the log and its entries", "whole")):
            told = step(of, folder, count)
            seconds, peak = told["seconds"], told["peak"]
            print(
                f"{what} verified in {seconds:.1f} s ({seconds / SECONDS:.2f} of the limit; "
                f"{told['processor']:.1f} s of a processor), "
                f"peak {peak:.0f} MiB ({peak / MEBIBYTES:.2f} of the limit)",
                flush=True,
            )
        proved = step("proofs", folder, count)["seconds"]
    compare(count, ours, proved)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in STEPS:
        found = STEPS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
        found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found["processor"] = time.process_time()  # less than the clock where others work as well
        print(json.dumps(found))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
