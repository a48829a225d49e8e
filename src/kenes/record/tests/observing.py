"""Running the single file as an observer runs it, on logs and bundles made for it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kenes import record
from kenes.engines.ledger.notes import Note, Signer
from kenes.engines.ledger.tests.making import (
    AUTHOR,
    ORIGIN,
    SHOWN,
    WITNESSES,
    Made,
    Passkey,
    signer,
)

PROGRAM = Path(record.__file__).parent / "static/record/kenes_verify.py"
BOTH = WITNESSES[:2]
STRANGER = signer(ORIGIN, 99)
LARGEST = 64_000_000
# Runs the program as one process over many files: its statuses, a line each.
MANY = """
import contextlib, io, runpy, sys
program, *names = sys.argv[1:]
main = runpy.run_path(program)["main"]
for name in names:
    for path in open(name).read().splitlines():
        sys.argv = [program, *path.split("|")]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            status = main()
        print(status)
"""
# Refuses whatever would change the disk or reach out of the machine.
WATCHED = """
import os, runpy, sys
def watch(event, facts):
    writes = event == "open" and isinstance(facts[2], int) and (
        facts[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))
    changes = event.startswith(("os.", "shutil.", "tempfile.", "socket.", "subprocess."))
    if writes or changes and event not in ("os.listdir", "os.scandir", "os.walk"):
        print(event, facts)
        os._exit(9)
program, sys.argv = sys.argv[1], sys.argv[1:]
run = runpy.run_path(program)["main"]
sys.addaudithook(watch)
sys.exit(run())
"""


@dataclass(frozen=True)
class Said:
    status: int
    told: dict[str, Any]
    error: str

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(found["code"], found["sentence"]) for found in self.told.get("findings", [])]


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-I", PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def check(given: Path, *options: object) -> Said:
    done = run(given, "--json", *options)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1, 2}
    if done.returncode == 2:
        assert done.stderr.count("\n") == 1
        assert not done.stdout
        return Said(2, {}, done.stderr)
    told = json.loads(done.stdout)
    assert told["sound"] == (not told["findings"]) == (done.returncode == 0)
    return Said(done.returncode, told, done.stderr)


def written(made: Made, path: Path, *witnesses: Signer) -> Path:
    return made.write(path / "log", made.note(*witnesses or BOTH))


def bundle_of(
    made: Made, path: Path, shown: dict[str, Any] | None = None, *since: int
) -> dict[str, Any]:
    note = made.note(*BOTH)
    folder = made.write(path / "log", note)
    return made.bundle(folder, note, SHOWN if shown is None else shown, *since).encode()


def saved(bundle: dict[str, Any], path: Path) -> Path:
    file = path / "bundle.json"
    file.write_text(json.dumps(bundle, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def zipped(path: Path, *members: tuple[str | ZipInfo, bytes], packed: int = ZIP_DEFLATED) -> Path:
    file = path / "bundle.zip"
    with ZipFile(file, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file


def given(path: Path, name: str, text: object) -> Path:
    file = path / name
    file.write_text(str(text), encoding="utf-8")
    return file


def only(said: Said, code: str, *words: str) -> None:
    """One thing is wrong, and it is this."""
    assert [found for found, _ in said.findings] == [code], said.findings
    for word in words:
        assert word in said.findings[0][1]


# What is sound


def signed_log() -> tuple[Made, Passkey]:
    made, passkey = Made(), Passkey()
    made.add("key.enrolled", subject="record", actor=AUTHOR, facts={"key": passkey.id})
    made.add("recommendation.corrected", actor=AUTHOR, said={"position": "supported"})
    return made, passkey


def kept(made: Made, size: int, by: Signer) -> str:
    text = str(made.checkpoint(size))
    return str(Note(text, (by.sign(text),)))
