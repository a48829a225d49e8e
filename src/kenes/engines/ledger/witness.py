"""A witness: remembers what it saw of a log, refuses another history, and signs what continues it.

Its folder holds its key and, for each log, the newest checkpoint it has signed. That is written
before the signature leaves, so that no crash makes it sign two histories.
"""

import os
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from kenes.engines.ledger.checkpoint import Checkpoint, told_size
from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.folder import check_since, handovers_in
from kenes.engines.ledger.handover import Chain
from kenes.engines.ledger.notes import COSIGNATURE, LARGEST, Key, Note, Signer
from kenes.engines.ledger.tiles import CHECKPOINT, Files

KEY = "key"


class Witness:
    """A witness whose state is a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises Malformed when the folder holds no witness."""
        self._folder = folder
        try:
            self._signer = Signer.parse((folder / KEY).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Malformed(f"{folder} holds no witness: make one first") from error
        if self._signer.key.algorithm != COSIGNATURE:
            raise Malformed(f"the key in {folder} is no witness's key")

    @classmethod
    def make(cls, folder: Path, name: str, seed: bytes) -> "Witness":
        """A new witness called ``name``; ``seed`` is 32 random bytes. Raises Malformed."""
        signer = Signer(name, seed, COSIGNATURE)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            opened = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Malformed(f"{folder} holds a witness already") from error
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(f"{signer.secret()}\n")
        return cls(folder)

    @property
    def key(self) -> Key:
        return self._signer.key

    def cosign(self, files: Files, log: Key, *, at: int) -> Note:
        """Sign the log's newest checkpoint, if it continues all that was seen of it.

        ``log`` is the key known when this witness began; ``at`` is in seconds since 1970.
        Raises Malformed, Untrusted, or Contradiction when the log shrank or was rewritten.
        """
        note = files.read(CHECKPOINT, LARGEST)
        chain = Chain(log, handovers_in(files, told_size(note)))
        checkpoint = chain.newest(note).checkpoint
        seen = self._folder / f"seen-{sha256(log.name.encode()).hexdigest()[:16]}"
        with FileLock(self._folder / ".lock"):
            if seen.exists():
                old = Checkpoint.parse(Note.parse(seen.read_bytes()).text)
                check_since(old, checkpoint, files)
            cosigned = Note.parse(note).with_signature(self._signer.sign(str(checkpoint), at=at))
            _keep(seen, str(cosigned).encode())
        return cosigned


def _keep(file: Path, data: bytes) -> None:
    """Replace a file so that a power cut leaves the old or the new one."""
    draft = file.with_name(f"{file.name}.draft")
    with draft.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
