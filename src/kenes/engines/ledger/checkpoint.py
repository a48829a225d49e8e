"""Checkpoints (C2SP tlog-checkpoint): which log, how many entries, and the root over them."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from kenes.engines.ledger.errors import Malformed, Untrusted
from kenes.engines.ledger.notes import Key, Note
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
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
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


def opened(
    data: bytes, operator: Key, *, witnesses: Iterable[Key] = (), quorum: int = 0
) -> tuple[Checkpoint, tuple[Key, ...]]:
    """The checkpoint in a signed note, and the witnesses that cosigned it.

    Raises Malformed, or Untrusted when the operator's signature or the quorum is missing.
    """
    note = Note.parse(data)
    if operator not in note.signed_by([operator]):
        raise Untrusted(f"{operator.name} has not signed this", name=operator.name)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != operator.name:
        raise Untrusted(
            f"{operator.name} has signed for another log, {checkpoint.origin}",
            name=operator.name,
        )
    seen = tuple(note.signed_by(witnesses))
    if len({key.name for key in seen}) < quorum:
        raise Untrusted(
            f"{len(seen)} of {quorum} witnesses have signed this",
            found=str(len(seen)),
            needed=str(quorum),
        )
    return checkpoint, seen
