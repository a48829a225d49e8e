"""Meaning across languages: with the extra it is found, without it that is said."""

from pathlib import Path

import pytest

from kenes.engines.likeness import Entry, ModelError
from kenes.engines.likeness.semantic import Meanings, Unavailable, available

TEXTS = (
    Entry(key="1", text="Abolish the death penalty", language="en"),
    Entry(key="2", text="Запретить пытки в тюрьмах", language="ru"),
    Entry(key="3", text="Өлім жазасын жою", language="kk"),
    Entry(key="4", text="Build schools in villages", language="en"),
)


@pytest.mark.skipif(available(), reason="the extra [semantic] is installed")
def test_without_the_extra_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"the extra \[semantic\], which is not installed"):
        Meanings().add(TEXTS)
    assert Meanings().nearest("torture", language="en") == []
    Meanings().save(tmp_path / "meanings.npz")
    assert len(Meanings.load(tmp_path / "meanings.npz")) == 0
    (tmp_path / "meanings.npz").write_bytes(b"x")
    with pytest.raises(ModelError):
        Meanings.load(tmp_path / "meanings.npz")


@pytest.mark.skipif(not available(), reason="the extra [semantic] is not installed")
def test_the_same_is_found_in_other_languages(tmp_path: Path) -> None:
    meanings = Meanings().add(TEXTS)
    # So few texts do not tell what a language has in common: its own may come before others.
    found = meanings.nearest("Отменить смертную казнь\0", language="ru", count=3)
    assert {one.key for one in found} == {"1", "2", "3"}
    meanings.save(tmp_path / "meanings.npz")
    loaded = Meanings.load(tmp_path / "meanings.npz")
    assert loaded.nearest("Отменить смертную казнь\0", language="ru", count=3) == found
    assert "1" not in {one.key for one in loaded.remove(["1"]).nearest("казнь", language="ru")}
    loaded.add([Entry(key="4", text="Abolish capital punishment", language="en")])
    assert len(loaded) == 3
