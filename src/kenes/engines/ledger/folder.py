"""Verifying a copy of the whole log: every entry, every payload, every signature."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kenes.engines.ledger.checkpoint import Checkpoint, Signed, told_size
from kenes.engines.ledger.contents import Contents, Held, parse_told
from kenes.engines.ledger.entry import number_of, text_of
from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed, Untrusted
from kenes.engines.ledger.handover import Chain, Handover
from kenes.engines.ledger.log import verify
from kenes.engines.ledger.notes import LARGEST as LARGEST_NOTE
from kenes.engines.ledger.policy import NOBODY, Policy
from kenes.engines.ledger.receipts import Receipt
from kenes.engines.ledger.report import Finding, Report
from kenes.engines.ledger.tiles import (
    CHECKPOINT,
    WIDTH,
    Files,
    entries_in,
    hashes_in,
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
        verify(files, checkpoint)
    except LedgerError as error:
        return Report(key=str(policy.log), findings=(Finding.of(error),))
    findings: list[Finding] = []
    witnessed, witnesses = _witnessed(files, policy, chain, note, checkpoint, findings)
    if since is not None:
        try:
            check_since(chain.earlier(since).checkpoint, checkpoint, files)
        except LedgerError as error:
            findings.append(Finding.of(error))
    if receipts:
        _check_receipts(receipts, chain, files, checkpoint.size, now, findings)
    contents = Contents(has_payloads=payloads)
    try:
        for held in held_in(files, checkpoint.size, payloads=payloads):
            contents.take(held)
    except LedgerError as error:  # what later entries say is not known: nothing else is judged
        findings += [*contents.findings, Finding.of(error)]
    else:
        findings += contents.close(now)
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


def held_in(files: Files, size: int, *, payloads: bool = True) -> Iterator[Held]:
    """The entries of a log with what is told of them. Raises Malformed naming the file."""
    for group, width in tiles_of(size, 0):
        entries = entries_in(files, group, width)
        if not payloads:
            yield from map(Held, range(group * WIDTH, group * WIDTH + width), entries)
            continue
        lines = _lines(files, payload_path(group), width)
        for place, (data, line) in enumerate(zip(entries, lines, strict=True)):
            try:
                told, attribution = parse_told(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise Malformed(f"line {place + 1} of {payload_path(group)} is no JSON") from error
            yield Held(group * WIDTH + place, data, told, attribution)


def handovers_in(files: Files, size: int) -> list[Handover]:
    """The changes of keys of a log of ``size`` entries, with their proofs. Raises Malformed."""
    try:
        said: Any = json.loads(files.read(HANDOVERS, LARGEST_NOTE))
        told = [(text_of(one["note"]).encode(), number_of(one["index"])) for one in said]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(f"{HANDOVERS} does not tell the changes of keys") from error
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
    if policy.quorum == NOBODY:
        return 0, ()
    try:
        seen = _seen(files, policy, chain, note)
        check_since(seen.checkpoint, checkpoint, files)
    except LedgerError as error:
        findings.append(Finding.of(error))
        return 0, ()
    return seen.checkpoint.size, tuple(key.name for key in seen.witnesses)


def _seen(files: Files, policy: Policy, chain: Chain, note: bytes) -> Signed:
    try:
        return chain.earlier(note, policy)
    except LedgerError as error:
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


def _check_receipts(
    receipts: Sequence[bytes],
    chain: Chain,
    files: Files,
    size: int,
    now: datetime,
    findings: list[Finding],
) -> None:
    """What is wrong with receipts, or with the log of ``size`` entries that was verified."""
    promised = []
    for data in receipts:
        try:
            promised.append(_receipt(data, chain))
        except LedgerError as error:
            findings.append(Finding.of(error))
    missing = {receipt.leaf for receipt in promised}
    for index, width in tiles_of(size, 0):
        missing.difference_update(hashes_in(files, 0, index, width))
    for receipt in promised:
        try:
            receipt.check(is_in_log=receipt.leaf not in missing, now=now)
        except LedgerError as error:
            findings.append(Finding.of(error))


def _receipt(data: bytes, chain: Chain) -> Receipt:
    """A receipt of any of the log's keys. Raises Malformed, Untrusted."""
    for key in reversed(chain.keys):
        try:
            return Receipt.opened(data, key)
        except Untrusted:
            continue
    return Receipt.opened(data, chain.keys[0])  # says that it is not signed
