"""Verifying a copy of the whole log: every entry, every payload, every signature."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kenes.engines.ledger.checkpoint import Checkpoint, Signed, told_size
from kenes.engines.ledger.contents import Contents, Held, parse_told
from kenes.engines.ledger.entry import check_members, number_of, read_json, text_of
from kenes.engines.ledger.errors import (
    Contradiction,
    LedgerError,
    Malformed,
    NoQuorum,
    Untrusted,
)
from kenes.engines.ledger.handover import Chain, Handover
from kenes.engines.ledger.log import verify
from kenes.engines.ledger.notes import LARGEST as LARGEST_NOTE
from kenes.engines.ledger.notes import Key
from kenes.engines.ledger.policy import NOBODY, Policy
from kenes.engines.ledger.receipts import Receipt
from kenes.engines.ledger.report import Finding, Report
from kenes.engines.ledger.tiles import (
    CHECKPOINT,
    WIDTH,
    Files,
    entries_in,
    subtrees_in,
    tile_path,
    tiles_of,
)
from kenes.engines.ledger.tree import check_consistency, consistency

WITNESSED = "witnessed"  # the latest checkpoint that witnesses have signed
HANDOVERS = "handovers.json"  # [{"note": …, "index": …}], the earliest first
LARGEST_PAYLOADS = 64_000_000  # bytes of the payloads of 256 entries


def payload_path(group: int) -> str:
    """Where the payloads of 256 entries stand: a line of JSON for each; redaction changes it."""
    return tile_path("entries", group).replace("tile/entries/", "payload/") + ".jsonl"


def verify_folder(
    files: Files,
    policy: Policy,
    *,
    now: datetime,
    since: bytes | None = None,
    receipts: Sequence[bytes] = (),
    payloads: bool = True,
) -> Report:
    """Check everything a copy of the log holds against ``policy``.

    ``since`` is a checkpoint (its note) the reader kept; ``payloads`` False checks the log alone.
    """
    try:
        note = files.read(CHECKPOINT, LARGEST_NOTE)
        chain = Chain(policy.log, handovers_in(files, told_size(note)))
        signed = chain.newest(note)
        checkpoint = signed.checkpoint
        findings: list[Finding] = []
        reading = _Reading(files, payloads, _promised(receipts, chain, findings), chain.keys[-1])
        verify(files, checkpoint, reading.take)
    except LedgerError as error:
        return Report(key=str(policy.log), findings=(Finding.of(error),))
    witnessed, witnesses = _witnessed(files, policy, chain, note, checkpoint, findings)
    if since is not None:
        try:
            check_since(chain.earlier(since).checkpoint, checkpoint, files)
        except LedgerError as error:
            findings.append(Finding.of(error))
    findings += reading.close(now)
    contents = reading.contents
    return Report(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        key=str(policy.log),
        witnesses=witnesses,
        witnessed=witnessed,
        entries=contents.entries,
        payloads=contents.payloads,
        redacted=contents.redacted,
        signed=contents.signed,
        findings=tuple(findings),
    )


class _Reading:
    """What is learnt from the entries of a log, while they are read for the first time."""

    def __init__(
        self, files: Files, payloads: bool, promised: Sequence[Receipt], signer: Key
    ) -> None:
        self._files, self._payloads, self._signer = files, payloads, signer
        self._promised, self._missing = promised, {receipt.leaf for receipt in promised}
        self._damage: Finding | None = None
        self.contents = Contents(has_payloads=payloads)

    def take(self, group: int, entries: list[bytes], leaves: list[bytes]) -> None:
        self._missing.difference_update(leaves)
        if self._damage:  # what entries before told is not known: nothing after is judged by it
            return
        try:
            for held in _told(self._files, group, entries, self._payloads):
                self.contents.take(held)
        except LedgerError as error:
            self._damage = Finding.of(error)

    def close(self, now: datetime) -> list[Finding]:
        found = []
        for receipt in self._promised:
            try:
                receipt.check(is_in_log=receipt.leaf not in self._missing, now=now)
            except LedgerError as error:
                found.append(Finding.of(error))
        if self._damage:
            return [*found, *self.contents.findings, self._damage]
        return [*found, *self.contents.close(now, str(self._signer))]


def held_in(files: Files, size: int) -> Iterator[Held]:
    """The entries of a log with what is told of them. Raises Malformed naming the file."""
    for group, width in tiles_of(size, 0):
        yield from _told(files, group, entries_in(files, group, width), payloads=True)


def _told(files: Files, group: int, entries: list[bytes], payloads: bool) -> Iterator[Held]:
    begin = group * WIDTH
    if not payloads:
        yield from map(Held, range(begin, begin + len(entries)), entries)
        return
    path = payload_path(group)
    lines = _lines(files, path, len(entries))
    for place, (data, line) in enumerate(zip(entries, lines, strict=True)):
        try:
            told, attribution = parse_told(read_json(line))
        except Malformed as error:
            raise Malformed(f"line {place + 1} of {path}: {error}", path=path) from error
        yield Held(begin + place, data, told, attribution)


def handovers_in(files: Files, size: int) -> list[Handover]:
    """The changes of keys of a log of ``size`` entries, with their proofs. Raises Malformed."""
    data = files.read(HANDOVERS, LARGEST_NOTE)
    try:
        said: Any = read_json(data)
        for one in said:
            check_members(one, "note", "index")
        told = [(text_of(one["note"]).encode(), number_of(one["index"])) for one in said]
    except (Malformed, TypeError, KeyError) as error:
        raise Malformed(f"{HANDOVERS} does not tell the changes of keys: {error}") from error
    found, subtree = [], subtrees_in(files, size)
    for note, index in told:
        group, place = divmod(index, WIDTH)
        old = told_size(note)
        if not 0 <= index < old <= size:
            raise Contradiction(f"the key changed with entry {index}, which is not in the log")
        entry = entries_in(files, group, min(WIDTH, size - group * WIDTH))[place]
        found.append(Handover.of(note, index, entry, old=old, size=size, subtree=subtree))
    return found


def _lines(files: Files, path: str, width: int) -> list[bytes]:
    lines = files.read(path, LARGEST_PAYLOADS).split(b"\n")
    if len(lines) <= width:  # what follows the last newline is no line
        raise Malformed(f"{path} does not tell of {width} entries", path=path)
    return lines[:width]


def _witnessed(
    files: Files,
    policy: Policy,
    chain: Chain,
    note: bytes,
    checkpoint: Checkpoint,
    findings: list[Finding],
) -> tuple[int, tuple[str, ...]]:
    """How many entries the quorum has seen, and who signed the newest checkpoint it has seen."""
    if policy.quorum == NOBODY and not policy.witnesses:
        return 0, ()
    try:
        seen = _seen(files, policy, chain, note)
        check_since(seen.checkpoint, checkpoint, files)
    except LedgerError as error:
        findings.append(Finding.of(error))
        return 0, ()
    names = tuple(key.name for key in seen.witnesses)
    return seen.checkpoint.size if names else 0, names


def _seen(files: Files, policy: Policy, chain: Chain, note: bytes) -> Signed:
    try:
        return chain.earlier(note, policy)
    except NoQuorum as error:
        try:
            older = files.read(WITNESSED, LARGEST_NOTE)
        except LedgerError:
            raise error from None
        return chain.earlier(older, policy)


def check_since(old: Checkpoint, new: Checkpoint, files: Files) -> None:
    """Raise Contradiction unless the log behind ``files``, at ``new``, continues ``old``."""
    if old.size > new.size:
        check_consistency(old.size, old.root, new.size, new.root, ())
    proof = consistency(old.size, new.size, subtrees_in(files, new.size))
    check_consistency(old.size, old.root, new.size, new.root, proof)


def _promised(receipts: Sequence[bytes], chain: Chain, findings: list[Finding]) -> list[Receipt]:
    """The receipts that the log gave; what is wrong with the others is found."""
    promised = []
    for data in receipts:
        try:
            promised.append(_receipt(data, chain))
        except LedgerError as error:
            findings.append(Finding.of(error))
    return promised


def _receipt(data: bytes, chain: Chain) -> Receipt:
    """A receipt of any of the log's keys. Raises Malformed, Untrusted."""
    for key in reversed(chain.keys):
        try:
            return Receipt.opened(data, key)
        except Untrusted:
            continue
    return Receipt.opened(data, chain.keys[0])  # says that it is not signed
