"""People's passkeys as the record knows them: public keys, and assertions over entries."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import get_credentials, get_server
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.base_user import AbstractBaseUser
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, UserVerificationRequirement

from kenes.engines.ledger.attribution import Attribution, check_attribution
from kenes.engines.ledger.errors import LedgerError
from kenes.record.errors import NotSigned

_ES256, _EDDSA, _RS256 = -7, -8, -257  # COSE algorithms


def has_passkey(user_id: int | None) -> bool:
    owned = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN)
    found: bool = owned.exists()
    return found


def public_key(authenticator: Authenticator) -> bytes | None:
    """The key in DER; None when it is of a kind that the record cannot check."""
    credential = authenticator.wrap().authenticator_data.credential_data
    return None if credential is None else der_of(credential.public_key)


def der_of(cose: Any) -> bytes | None:
    """SubjectPublicKeyInfo of a COSE key (RFC 9053), or None for another kind of key."""
    key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
    algorithm = cose.get(3)
    if algorithm == _ES256:
        x, y = (int.from_bytes(cose[part]) for part in (-2, -3))
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    elif algorithm == _EDDSA:
        key = ed25519.Ed25519PublicKey.from_public_bytes(cose[-2])
    elif algorithm == _RS256:
        key = rsa.RSAPublicNumbers(int.from_bytes(cose[-2]), int.from_bytes(cose[-1])).public_key()
    else:
        return None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def request_options(user: AbstractBaseUser, leaf: bytes) -> dict[str, Any]:
    """What the browser asks the device for: a signature over the entry's leaf."""
    options, _state = get_server().authenticate_begin(
        credentials=get_credentials(user),
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=leaf,
    )
    return {"request_options": dict(options)}


def assertion(user: AbstractBaseUser, leaf: bytes, answer: dict[str, Any]) -> Attribution:
    """The device's answer as a signature of the record. Raises NotSigned."""
    state = {"challenge": websafe_encode(leaf), "user_verification": None}
    try:
        credential = get_server().authenticate_complete(state, get_credentials(user), answer)
        said = AuthenticationResponse.from_dict(answer).response
        key = der_of(credential.public_key)
        if key is None:
            raise NotSigned("a key of another kind")
        found = Attribution(
            key, bytes(said.authenticator_data), bytes(said.client_data), said.signature
        )
        check_attribution(found, leaf)
    except (ValueError, TypeError, KeyError, AttributeError, LedgerError) as error:
        raise NotSigned(str(error)) from error
    return found
