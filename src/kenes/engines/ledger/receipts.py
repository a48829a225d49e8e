"""Receipts: the log's promise, at once, that an entry will be in it."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kenes.engines.ledger.entry import decode_bytes
from kenes.engines.ledger.errors import Contradiction, Malformed, Untrusted
from kenes.engines.ledger.notes import Key, Note, Signer
from kenes.engines.ledger.tree import HASH_SIZE

DUE = timedelta(hours=24)  # after which a missing entry is evidence against the operator


@dataclass(frozen=True)
class Receipt:
    """``leaf`` (its hash) was taken at ``at`` for the log ``origin``."""

    origin: str
    leaf: bytes
    at: datetime

    def __str__(self) -> str:
        leaf = base64.b64encode(self.leaf).decode()
        return f"{self.origin}\nreceipt\n{leaf}\n{self.at.isoformat(timespec='microseconds')}\n"

    def signed(self, signer: Signer) -> Note:
        return Note(str(self), (signer.sign(str(self)),))

    @classmethod
    def opened(cls, data: bytes, key: Key) -> "Receipt":
        """Raises Malformed, or Untrusted when ``key`` has not signed it."""
        note = Note.parse(data)
        if key not in note.signed_by([key]):
            raise Untrusted(f"{key.name} has not signed this receipt", name=key.name)
        try:
            origin, kind, leaf, at, end = note.text.split("\n")
            told = datetime.fromisoformat(at)
            found = cls(origin, decode_bytes(leaf), told.astimezone(UTC))
        except (ValueError, OverflowError) as error:
            raise Malformed("a receipt has four lines") from error
        is_whole = kind == "receipt" and not end and told.tzinfo is not None
        if not is_whole or len(found.leaf) != HASH_SIZE or origin != key.name:
            raise Malformed("this is no receipt of the log")
        return found

    def check(self, *, is_in_log: bool, now: datetime) -> None:
        """Raises Contradiction when the entry should be in the log and is not."""
        if not is_in_log and now - self.at > DUE:
            raise Contradiction(
                f"a receipt of {self.at:%Y-%m-%d %H:%M} UTC promises an entry that is not in "
                "the log: the operator broke a promise",
                at=self.at.isoformat(),
            )
