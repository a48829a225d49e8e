"""What a reader is asked to trust: the log's key, the keys before it, and its witnesses."""

import json
from datetime import datetime
from typing import Any

from filelock import FileLock

from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.folder import HANDOVERS, WITNESSED
from kenes.engines.ledger.notes import LARGEST, Key, Note
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tiles import CHECKPOINT
from kenes.record import keys
from kenes.record.errors import Refused
from kenes.record.places import log_folder, put

POLICY = "policy"


def handovers() -> list[dict[str, Any]]:
    """Changes of the log's key, the earliest first: ``{"note": …, "index": …}``."""
    try:
        found: list[dict[str, Any]] = json.loads((log_folder() / HANDOVERS).read_bytes())
    except FileNotFoundError:
        return []
    return found


def policy() -> Policy:
    """The log's own policy: its key and the witnesses it has."""
    try:
        return Policy.parse((log_folder() / POLICY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Policy(keys.signer().key)


def write_policy(key: Key, witnesses: str = "quorum none\n") -> None:
    """Publish the policy: the log's key, and lines of witnesses, groups and a quorum."""
    put(log_folder() / POLICY, f"log {key}\n{witnesses}".encode())


def witness_lines() -> str:
    """The policy without the line of the log's key."""
    lines = (log_folder() / POLICY).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("log "))


def change_witnesses(text: str) -> Policy:
    """Name the witnesses anew: lines ``witness``, ``group`` and ``quorum``. Raises Refused."""
    key = policy().log
    try:
        found = Policy.parse(f"{text}\nlog {key}\n")  # last: lines are numbered as in the file
    except Malformed as error:
        raise Refused(str(error)) from error
    write_policy(key, text if not text or text.endswith("\n") else f"{text}\n")
    return found


def take_cosignature(data: bytes, now: datetime) -> Checkpoint:
    """Publish a witness's signature over the newest checkpoint, or over ``witnessed``.

    ``data`` is the checkpoint's note with the witness's signature. Raises Refused.
    """
    folder = log_folder()
    try:
        given = Note.parse(data)
        found = given.signed_by(policy().witnesses.values())
    except LedgerError as error:
        raise Refused(str(error)) from error
    if not found:
        raise Refused("No witness that this record knows has signed this.")
    if any((one.cosigned_at or 0) > now.timestamp() + 3600 for one in found.values()):
        raise Refused("The witness signed in the future: its clock is wrong.")
    with FileLock(folder / ".lock"):
        for name in (CHECKPOINT, WITNESSED):
            try:
                ours = Note.parse((folder / name).read_bytes()[:LARGEST])
            except (FileNotFoundError, Malformed):
                continue
            if ours.text == given.text:
                break
        else:
            raise Refused("The record has grown since: sign its newest checkpoint.")
        known = {signature.key_id for key, signature in found.items()}
        kept = tuple(one for one in ours.signatures if one.key_id not in known)
        note = Note(ours.text, (*kept, *found.values()))
        put(folder / name, str(note).encode())
        if name == CHECKPOINT:
            _keep_witnessed(note)
    return Checkpoint.parse(note.text)


def _keep_witnessed(note: Note) -> None:
    """Keep the newest checkpoint that the quorum has signed, or that anyone has before that."""
    folder, own = log_folder(), policy()
    try:
        before = Note.parse((folder / WITNESSED).read_bytes()[:LARGEST])
        had_quorum = own.is_met(before.signed_by(own.witnesses.values()))
    except (FileNotFoundError, LedgerError):
        had_quorum = False
    if own.is_met(note.signed_by(own.witnesses.values())) or not had_quorum:
        put(folder / WITNESSED, str(note).encode())


def seen_by_witnesses() -> list[tuple[str, int, int]]:
    """``(name, entries, seconds since 1970)`` of each witness's newest signature."""
    newest: dict[str, tuple[int, int]] = {}
    own = policy()
    for name in (WITNESSED, CHECKPOINT):
        try:
            note = Note.parse((log_folder() / name).read_bytes()[:LARGEST])
            size = Checkpoint.parse(note.text).size
            for key, signature in note.signed_by(own.witnesses.values()).items():
                newest[key.name] = size, signature.cosigned_at or 0
        except (FileNotFoundError, LedgerError):
            continue
    return [(key.name, *newest.get(key.name, (0, 0))) for key in own.witnesses.values()]
