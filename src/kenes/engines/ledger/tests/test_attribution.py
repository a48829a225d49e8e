"""A person's passkey: an assertion over this entry, by this key, with somebody present."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kenes.engines.ledger.attribution import Attribution, check_attribution
from kenes.engines.ledger.errors import LedgerError, Malformed, Untrusted
from kenes.engines.ledger.tests.making import Passkey
from kenes.engines.ledger.tree import leaf_hash

LEAF, SITE = leaf_hash(b"entry"), "https://kenes.example"
PASSKEY = Passkey()
PRESENT = b"\x01"
_EDWARDS = ed25519.Ed25519PrivateKey.generate()
_RSA = rsa.generate_private_key(65_537, 2048)
_P384 = ec.generate_private_key(ec.SECP384R1())
_K1 = ec.generate_private_key(ec.SECP256K1())
_DSA = dsa.generate_private_key(2048)
Sign = Callable[[bytes], bytes]


def der(private: Any) -> bytes:
    made: bytes = private.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return made


def made(
    key: bytes, sign: Sign, *, flags: bytes = PRESENT, more: bytes = b"", **client: Any
) -> Attribution:
    """An assertion as a device makes it, but for what is asked for otherwise."""
    challenge = base64.urlsafe_b64encode(LEAF).decode().rstrip("=")
    said = {"type": "webauthn.get", "challenge": challenge, "origin": SITE, **client}
    text = json.dumps({name: value for name, value in said.items() if value is not None})
    data = sha256(b"kenes.example").digest() + flags + bytes(4) + more
    signature = sign(data + sha256(text.encode()).digest())
    return Attribution(key, data, text.encode(), signature)


def edwards(**otherwise: Any) -> Attribution:
    return made(der(_EDWARDS), _EDWARDS.sign, **otherwise)


def by_rsa(said: bytes) -> bytes:
    return _RSA.sign(said, padding.PKCS1v15(), SHA256())


def test_a_passkey_signs_an_entry_for_a_site() -> None:
    assert check_attribution(PASSKEY.sign(LEAF), LEAF) == SITE


def test_keys_of_all_three_kinds_are_understood() -> None:
    assert check_attribution(edwards(), LEAF) == SITE
    assert check_attribution(made(der(_RSA), by_rsa), LEAF) == SITE
    p256 = ec.generate_private_key(ec.SECP256R1())
    signed = made(der(p256), lambda said: p256.sign(said, ec.ECDSA(SHA256())))
    assert check_attribution(signed, LEAF) == SITE


def test_a_signature_is_good_for_its_own_entry_only() -> None:
    with pytest.raises(Untrusted, match="another entry"):
        check_attribution(PASSKEY.sign(LEAF), leaf_hash(b"another entry"))


@pytest.mark.parametrize(
    "challenge",
    [
        base64.urlsafe_b64encode(LEAF).decode(),  # with padding
        base64.b64encode(LEAF).decode().rstrip("="),  # the other alphabet
        LEAF.hex(),
        "",
        [],
    ],
)
def test_a_challenge_is_spelt_in_one_way(challenge: Any) -> None:
    with pytest.raises(Untrusted, match="another entry"):
        check_attribution(edwards(challenge=challenge), LEAF)


@pytest.mark.parametrize("kind", ["webauthn.create", "payment.get", "", {}])
def test_another_act_than_signing_does_not_count(kind: Any) -> None:
    with pytest.raises(Untrusted, match="another entry"):
        check_attribution(edwards(type=kind), LEAF)


def test_nobody_present_is_no_signature() -> None:
    for flags in (b"\x00", b"\x04", b"\xfe"):
        with pytest.raises(Untrusted, match="nobody present"):
            check_attribution(edwards(flags=flags), LEAF)
    for flags in (b"\x01", b"\x05"):
        assert check_attribution(edwards(flags=flags), LEAF) == SITE


def test_extensions_may_follow_and_nothing_may_be_missing() -> None:
    assert check_attribution(edwards(more=b"extensions"), LEAF) == SITE
    whole = edwards()
    for size in (0, 32, 33, 36):
        with pytest.raises(Untrusted, match="nobody present"):
            check_attribution(replace(whole, authenticator=whole.authenticator[:size]), LEAF)


@pytest.mark.parametrize("lacking", ["type", "challenge", "origin"])
def test_client_data_without_a_part_is_refused(lacking: str) -> None:
    with pytest.raises(Malformed, match="no client data"):
        check_attribution(edwards(**{lacking: None}), LEAF)


@pytest.mark.parametrize("client", [b"", b"[]", b"7", b'"type"', b"\xff\xfe", b"{", b"[" * 90_000])
def test_client_data_that_is_no_table_is_refused(client: bytes) -> None:
    with pytest.raises(Malformed, match="no client data"):
        check_attribution(replace(edwards(), client=client), LEAF)


@pytest.mark.parametrize("sign", [PASSKEY.sign, lambda _: edwards()], ids=["P-256", "Ed25519"])
def test_every_flipped_bit_of_a_signature_is_refused(
    sign: Callable[[bytes], Attribution],
) -> None:
    whole = sign(LEAF)
    for part in ("authenticator", "client", "signature"):
        data = getattr(whole, part)
        for at in range(len(data)):
            for bit in range(8):
                changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
                with pytest.raises(LedgerError):
                    check_attribution(replace(whole, **{part: changed}), LEAF)


def test_every_flipped_bit_of_a_key_is_refused() -> None:
    whole = PASSKEY.sign(LEAF)
    for at in range(len(whole.key)):
        for bit in range(8):
            key = whole.key[:at] + bytes([whole.key[at] ^ 1 << bit]) + whole.key[at + 1 :]
            with pytest.raises(LedgerError):
                check_attribution(replace(whole, key=key), LEAF)


def test_the_same_key_in_another_spelling_is_refused() -> None:
    head, x, y = PASSKEY.der[:26], PASSKEY.der[27:59], PASSKEY.der[59:]
    hybrid = head + bytes([6 + (y[-1] & 1)]) + x + y
    with pytest.raises(Malformed, match="one way of its kind"):
        check_attribution(replace(PASSKEY.sign(LEAF), key=hybrid), LEAF)


def test_another_persons_key_does_not_fit() -> None:
    with pytest.raises(Untrusted, match="is false"):
        check_attribution(replace(PASSKEY.sign(LEAF), key=Passkey().der), LEAF)
    with pytest.raises(Untrusted, match="is false"):
        check_attribution(replace(PASSKEY.sign(LEAF), key=der(_EDWARDS)), LEAF)


@pytest.mark.parametrize(
    "signed",
    [
        made(der(_P384), lambda said: _P384.sign(said, ec.ECDSA(SHA256()))),
        made(der(_K1), lambda said: _K1.sign(said, ec.ECDSA(SHA256()))),
        made(der(_DSA), lambda said: _DSA.sign(said, SHA256())),
        made(der(x25519.X25519PrivateKey.generate()), lambda said: b"x"),
    ],
    ids=["P-384", "secp256k1", "DSA", "X25519"],
)
def test_a_good_signature_of_another_kind_of_key_is_refused(signed: Attribution) -> None:
    with pytest.raises(Malformed, match="not known here"):
        check_attribution(signed, LEAF)


@pytest.mark.parametrize(
    "key",
    [b"", b"\x30", b"0" * 91, PASSKEY.der[:-1], PASSKEY.der + b"\0"],
    ids=["nothing", "a beginning", "noughts", "cut", "longer"],
)
def test_broken_der_is_refused(key: bytes) -> None:
    with pytest.raises(Malformed, match="key cannot be read"):
        check_attribution(replace(PASSKEY.sign(LEAF), key=key), LEAF)


def test_a_signature_comes_back_as_it_was_told() -> None:
    whole = PASSKEY.sign(LEAF)
    assert Attribution.parse(whole.encode()) == whole
    assert whole.key_id == sha256(PASSKEY.der).hexdigest()[:16] == PASSKEY.id


@pytest.mark.parametrize("part", ["key", "authenticator", "client", "signature"])
def test_a_signature_that_lacks_a_part_is_refused(part: str) -> None:
    told: dict[str, Any] = dict(PASSKEY.sign(LEAF).encode())
    others: list[Any] = [None, 7, [], "ё", "a", f"{told[part]}\n"]
    for wrong in others:
        with pytest.raises(Malformed):
            Attribution.parse({**told, part: wrong})
    del told[part]
    others = [told, None, [], "x"]
    for said in others:
        with pytest.raises(Malformed):
            Attribution.parse(said)
