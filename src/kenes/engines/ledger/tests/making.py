"""A whole little log with everything a log can hold, for the tests of every verifier.

A passkey is entered, a recommendation recorded, corrected and signed by its
author, one field redacted by two, the key of the log changed, and two witnesses sign.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kenes.engines.ledger.attribution import Attribution
from kenes.engines.ledger.bundle import Bundle, Proved
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.contents import Held, attribution_hash
from kenes.engines.ledger.entry import Disclosure, Entry, canonical
from kenes.engines.ledger.folder import HANDOVERS, WITNESSED, handovers_in, payload_path
from kenes.engines.ledger.log import Writer
from kenes.engines.ledger.notes import COSIGNATURE, Note, Signer
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tiles import CHECKPOINT, WIDTH, Folder, subtrees_in
from kenes.engines.ledger.tree import consistency, inclusion, leaf_hash, root_of

ORIGIN = "kenes.example/record"
BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)
NOW = BEGAN + timedelta(days=1)
AUTHOR, SECRETARY, CHAIR = "a" * 16, "b" * 16, "c" * 16
SUBJECT = "R-2026-001"


def signer(name: str, seed: int, algorithm: int = 1) -> Signer:
    return Signer(name, bytes([seed]) * 32, algorithm)


WITNESSES = [signer(f"witness{n}.example", n, COSIGNATURE) for n in (1, 2, 3)]


def policy_of(key: Any, quorum: str = "both") -> str:
    one, two = WITNESSES[:2]
    return (
        f"log {key}\n"
        f"witness ngo {one.key}\nwitness ombudsman {two.key}\n"
        f"group both 2 ngo ombudsman\nquorum {quorum}\n"
    )


class Passkey:
    """A device's key, signing as a browser has it sign."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.der = self._key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        self.id = sha256(self.der).hexdigest()[:16]

    def sign(self, leaf: bytes) -> Attribution:
        challenge = base64.urlsafe_b64encode(leaf).decode().rstrip("=")
        client = json.dumps(
            {"type": "webauthn.get", "challenge": challenge, "origin": "https://kenes.example"}
        ).encode()
        data = sha256(b"kenes.example").digest() + b"\x05" + bytes(4)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return Attribution(self.der, data, client, signature)


@dataclass
class Made:
    """A log while it grows; entries carry what is told of them."""

    held: list[Held] = field(default_factory=list)
    keys: list[Signer] = field(default_factory=lambda: [signer(ORIGIN, 10)])
    handovers: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        *,
        subject: str = SUBJECT,
        actor: str = SECRETARY,
        said: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        minutes: int | None = None,
    ) -> Held:
        index = len(self.held)
        told = {
            name: Disclosure(sha256(f"{index} {name}".encode()).digest(), canonical(value))
            for name, value in (said or {}).items()
        }
        at = BEGAN + timedelta(minutes=index if minutes is None else minutes)
        entry = Entry(
            id=f"01900000-0000-7000-8000-{index:012x}",
            type=kind,
            time=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            actor=actor,
            subject=subject,
            commitments={name: one.commitment for name, one in told.items()},
            facts=facts or {},
        )
        self.held.append(Held(index, entry.encode(), told))
        return self.held[-1]

    def change(self, index: int, **parts: Any) -> None:
        held = self.held[index]
        given = {"told": held.told, "attribution": held.attribution, **parts}
        self.held[index] = Held(index, given.pop("data", held.data), **given)

    def sign(self, index: int, passkey: Passkey) -> None:
        """A person signs an entry, and an entry says so."""
        leaf = leaf_hash(self.held[index].data)
        made = passkey.sign(leaf)
        self.change(index, attribution=made)
        author = Entry.parse(self.held[index].data).actor
        facts = {"leaf": leaf.hex(), "key": passkey.id, "sha256": attribution_hash(made)}
        self.add("entry.attested", actor=author, facts=facts)

    def redact(self, index: int, *names: str, approvers: tuple[str, ...]) -> None:
        told = {name: one for name, one in self.held[index].told.items() if name not in names}
        self.change(index, told=told)
        facts = {
            "entry": index,
            "fields": list(names),
            "ground": "personal-data",
            "approvers": list(approvers),
        }
        self.add("entry.redacted", facts=facts)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = len(self.held) if size is None else size
        leaves = [leaf_hash(held.data) for held in self.held[:size]]
        return Checkpoint(ORIGIN, size, root_of(leaves))

    def note(self, *witnesses: Signer, size: int | None = None) -> Note:
        text = str(self.checkpoint(size))
        note = Note(text, (self.keys[-1].sign(text),))
        for witness in witnesses:
            note = note.with_signature(witness.sign(text, at=int(NOW.timestamp())))
        return note

    def rotate(self, successor: Signer) -> None:
        held = self.add("key.rotated", subject="record", facts={"key": str(successor.key)})
        self.handovers.append({"note": str(self.note()), "index": held.index})
        self.keys.append(successor)

    def write(self, folder: Path, note: Note, witnessed: Note | None = None) -> Path:
        """The folder of a mirror."""
        folder.mkdir(parents=True, exist_ok=True)
        writer = Writer(folder)
        writer.append(held.data for held in self.held)
        writer.flush()
        for group in range((len(self.held) + WIDTH - 1) // WIDTH):
            path = folder / payload_path(group)
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = map(line_of, self.held[group * WIDTH : (group + 1) * WIDTH])
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (folder / CHECKPOINT).write_text(str(note), encoding="utf-8")
        (folder / HANDOVERS).write_text(json.dumps(self.handovers), encoding="utf-8")
        (folder / "policy").write_text(policy_of(self.keys[0].key), encoding="utf-8")
        if witnessed:
            (folder / WITNESSED).write_text(str(witnessed), encoding="utf-8")
        return folder

    def bundle(
        self, folder: Path, note: Note, shown: Mapping[str, Mapping[str, Any]], *since: int
    ) -> Bundle:
        """All entries, read from a folder that ``write`` made."""
        size = len(self.held)
        subtree = subtrees_in(Folder(folder), size)
        return Bundle(
            note=str(note).encode(),
            policy=policy_of(self.keys[0].key),
            entries=[Proved(one, inclusion(one.index, size, subtree)) for one in self.held],
            shown={
                subject: {name: canonical(value) for name, value in fields.items()}
                for subject, fields in shown.items()
            },
            handovers=handovers_in(Folder(folder), size),
            since={old: consistency(old, size, subtree) for old in since},
        )


def line_of(held: Held) -> str:
    said: dict[str, Any] = {"told": {name: one.encode() for name, one in held.told.items()}}
    if held.attribution:
        said["signed"] = held.attribution.encode()
    return json.dumps(said, ensure_ascii=False)


SHOWN = {SUBJECT: {"position": "supported", "text.en": "End torture."}}


def everything() -> Made:
    """Every kind of entry; ``SHOWN`` is what is shown in the end."""
    made, passkey = Made(), Passkey()
    made.add("key.enrolled", subject="record", actor=AUTHOR, facts={"key": passkey.id})
    made.add(
        "recommendation.recorded",
        said={
            "position": "pending",
            "text.en": "End torture.",
            "note": "By A. Person",
            "act.by": "x",
        },
    )
    made.add("recommendation.corrected", actor=AUTHOR, said={"position": "supported"})
    made.sign(2, passkey)
    made.redact(1, "note", approvers=(SECRETARY, CHAIR))
    made.rotate(signer(ORIGIN, 11))
    made.add("recommendation.translated", said={"act.reason": "ұғым ё 🙂"})
    return made


def policy(made: Made, quorum: str = "both") -> Policy:
    return Policy.parse(policy_of(made.keys[0].key, quorum))
