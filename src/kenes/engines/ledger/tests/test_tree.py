"""RFC 6962's tree: its published roots, all small sizes, and every tampering refused."""

import pytest

from kenes.engines.ledger import tree
from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed

# Certificate Transparency's reference leaves and the roots over the first 1 to 8 of them.
LEAVES = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243")]
LEAVES += [bytes(range(0x50, 0x58)), bytes(range(0x60, 0x70))]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 70


def leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(b"entry %d" % n) for n in range(count)]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_published_roots_are_ours(count: int) -> None:
    hashes = [tree.leaf_hash(leaf) for leaf in LEAVES[:count]]
    assert tree.root_of(hashes).hex() == ROOTS[count - 1]


def test_the_empty_log_has_the_hash_of_nothing() -> None:
    assert tree.root_of([]) == tree.EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_entry_of_every_size_is_proven_and_no_other(size: int) -> None:
    hashes = leaves(size)
    root, part = tree.root_of(hashes), tree.subtrees(hashes)
    for index in range(size):
        proof = tree.inclusion(index, size, part)
        tree.check_inclusion(hashes[index], index, size, proof, root)
        with pytest.raises(Contradiction, match=f"entry {index} "):
            tree.check_inclusion(tree.leaf_hash(b"other"), index, size, proof, root)
        with pytest.raises(LedgerError):
            tree.check_inclusion(hashes[index], index + 1, size, proof, root)
        with pytest.raises(Contradiction):
            tree.check_inclusion(hashes[index], index, size, [*proof, root], root)
        for at in range(len(proof)):
            with pytest.raises(Contradiction):
                tree.check_inclusion(
                    hashes[index], index, size, proof[:at] + proof[at + 1 :], root
                )


@pytest.mark.parametrize("new", range(MOST))
def test_a_log_that_only_grew_is_consistent_and_a_fork_is_not(new: int) -> None:
    hashes = leaves(new)
    root, part = tree.root_of(hashes), tree.subtrees(hashes)
    for old in range(new + 1):
        proof, before = tree.consistency(old, new, part), tree.root_of(hashes[:old])
        tree.check_consistency(old, before, new, root, proof)
        fork = tree.root_of([*hashes[: old - 1], tree.leaf_hash(b"forked")]) if old else root
        if old or new:
            with pytest.raises(Contradiction):
                tree.check_consistency(old, fork, new, root, proof)
        with pytest.raises(Contradiction):
            tree.check_consistency(old, before, new, root, [*proof, root])


def test_a_log_that_shrank_was_rolled_back() -> None:
    hashes = leaves(5)
    with pytest.raises(Contradiction, match="shrank"):
        tree.check_consistency(5, tree.root_of(hashes), 4, tree.root_of(hashes[:4]), [])


def test_a_range_goes_on_from_its_kept_roots() -> None:
    hashes = leaves(MOST)
    for size in range(MOST):
        kept = tree.Range()
        for leaf in hashes[:size]:
            kept.append(leaf)
        again = tree.Range(kept.size, kept.roots)
        for leaf in hashes[size:]:
            again.append(leaf)
        assert again.root() == tree.root_of(hashes)
    with pytest.raises(Malformed):
        tree.Range(3, [hashes[0]])
