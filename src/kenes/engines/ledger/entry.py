"""An entry of the record: what happened, to what, and commitments to all that was said.

An entry is canonical JSON (RFC 8785) without numbers but whole ones. It names no person and holds
no wording: for each field there is SHA-256(salt ‖ payload), the salt 32 random bytes, the payload
canonical JSON kept outside the log. Who deletes salt and payload has erased the field, and the
log still proves what it proved.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.tiles import LARGEST_ENTRY

VERSION = 1
SALT_SIZE = 32
MEDIA = "application/json"
_LARGEST_WHOLE = 2**53 - 1  # beyond it JSON readers disagree
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
_TEXTS = frozenset(("id", "type", "time", "actor", "subject"))
_MAY_LACK = frozenset(("before", "after", "language"))
_KNOWN = _TEXTS | _MAY_LACK | {"v", "commitments", "media", "facts"}


def canonical(value: Any) -> str:
    """RFC 8785's text of a value whose keys are ASCII and whose numbers are whole.

    Raises Malformed for what has no such text.
    """
    _check(value)
    return _encode(value)


def _check(value: Any) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST_WHOLE:
            raise Malformed(f"{value} is too large a number for the record")
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            # Other keys are sorted one way by RFC 8785 and another by Python.
            if not isinstance(key, str) or not key.isascii():
                raise Malformed(f"{key!r} is no key for the record")
            _check(item)
    else:
        raise Malformed(f"{type(value).__name__} has no place in the record")


def committed(salt: bytes, payload: str) -> str:
    """The commitment to a payload, in hex."""
    return sha256(salt + payload.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One public act. ``facts`` are public for ever: codes and keys, never words about people."""

    id: str  # UUIDv7
    type: str  # e.g. recommendation.corrected
    time: str  # UTC, microseconds
    actor: str  # the key id of who acted: a pseudonym
    subject: str  # public number
    before: str = ""  # status
    after: str = ""
    commitments: Mapping[str, str] = field(default_factory=dict)  # field -> hex
    language: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The canonical bytes. Raises Malformed when there are too many."""
        said: dict[str, Any] = {
            "v": VERSION,
            "id": self.id,
            "type": self.type,
            "time": self.time,
            "actor": self.actor,
            "subject": self.subject,
            "commitments": dict(self.commitments),
            "media": MEDIA,
        }
        for name in ("before", "after", "language"):
            if value := getattr(self, name):
                said[name] = value
        if self.facts:
            said["facts"] = dict(self.facts)
        try:
            data = canonical(said).encode()
        except UnicodeEncodeError as error:
            raise Malformed("an entry holds half a character") from error
        if len(data) > LARGEST_ENTRY:
            raise Malformed(f"an entry of {len(data)} bytes is too large for the log")
        return data

    @classmethod
    def parse(cls, data: bytes) -> "Entry":
        """Raises Malformed unless ``data`` is exactly what ``encode`` writes."""
        try:
            said = json.loads(data)
            is_canonical = isinstance(said, dict) and canonical(said).encode() == data
        except (ValueError, RecursionError) as error:
            raise Malformed("an entry is no JSON") from error
        if not is_canonical:
            raise Malformed("an entry is not in its canonical form")
        if said.get("v") != VERSION or said.get("media") != MEDIA or set(said) - _KNOWN:
            raise Malformed("an entry is of a version that is not known here")
        texts = {name: said.get(name) for name in _TEXTS}
        texts |= {name: said[name] for name in _MAY_LACK & set(said)}
        commitments, facts = said.get("commitments"), said.get("facts", {})
        is_whole = (
            all(isinstance(text, str) and text for text in texts.values())
            and _TIME.fullmatch(str(texts["time"]))
            and isinstance(commitments, dict)
            and all(isinstance(c, str) and _HASH.fullmatch(c) for c in commitments.values())
            and isinstance(facts, dict)
        )
        if not is_whole:
            raise Malformed("an entry lacks what every entry has")
        return cls(**texts, commitments=commitments, facts=facts)


@dataclass(frozen=True)
class Disclosure:
    """What opens one commitment."""

    salt: bytes
    payload: str  # canonical JSON

    @property
    def commitment(self) -> str:
        return committed(self.salt, self.payload)

    def encode(self) -> dict[str, str]:
        return {"salt": encode_bytes(self.salt), "payload": self.payload}

    @classmethod
    def parse(cls, said: Any) -> "Disclosure":
        """Raises Malformed."""
        if not isinstance(said, dict) or not isinstance(said.get("payload"), str):
            raise Malformed("a payload is not told as salt and payload")
        return cls(decode_bytes(said.get("salt")), said["payload"])


def encode_bytes(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode_bytes(text: Any) -> bytes:
    """Raises Malformed unless ``text`` is base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Malformed("base64 was expected") from error
