"""Texts as sparse rows: words and runs of words, pieces of words, each weighed by how rare it is.

A term is known by a hash of 64 bits, so that what was learned is a few arrays: nothing of a text
is kept, and nothing needs to be unpickled. Source of the weights: Salton, Buckley (1988),
doi:10.1016/0306-4573(88)90021-0, with the logarithm of frequencies.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Hashes = NDArray[np.uint64]
Places = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float32]
Marks = NDArray[np.bool_]

_WORD = re.compile(r"[^\W_](?:[\w’']*\w)?")
_MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number near 2^64 divided by the golden ratio
_PIECE = 4  # letters; three lengths at once take three times as long and tell no more


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The terms of several texts, in one list. All arrays are as long as there are terms.

    row : which text. hash : which term. first, last : which words of the text it is made of,
    counted from 0. is_piece : whether it is a part of one word.
    """

    count: int  # of texts
    row: Places
    hash: Hashes
    first: Places
    last: Places
    is_piece: Marks


def words_of(text: str) -> list[str]:
    """The words of a text in order, in lower case; an apostrophe inside belongs to its word."""
    return _WORD.findall(_lowered(text))


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each of ``words_of(text)`` stands in the text."""
    return [found.span() for found in _WORD.finditer(_lowered(text))]


def _lowered(text: str) -> str:
    """Lower case, letter by letter: İ would become two, and all places after it be wrong."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


@lru_cache(maxsize=200_000)
def _hashed(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


@lru_cache(maxsize=50_000)
def _pieces_of(word: str) -> Hashes:
    """Of the word between two blanks, so that beginnings and ends differ from middles."""
    between = f" {word[:40]} "
    starts = range(max(1, len(between) - _PIECE + 1))
    cut = sorted({between[start : start + _PIECE] for start in starts})
    return np.array([_hashed(f"\n{piece}") for piece in cut], np.uint64)


def terms_of(texts: Sequence[str], *, run: int, first_words: int, pieces: bool) -> Terms:
    """All terms of the texts: runs of one to ``run`` words, pieces of words when wanted.

    The ``first_words`` first words count once more as words that begin a text: what is asked
    for stands there.
    """
    known: dict[str, int] = {}
    places, lengths = [], np.zeros(len(texts), np.int64)
    for number, text in enumerate(texts):
        found = words_of(text)
        lengths[number] = len(found)
        places += [known.setdefault(word, len(known)) for word in found]
    word = np.array(places, np.int64)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    ends = np.cumsum(lengths)
    at = (np.arange(len(word)) - (ends - lengths)[row]).astype(np.int32)
    hashes = np.array([_hashed(one) for one in known], np.uint64)[word] if known else _NONE
    rows, terms, first, last = [row], [hashes], [at], [at]
    joined = hashes
    for more in range(1, run):
        joined = (joined[:-1] * _MIX) ^ hashes[more:]
        whole = row[: len(joined)] == row[more:]
        rows.append(row[: len(joined)][whole])
        terms.append(_spread(joined[whole], more))
        first.append(at[: len(joined)][whole])
        last.append(first[-1] + np.int32(more))
    if first_words:
        begins = at < first_words
        rows.append(row[begins])
        terms.append(_spread(hashes[begins], 101))
        first.append(at[begins])
        last.append(at[begins])
    whole_words = sum(len(one) for one in rows)
    if pieces and known:
        cut = [_pieces_of(one) for one in known]
        size = np.array([len(one) for one in cut])
        start = np.cumsum(size) - size
        wide = size[word]
        within = np.arange(wide.sum()) - np.repeat(np.cumsum(wide) - wide, wide)
        rows.append(np.repeat(row, wide))
        terms.append(np.concatenate(cut)[np.repeat(start[word], wide) + within])
        first.append(np.repeat(at, wide))
        last.append(first[-1])
    all_rows = np.concatenate(rows)
    return Terms(
        count=len(texts),
        row=all_rows,
        hash=np.concatenate(terms),
        first=np.concatenate(first),
        last=np.concatenate(last),
        is_piece=np.arange(len(all_rows)) >= whole_words,
    )


_NONE: Hashes = np.empty(0, np.uint64)


def _spread(hashes: Hashes, kind: int) -> Hashes:
    """Other hashes for another kind of term of the same words."""
    mixed = (hashes ^ (hashes >> np.uint64(29))) * _MIX + np.uint64(kind)
    return np.asarray(mixed ^ (mixed >> np.uint64(32)))


class Vectors:
    """Rows of weights for texts, after the terms of the texts it was fitted on.

    Parameters
    ----------
    run : words in the longest run. first_words : see ``terms_of``.
    least : texts a run of words must stand in; ``least_piece`` the same for pieces.
    piece_weight : of pieces against words; 0 for none.

    Attributes after ``fit_transform``: ``terms_`` (sorted hashes), ``rarity_`` and ``is_piece_``
    (of each).
    """

    def __init__(
        self,
        *,
        run: int = 3,
        first_words: int = 4,
        least: int = 2,
        least_piece: int = 3,
        piece_weight: float = 1.0,
    ) -> None:
        self.run = run
        self.first_words = first_words
        self.least = least
        self.least_piece = least_piece
        self.piece_weight = piece_weight

    def fit_transform(self, texts: Sequence[str]) -> Any:
        """Learn the terms; the rows of the texts, CSR float32 (texts, terms)."""
        found = self._terms(texts)
        kept = [
            _in_texts(found.hash[mine], found.row[mine], least)
            for mine, least in (
                (~found.is_piece, self.least),
                (found.is_piece, self.least_piece),
            )
        ]
        terms = np.concatenate([one[0] for one in kept])
        counts = np.concatenate([one[1] for one in kept])
        order = np.argsort(terms, kind="stable")
        self.terms_: Hashes = terms[order]
        self.is_piece_: Marks = np.repeat([False, True], [len(one[0]) for one in kept])[order]
        rarity = np.log((1 + len(texts)) / (1 + counts[order])) + 1
        self.rarity_: Floats = rarity.astype(np.float32)
        return self._rows(found)

    def transform(self, texts: Sequence[str]) -> Any:
        return self._rows(self._terms(texts))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What ``from_arrays`` needs."""
        return {"terms": self.terms_, "rarity": self.rarity_, "is_piece": self.is_piece_}

    def from_arrays(self, arrays: dict[str, NDArray[Any]]) -> "Vectors":
        self.terms_, self.rarity_ = arrays["terms"], arrays["rarity"]
        self.is_piece_ = arrays["is_piece"]
        return self

    def occurrences(self, text: str) -> tuple[Terms, Places, Floats]:
        """The terms of one text that are known; the column and the weight of each occurrence.

        The weight of a term is shared by the places where it stands.
        """
        found = self._terms([text])
        column, known = self._columns(found.hash)
        kept = Terms(
            count=1,
            row=found.row[known],
            hash=found.hash[known],
            first=found.first[known],
            last=found.last[known],
            is_piece=found.is_piece[known],
        )
        row, column = self._rows(kept), column[known]
        which = np.searchsorted(row.indices, column)
        times = np.bincount(which, minlength=len(row.indices))
        return kept, column, (row.data / np.maximum(times, 1))[which].astype("f4")

    def _terms(self, texts: Sequence[str]) -> Terms:
        return terms_of(
            texts, run=self.run, first_words=self.first_words, pieces=self.piece_weight > 0
        )

    def _columns(self, hashes: Hashes) -> tuple[Places, Marks]:
        """Of each hash the column, and whether it is known: else the column means nothing."""
        if not len(self.terms_):
            return np.zeros(len(hashes), np.int32), np.zeros(len(hashes), bool)
        # liblinear reads indices of 32 bits.
        column = np.searchsorted(self.terms_, hashes).astype(np.int32)
        column = np.minimum(column, np.int32(len(self.terms_) - 1))
        return column, np.asarray(self.terms_[column] == hashes)

    def _rows(self, found: Terms) -> Any:
        column, known = self._columns(found.hash)
        rows = sparse.csr_array(
            (np.ones(int(known.sum()), np.float32), (found.row[known], column[known])),
            shape=(found.count, len(self.terms_)),
        )
        rows.sum_duplicates()
        rows.data = (1 + np.log(rows.data)) * self.rarity_[rows.indices]
        is_piece = self.is_piece_[rows.indices]
        number = np.repeat(np.arange(found.count), np.diff(rows.indptr))
        for mine, weight in ((~is_piece, 1.0), (is_piece, self.piece_weight)):
            squares = np.bincount(
                number[mine], rows.data[mine].astype(np.float64) ** 2, found.count
            )
            scale = weight / np.sqrt(np.maximum(squares, 1e-12))
            rows.data[mine] *= scale[number[mine]].astype(np.float32)
        return rows


def _in_texts(hashes: Hashes, rows: Places, least: int) -> tuple[Hashes, Counts]:
    """Each term once, sorted, that stands in enough texts; and in how many it stands."""
    if not len(hashes):
        return hashes, np.empty(0, np.int64)
    order = np.argsort(hashes, kind="stable")  # the rows of one term stay in order: they rose
    hashes, rows = hashes[order], rows[order]
    starts = np.ones(len(hashes), bool)
    starts[1:] = hashes[1:] != hashes[:-1]
    counted = starts.copy()
    counted[1:] |= rows[1:] != rows[:-1]
    counts = np.add.reduceat(counted, np.flatnonzero(starts), dtype=np.int64)
    return hashes[starts][counts >= least], counts[counts >= least]
