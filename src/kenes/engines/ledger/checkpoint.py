"""Checkpoints (C2SP tlog-checkpoint): which log, how many entries, and the root over them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from kenes.engines.ledger.errors import Malformed, NoQuorum, Untrusted
from kenes.engines.ledger.notes import Key, Note
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tree import HASH_SIZE


@dataclass(frozen=True)
class Checkpoint:
    """What an operator signs: the log ``origin`` has ``size`` entries under ``root``."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The text of the note; its last line ends in a newline as well."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Raises Malformed."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[-1] or not all(lines[:-1]):
            raise Malformed("a checkpoint has three lines: log, size and root")
        origin, size, encoded = lines[:3]
        is_size = size.isascii() and size.isdigit() and str(int(size[:20])) == size
        if not is_size or len(size) > 19:
            raise Malformed(f"{size[:40]!r} is no size of a log")
        try:
            root = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Malformed("the root of a checkpoint is no base64") from error
        if len(root) != HASH_SIZE or base64.b64encode(root).decode() != encoded:
            raise Malformed("the root of a checkpoint is no hash")
        return cls(origin, int(size), root)


def told_size(note: bytes) -> int:
    """How many entries the checkpoint of a note counts, trusted or not. Raises Malformed."""
    return Checkpoint.parse(Note.parse(note).text).size


@dataclass(frozen=True)
class Signed:
    """A checkpoint whose signatures were checked; ``witnesses`` with the time each signed at."""

    checkpoint: Checkpoint
    witnesses: Mapping[Key, int]  # seconds since 1970


def opened(data: bytes, key: Key, policy: Policy | None = None) -> Signed:
    """The checkpoint in a note signed by the log's ``key`` and by the policy's witnesses.

    Raises Malformed, or Untrusted when the log's signature or the quorum is missing.
    """
    note = Note.parse(data)
    if key not in note.signed_by([key]):
        raise Untrusted(f"{key.name} has not signed this with key {key.id.hex()}", name=key.name)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name:
        raise Untrusted(
            f"{key.name} has signed for another log, {checkpoint.origin}", name=key.name
        )
    seen = note.signed_by(policy.witnesses.values() if policy else ())
    if policy and not policy.is_met(seen):
        names = ", ".join(key.name for key in seen) or "none"
        raise NoQuorum(f"the witnesses that signed ({names}) are not the quorum", found=names)
    times = {key: signature.cosigned_at or 0 for key, signature in seen.items()}
    return Signed(checkpoint, times)
