"""The keys of the log: made here, kept in files outside the database, read by their owner alone.

``signing`` is the key of today, ``next`` its successor while the log is handed over.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.notes import Signer
from kenes.record.errors import KeyTrouble
from kenes.record.places import key_folder

SIGNING, NEXT = "signing", "next"
_LOCAL = {"localhost", "127.0.0.1", "[::1]", "*"}


def log_name() -> str:
    """The name a new key gets: KENES_RECORD_NAME, or the first host that is served."""
    if settings.KENES_RECORD_NAME:
        return str(settings.KENES_RECORD_NAME)
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host not in _LOCAL]
    return f"{hosts[0] if hosts else 'kenes.localhost'}/record"


def signer() -> Signer:
    """The log's key; made when there is none yet. Raises KeyTrouble."""
    return read(SIGNING) or make(SIGNING, log_name())


def read(which: str) -> Signer | None:
    """A key of this machine. Raises KeyTrouble when its file is damaged."""
    try:
        return Signer.parse(_file(which).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (Malformed, UnicodeDecodeError) as error:
        raise KeyTrouble(f"{_file(which)}: {error}") from error


def make(which: str, name: str) -> Signer:
    """Make a key and keep it; the one that is there already when another process was faster."""
    try:
        made = Signer(name, secrets.token_bytes(32))
    except Malformed as error:
        raise KeyTrouble(f"{name!r} cannot name a log: no spaces and no plus sign") from error
    folder = key_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{which}.{os.getpid()}"
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(f"{made.secret()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, _file(which))  # never over a key that is there
    except FileExistsError:
        return read(which) or made
    finally:
        draft.unlink()
    return made


def step_up() -> None:
    """The successor becomes the key of today; the old one stays beside it, retired."""
    if old := read(SIGNING):
        with suppress(FileExistsError):  # done before, by a call that was cut off here
            os.link(_file(SIGNING), key_folder() / f"retired-{old.key.id.hex()}")
    _file(NEXT).replace(_file(SIGNING))  # one step: there is a key at every moment


def _file(which: str) -> Path:
    return key_folder() / which
