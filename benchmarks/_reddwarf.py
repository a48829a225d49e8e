"""red-dwarf in an environment of its own, planted conversations, and processes measured whole.

Everything is kept under var/bench: the environment, the data, and compiled modules.
"""

import importlib.util
import json
import os
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"
TOOL = Path(
    os.environ.get("KENES_BENCH_TOOL", ROOT.parent / "shared" / "tools" / "bench_reddwarf.py")
)
VERSION = "0.4.0"
RED_DWARF = "reddwarf"  # as the tool calls it


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One process, from its start to its end."""

    wall: float
    cpu: float
    peak_gb: float
    said: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.wall:7.1f} s, CPU {self.cpu:7.1f} s, {self.peak_gb:5.2f} GB"


def check() -> None:
    if not TOOL.is_file():
        sys.exit(
            f"The tool that makes conversations and runs red-dwarf is not at {TOOL}; "
            "KENES_BENCH_TOOL names another place."
        )


def python() -> str:
    """The interpreter that has red-dwarf."""
    folder = KEPT / "red-dwarf"
    found = folder / "bin" / "python"
    have = [str(found), "-c", "import reddwarf"]
    if not found.exists() or subprocess.run(have, capture_output=True).returncode:
        print(f"installing red-dwarf {VERSION} into {folder}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [found, "-m", "pip", "install", "-q", f"red-dwarf=={VERSION}"],
            check=True,
            capture_output=True,
        )
    return str(found)


def conversation(participants: int, statements: int, density: float, *, seed: int = 1) -> Path:
    """The folder of a conversation with four planted groups."""
    folder = KEPT / f"{participants}x{statements}-{seed}"
    if not (folder / "manifest.json").exists():
        print(f"making {folder}", flush=True)
        size = ["--participants", participants, "--statements", statements, "--density", density]
        words = [sys.executable, TOOL, "gen", *size, "--seed", seed, "--out", folder]
        subprocess.run(list(map(str, words)), check=True, capture_output=True)
    return folder


def votes_in(folder: Path) -> int:
    return int(json.loads((folder / "manifest.json").read_text())["rows"])


def run(interpreter: str, engine: str, folder: Path, environment: dict[str, str]) -> Run:
    """One engine over one conversation, the interpreter's start and all imports included.

    Raises CalledProcessError.
    """
    stages, out = KEPT / "stages.jsonl", KEPT / "result.json"
    out.unlink(missing_ok=True)
    words = [interpreter, str(TOOL), "run", "--engine", engine]
    words += ["--votes", str(folder / "votes.csv"), "--comments", str(folder / "comments.csv")]
    words += ["--stages", str(stages), "--out", str(out)]
    found = process(words, environment)
    said = json.loads(out.read_text())
    # The tool starts the kernel's count of peak memory again with each stage, and keeps the most.
    return Run(wall=found.wall, cpu=found.cpu, peak_gb=said["_peak_mb"] / 1024, said=said)


def process(words: list[str], environment: dict[str, str]) -> Run:
    """``said``: what it printed, where that is JSON. Raises CalledProcessError."""
    printed = KEPT / "printed.json"
    with printed.open("wb") as out:
        began = time.perf_counter()
        child = subprocess.Popen(words, stdout=out, env=environment)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, words)
    return Run(
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        peak_gb=used.ru_maxrss / 2**20,
        said=json.loads(printed.read_text() or "{}"),
    )


def ari(groups: dict[str, int], folder: Path) -> float:
    """How well ``groups`` are the planted ones: adjusted Rand index."""
    spec = importlib.util.spec_from_file_location("bench_reddwarf", TOOL)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    whole = {int(one): group for one, group in groups.items()}
    return float(tool.ari_truth(whole, str(folder / "truth.csv")))
