"""What was learned survives saving, and nothing else is taken for it."""

from pathlib import Path

import numpy as np
import pytest

from kenes.engines.likeness import Entry, Index, Labeller, ModelError
from kenes.engines.likeness.tests.conftest import Rows

ASKED = "Consider laws against torture of children."


@pytest.fixture
def index(rows: Rows) -> Index:
    return Index().add(
        Entry(key=f"{place}", text=row[0], language="en") for place, row in enumerate(rows)
    )


def test_a_labeller_says_the_same_after_loading(
    rows: Rows, labeller: Labeller, tmp_path: Path
) -> None:
    path = tmp_path / "labels.npz"
    labeller.save(path)
    loaded = Labeller.load(path)
    texts = [row[0] for row in rows] + [ASKED, ""]
    assert loaded.suggest(texts) == labeller.suggest(texts)
    assert np.array_equal(loaded.probabilities(texts), labeller.probabilities(texts))
    assert loaded.thresholds_ == labeller.thresholds_
    assert loaded.left_out_ == labeller.left_out_
    assert loaded.example_count_ == labeller.example_count_ == len(rows)


def test_what_was_rejected_is_remembered_after_loading(rows: Rows, tmp_path: Path) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    asked = rows[0][0]
    assert rows[0][1] == ("torture",)
    Labeller().fit(texts, labels, rejected=[(asked, "torture")]).save(tmp_path / "labels.npz")
    loaded = Labeller.load(tmp_path / "labels.npz")
    assert "torture" not in {one.label for one in loaded.suggest([asked])[0]}
    assert "torture" in {one.label for one in loaded.suggest([rows[4][0]])[0]}


def test_an_index_says_the_same_after_loading_and_goes_on(index: Index, tmp_path: Path) -> None:
    index.add([Entry(key="odd", text="\ud800 İ «Құқық»\x00", language="kk")]).remove(["3"])
    index.save(tmp_path / "texts.npz")
    loaded = Index.load(tmp_path / "texts.npz")
    assert len(loaded) == len(index)
    asked = loaded.nearest(ASKED, language="en", count=20)
    assert asked == index.nearest(ASKED, language="en", count=20)
    assert len(asked) == 20
    assert loaded.repeats("құқық \ud800 İ", language="kk") == index.repeats(
        "құқық \ud800 İ", language="kk"
    )
    loaded.add([Entry(key="new", text=ASKED, language="en")])
    assert loaded.nearest(ASKED, language="en")[0].key == "new"


def test_an_empty_index_is_saved_as_well(tmp_path: Path) -> None:
    Index().save(tmp_path / "texts.npz")
    assert Index.load(tmp_path / "texts.npz").nearest(ASKED, language="en") == []


@pytest.mark.parametrize("kind", [Labeller, Index])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}", b"\x93NUMPY\x01\x00", b"x" * 999])
def test_a_foreign_file_is_named(
    kind: type[Labeller] | type[Index], content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "foreign.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"foreign\.npz is damaged, or no saved model"):
        kind.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.npz is not there"):
        Labeller.load(tmp_path / "gone.npz")


def test_one_kind_is_not_taken_for_the_other(labeller: Labeller, tmp_path: Path) -> None:
    labeller.save(tmp_path / "labels.npz")
    with pytest.raises(ModelError, match="holds labels of version 1, not texts of 1"):
        Index.load(tmp_path / "labels.npz")


@pytest.mark.parametrize("part", range(10))
def test_a_damaged_file_never_passes(labeller: Labeller, tmp_path: Path, part: int) -> None:
    path = tmp_path / "labels.npz"
    labeller.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * part // 10])
    with pytest.raises(ModelError):
        Labeller.load(path)


@pytest.mark.parametrize("name", ["weights", "terms", "rejected_texts", "slopes"])
def test_a_file_whose_parts_do_not_fit_is_refused(
    labeller: Labeller, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "labels.npz"
    labeller.save(path)
    with np.load(path) as file:
        arrays = {one: file[one] for one in file.files}
    arrays[name] = np.append(arrays[name].ravel(), arrays[name].ravel()[:1])
    if name == "rejected_texts":
        arrays[name] = np.array([1], np.uint64)
    with path.open("wb") as target:
        np.savez(target, **arrays)
    with pytest.raises(ModelError, match="damaged"):
        Labeller.load(path)


def test_what_was_there_stays_until_all_is_written(labeller: Labeller, tmp_path: Path) -> None:
    path = tmp_path / "labels.npz"
    labeller.save(path)
    labeller.save(path)
    assert [one.name for one in tmp_path.iterdir()] == ["labels.npz"]
    Labeller.load(path)
