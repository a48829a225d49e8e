"""Which texts hold which terms, and how often: an inverted index in arrays, added to in blocks.

Blocks are merged when a later one has grown to half of the one before, so that adding one text to
300,000 costs little, and a question never asks many blocks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Singles = NDArray[np.float32]
GROWTH = 1.25  # of the number of texts, until rarities are counted anew
_LOGARITHMS = (1 + np.log(np.maximum(np.arange(256), 1))).astype(np.float32)
_LOW = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True)
class Block:
    """``terms`` sorted, each once; of ``terms[i]`` the texts ``texts[starts[i]:starts[i + 1]]``
    and how often it stands in each, up to 255."""

    terms: Ints
    starts: Longs
    texts: Ints
    counts: NDArray[np.uint8]

    def at(self, term: int) -> slice:
        place = int(np.searchsorted(self.terms, term))
        if place == len(self.terms) or self.terms[place] != term:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


class Postings:
    """The cosine of texts by their terms. A term weighs its own weight times its rarity."""

    def __init__(self) -> None:
        self.count = 0  # of texts
        self._blocks: list[Block] = []
        self._own: list[float] = []  # weights of terms, in the order of their numbers
        self._values = np.empty(0, np.float32)  # of terms that were counted: weight by rarity
        self._counted = 0  # texts, when rarities were counted
        self._lengths = np.empty(0, np.float32)  # of texts

    @property
    def term_count(self) -> int:
        return len(self._own)

    def add_terms(self, weights: Sequence[float]) -> None:
        """Further terms; their numbers go on where those of the others end."""
        self._own += weights

    def add(self, texts: Sequence[Sequence[int]]) -> None:
        """Further texts, each by the numbers of its terms, repeated as they repeat."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        text = np.repeat(np.arange(self.count, self.count + len(texts), dtype=np.int64), sizes)
        term = np.fromiter((one for terms in texts for one in terms), np.int64, len(text))
        block = _block(*_counted((term << 32) | text))
        self._blocks.append(block)
        self.count += len(texts)
        while len(self._blocks) > 1 and (
            2 * len(self._blocks[-1].texts) >= len(self._blocks[-2].texts)
        ):
            self._merge_last()
        squares = np.zeros(self.count)
        self._add_squares(block, squares)
        self._lengths = np.concatenate([self._lengths, _root(squares[self.count - len(texts) :])])

    def settle(self) -> None:
        """Count rarities anew, if the texts have become many more since."""
        if self.count > GROWTH * self._counted:
            self._count_rarities()

    def values(self, terms: NDArray[Any]) -> Singles:
        """What each term weighs; one that was not counted, or is unknown (-1), is the rarest."""
        own = np.array([self._own[one] if one >= 0 else 1.0 for one in terms], np.float32)
        found = own * np.float32(np.log(1 + self._counted) + 1)
        counted = (terms >= 0) & (terms < len(self._values))
        found[counted] = self._values[terms[counted]]
        return found

    def cosines(self, weights: Mapping[int, float], length: float, most: int) -> Singles:
        """Of all texts to one with these weights by term, which has this length.

        The terms of most texts are left out once ``most`` places were looked at: they tell least.
        """
        terms = np.fromiter(weights, np.int64, len(weights))
        values = self.values(terms)
        texts: list[Ints] = [np.empty(0, np.int32)]
        added: list[Singles] = [np.empty(0, np.float32)]
        looked = 0
        for number in np.argsort(-values, kind="stable"):
            term = int(terms[number])
            for block in self._blocks:
                here = block.at(term)
                texts.append(block.texts[here])
                share = np.float32(values[number] * weights[term])
                added.append(_LOGARITHMS[block.counts[here]] * share)
                looked += here.stop - here.start
            if looked > most:
                break
        total = np.bincount(np.concatenate(texts), np.concatenate(added), self.count)
        return (total / (self._lengths * max(length, 1e-6))).astype(np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All there is, as one block; rarities are counted anew, as they will be on loading."""
        while len(self._blocks) > 1:
            self._merge_last()
        self._count_rarities()
        whole = self._blocks[0] if self._blocks else _block(*_counted(np.empty(0, np.int64)))
        return {
            "terms": whole.terms,
            "starts": whole.starts,
            "texts": whole.texts,
            "counts": whole.counts,
        }

    def from_arrays(self, arrays: Mapping[str, NDArray[Any]], count: int) -> "Postings":
        """Raises KeyError, ValueError when the arrays do not fit each other."""
        names = ("terms", "starts", "texts", "counts")
        whole = Block(**{name: arrays[name] for name in names})
        sizes = len(whole.texts), len(whole.counts), int(whole.starts[-1])
        if len(set(sizes)) > 1 or len(whole.starts) != len(whole.terms) + 1:
            raise ValueError("lengths differ")
        self._blocks, self.count = [whole], count
        self._count_rarities()
        return self

    def _merge_last(self) -> None:
        later, earlier = self._blocks.pop(), self._blocks.pop()
        self._blocks.append(_merged(earlier, later))

    def _count_rarities(self) -> None:
        often = np.zeros(len(self._own), np.int64)
        for block in self._blocks:
            often[block.terms] += np.diff(block.starts)
        rarity = np.log((1 + self.count) / (1 + often)) + 1
        self._values = (rarity * np.array(self._own, np.float64)).astype(np.float32)
        self._counted = self.count
        squares = np.zeros(self.count)
        for block in self._blocks:
            self._add_squares(block, squares)
        self._lengths = _root(squares)

    def _add_squares(self, block: Block, squares: NDArray[np.float64]) -> None:
        values = np.repeat(self.values(block.terms), np.diff(block.starts))
        weights = (values * _LOGARITHMS[block.counts]) ** 2
        squares += np.bincount(block.texts, weights, len(squares))


def logarithm(count: int) -> float:
    """What a term weighs that stands ``count`` times in a text, against once."""
    return float(_LOGARITHMS[min(count, 255)])


def _root(squares: NDArray[np.float64]) -> Singles:
    return np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)


def _counted(pairs: Longs) -> tuple[Longs, Longs, Longs]:
    """Of pairs, term above text in one number: term, text and count of each, sorted."""
    pairs = np.sort(pairs)
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.minimum(np.diff(starts, append=len(pairs)), 255)
    return pairs[starts] >> 32, pairs[starts] & _LOW, counts


def _block(terms: NDArray[Any], texts: NDArray[Any], counts: NDArray[Any]) -> Block:
    """From terms in order."""
    starts = np.flatnonzero(np.diff(terms, prepend=-1))
    return Block(
        terms=terms[starts].astype(np.int32),
        starts=np.append(starts, len(terms)).astype(np.int64),
        texts=texts.astype(np.int32),
        counts=counts.astype(np.uint8),
    )


def _merged(earlier: Block, later: Block) -> Block:
    """One block of two; of each term the texts of the earlier one come first."""
    both = earlier, later
    terms = np.concatenate([np.repeat(one.terms, np.diff(one.starts)) for one in both])
    order = np.argsort(terms, kind="stable")
    return _block(
        terms[order],
        np.concatenate([one.texts for one in both])[order],
        np.concatenate([one.counts for one in both])[order],
    )
