"""A log as static files (C2SP tlog-tiles), so that a mirror is a plain download.

``tile/<level>/<index>`` holds 256 hashes over 256^level leaves each, ``tile/entries/<index>`` the
256 entries themselves, each after its length as two bytes. What is not full yet stands under
``.p/<width>``. ``checkpoint`` is the signed note over all of it.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.tree import HASH_SIZE, Subtree, node_hash, root_of, split

WIDTH = 256  # hashes or entries of a full tile
HEIGHT = 8  # levels of the tree in a tile
LARGEST_ENTRY = 65_535  # bytes: what two bytes can tell
CHECKPOINT = "checkpoint"


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile stands; ``level`` is a number or "entries", ``width`` below 256 if partial."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    path = f"tile/{level}/{'/'.join(reversed(groups))}"
    return path if width == WIDTH else f"{path}.p/{width}"


def tiles_of(size: int, level: int) -> Iterator[tuple[int, int]]:
    """``(index, width)`` of the tiles of one level in a log of ``size`` entries."""
    hashes = size >> HEIGHT * level
    yield from ((index, WIDTH) for index in range(hashes // WIDTH))
    if hashes % WIDTH:
        yield hashes // WIDTH, hashes % WIDTH


def levels_of(size: int) -> range:
    """The levels that have a tile in a log of ``size`` entries."""
    level = 0
    while size >> HEIGHT * (level + 1):
        level += 1
    return range(level + 1) if size else range(0)


class Files(Protocol):
    """Where the files of a log are read from."""

    def read(self, path: str, limit: int) -> bytes:
        """A file's bytes. Raises Malformed when it is missing or larger than ``limit``."""


class Folder:
    """The files of a log in a folder; nothing outside of it is ever read."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def read(self, path: str, limit: int) -> bytes:
        file = (self._root / path).resolve()
        if not file.is_relative_to(self._root):
            raise Malformed(f"{path} leads out of the log", path=path)
        try:
            with file.open("rb") as opened:
                data = opened.read(limit + 1)
        except OSError as error:
            raise Malformed(f"{path} is missing from the log", path=path) from error
        if len(data) > limit:
            raise Malformed(f"{path} is larger than it can be", path=path)
        return data


def hashes_in(files: Files, level: int, index: int, width: int = WIDTH) -> list[bytes]:
    """The hashes of one tile. Raises Malformed."""
    path = tile_path(level, index, width)
    data = files.read(path, WIDTH * HASH_SIZE)
    if len(data) != width * HASH_SIZE:
        raise Malformed(f"{path} does not hold {width} hashes", path=path)
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def entries_in(files: Files, index: int, width: int = WIDTH) -> list[bytes]:
    """The entries of one bundle. Raises Malformed."""
    path = tile_path("entries", index, width)
    data = files.read(path, WIDTH * (LARGEST_ENTRY + 2))
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < width:
        end = at + 2 + int.from_bytes(data[at : at + 2])
        entries.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(entries) != width:
        raise Malformed(f"{path} does not hold {width} whole entries", path=path)
    return entries


def bundled(entries: list[bytes]) -> bytes:
    """The bytes of a bundle. Raises Malformed for an entry that is too large."""
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise Malformed(f"an entry of {len(entry)} bytes is too large for the log")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def subtrees_in(files: Files, size: int) -> Subtree:
    """Roots over parts of a log of ``size`` entries, from its tiles; each is read once."""
    kept: dict[tuple[int, int], list[bytes]] = {}

    def hashes(level: int, index: int) -> list[bytes]:
        if (level, index) not in kept:
            width = min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)
            kept[level, index] = hashes_in(files, level, index, width)
        return kept[level, index]

    def subtree(begin: int, end: int) -> bytes:
        width = end - begin
        if width & (width - 1) or begin % width:
            middle = begin + split(width)
            return node_hash(subtree(begin, middle), subtree(middle, end))
        level, rest = divmod(width.bit_length() - 1, HEIGHT)
        first = begin >> HEIGHT * level
        found = hashes(level, first // WIDTH)
        return root_of(found[first % WIDTH : first % WIDTH + (1 << rest)])

    return subtree
