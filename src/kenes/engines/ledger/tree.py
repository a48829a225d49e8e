"""The Merkle tree of RFC 6962: roots, proofs that an entry is in, proofs that a log only grew.

Hashes are 32 bytes of SHA-256. A tree of ``n`` leaves is cut into full subtrees, the largest
first; ``Range`` keeps just their roots, so that appending needs no more than log2(n) hashes.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from kenes.engines.ledger.errors import Contradiction, Malformed

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
# ``subtree(begin, end)`` is the root over the leaves [begin, end).
Subtree = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below ``size`` (2 or more): where a tree parts."""
    return 1 << (size - 1).bit_length() - 1


class Range:
    """The full subtrees of a growing tree, as ``(leaves, root)``, the largest first."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        sizes = [1 << bit for bit in range(size.bit_length() - 1, -1, -1) if size >> bit & 1]
        if len(sizes) != len(roots):
            raise Malformed(f"a tree of {size} leaves has {len(sizes)} full subtrees")
        self.size = size
        self._parts = list(zip(sizes, roots, strict=True))

    @property
    def roots(self) -> list[bytes]:
        return [root for _, root in self._parts]

    def append(self, leaf: bytes) -> None:
        """Add the hash of one more leaf."""
        self.size += 1
        width, right = 1, leaf
        while self._parts and self._parts[-1][0] == width:
            right = node_hash(self._parts.pop()[1], right)
            width *= 2
        self._parts.append((width, right))

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._parts:
            return EMPTY_ROOT
        found = self._parts[-1][1]
        for _, root in reversed(self._parts[:-1]):
            found = node_hash(root, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in their order."""
    level = list(leaves)
    while len(level) > 1:
        above = list(map(node_hash, level[::2], level[1::2]))
        level = above + level[-1:] if len(level) & 1 else above  # an odd one goes up as it is
    return level[0] if level else EMPTY_ROOT


def subtrees(leaves: Sequence[bytes]) -> Subtree:
    """Roots over parts of leaf hashes held in memory."""
    return lambda begin, end: root_of(leaves[begin:end])


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that leaf ``index`` is in the tree of ``size`` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise Malformed(f"there is no entry {index} in a log of {size}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(begin, middle))
            begin = middle
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises Contradiction unless ``leaf`` is entry ``index`` of the tree with this root."""
    if not 0 <= index < size:
        raise Malformed(f"there is no entry {index} in a log of {size}")
    found, at, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            raise _not_in(index, size)
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise _not_in(index, size)


def _not_in(index: int, size: int) -> Contradiction:
    return Contradiction(
        f"entry {index} is not in the signed log of {size} entries", index=str(index)
    )


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of ``new`` leaves continues the tree of ``old`` leaves."""
    if not 0 <= old <= new:
        raise Malformed(f"a log of {new} entries cannot continue one of {old}")
    if old in {0, new}:
        return []
    proof: list[bytes] = []
    begin, end, is_whole = 0, new, True
    while old < end:
        middle = begin + split(end - begin)
        if old <= middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(begin, middle))
            begin, is_whole = middle, False
    if not is_whole:
        proof.append(subtree(begin, end))
    return proof[::-1]


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises Contradiction unless the newer tree continues the older one."""
    if not 0 <= old <= new:
        raise Contradiction(f"a log of {old} entries shrank to {new}", old=str(old), new=str(new))
    if old == new or old == 0:
        is_right = not proof and (old_root == new_root if old else old_root == EMPTY_ROOT)
        if not is_right:
            raise _forked(old, new)
        return
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        raise _forked(old, new)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise _forked(old, new)
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    if last or before != old_root or after != new_root:
        raise _forked(old, new)


def _forked(old: int, new: int) -> Contradiction:
    return Contradiction(
        f"the log of {new} entries does not continue the one of {old}: history was rewritten",
        old=str(old),
        new=str(new),
    )
