"""A log as files: written in any portions it is the same, and any change to it is found."""

import shutil
from pathlib import Path

import pytest

from kenes.engines.ledger import tree
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.log import Writer, verify
from kenes.engines.ledger.tiles import Folder, bundled, entries_in, subtrees_in, tile_path

SIZE = 1_000


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(count)]


def written(folder: Path, count: int, portion: int = 97) -> Checkpoint:
    given = entries(count)
    for begin in range(0, count, portion):
        writer = Writer(folder, begin)
        writer.append(given[begin : begin + portion])
        writer.flush()
    root = Writer(folder, count).root()
    return Checkpoint("log.example", count, root)


def test_paths_follow_the_specification() -> None:
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 0, 5) == "tile/entries/000.p/5"
    assert tile_path(2, 1000, 255) == "tile/2/x001/000.p/255"


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 511, 512, SIZE, 66_000])
def test_portions_make_the_same_log(tmp_path: Path, count: int) -> None:
    checkpoint = written(tmp_path, count, portion=count // 3 + 1)
    leaves = [tree.leaf_hash(entry) for entry in entries(count)]
    assert checkpoint.root == tree.root_of(leaves)
    assert verify(Folder(tmp_path), checkpoint).size == count


def test_proofs_come_from_the_tiles(tmp_path: Path) -> None:
    checkpoint = written(tmp_path, SIZE)
    part = subtrees_in(Folder(tmp_path), SIZE)
    leaves = [tree.leaf_hash(entry) for entry in entries(SIZE)]
    for index in (0, 1, 255, 256, 600, SIZE - 1):
        proof = tree.inclusion(index, SIZE, part)
        tree.check_inclusion(leaves[index], index, SIZE, proof, checkpoint.root)
    for old in (1, 97, 256, 512, 999):
        before = tree.root_of(leaves[:old])
        proof = tree.consistency(old, SIZE, part)
        tree.check_consistency(old, before, SIZE, checkpoint.root, proof)


def rewritten(folder: Path, index: int, entry: bytes, *, with_hash: bool) -> None:
    """An operator edits one entry, and perhaps its tile as well."""
    at, place = divmod(index, 256)
    width = min(256, SIZE - at * 256)
    found = entries_in(Folder(folder), at, width)
    found[place] = entry
    (folder / tile_path("entries", at, width)).write_bytes(bundled(found))
    if with_hash:
        tile = folder / tile_path(0, at, width)
        data = bytearray(tile.read_bytes())
        data[place * 32 : place * 32 + 32] = tree.leaf_hash(entry)
        tile.write_bytes(data)


def test_a_changed_entry_is_named_at_every_position(tmp_path: Path) -> None:
    checkpoint = written(tmp_path, SIZE)
    given = entries(SIZE)
    for index in range(SIZE):
        rewritten(tmp_path, index, given[index] + b"!", with_hash=False)
        with pytest.raises(LedgerError, match=f"entry {index} was changed"):
            verify(Folder(tmp_path), checkpoint)
        rewritten(tmp_path, index, given[index], with_hash=False)
    verify(Folder(tmp_path), checkpoint)


@pytest.mark.parametrize("index", [0, 255, 256, 700, 999])
def test_a_change_covered_up_in_its_tile_is_found_all_the_same(tmp_path: Path, index: int) -> None:
    checkpoint = written(tmp_path, SIZE)
    rewritten(tmp_path, index, b"forged", with_hash=True)
    with pytest.raises(LedgerError, match="not those that were signed"):
        verify(Folder(tmp_path), checkpoint)


def test_every_file_cut_lost_or_lengthened_is_found(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    checkpoint = written(whole, SIZE, portion=SIZE)
    files = [path for path in whole.rglob("*") if path.is_file()]
    assert len(files) == 9
    for file in files:
        data = file.read_bytes()
        for wrong in (data[:-1], data[: len(data) // 2], b"", data + b"\0", data[1:]):
            file.write_bytes(wrong)
            with pytest.raises(LedgerError):
                verify(Folder(whole), checkpoint)
        file.unlink()
        with pytest.raises(Malformed, match="missing"):
            verify(Folder(whole), checkpoint)
        file.write_bytes(data)
    verify(Folder(whole), checkpoint)


@pytest.mark.parametrize("order", ["dropped", "swapped", "doubled"])
def test_entries_out_of_their_order_are_found(tmp_path: Path, order: str) -> None:
    given = entries(SIZE)
    checkpoint = written(tmp_path / "signed", SIZE)
    for index in range(0, SIZE - 1, 37):
        forged = list(given)
        if order == "dropped":
            del forged[index]
            forged.append(b"filled up")
        elif order == "swapped":
            forged[index], forged[index + 1] = forged[index + 1], forged[index]
        else:
            forged[index + 1] = forged[index]
        folder = tmp_path / "forged"
        writer = Writer(folder)
        writer.append(forged)
        writer.flush()
        with pytest.raises(LedgerError):
            verify(Folder(folder), checkpoint)
        shutil.rmtree(folder)


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    for path in ("../secret", "link", "/etc/hostname"):
        with pytest.raises(Malformed, match="leads out"):
            Folder(folder).read(path, 100)


def test_an_entry_too_large_for_its_length_is_refused(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.append([b"x" * 65_536])
    with pytest.raises(Malformed, match="too large"):
        writer.flush()
