"""The files of a log read from its site, and a copy of them kept in a folder."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kenes.engines.ledger.checkpoint import told_size
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.folder import (
    HANDOVERS,
    LARGEST_PAYLOADS,
    WITNESSED,
    handovers_in,
    payload_path,
)
from kenes.engines.ledger.handover import Chain
from kenes.engines.ledger.notes import LARGEST, Key
from kenes.engines.ledger.tiles import (
    CHECKPOINT,
    LARGEST_ENTRY,
    WIDTH,
    Folder,
    levels_of,
    tile_path,
    tiles_of,
)

_TRIES = 3  # copies of a log that grows while it is copied
SECONDS = 30  # that one answer may take
_LARGEST_TILE = WIDTH * (LARGEST_ENTRY + 2)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """A log is where its reader was told it is, and nowhere else."""


class Site:
    """The files of a log behind its address, ``https://kenes.example/record/``."""

    def __init__(self, address: str, *, loopback_only: bool = False) -> None:
        """Raises Malformed for what is no such address."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Malformed(f"{address!r} is no http address")
        if loopback_only and not _is_loopback(parts.hostname):
            raise Malformed(f"{address} is not on this machine: make a copy of it first")
        self._address = address.rstrip("/") + "/"
        self._opener = urllib.request.build_opener(_NoRedirect)

    def read(self, path: str, limit: int) -> bytes:
        found = self.read_unless(path, limit, b"")
        return b"" if found is None else found

    def read_unless(self, path: str, limit: int, known: bytes) -> bytes | None:
        """A file's bytes, or None when they are still ``known``. Raises Malformed."""
        request = urllib.request.Request(self._address + quote(path))  # noqa: S310 (http only)
        if known:
            request.add_header("If-None-Match", f'"{sha256(known).hexdigest()[:32]}"')
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                data: bytes = answer.read(limit + 1)
        except urllib.error.HTTPError as error:
            if error.code == 304:
                return None
            why = "is missing from the log" if error.code == 404 else f"answers {error.code}"
            raise Malformed(f"{path} {why}", path=path) from error
        except (OSError, ValueError) as error:
            raise Malformed(f"{self._address} does not answer: {error}", path=path) from error
        if len(data) > limit:
            raise Malformed(f"{path} is larger than it can be", path=path)
        return data


def mirror(site: Site, folder: Path, key: Key) -> int:
    """Bring a copy of the log in ``folder`` up to date; returns the entries it holds then.

    Tiles never change and are loaded once; payloads are loaded again where they have changed. The
    checkpoint comes last, so that a copy cut off half-way is an older whole one. The caller
    verifies the folder. Raises LedgerError; a site that took its history back is refused.
    """
    for _again in range(_TRIES):
        note = site.read(CHECKPOINT, LARGEST)
        size = _copied(site, folder, key, note)
        if site.read(CHECKPOINT, LARGEST) == note:
            break  # otherwise a payload may tell of what a newer entry has erased
    _put(folder / CHECKPOINT, note)
    return size


def _copied(site: Site, folder: Path, key: Key, note: bytes) -> int:
    size = told_size(note)
    handovers = site.read(HANDOVERS, LARGEST)
    for path in _tiles(size):
        file = folder / path
        if not file.exists():
            _put(file, site.read(path, _LARGEST_TILE))
    for group, _width in tiles_of(size, 0):
        file = folder / payload_path(group)
        known = file.read_bytes() if file.exists() else b""
        data = site.read_unless(payload_path(group), LARGEST_PAYLOADS, known)
        if data is not None:
            _put(file, data)
    _put(folder / HANDOVERS, handovers)
    Chain(key, handovers_in(Folder(folder), size)).newest(note)
    for name in (WITNESSED, "policy"):
        try:
            _put(folder / name, site.read(name, LARGEST))
        except LedgerError:  # not every log has them
            continue
    return size


def _tiles(size: int) -> Iterator[str]:
    for level in levels_of(size):
        for index, width in tiles_of(size, level):
            yield tile_path(level, index, width)
    for index, width in tiles_of(size, 0):
        yield tile_path("entries", index, width)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.draft")
    draft.write_bytes(data)
    draft.replace(file)
