"""Repeated and similar texts among hundreds of thousands, each with the words in common.

A text is compared by the terms it shares with another (see ``meanings``), weighed by rarity: the
cosine of Salton's vector space (1975, doi:10.1145/361219.361220), asked of an inverted index.
Within one language; for meaning across languages see ``semantic``.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kenes.engines.likeness import store
from kenes.engines.likeness.calibration import platt, sigmoid
from kenes.engines.likeness.errors import LikenessError, ModelError
from kenes.engines.likeness.meanings import LANGUAGES, meanings_of, terms_of, weight_of
from kenes.engines.likeness.postings import Postings, logarithm
from kenes.engines.likeness.repeats import mark_of
from kenes.engines.wordforms import spans, stem_in

MOST_PLACES = 1_000_000  # looked at for one text
LEAST_JUDGED = 10  # accepted, and as many rejected, before a likeness becomes a probability
MOST_WORDS = 8  # told of as common
_MARGIN = 20  # more candidates for each neighbour asked for: repeated ones are told of once
_AT_ONCE = 20_000  # texts added in one block, so that any number of them needs little memory
_KIND, _VERSION = "texts", 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A text of the index. ``language``: "kk", "ru" or "en"; a key has one text a language."""

    key: str
    text: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A text, and the key of another that people said is like it, or is not."""

    text: str
    language: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A text like the one asked for.

    likeness : 0 to 1, of words; 1 for a repeated text. It is no probability: it says nothing of
    how often people agree.
    probability : that people agree, 0 to 1; 1 for a repeated text, None until enough was judged.
    words : of the text asked for, those that both have or mean, in their order; of many the
    rarest.
    also : keys of the texts that repeat this one; a text is told of once.
    """

    key: str
    language: str
    likeness: float
    probability: float | None
    is_repeat: bool
    words: tuple[str, ...]
    also: tuple[str, ...] = ()


class Index:
    """Texts by key and language; add, remove and ask in any order.

    Recommendations among recommendations, or provisions of acts for a recommendation.

    Attributes after ``learn``
    --------------------------
    judged_ : (accepted, rejected) pairs whose key is in the index.
    scale_ : slope and offset that make a probability of a likeness; None with too few judged.
    """

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._languages: list[str] = []
        self._texts: list[str] = []
        self._marks = np.empty(0, np.uint64)
        self._is_there = np.empty(0, bool)  # not removed, not replaced
        self._places: dict[tuple[str, str], int] = {}
        self._terms: dict[str, int] = {}
        self._postings = Postings()
        self.judged_ = (0, 0)
        self.scale_: tuple[float, float] | None = None

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: str) -> bool:
        return any((key, language) in self._places for language in LANGUAGES)

    def add(self, entries: Iterable[Entry]) -> "Index":
        """Further texts; one of a key and language that is there already takes its place.

        Raises LikenessError for another language; those before it are added.
        """
        rest = iter(entries)
        while part := list(islice(rest, _AT_ONCE)):
            self._add(part)
        self._postings.settle()
        return self

    def remove(self, keys: Collection[str]) -> "Index":
        """Without the texts of these keys, in all languages; unknown keys are no error."""
        for key in keys:
            for language in LANGUAGES:
                place = self._places.pop((key, language), None)
                if place is not None:
                    self._is_there[place] = False
        if 2 * len(self._places) < len(self._keys):
            self._compact()
        return self

    def repeats(self, text: str, *, language: str) -> list[str]:
        """The keys of all texts that say the same but for number, case, punctuation, States."""
        return [self._keys[place] for place in self._repeats(text, language)]

    def likeness(self, text: str, *, language: str, key: str) -> float | None:
        """Of a text to that of ``key`` in the same language; None if there is none."""
        place = self._places.get((key, language))
        if place is None:
            return None
        if int(self._marks[place]) == mark_of(text):
            return 1.0
        return float(min(self._cosines(text, language)[place], 1.0))

    def nearest(
        self,
        text: str,
        *,
        language: str,
        count: int = 10,
        without: Collection[str] = frozenset(),
        least: float = 0.0,
    ) -> list[Neighbour]:
        """At most ``count`` neighbours, repeated texts first, the others from the likest on.

        without : keys not told of: the text's own, and those that people rejected.
        least : likeness from which on a text is told of.
        """
        _known(language)
        hidden = frozenset(without)
        same = self._repeats(text, language)
        found = [
            self._neighbour(text, place, 1.0, is_repeat=True)
            for place in same
            if self._keys[place] not in hidden
        ][:count]
        for places, likeness in self._likest(text, language, hidden, count, least):
            if len(found) == count:
                break
            found.append(self._neighbour(text, places[0], likeness, also=places[1:]))
        return found

    def learn(self, *, accepted: Iterable[Pair], rejected: Iterable[Pair]) -> "Index":
        """Make probabilities of likenesses from what people said.

        Platt's sigmoid of one number: monotone, so the order of neighbours stays. With fewer than
        LEAST_JUDGED accepted or rejected pairs no probability is claimed. Repeated texts teach
        nothing.
        """
        yes, no = (self._likenesses(pairs) for pairs in (accepted, rejected))
        self.judged_ = len(yes), len(no)
        self.scale_ = None
        if min(self.judged_) >= LEAST_JUDGED:
            wanted = np.repeat([True, False], self.judged_)
            self.scale_ = platt(np.array([*yes, *no]), wanted)
        return self

    def save(self, path: Path) -> None:
        if not all(self._is_there):
            self._compact()
        texts = [text.encode("utf-8", "surrogatepass") for text in self._texts]
        about = {
            "keys": self._keys,
            "languages": self._languages,
            "terms": list(self._terms),
            "judged": self.judged_,
            "scale": self.scale_,
        }
        arrays = {
            **self._postings.arrays(),
            "marks": self._marks,
            "text_bytes": np.frombuffer(b"".join(texts), np.uint8),
            "text_sizes": np.array([len(text) for text in texts], np.int64),
        }
        store.save(path, kind=_KIND, version=_VERSION, about=about, arrays=arrays)

    @classmethod
    def load(cls, path: Path) -> "Index":
        """What was saved. Raises ModelError."""
        about, arrays = store.load(path, kind=_KIND, version=_VERSION)
        index = cls()
        try:
            index._keys, index._languages = list(about["keys"]), list(about["languages"])
            ends = np.cumsum(arrays["text_sizes"]).tolist()
            whole = arrays["text_bytes"].tobytes()
            index._texts = [
                whole[start:end].decode("utf-8", "surrogatepass")
                for start, end in zip([0, *ends], ends, strict=False)
            ]
            index._marks = arrays["marks"]
            index._terms = {term: number for number, term in enumerate(about["terms"])}
            count = len(index._keys)
            if {len(index._languages), len(index._texts), len(index._marks)} != {count}:
                raise ValueError("lengths differ")
            index._postings.add_terms([weight_of(term) for term in index._terms])
            index._postings.from_arrays(arrays, count)
            accepted, rejected = about["judged"]
            index.judged_ = accepted, rejected
            index.scale_ = tuple(about["scale"]) if about["scale"] else None
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ModelError(f"{path.name} is damaged, or no saved model.") from error
        index._is_there = np.ones(count, bool)
        pairs = zip(index._keys, index._languages, strict=True)
        index._places = {pair: place for place, pair in enumerate(pairs)}
        return index

    def _add(self, entries: list[Entry]) -> None:
        for entry in entries:
            _known(entry.language)
        rows, start = [], len(self._keys)
        gone = []
        for place, entry in enumerate(entries, start):
            pair = entry.key, entry.language
            if pair in self._places:
                gone.append(self._places[pair])
            self._places[pair] = place
            self._keys.append(entry.key)
            self._languages.append(entry.language)
            self._texts.append(entry.text)
            rows.append(self._numbers(entry))
        marks = np.array([mark_of(entry.text) for entry in entries], np.uint64)
        self._marks = np.concatenate([self._marks, marks])
        self._is_there = np.concatenate([self._is_there, np.ones(len(entries), bool)])
        self._is_there[gone] = False
        self._postings.add(rows)

    def _numbers(self, entry: Entry) -> list[int]:
        """Of the terms of a text; new ones get the next."""
        numbers: list[int] = []
        new: list[float] = []
        for term in terms_of(entry.text, entry.language):
            number = self._terms.setdefault(term, len(self._terms))
            if number == self._postings.term_count + len(new):
                new.append(weight_of(term))
            numbers.append(number)
        self._postings.add_terms(new)
        return numbers

    def _compact(self) -> None:
        """Start again with what is there: what was removed is no longer counted or kept."""
        places = np.flatnonzero(self._is_there).tolist()
        kept = Index().add(
            Entry(key=self._keys[one], text=self._texts[one], language=self._languages[one])
            for one in places
        )
        kept.judged_, kept.scale_ = self.judged_, self.scale_
        self.__dict__.update(kept.__dict__)

    def _repeats(self, text: str, language: str) -> list[int]:
        same = np.flatnonzero((self._marks == np.uint64(mark_of(text))) & self._is_there)
        return [int(place) for place in same if self._languages[place] == language]

    def _cosines(self, text: str, language: str) -> Any:
        counts = Counter(terms_of(text, language))
        numbers = np.array([self._terms.get(term, -1) for term in counts], np.int64)
        values = self._postings.values(numbers) * [logarithm(n) for n in counts.values()]
        known = numbers >= 0
        weights = dict(zip(numbers[known].tolist(), values[known].tolist(), strict=True))
        return self._postings.cosines(weights, float(np.linalg.norm(values)), MOST_PLACES)

    def _likest(
        self, text: str, language: str, hidden: frozenset[str], count: int, least: float
    ) -> Iterator[tuple[list[int], float]]:
        """Places of one and the same text together, the likest first; no repeats of ``text``."""
        cosines = self._cosines(text, language)
        cosines[~self._is_there | (self._marks == np.uint64(mark_of(text)))] = 0.0
        most = min(_MARGIN * (count + len(hidden)), len(cosines))
        best = np.argpartition(-cosines, most - 1)[:most] if most else np.empty(0, int)
        best = best[np.lexsort((best, -cosines[best]))]
        told: dict[int, tuple[list[int], float]] = {}
        for place in best.tolist():
            likeness = float(cosines[place])
            if likeness > 0 and likeness >= least and self._keys[place] not in hidden:
                told.setdefault(int(self._marks[place]), ([], likeness))[0].append(place)
        yield from told.values()

    def _neighbour(
        self,
        text: str,
        place: int,
        likeness: float,
        *,
        is_repeat: bool = False,
        also: Iterable[int] = (),
    ) -> Neighbour:
        probability = None
        if is_repeat:
            probability = 1.0
        elif self.scale_:
            slope, offset = self.scale_
            probability = float(sigmoid(np.array(slope * likeness + offset)))
        return Neighbour(
            key=self._keys[place],
            language=self._languages[place],
            likeness=min(likeness, 1.0),
            probability=probability,
            is_repeat=is_repeat,
            words=self._common(text, self._texts[place], self._languages[place]),
            also=tuple(self._keys[one] for one in also),
        )

    def _common(self, text: str, other: str, language: str) -> tuple[str, ...]:
        """Words of ``text``, as they stand there, that ``other`` has or means too."""
        theirs = frozenset(terms_of(other, language))
        told: dict[str, tuple[float, str]] = {}
        for start, end, word in spans(text):
            stem = stem_in(word, language)
            own = f"{language} {stem}"
            shared = {own, *(f"{language}={one}" for one in meanings_of(stem, language))} & theirs
            if shared and stem not in told and weight_of(own):
                number = np.array([self._terms.get(own, -1)], np.int64)
                told[stem] = float(self._postings.values(number)[0]), text[start:end]
        rarest = sorted(told.values(), key=lambda one: -one[0])[:MOST_WORDS]
        return tuple(word for value, word in told.values() if (value, word) in rarest)

    def _likenesses(self, pairs: Iterable[Pair]) -> list[float]:
        found = (self.likeness(one.text, language=one.language, key=one.key) for one in pairs)
        return [one for one in found if one is not None and one < 1]


def _known(language: str) -> None:
    if language not in LANGUAGES:
        raise LikenessError(f"{language!r} is none of the languages {', '.join(LANGUAGES)}.")
