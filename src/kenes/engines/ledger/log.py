"""A log in a folder: appended to in bulk by its operator, verified whole by anyone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.errors import Contradiction
from kenes.engines.ledger.tiles import (
    WIDTH,
    Files,
    Folder,
    bundled,
    entries_in,
    hashes_in,
    levels_of,
    tile_path,
    tiles_of,
)
from kenes.engines.ledger.tree import Range, leaf_hash, root_of

# Called with the number of a bundle, its entries, and their hashes as leaves.
Take = Callable[[int, list[bytes], list[bytes]], None]


class Writer:
    """Appends entries to a folder of tiles. One at a time: the caller holds the lock."""

    def __init__(self, folder: Path, size: int = 0) -> None:
        """Go on after the first ``size`` entries of what stands there. Raises Malformed."""
        self._folder, self.size = folder, size
        files = Folder(folder)
        self._entries: list[bytes] = []
        self._levels: list[list[bytes]] = []  # the tile at the right edge of each level
        for level in levels_of(size):
            index, width = list(tiles_of(size, level))[-1]
            is_open = width < WIDTH
            self._levels.append(hashes_in(files, level, index, width) if is_open else [])
        if size % WIDTH:
            self._entries = entries_in(files, size // WIDTH, size % WIDTH)

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries; full tiles are written at once, the rest by ``flush``."""
        for entry in entries:
            self._entries.append(entry)
            self._push(0, leaf_hash(entry))
            self.size += 1
            if len(self._entries) == WIDTH:
                self._put(tile_path("entries", self.size // WIDTH - 1), bundled(self._entries))
                self._entries = []

    def flush(self) -> None:
        """Write what stands at the right edge."""
        if self._entries:
            path = tile_path("entries", self.size // WIDTH, len(self._entries))
            self._put(path, bundled(self._entries))
        for level, hashes in enumerate(self._levels):
            if hashes:
                path = tile_path(level, self._index(level), len(hashes))
                self._put(path, b"".join(hashes))

    def root(self) -> bytes:
        """The root over all entries so far."""
        parts: list[bytes] = []
        for level in reversed(range(len(self._levels))):
            parts += _full(self._levels[level])
        return Range(self.size, parts).root()

    def _push(self, level: int, found: bytes) -> None:
        if level == len(self._levels):
            self._levels.append([])
        hashes = self._levels[level]
        hashes.append(found)
        if len(hashes) == WIDTH:
            index = (self.size + 1 >> 8 * level) // WIDTH - 1
            self._put(tile_path(level, index), b"".join(hashes))
            self._levels[level] = []
            self._push(level + 1, root_of(hashes))

    def _index(self, level: int) -> int:
        return (self.size >> 8 * level) // WIDTH

    def _put(self, path: str, data: bytes) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.draft")
        draft.write_bytes(data)
        draft.replace(file)  # a reader sees a whole tile or none


def _full(hashes: list[bytes]) -> list[bytes]:
    """The roots of the full subtrees over a tile's hashes, the largest first."""
    roots, at = [], 0
    for bit in (128, 64, 32, 16, 8, 4, 2, 1):
        if len(hashes) & bit:
            roots.append(root_of(hashes[at : at + bit]))
            at += bit
    return roots


@dataclass(frozen=True)
class Verified:
    """What a whole log was found to hold."""

    size: int
    root: bytes


def verify(files: Files, checkpoint: Checkpoint, take: Take | None = None) -> Verified:
    """Rebuild the whole log and compare it with what was signed.

    ``take`` is given the entries as they are read, so that no site can show others to whoever
    reads them again; what it learns is worth nothing before this returns.

    Raises Malformed naming a file, or Contradiction naming the first entry that is not the one
    that was signed.
    """
    size = checkpoint.size
    roots = []  # over the entries of each tile
    for index, width in tiles_of(size, 0):
        entries = entries_in(files, index, width)
        found = [leaf_hash(entry) for entry in entries]
        told = hashes_in(files, 0, index, width)
        if found != told:
            wrong = next(n for n in range(width) if found[n] != told[n])
            raise _changed(index * WIDTH + wrong)
        if take:
            take(index, entries, found)
        roots.append(root_of(found))
    if root_of(roots) != checkpoint.root:
        raise Contradiction(f"the {size} entries are not those that were signed", size=str(size))
    for level in list(levels_of(size))[1:]:
        for index, width in tiles_of(size, level):
            begin = index * WIDTH
            if hashes_in(files, level, index, width) != roots[begin : begin + width]:
                path = tile_path(level, index, width)
                raise Contradiction(f"{path} does not follow from the entries", path=path)
        roots = [root_of(roots[at : at + WIDTH]) for at in range(0, len(roots), WIDTH)]
    return Verified(size, checkpoint.root)


def _changed(index: int) -> Contradiction:
    return Contradiction(f"entry {index} was changed after it entered the log", index=str(index))
