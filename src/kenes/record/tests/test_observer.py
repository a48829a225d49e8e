"""The observer's verifier: one file, written from the format alone, run as an observer runs it."""

import ast
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED

import pytest

from kenes.engines.ledger.entry import Disclosure, canonical
from kenes.engines.ledger.tests import making
from kenes.engines.ledger.tests.making import (
    CHAIR,
    ORIGIN,
    SECRETARY,
    Made,
    everything,
    policy_of,
)
from kenes.record.tests.observing import (
    BOTH,
    PROGRAM,
    WATCHED,
    bundle_of,
    check,
    given,
    only,
    run,
    saved,
    written,
    zipped,
)

pytestmark = pytest.mark.files


def test_a_sound_folder_is_called_sound_in_a_few_calm_lines(tmp_path: Path) -> None:
    made = everything()
    done = run(written(made, tmp_path))
    root = made.checkpoint().root.hex()
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"Log {ORIGIN}: 7 entries, root {root}.",
        "Its key came with it and was taken on trust; compare it with one got elsewhere:",
        str(made.keys[0].key),
        "Witnesses who signed: ngo, ombudsman; the quorum is met.",
        "Checked: 7 entries, 5 payloads; 1 redacted, 1 signed by people's passkeys.",
        "SOUND",
    ]
    assert not done.stderr


@pytest.mark.parametrize("packed", [None, ZIP_STORED, ZIP_DEFLATED])
def test_a_sound_bundle_is_called_sound_alone_and_in_a_zip(
    tmp_path: Path, packed: int | None
) -> None:
    made = everything()
    file = saved(bundle_of(made, tmp_path), tmp_path)
    if packed is not None:
        program = ("kenes_verify.py", PROGRAM.read_bytes())
        file = zipped(tmp_path, ("bundle.json", file.read_bytes()), program, packed=packed)
    said = check(file)
    assert said.status == 0
    assert said.told == {
        "sound": True,
        "origin": ORIGIN,
        "size": 7,
        "root": made.checkpoint().root.hex(),
        "witnesses": ["ngo", "ombudsman"],
        "entries": 7,
        "payloads": 5,
        "redacted": 1,
        "signed": 1,
        "findings": [],
    }


def test_a_policy_got_elsewhere_is_used_and_nothing_is_taken_on_trust(tmp_path: Path) -> None:
    made = everything()
    policy = given(tmp_path, "policy", f"# ours\nlog {made.keys[0].key}\nquorum none # yet\n")
    done = run(written(made, tmp_path), "--policy", policy)
    assert done.returncode == 0
    assert "on trust" not in done.stdout


def test_a_policy_written_in_windows_is_read(tmp_path: Path) -> None:
    made = everything()
    policy = tmp_path / "policy"
    policy.write_bytes(policy_of(made.keys[0].key).replace("\n", "\r\n").encode())
    assert check(written(made, tmp_path), "--policy", policy).status == 0


def test_an_empty_log_is_sound(tmp_path: Path) -> None:
    assert check(written(Made(), tmp_path)).status == 0


def test_a_log_of_many_tiles_is_sound_and_each_hash_above_is_compared(tmp_path: Path) -> None:
    made = Made()
    for _ in range(600):
        made.add("recommendation.recorded", minutes=1)
    folder = written(made, tmp_path)
    assert check(folder).status == 0
    path = folder / "tile/1/000.p/2"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    only(check(folder), "contradiction", "entry 256: its hash of level 1")


def test_a_full_tile_stands_for_what_it_was_before_it_was_full(tmp_path: Path) -> None:
    made = Made()
    for _ in range(256):
        made.add("recommendation.recorded", minutes=1)
    note = made.note(*BOTH, size=250)
    assert check(made.write(tmp_path / "log", note)).status == 0


# What the program is


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    names = set()
    for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            names.add(str(node.module))
    roots = {name.partition(".")[0] for name in names}
    assert roots - sys.stdlib_module_names - {"__future__"} == {"cryptography"}


def test_it_is_short_enough_to_be_read() -> None:
    lines = PROGRAM.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 99
    assert len([line for line in lines if line and not line.isspace()]) <= 500


def test_it_writes_nothing_and_reaches_out_to_nobody(tmp_path: Path) -> None:
    made = everything()
    folder = written(made, tmp_path)
    file = saved(bundle_of(made, tmp_path), tmp_path)
    both = folder, zipped(tmp_path, ("bundle.json", file.read_bytes()))
    before = sorted(tmp_path.rglob("*"))
    for one in both:
        done = subprocess.run(
            [sys.executable, "-I", "-c", WATCHED, PROGRAM, one],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path, {"\x1b]0;owned\x07\u202e": {"x": "1"}})
    done = run(saved(bundle, tmp_path))
    assert done.returncode == 1
    assert all(char.isprintable() or char == "\n" for char in done.stdout)
    assert "owned" in done.stdout


# Entries


def test_an_entry_that_is_not_canonical_is_named(tmp_path: Path) -> None:
    made = everything()
    made.change(0, data=made.held[0].data.replace(b'":"', b'": "', 1))
    said = check(written(made, tmp_path))
    assert ("malformed", "entry 0") in [(code, one[:7]) for code, one in said.findings]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":1.0'),
        (b'"actor":"bbbb', b'"actor":"BBBB'),
        (b"01900000-0000-7000", b"01900000-0000-4000"),
        (b"application/json", b"text/plain"),
        (b".000000Z", b"Z"),
        (b"-12T09:", b"-32T09:"),
        (b"T09:", b"T24:"),
        (b'"subject":"R-2026-001"', b'"subject":""'),
        (b'"subject":"R-2026-001"', b'"subject":null'),
        (b'"subject":"R-2026-001"', b'"subject":"R-2026-001","subject":"R-2026-001"'),
        (b'"type":"recommendation.recorded"', b'"type":"recommendation.recorded","u":1'),
        (b'"media"', b'"language":"","media"'),
        (b'"id"', b'"facts":{},"id"'),
        (b'"id"', b'"facts":{"\xc3\xa9":1},"id"'),
        (b'"id"', b'"facts":{"n":9007199254740992},"id"'),
        (b'"id"', b'"facts":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b',"id"'),
        (b'"commitments":{', b'"commitments":{"a":"00",'),
        (b"R-2026-001", b"R-2026-\xff"),
        (b"R-2026-001", b"R" * 65_535),
    ],
)
def test_an_entry_in_another_form_is_named(tmp_path: Path, old: bytes, new: bytes) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"position": "pending"})
    data = made.held[0].data
    assert old in data
    made.change(0, data=data.replace(old, new, 1))
    if len(made.held[0].data) > 65_535:
        bundle = bundle_of_one(made)
        only(check(saved(bundle, tmp_path)), "malformed", "entry 0")
        return
    only(check(written(made, tmp_path)), "malformed", "entry 0")


def bundle_of_one(made: Made) -> dict[str, Any]:
    """An entry of any size, which no tile would hold."""
    held = made.held[0]
    return {
        "format": "kenes bundle 1",
        "checkpoint": str(made.note(*BOTH)),
        "policy": policy_of(made.keys[0].key),
        "handovers": [],
        "since": [],
        "entries": [
            {
                "index": 0,
                "entry": held.data.decode(),
                "proof": [],
                "told": {name: one.encode() for name, one in held.told.items()},
            }
        ],
        "shown": {},
    }


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("key.enrolled", {}),
        ("key.enrolled", {"key": "1"}),
        ("entry.attested", {"leaf": "00", "key": "a" * 16, "sha256": "0" * 64}),
        ("entry.redacted", {"entry": True, "fields": ["x"], "ground": "g", "approvers": []}),
        ("entry.redacted", {"entry": 0, "fields": "x", "ground": "g", "approvers": []}),
    ],
)
def test_facts_in_another_form_are_named(tmp_path: Path, kind: str, facts: dict[str, Any]) -> None:
    made = Made()
    made.add("recommendation.recorded")
    made.add(kind, facts=facts)
    only(check(written(made, tmp_path)), "malformed", "entry 1")


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded")
    made.add("recommendation.corrected")
    made.change(1, data=made.held[1].data.replace(b"8000-000000000001", b"8000-000000000000"))
    only(check(written(made, tmp_path)), "repeated", "entry 1")


def test_a_clock_set_back_is_named_and_an_hour_is_not(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded", minutes=61)
    made.add("recommendation.corrected", minutes=1)
    assert check(written(made, tmp_path)).status == 0
    made.add("recommendation.corrected", minutes=0)
    only(check(written(made, tmp_path)), "time-back", "entry 2")


def test_a_time_ahead_of_now_is_named(tmp_path: Path) -> None:
    made = Made()
    ahead = datetime.now(UTC) - making.BEGAN + timedelta(minutes=70)
    made.add("recommendation.recorded", minutes=int(ahead.total_seconds() // 60) + 1)
    only(check(written(made, tmp_path)), "time-ahead", "entry 0")


# Payloads and redaction


def test_a_changed_payload_is_named_with_its_entry(tmp_path: Path) -> None:
    made = everything()
    told = dict(made.held[1].told)
    told["position"] = Disclosure(told["position"].salt, canonical("supported"))
    made.change(1, told=told)
    said = check(written(made, tmp_path))
    assert said.findings == [("payload-changed", "entry 1: position is not what was entered")]


def test_a_payload_nobody_entered_is_named(tmp_path: Path) -> None:
    made = everything()
    made.change(4, told={"extra": Disclosure(bytes(32), "1")})
    only(check(written(made, tmp_path)), "payload-changed", "entry 4: extra")


def test_a_payload_that_is_not_told_is_named(tmp_path: Path) -> None:
    made = everything()
    made.change(2, told={})
    only(check(written(made, tmp_path)), "payload-missing", "entry 2: position")


def test_a_letter_cannot_move_from_payload_to_salt(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"votes": 12})
    one = made.held[0].told["votes"]
    moved = Disclosure(one.salt + b"1", "2")
    assert moved.commitment == one.commitment
    made.change(0, told={"votes": moved})
    only(check(written(made, tmp_path)), "malformed", "entry 0")


def test_a_redaction_by_one_person_is_named(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"note": "By A. Person"})
    made.redact(0, "note", approvers=(CHAIR, CHAIR))
    only(check(written(made, tmp_path)), "redaction-alone", "entry 1")


@pytest.mark.parametrize("approvers", [(), (CHAIR,), (CHAIR, "somebody"), (CHAIR, "")])
def test_a_redaction_by_nobody_known_is_found(tmp_path: Path, approvers: tuple[str, ...]) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"note": "By A. Person"})
    made.redact(0, "note", approvers=approvers)
    assert check(written(made, tmp_path)).status == 1


@pytest.mark.parametrize("ground", [{}, {"ground": ""}])
def test_a_redaction_without_a_ground_is_named(tmp_path: Path, ground: dict[str, str]) -> None:
    made = Made()
    made.add("recommendation.recorded")
    facts = {"entry": 0, "fields": ["note"], "approvers": [SECRETARY, CHAIR], **ground}
    made.add("entry.redacted", facts=facts)
    only(check(written(made, tmp_path)), "redaction-alone", "entry 1")


def test_a_redaction_of_what_is_not_before_it_is_named(tmp_path: Path) -> None:
    made = Made()
    facts = {"entry": 0, "fields": ["note"], "ground": "g", "approvers": [SECRETARY, CHAIR]}
    made.add("entry.redacted", facts=facts)
    only(check(written(made, tmp_path)), "redaction-blind", "entry 0")


def test_a_redaction_excuses_only_what_it_names(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"note": "By A. Person", "position": "pending"})
    made.redact(0, "note", approvers=(SECRETARY, CHAIR))
    made.change(0, told={})
    only(check(written(made, tmp_path)), "payload-missing", "entry 0: position")


# People's signatures
