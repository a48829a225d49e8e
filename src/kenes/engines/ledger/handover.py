"""From the key a reader knows to the key that signs today.

When a log changes its key, an entry of type ``key.rotated`` names the new one, and the old key
signs one last checkpoint, over a log that holds this entry. Who trusts the old key can follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kenes.engines.ledger.checkpoint import Checkpoint, Signed, opened
from kenes.engines.ledger.contents import ROTATED
from kenes.engines.ledger.entry import (
    Entry,
    check_members,
    encode_bytes,
    hash_of,
    number_of,
    text_of,
)
from kenes.engines.ledger.errors import Contradiction, Malformed, Untrusted
from kenes.engines.ledger.notes import ED25519, Key
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tree import (
    Subtree,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
)


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The old key's last note, and the proofs that tie it to the log of today."""

    note: bytes
    index: int
    entry: bytes
    inclusion: Sequence[bytes]
    consistency: Sequence[bytes]

    def encode(self) -> dict[str, Any]:
        return {
            "note": self.note.decode(),
            "index": self.index,
            "entry": self.entry.decode(),
            "inclusion": [encode_bytes(item) for item in self.inclusion],
            "consistency": [encode_bytes(item) for item in self.consistency],
        }

    @classmethod
    def parse(cls, said: Any) -> "Handover":
        """Raises Malformed."""
        check_members(said, "note", "index", "entry", "inclusion", "consistency")
        try:
            return cls(
                note=text_of(said["note"]).encode(),
                index=number_of(said["index"]),
                entry=text_of(said["entry"]).encode(),
                inclusion=[hash_of(item) for item in said["inclusion"]],
                consistency=[hash_of(item) for item in said["consistency"]],
            )
        except (KeyError, TypeError) as error:
            raise Malformed("a change of keys is not told whole") from error

    @classmethod
    def of(
        cls, note: bytes, index: int, entry: bytes, *, old: int, size: int, subtree: Subtree
    ) -> "Handover":
        """The handover of a note over ``old`` entries, for a log that has ``size`` now."""
        return cls(
            note=note,
            index=index,
            entry=entry,
            inclusion=inclusion(index, old, subtree),
            consistency=consistency(old, size, subtree),
        )


class Chain:
    """The log's keys: the one a reader knows, and those it was handed over to, in their order."""

    def __init__(self, key: Key, handovers: Iterable[Handover]) -> None:
        """Raises Malformed, Untrusted or Contradiction when a handover does not hold."""
        self.keys = [key]
        self._passed: list[tuple[Checkpoint, Handover]] = []
        for handover in handovers:
            try:
                old = opened(handover.note, self.keys[-1]).checkpoint
            except Untrusted:
                if self._passed:
                    raise
                continue  # a change before the one this reader began to trust
            if self._passed and handover.index <= self._passed[-1][1].index:
                raise Contradiction(f"the change of key in entry {handover.index} stands twice")
            check_inclusion(
                leaf_hash(handover.entry), handover.index, old.size, handover.inclusion, old.root
            )
            entry = Entry.parse(handover.entry)
            successor = Key.parse(str(entry.facts.get("key", "")))
            if entry.type != ROTATED or (successor.name, successor.algorithm) != (
                key.name,
                ED25519,
            ):
                raise Untrusted(f"entry {handover.index} does not name a new key", name=key.name)
            self._passed.append((old, handover))
            self.keys.append(successor)

    def newest(self, note: bytes) -> Signed:
        """The checkpoint of today, signed by the last key. Raises Untrusted, Contradiction."""
        signed = opened(note, self.keys[-1])
        new = signed.checkpoint
        for old, handover in self._passed:
            check_consistency(old.size, old.root, new.size, new.root, handover.consistency)
        return signed

    def earlier(self, note: bytes, policy: Policy | None = None) -> Signed:
        """A checkpoint of any time, signed by any of the keys. Raises Untrusted."""
        for key in reversed(self.keys):
            try:
                opened(note, key)
            except Untrusted:
                continue
            return opened(note, key, policy)
        return opened(note, self.keys[0], policy)  # says that it is not signed
