"""Go's own code for transparency logs reads ours, accepts our proofs, refuses what we refuse."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kenes.engines.ledger.entry import encode_bytes
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.tests.making import (
    NOW,
    ORIGIN,
    WITNESSES,
    Made,
    policy,
    signer,
)
from kenes.engines.ledger.tiles import CHECKPOINT, Folder, subtrees_in, tile_path
from kenes.engines.ledger.tree import consistency, inclusion

pytestmark = pytest.mark.files
PROGRAM = Path(__file__).parents[1] / "go" / "verify.go"
DEBIAN = Path("/usr/share/gocode")  # where Debian keeps the sources of Go's libraries
SIZES = [1, 255, 256, 257, 1_000]

Verify = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Verify:
    """The program, compiled once."""
    if not shutil.which("go") or not (DEBIAN / "src/golang.org/x/mod").is_dir():
        pytest.fail("Go or its x/mod is not on this machine: run sh tests/system_packages.sh")
    folder = tmp_path_factory.mktemp("go")
    places = {"GOPATH": str(DEBIAN), "GOCACHE": str(folder / "cache"), "GO111MODULE": "off"}
    environment = {**os.environ, **places, "GOFLAGS": ""}
    build = ["go", "build", "-o", str(folder / "verify"), str(PROGRAM)]
    subprocess.run(build, env=environment, cwd=folder, check=True)

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        command = [str(folder / "verify"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


def grown(size: int) -> Made:
    made = Made()
    for number in range(size):
        said = {"position": number, "text.kk": "ұғым"}
        made.add("recommendation.recorded", said=said, facts={"number": number % 7})
    return made


def proofs(made: Made, folder: Path) -> dict[str, Any]:
    """Proofs made by our code, from the log's files."""
    size, part = len(made.held), subtrees_in(Folder(folder), len(made.held))
    return {
        "inclusion": [
            {
                "index": index,
                "entry": encode_bytes(made.held[index].data),
                "proof": [encode_bytes(one) for one in inclusion(index, size, part)],
            }
            for index in range(0, size, 37)
        ],
        "consistency": [
            {
                "size": old,
                "root": encode_bytes(made.checkpoint(old).root),
                "proof": [encode_bytes(one) for one in consistency(old, size, part)],
            }
            for old in sorted({1, size, *range(1, size, 61), *range(64, size, 64)})
        ],
    }


def written(folder: Path, size: int) -> tuple[Made, Path]:
    made = grown(size)
    made.write(folder / "log", made.note(*WITNESSES[:2]))
    file = folder / "proofs.json"
    file.write_text(json.dumps(proofs(made, folder / "log")))
    return made, file


@pytest.mark.parametrize("size", SIZES)
def test_go_accepts_our_log_and_our_proofs(verify: Verify, tmp_path: Path, size: int) -> None:
    made, file = written(tmp_path, size)
    count = sum(map(len, json.loads(file.read_text()).values()))
    result = verify(tmp_path / "log", made.keys[0].key, file)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"accepted {count} proofs\nverified {size} entries\n"


SIZE = 1_000
FLIPPED = {
    "the first entry": (tile_path("entries", 0), 2, "entry 0:"),
    "an entry": (tile_path("entries", 1), 30_000, r"entry \d+:"),
    "the last entry": (tile_path("entries", 3, 232), -1, "entry 999:"),
    "the first hash": (tile_path(0, 0), 0, "entry 1:"),  # whose neighbour it is
    "the last hash": (tile_path(0, 3, 232), -1, "inconsistent tile"),
    "a hash above": (tile_path(1, 0, 3), 40, "inconsistent tile"),
    "the size": (CHECKPOINT, len(ORIGIN) + 1, "invalid signature"),
}


@pytest.mark.parametrize("name", FLIPPED)
def test_go_refuses_a_flipped_byte_where_we_do(verify: Verify, tmp_path: Path, name: str) -> None:
    path, at, reason = FLIPPED[name]
    made, _ = written(tmp_path, SIZE)
    file = tmp_path / "log" / path
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    result = verify(tmp_path / "log", made.keys[0].key)
    assert (result.returncode, result.stdout) == (1, "")
    assert re.search(reason, result.stderr)
    assert not verify_folder(Folder(tmp_path / "log"), policy(made, "none"), now=NOW).is_sound


def test_go_trusts_no_other_key(verify: Verify, tmp_path: Path) -> None:
    made, _ = written(tmp_path, 1)
    for key in (signer(ORIGIN, 11).key, signer("elsewhere.example", 10).key):
        result = verify(tmp_path / "log", key)
        assert (result.returncode, result.stdout) == (1, "")
        assert "no verifiable signatures" in result.stderr


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_go_refuses_a_proof_that_we_did_not_make(
    verify: Verify, tmp_path: Path, kind: str
) -> None:
    made, file = written(tmp_path, 257)
    said = json.loads(file.read_text())
    wrong = said[kind][1]["proof"]
    wrong[0] = encode_bytes(bytes(32))
    file.write_text(json.dumps(said))
    result = verify(tmp_path / "log", made.keys[0].key, file)
    assert (result.returncode, result.stdout) == (1, "")
    assert "the proof " in result.stderr
