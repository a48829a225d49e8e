"""A copy of the whole log: what it promised to readers, witnesses and authors, it kept."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kenes.engines.ledger.folder import WITNESSED, payload_path, verify_folder
from kenes.engines.ledger.notes import Note, Signer
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.receipts import DUE, Receipt
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tests.making import (
    NOW,
    ORIGIN,
    WITNESSES,
    Made,
    everything,
    policy,
    policy_of,
    signer,
)
from kenes.engines.ledger.tiles import CHECKPOINT, Folder, tile_path
from kenes.engines.ledger.tree import leaf_hash

BOTH = WITNESSES[:2]


def verified(folder: Path, made: Made, quorum: str = "none", **more: Any) -> Report:
    return verify_folder(Folder(folder), policy(made, quorum), now=NOW, **more)


def sentences(report: Report) -> list[str]:
    return [finding.sentence for finding in report.findings]


def forked(made: Made, at: int) -> Made:
    """The same log from its operator's other hand: the entry at ``at`` is another one."""
    other = Made(held=list(made.held), keys=made.keys, handovers=made.handovers)
    changed = Made(held=made.held[:at]).add("recommendation.corrected", said={"position": "noted"})
    other.held[at] = changed
    return other


def note(made: Made, size: int | None = None, by: Signer | None = None) -> bytes:
    text = str(made.checkpoint(size))
    return str(Note(text, ((by or made.keys[-1]).sign(text),))).encode()


def test_a_log_with_everything_is_sound(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note(*BOTH))
    report = verified(tmp_path, made, "both", since=note(made, 3, made.keys[0]))
    assert sentences(report) == []
    assert report.encode() == {
        "sound": True,
        "origin": ORIGIN,
        "size": 7,
        "root": made.checkpoint().root.hex(),
        "key": str(made.keys[0].key),
        "witnesses": [witness.key.name for witness in BOTH],
        "witnessed": 7,
        "entries": 7,
        "payloads": 5,
        "redacted": 1,
        "signed": 1,
        "subjects": [],
        "findings": [],
    }
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"End torture" in data for data in files)
    assert not any(b"A. Person" in data for data in files)


def test_every_key_of_the_log_verifies_it(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    for key in made.keys:
        text = policy_of(key.key, "none")
        assert verify_folder(Folder(tmp_path), Policy.parse(text), now=NOW).is_sound


def test_the_log_alone_is_verified_without_payloads(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    (tmp_path / payload_path(0)).unlink()
    report = verified(tmp_path, made, payloads=False)
    assert (report.is_sound, report.entries, report.payloads, report.signed) == (True, 7, 0, 0)
    assert sentences(verified(tmp_path, made)) == ["payload/000.jsonl is missing from the log"]


def test_an_entry_of_a_later_bundle_is_named_by_its_place_in_the_log(tmp_path: Path) -> None:
    made = Made()
    for _ in range(300):
        made.add("recommendation.corrected", said={"position": "noted"})
    made.write(tmp_path, made.note())
    assert verified(tmp_path, made).payloads == 300
    lines = (tmp_path / payload_path(1)).read_text().replace("noted", "NOTED", 2)
    (tmp_path / payload_path(1)).write_text(lines)
    assert sentences(verified(tmp_path, made)) == [
        f"entry {index}: position is not what was entered" for index in (256, 257)
    ]
    entries = tmp_path / tile_path("entries", 1, 44)
    entries.write_bytes(entries.read_bytes().replace(b"corrected", b"CORRECTED", 1))
    assert sentences(verified(tmp_path, made)) == [
        "entry 256 was changed after it entered the log"
    ]


def other_root(checkpoint: bytes) -> bytes:
    at = checkpoint.index(b"\n7\n") + 3
    return checkpoint[:at] + (b"A" if checkpoint[at] != ord("A") else b"B") + checkpoint[at + 1 :]


Edit = Callable[[bytes], bytes]
FILES: dict[str, tuple[str, Edit | None, str]] = {
    "no checkpoint": (CHECKPOINT, None, "checkpoint is missing"),
    "no signature": (CHECKPOINT, lambda data: data.partition(b"\n\n")[0], "no signatures"),
    "another root": (CHECKPOINT, other_root, "is false"),
    "another size": (CHECKPOINT, lambda data: data.replace(b"\n7\n", b"\n6\n"), "p/6 is missing"),
    "no handovers": ("handovers.json", None, "handovers.json is missing"),
    "handovers hidden": ("handovers.json", lambda _: b"[]", "has not signed this with key"),
    "an entry changed": (
        tile_path("entries", 0, 7),
        lambda data: data.replace(b"recorded", b"RECORDED"),
        "entry 1 was changed",
    ),
    "entries cut": (tile_path("entries", 0, 7), lambda data: data[:-1], "7 whole entries"),
    "hashes cut": (tile_path(0, 0, 7), lambda data: data[:-1], "does not hold 7 hashes"),
    "a hash changed": (
        tile_path(0, 0, 7),
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        "history was rewritten",
    ),
    "a line too few": (
        payload_path(0),
        lambda data: data[: data.rindex(b"{")],
        "does not tell of 7 entries",
    ),
    "a line cut": (payload_path(0), lambda data: data[:-1], "does not tell of 7 entries"),
    "no json": (payload_path(0), lambda data: data.replace(b"{", b"", 1), "line 1 of .* no JSON"),
    "no utf-8": (payload_path(0), lambda data: b"\xff" + data, "line 1 of .* no JSON"),
    "brackets": (payload_path(0), lambda data: b"[" * 99_999 + data, "line 1 of .* no JSON"),
    "a list": (payload_path(0), lambda data: b"[]\n" + data, "told was expected|no table"),
    "told in a list": (
        payload_path(0),
        lambda data: b'{"told":[]}\n' + data,
        "told was expected|no table",
    ),
    "half a field": (
        payload_path(0),
        lambda data: b'{"told":{"\\ud83d":{}}}\n' + data,
        "half a character",
    ),
    "half a payload": (
        payload_path(0),
        lambda data: data.replace(b"End torture", b"\\ud83d"),
        "half a character",
    ),
    "a salt cut": (payload_path(0), lambda data: data.replace(b'"salt": "', b'"salt": "AA'), "ba"),
    "a signature of nothing": (
        payload_path(0),
        lambda data: b'{"told":{},"signed":{}}\n' + data,
        "has not the parts it should have",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_found_and_named(tmp_path: Path, name: str) -> None:
    path, edit, sentence = FILES[name]
    made = everything()
    made.write(tmp_path, made.note())
    file = tmp_path / path
    if edit is None:
        file.unlink()
    else:
        before = file.read_bytes()
        assert edit(before) != before
        file.write_bytes(edit(before))
    report = verified(tmp_path, made)
    assert len(report.findings) == 1
    assert re.search(sentence, report.findings[0].sentence)


class Fickle(Folder):
    """A site that shows other entries and hashes to whoever reads them again."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._shown: set[str] = set()

    def read(self, path: str, limit: int) -> bytes:
        data = super().read(path, limit)
        if not path.startswith("tile/") or path not in self._shown:
            self._shown.add(path)
            return data
        return data[::-1]


def test_entries_are_judged_as_they_were_when_they_were_proved(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded", said={"position": "pending"})
    made.write(tmp_path, made.note())
    for lost, is_sound in ((made.held[0].data, True), (b"lost", False)):
        kept = receipt(made, leaf_hash(lost), LATE)
        found = verify_folder(
            Fickle(tmp_path), policy(made, "none"), now=NOW, receipts=[kept], since=note(made)
        )
        assert (found.is_sound, found.payloads) == (is_sound, 1)


def test_lines_beyond_the_checkpoint_are_not_read(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    with (tmp_path / payload_path(0)).open("a") as file:
        file.write("of an entry that is entered just now\n")
    assert verified(tmp_path, made).is_sound


def test_the_old_key_signs_nothing_more(tmp_path: Path) -> None:
    made = everything()
    text = str(made.checkpoint())
    made.write(tmp_path, Note(text, (made.keys[0].sign(text),)))
    (sentence,) = sentences(verified(tmp_path, made))
    assert f"has not signed this with key {made.keys[1].key.id.hex()}" in sentence


@pytest.mark.parametrize("size", [0, 1, 4, 6, 7])
def test_a_log_that_only_grew_continues_what_a_reader_kept(tmp_path: Path, size: int) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    for key in made.keys:
        assert sentences(verified(tmp_path, made, since=note(made, size, key))) == []


@pytest.mark.parametrize("size", range(1, 8))
def test_a_reader_who_kept_a_checkpoint_finds_the_fork(tmp_path: Path, size: int) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    kept = note(forked(made, size - 1), size)
    (finding,) = verified(tmp_path, made, since=kept).findings
    assert (finding.code, finding.facts) == ("contradiction", {"old": str(size), "new": "7"})
    assert "history was rewritten" in finding.sentence


def test_a_reader_finds_that_the_log_was_rolled_back(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    made.add("recommendation.corrected")
    assert sentences(verified(tmp_path, made, since=note(made))) == [
        "a log of 8 entries shrank to 7"
    ]


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (b"", "no signatures"),
        (note(everything(), by=signer(ORIGIN, 66)), "has not signed this"),
        (note(everything())[:-9], "no signatures|end is missing"),
    ],
)
def test_what_a_reader_kept_must_be_signed(tmp_path: Path, kept: bytes, sentence: str) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    (said,) = sentences(verified(tmp_path, made, since=kept))
    assert re.search(sentence, said)


def test_witnesses_are_asked_for_by_the_readers_policy_only(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    report = verified(tmp_path, made)
    assert (report.is_sound, report.witnessed, report.witnesses) == (True, 0, ())
    assert sentences(verified(tmp_path, made, "both")) == [
        "the witnesses that signed (none) are not the quorum"
    ]


def test_one_witness_is_not_two(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note(WITNESSES[0], WITNESSES[0], WITNESSES[2]))
    report = verified(tmp_path, made, "both")
    assert sentences(report) == ["the witnesses that signed (witness1.example) are not the quorum"]
    assert report.witnessed == 0
    assert verified(tmp_path, made, "ngo").witnesses == ("witness1.example",)


def test_what_witnesses_saw_last_is_continued_by_the_newest(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note(WITNESSES[0]), made.note(*BOTH, size=4))
    report = verified(tmp_path, made, "both")
    assert (sentences(report), report.size, report.witnessed) == ([], 7, 4)
    assert report.witnesses == ("witness1.example", "witness2.example")


@pytest.mark.parametrize("size", [1, 4, 7])
def test_a_witness_finds_the_fork(tmp_path: Path, size: int) -> None:
    made = everything()
    seen = forked(made, size - 1).note(*BOTH, size=size)
    made.write(tmp_path, made.note(), seen)
    report = verified(tmp_path, made, "both")
    assert [finding.code for finding in report.findings] == ["contradiction"]
    assert report.witnessed == 0


def test_witnesses_have_seen_more_than_there_is(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    made.add("recommendation.corrected")
    (tmp_path / WITNESSED).write_text(str(made.note(*BOTH)))
    assert sentences(verified(tmp_path, made, "both")) == ["a log of 8 entries shrank to 7"]


def receipt(made: Made, leaf: bytes, age: timedelta, key: int = 0) -> bytes:
    return str(Receipt(ORIGIN, leaf, NOW - age).signed(made.keys[key])).encode()


LATE, YOUNG = DUE + timedelta(seconds=1), DUE
LOST = leaf_hash(b"lost")


def test_what_was_promised_is_in_the_log(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    kept = [receipt(made, leaf_hash(held.data), LATE, held.index % 2) for held in made.held]
    assert verified(tmp_path, made, receipts=[*kept, receipt(made, LOST, YOUNG)]).is_sound


def test_every_promise_that_was_broken_is_found(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    lost = [receipt(made, leaf_hash(b"lost %d" % n), LATE, n) for n in (0, 1)]
    report = verified(tmp_path, made, receipts=lost)
    assert [finding.code for finding in report.findings] == ["contradiction"] * 2
    assert all("the operator broke a promise" in said for said in sentences(report))


def test_a_receipt_that_the_log_never_gave_accuses_nobody(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    forged = str(Receipt(ORIGIN, LOST, NOW - LATE).signed(signer(ORIGIN, 66))).encode()
    assert sentences(verified(tmp_path, made, receipts=[forged])) == [
        f"{ORIGIN} has not signed this receipt"
    ]
    assert sentences(verified(tmp_path, made, receipts=[b"x"])) == [
        "a note has no signatures, or its end is missing"
    ]


def test_a_lost_file_accuses_the_operator_of_nothing_else(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    file = tmp_path / payload_path(0)
    lines = file.read_text().splitlines()
    lines[4] = "no json"  # entry 1 is redacted there
    file.write_text("\n".join([*lines, ""]))
    kept = [receipt(made, leaf_hash(held.data), LATE) for held in made.held]
    assert sentences(verified(tmp_path, made, receipts=kept)) == [
        "line 5 of payload/000.jsonl: this is no JSON"
    ]


def test_what_was_found_before_a_lost_file_is_told(tmp_path: Path) -> None:
    made = everything()
    made.write(tmp_path, made.note())
    file = tmp_path / payload_path(0)
    lines = file.read_text().splitlines()
    changed = json.loads(lines[1])
    changed["told"]["position"]["payload"] = '"noted"'
    file.write_text("\n".join([lines[0], json.dumps(changed), "no json", *lines[3:], ""]))
    assert sentences(verified(tmp_path, made)) == [
        "entry 1: position is not what was entered",
        "line 3 of payload/000.jsonl: this is no JSON",
    ]
