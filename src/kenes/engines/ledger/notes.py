"""Signed notes (C2SP signed-note): a text, and below it who signed it.

A note is a text that ends in a newline, an empty line, and one line for each signature:
``— <name> <base64 of the 4-byte key id and the signature>``. Keys are Ed25519. A witness signs
the text with the time before it (C2SP tlog-cosignature), under a key id of its own kind.
"""

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kenes.engines.ledger.errors import Malformed, Untrusted

ED25519, COSIGNATURE = 1, 4  # the algorithms a key id is made with
LARGEST = 1_000_000  # bytes of a note
_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Key:
    """A public key that signs notes under a name."""

    name: str
    public: bytes = field(repr=False)  # 32 bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        is_name = self.name and "+" not in self.name and not any(c.isspace() for c in self.name)
        if not is_name or len(self.public) != 32 or self.algorithm not in {ED25519, COSIGNATURE}:
            raise Malformed(f"{self.name!r} is no verifier key", name=self.name)

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        said = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(said).digest()[:4]

    def __str__(self) -> str:
        """``<name>+<key id in hex>+<base64 of algorithm and key>``, as Go's notes write it."""
        key = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "Key":
        """A verifier key from its line. Raises Malformed."""
        name, _, rest = text.strip().partition("+")
        told_id, _, encoded = rest.partition("+")
        data = _decoded(encoded)
        if not data:
            raise Malformed(f"{text.strip()[:80]!r} is no verifier key")
        key = cls(name, data[1:], data[0])
        if key.id.hex() != told_id:
            raise Malformed(f"the key of {name} and its id do not belong together", name=name)
        return key


@dataclass(frozen=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    data: bytes  # for a cosignature the time in 8 bytes, then the signature

    @property
    def cosigned_at(self) -> int | None:
        """Seconds since 1970 that a witness signed with, or None for a plain signature."""
        return struct.unpack(">Q", self.data[:8])[0] if len(self.data) == 72 else None

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}"


@dataclass(frozen=True)
class Note:
    """A text and its signatures, checked by nobody yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(f"{signature}\n" for signature in self.signatures)

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Raises Malformed."""
        if len(data) > LARGEST:
            raise Malformed(f"a note of {len(data)} bytes is too large")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("a note is not UTF-8") from error
        if any(ord(c) < 0x20 and c != "\n" for c in whole):
            raise Malformed("a note holds control characters")
        text, parted, below = whole.rpartition("\n\n")
        if not parted or not below.endswith("\n"):
            raise Malformed("a note has no signatures, or its end is missing")
        return cls(text + "\n", tuple(_signature(line) for line in below[:-1].split("\n")))

    def with_signature(self, signature: Signature) -> "Note":
        return Note(self.text, (*self.signatures, signature))

    def signed_by(self, keys: Iterable[Key]) -> dict[Key, Signature]:
        """The keys among ``keys`` whose signature is good. Raises Untrusted where one is bad."""
        found: dict[Key, Signature] = {}
        for key in keys:
            for signature in self.signatures:
                if (signature.name, signature.key_id) == (key.name, key.id):
                    _verify(key, self.text, signature)
                    found.setdefault(key, signature)
        return found


class Signer:
    """A private key that signs notes under a name."""

    def __init__(self, name: str, seed: bytes, algorithm: int = ED25519) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = Key(name, self._private.public_key().public_bytes_raw(), algorithm)

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """A private key from its line, as Go's notes write it. Raises Malformed."""
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        told_id, _, encoded = rest.partition("+")
        data = _decoded(encoded)
        if not text.startswith(_PRIVATE) or len(data) != 33:
            raise Malformed("this is no private key of a note")
        signer = cls(name, data[1:], data[0])
        if signer.key.id.hex() != told_id:
            raise Malformed(f"the private key of {name} and its id do not belong together")
        return signer

    def secret(self) -> str:
        """The private key's line, for a file that only its owner reads."""
        seed = bytes([self.key.algorithm]) + self._private.private_bytes_raw()
        encoded = base64.b64encode(seed).decode()
        return f"{_PRIVATE}{self.key.name}+{self.key.id.hex()}+{encoded}"

    def sign(self, text: str, *, at: int | None = None) -> Signature:
        """Sign a note's text; ``at``, seconds since 1970, makes it a witness's cosignature."""
        if (at is None) == (self.key.algorithm == COSIGNATURE):
            raise Malformed("a witness signs with the time, and nobody else does")
        time = b"" if at is None else struct.pack(">Q", at)
        return Signature(self.key.name, self.key.id, time + self._private.sign(_message(text, at)))


def _message(text: str, at: int | None) -> bytes:
    said = text if at is None else f"cosignature/v1\ntime {at}\n{text}"
    return said.encode()


def _verify(key: Key, text: str, signature: Signature) -> None:
    at = signature.cosigned_at
    is_kind = (at is not None) == (key.algorithm == COSIGNATURE)
    try:
        if not is_kind:
            raise InvalidSignature
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(signature.data[0 if at is None else 8 :], _message(text, at))
    except InvalidSignature as error:
        raise Untrusted(f"the signature of {key.name} is false", name=key.name) from error


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(encoded)
    if not line.startswith(_DASH) or not name or "+" in name or len(data) < 5:
        raise Malformed(f"{line[:80]!r} is no signature line")
    return Signature(name, data[:4], data[4:])


def _decoded(text: str) -> bytes:
    """The bytes of base64 as an encoder writes it, or none."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    # Two spellings of the same bytes would make two notes of one.
    return data if base64.b64encode(data).decode() == text else b""
