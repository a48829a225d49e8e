"""The record under attack at each of a thousand places: not one attack passes.

Whoever changes files without the log's key meets the signed root. The operator, who has the key,
meets the readers and witnesses that kept what was signed before.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed
from kenes.engines.ledger.folder import (
    HANDOVERS,
    WITNESSED,
    check_since,
    payload_path,
    verify_folder,
)
from kenes.engines.ledger.log import verify
from kenes.engines.ledger.notes import Note
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tests.making import NOW, ORIGIN, WITNESSES, Made, line_of, policy
from kenes.engines.ledger.tiles import CHECKPOINT, WIDTH, bundled, subtrees_in, tile_path
from kenes.engines.ledger.tree import Range, check_inclusion, inclusion, leaf_hash, root_of
from kenes.engines.ledger.witness import Witness

pytestmark = pytest.mark.files
SIZE = 1_000
PLACES = range(SIZE)
Attack = Callable[[list[bytes], int], list[bytes]]


@dataclass
class Files:
    """A log's files in memory: made anew for thousands of attacks."""

    files: dict[str, bytes]

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.files:
            raise Malformed(f"{path} is missing from the log")
        assert len(self.files[path]) <= limit
        return self.files[path]


def entry_files(entries: list[bytes]) -> dict[str, bytes]:
    groups = [entries[at : at + WIDTH] for at in range(0, len(entries), WIDTH)]
    return {
        tile_path("entries", place, len(group)): bundled(group)
        for place, group in enumerate(groups)
    }


def tile_files(entries: list[bytes]) -> dict[str, bytes]:
    """The tiles that cover up whatever was done to the entries."""
    files, level, hashes = {}, 0, [leaf_hash(entry) for entry in entries]
    while hashes:
        groups = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        for place, group in enumerate(groups):
            files[tile_path(level, place, len(group))] = b"".join(group)
        hashes = [root_of(group) for group in groups if len(group) == WIDTH]
        level += 1
    return files


@dataclass
class Honest:
    """The log as it was entered and signed."""

    made: Made
    entries: list[bytes]
    roots: list[bytes]  # over the first 0, 1, 2 … entries
    tiles: dict[str, bytes]
    files: dict[str, bytes]

    def note(self, size: int, *, seen: bool = False) -> bytes:
        text = str(Checkpoint(ORIGIN, size, self.roots[size]))
        note = Note(text, (self.made.keys[0].sign(text),))
        for witness in WITNESSES[:2] if seen else ():
            note = note.with_signature(witness.sign(text, at=int(NOW.timestamp())))
        return str(note).encode()


@cache
def honest() -> Honest:
    made = Made()
    for number in PLACES:
        kind = "recommendation.recorded" if number % 3 else "recommendation.corrected"
        made.add(kind, subject=f"R-2026-{number:04}", said={"position": number}, minutes=number)
    entries = [held.data for held in made.held]
    growing = Range()
    roots = [growing.root()]
    for entry in entries:
        growing.append(leaf_hash(entry))
        roots.append(growing.root())
    tiles = tile_files(entries)
    found = Honest(made, entries, roots, tiles, entry_files(entries) | tiles)
    found.files |= {CHECKPOINT: found.note(SIZE), HANDOVERS: b"[]"}
    for group in range(0, SIZE, WIDTH):
        lines = [line_of(held) for held in made.held[group : group + WIDTH]]
        text = "".join(f"{line}\n" for line in lines)
        found.files[payload_path(group // WIDTH)] = text.encode()
    return found


def report_of(files: dict[str, bytes], asked: Policy, since: bytes | None = None) -> Report:
    return verify_folder(Files(files), asked, now=NOW, since=since)


def test_the_log_that_is_attacked_is_sound(tmp_path: Path) -> None:
    log = honest()
    report = report_of(log.files, policy(log.made, "none"), since=log.note(SIZE // 2))
    assert (report.findings, report.entries, report.payloads) == ((), SIZE, SIZE)
    log.made.write(tmp_path, log.made.note())
    for path, data in log.files.items():
        assert (tmp_path / path).read_bytes() == data


def flipped(entries: list[bytes], at: int) -> list[bytes]:
    """One byte of one entry, each time another one and in another way."""
    entry = entries[at]
    place, mask = at * 31 % len(entry), 1 << at % 8
    wrong = entry[:place] + bytes([entry[place] ^ mask]) + entry[place + 1 :]
    return [*entries[:at], wrong, *entries[at + 1 :]]


def dropped(entries: list[bytes], at: int) -> list[bytes]:
    return [*entries[:at], *entries[at + 1 :]]


def replaced(entries: list[bytes], at: int) -> list[bytes]:
    """One dropped, and one more at the end so that their number is right."""
    return [*dropped(entries, at), entries[-1].replace(b"corrected", b"forged")]


def reordered(entries: list[bytes], at: int) -> list[bytes]:
    first = min(at, len(entries) - 2)
    one, two = entries[first : first + 2]
    return [*entries[:first], two, one, *entries[first + 2 :]]


def doubled(entries: list[bytes], at: int) -> list[bytes]:
    """One stands twice, and the last is pushed out; of the last, the one before."""
    if at == len(entries) - 1:
        return [*entries[: at - 1], entries[at], entries[at]]
    return [*entries[: at + 1], *entries[at:-1]]


def with_another_subject(entries: list[bytes], at: int) -> list[bytes]:
    """One entry says the same of another matter, and is in its form."""
    other = entries[at].replace(f"R-2026-{at:04}".encode(), b"R-2026-9999")
    assert other != entries[at]
    return [*entries[:at], other, *entries[at + 1 :]]


ATTACKS = [flipped, dropped, replaced, reordered, doubled]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("covers", [False, True], ids=["entries", "entries and tiles"])
def test_a_change_of_files_is_refused_at_every_place(attack: Attack, covers: bool) -> None:
    log = honest()
    signed = Checkpoint(ORIGIN, SIZE, log.roots[SIZE])
    for at in PLACES:
        forged = attack(log.entries, at)
        assert forged != log.entries
        files = entry_files(forged) | (tile_files(forged) if covers else log.tiles)
        with pytest.raises(LedgerError) as refused:
            verify(Files(files), signed)
        sentence = str(refused.value)
        if len(forged) < SIZE:
            assert "changed" in sentence or "missing" in sentence
        elif covers:
            assert sentence == "the 1000 entries are not those that were signed"
        else:
            first = next(n for n in PLACES if forged[n] != log.entries[n])
            assert sentence == f"entry {first} was changed after it entered the log"


def test_no_changed_entry_is_proved_at_any_place() -> None:
    log = honest()
    true = subtrees_in(Files(log.files), SIZE)
    for at in PLACES:
        forged = flipped(log.entries, at)
        proof, leaf = inclusion(at, SIZE, true), leaf_hash(forged[at])
        check_inclusion(leaf_hash(log.entries[at]), at, SIZE, proof, log.roots[SIZE])
        own = inclusion(at, SIZE, subtrees_in(Files(tile_files(forged)), SIZE))
        assert own == proof  # whoever forges one entry only has no other proof
        with pytest.raises(Contradiction, match=f"entry {at} is not in the signed log"):
            check_inclusion(leaf, at, SIZE, proof, log.roots[SIZE])


def test_every_changed_payload_is_named() -> None:
    log = honest()
    files = dict(log.files)
    for group in range(0, SIZE, WIDTH):
        path = payload_path(group // WIDTH)
        lines = [json.loads(line) for line in files[path].splitlines()]
        for line in lines:
            payload = line["told"]["position"]["payload"]
            line["told"]["position"]["payload"] = f"1{payload}"
        files[path] = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    found = report_of(files, policy(log.made, "none")).findings
    assert [one.sentence for one in found] == [
        f"entry {at}: position is not what was entered" for at in PLACES
    ]


def test_the_operator_forks_the_log_at_no_place() -> None:
    """He has the key and covers up everything: nobody who comes new could tell."""
    log = honest()
    for at in PLACES:
        forged = with_another_subject(log.entries, at)
        files = {**log.files, **tile_files(forged)}
        new = Checkpoint(ORIGIN, SIZE, root_of(map(leaf_hash, forged)))
        for kept in {at + 1, at + 1 + at * 7919 % (SIZE - at), SIZE}:
            with pytest.raises(Contradiction, match=f"does not continue the one of {kept}:"):
                check_since(Checkpoint(ORIGIN, kept, log.roots[kept]), new, Files(files))
        check_since(Checkpoint(ORIGIN, at, log.roots[at]), new, Files(files))  # from before


@pytest.mark.parametrize("at", [*range(0, SIZE, 111), 255, 256])
def test_a_fork_is_sound_to_newcomers_and_refused_by_readers_and_witnesses(
    tmp_path: Path, at: int
) -> None:
    log = honest()
    alone, asking = policy(log.made, "none"), policy(log.made, "both")
    forged = with_another_subject(log.entries, at)
    files = {**log.files, **entry_files(forged), **tile_files(forged)}
    text = str(Checkpoint(ORIGIN, SIZE, root_of(map(leaf_hash, forged))))
    files[CHECKPOINT] = str(Note(text, (log.made.keys[0].sign(text),))).encode()
    assert report_of(files, alone).is_sound
    assert report_of(files, alone, since=log.note(at)).is_sound
    assert [one.code for one in report_of(files, asking).findings] == ["untrusted"]
    files[WITNESSED] = log.note(SIZE, seen=True)
    report = report_of(files, asking, since=log.note(at + 1))
    assert [(one.code, one.facts["old"]) for one in report.findings] == [
        ("contradiction", str(SIZE)),
        ("contradiction", str(at + 1)),
    ]
    assert report.witnessed == 0
    witness, key = Witness.make(tmp_path, "witness.example", bytes(32)), log.made.keys[0].key
    witness.cosign(Files(log.files), key, at=1)
    with pytest.raises(Contradiction, match="history was rewritten"):
        witness.cosign(Files(files), key, at=2)
