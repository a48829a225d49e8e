"""A person's passkey over an entry: what the operator cannot forge (WebAuthn level 2, 7.2)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from kenes.engines.ledger.entry import decode_bytes, encode_bytes, read_json
from kenes.engines.ledger.errors import Malformed, Untrusted

USER_PRESENT, USER_VERIFIED = 0x01, 0x04
_PARTS = ("key", "authenticator", "client", "signature")
_HEAD = 37  # bytes of authenticator data before extensions


@dataclass(frozen=True)
class Attribution:
    """An assertion whose challenge is the hash of the entry as a leaf."""

    key: bytes  # SubjectPublicKeyInfo, DER
    authenticator: bytes
    client: bytes  # JSON, as the browser made it
    signature: bytes

    @property
    def key_id(self) -> str:
        """Sixteen hex digits that name the key in the record."""
        return sha256(self.key).hexdigest()[:16]

    def encode(self) -> dict[str, str]:
        return {
            "key": encode_bytes(self.key),
            "authenticator": encode_bytes(self.authenticator),
            "client": encode_bytes(self.client),
            "signature": encode_bytes(self.signature),
        }

    @classmethod
    def parse(cls, said: Any) -> "Attribution":
        """Raises Malformed."""
        if not isinstance(said, dict) or set(said) != set(_PARTS):
            raise Malformed("a person's signature has not the parts it should have")
        return cls(*(decode_bytes(said[name]) for name in _PARTS))


def check_attribution(attribution: Attribution, leaf: bytes) -> str:
    """The site a person signed ``leaf`` on. Raises Malformed, or Untrusted when it is false."""
    try:
        client = read_json(attribution.client)
        kind, challenge, origin = client["type"], client["challenge"], str(client["origin"])
    except (Malformed, KeyError, TypeError) as error:
        raise Malformed("a person's signature holds no client data") from error
    told = encode_bytes(leaf).translate(str.maketrans("+/", "-_")).rstrip("=")
    if kind != "webauthn.get" or challenge != told:
        raise Untrusted("a person's signature belongs to another entry")
    data = attribution.authenticator
    if len(data) < _HEAD or not data[32] & USER_PRESENT:
        raise Untrusted("a person's signature was made with nobody present")
    _verify(attribution, data + sha256(attribution.client).digest())
    return origin


def _verify(attribution: Attribution, said: bytes) -> None:
    try:
        key = load_der_public_key(attribution.key)
        told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed("a person's key cannot be read") from error
    if told != attribution.key:  # one key in two spellings would have two ids
        raise Malformed("a person's key is not spelt in the one way of its kind")
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            key.verify(attribution.signature, said, ec.ECDSA(SHA256()))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(attribution.signature, said)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(attribution.signature, said, padding.PKCS1v15(), SHA256())
        else:
            raise Malformed("a person's key is of a kind that is not known here")
    except InvalidSignature as error:
        raise Untrusted("a person's signature is false") from error
