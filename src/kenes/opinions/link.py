"""The one key that ties people to their numbers, and its end.

A participant's digest is HMAC-SHA-256 under a key of the consultation. The key is a file beside
the database, not in it: who takes the database alone can link nobody, and after the consultation
has closed nobody can, since the key is gone and the digests with it. Copies of the folder made
before are the limit of that promise, and the page of the consultation says so.
"""

import hmac
from hashlib import sha256

from kenes.opinions import keys
from kenes.opinions.models import Consultation

_PREFIX = "consultation-"


def digest(consultation: Consultation, who: str) -> str:
    """64 hexadecimal digits; ``who`` is ``member:12``, ``code:…`` or ``cookie:…``."""
    return hmac.new(_key(consultation), who.encode(), "sha256").hexdigest()


def of_code(code: str) -> str:
    """Of an invitation's code, which is long enough to need no key."""
    return sha256(code.encode()).hexdigest()


def destroy(consultation: Consultation) -> None:
    """Digests that were made can be made no more. Twice does no harm."""
    keys.destroy(keys.path(_name(consultation)))


def kept() -> set[int]:
    """Consultations, by key, of which the key is still there."""
    names = (place.name.removeprefix(_PREFIX) for place in keys.path("").glob(f"{_PREFIX}*"))
    return {int(name) for name in names if name.isdigit()}


def _key(consultation: Consultation) -> bytes:
    return keys.kept(_name(consultation))[0]


def _name(consultation: Consultation) -> str:
    return f"{_PREFIX}{consultation.pk}"
