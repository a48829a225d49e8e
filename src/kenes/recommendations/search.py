"""Searching the register: bitmaps meet, facets are counted, pages are walked by key."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from heapq import heappush, heappushpop
from operator import and_, or_

from pyroaring import BitMap

from kenes.engines.wordforms import pairs, query_stems
from kenes.recommendations.index import Reader
from kenes.recommendations.models import Indexed, Recommendation
from kenes.recommendations.query import Query, Sort

_CHUNK = 2_000  # recommendations a query
_PHRASES_KEPT = 64


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    code: str
    count: int  # recommendations found with this code, the facet's own selection left out
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    field: str
    values: tuple[FacetValue, ...]
    has_more: bool  # codes that are not listed


@dataclass(frozen=True, kw_only=True)
class Slice:
    """A page of a result."""

    ids: tuple[int, ...]  # in the order asked for
    first: int  # rank of the first one in the whole result, from 1; 0 when empty
    before: str  # cursor of the page before, "" when this is the first
    after: str  # cursor of the page after, "" when this is the last


class Search:
    """One question, answered from one state of the index; each part costs what is asked of it."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._reader = Reader()
        self._by_text = self._match_text()
        keys = [(facet, code) for facet, codes in query.filters for code in codes]
        postings = self._reader.get(keys) if keys else {}
        self._chosen = {
            facet: reduce(or_, (postings[facet, code] for code in codes))
            for facet, codes in query.filters
        }
        self.ids = self._narrow(self._chosen.values())

    def __len__(self) -> int:
        return len(self.ids)

    def facets(
        self, fields: Iterable[str], *, top: int = 10, opened: Iterable[str] = ()
    ) -> tuple[Facet, ...]:
        """The ``top`` codes of each facet by count and those chosen; all of the ``opened``."""
        postings = self._reader.whole(fields)
        everything = set(opened)
        return tuple(
            self._facet(field, codes, None if field in everything else top)
            for field, codes in postings.items()
        )

    def page(self, *, size: int, after: str = "", before: str = "") -> Slice:
        """``size`` recommendations after or before a cursor; a cursor not understood is none."""
        buckets = self._buckets()
        if cursor := _cursor(before):
            start = max(0, self._rank(buckets, cursor, including=False) - size)
        elif cursor := _cursor(after):
            start = self._rank(buckets, cursor, including=True)
        else:
            start = 0
        found = list(self._between(buckets, start, start + size))
        is_last = start + len(found) >= len(self.ids)
        return Slice(
            ids=tuple(pk for _key, pk in found),
            first=start + 1 if found else 0,
            before=_said(found[0]) if found and start else "",
            after=_said(found[-1]) if found and not is_last else "",
        )

    def in_order(self) -> Iterator[int]:
        """All that was found, in the order asked for."""
        return (pk for _key, pk in self._between(self._buckets(), 0, len(self.ids)))

    def _match_text(self) -> BitMap | None:
        """What the typed words leave; None where nothing was typed."""
        asked = self.query.asked
        if not asked:
            return None
        wanted = [self._word(word) for word in asked.words]
        wanted += [self._phrase(phrase) for phrase in asked.phrases]
        wanted += [self._reader.one("symbol", symbol) for symbol in asked.symbols]
        if asked.numbers:
            known = Recommendation.objects.filter(number__in=asked.numbers)
            wanted.append(BitMap(known.values_list("pk", flat=True)))
        found = reduce(and_, wanted) if wanted else self._reader.one("all")
        for word in asked.no_words:
            found = found - self._word(word)
        for phrase in asked.no_phrases:
            found = found - self._phrase(phrase)
        return found

    def _word(self, word: str) -> BitMap:
        """Texts with the word in any of its forms."""
        postings = self._reader.get(("word", stem) for stem in query_stems(word))
        return reduce(or_, postings.values())

    def _phrase(self, phrase: tuple[str, ...]) -> BitMap:
        """Texts with exactly these words in a row."""
        if len(phrase) == 1:
            return self._reader.one("form", phrase[0])
        postings = self._reader.get(("pair", pair) for pair in pairs(phrase))
        found = reduce(and_, postings.values())
        return found if len(phrase) == 2 else _verified(found, phrase, self._reader.stamp)

    def _narrow(self, chosen: Iterable[BitMap]) -> BitMap:
        """What of the text's matches, or of all, has each of these."""
        wanted = [*chosen] if self._by_text is None else [self._by_text, *chosen]
        return reduce(and_, wanted) if wanted else self._reader.one("all")

    def _facet(self, field: str, codes: dict[str, BitMap], top: int | None) -> Facet:
        others = [bitmap for facet, bitmap in self._chosen.items() if facet != field]
        chosen = self.query.codes(field)
        if self._by_text is None and not others:
            counted = [(len(bitmap), code) for code, bitmap in codes.items()]
        else:
            within = self._narrow(others) if field in self._chosen else self.ids
            counted = _largest(codes, within, top)
            listed = {code for _count, code in counted}
            counted += [
                (within.intersection_cardinality(codes[code]), code)
                for code in chosen
                if code in codes and code not in listed
            ]
        counted.sort(key=lambda pair: (-pair[0], pair[1]))
        listed_codes = [code for count, code in counted[:top] if count]
        counts = {code: count for count, code in counted}
        return Facet(
            field=field,
            values=tuple(
                FacetValue(code=code, count=counts.get(code, 0), is_chosen=code in chosen)
                for code in dict.fromkeys([*listed_codes, *chosen])
            ),
            has_more=top is not None and sum(1 for count in counts.values() if count) > top,
        )

    def _buckets(self) -> list[tuple[str, BitMap, int]]:
        """``(key, posting, how many of the result it holds)`` in the order asked for."""
        field = "series" if self.query.sort == Sort.NUMBER else "date"
        postings = self._reader.whole([field])[field]
        order = self._order()
        counted = (
            (key, postings[key], self.ids.intersection_cardinality(postings[key]))
            for key in sorted(postings, key=order, reverse=self._is_descending)
        )
        return [bucket for bucket in counted if bucket[2]]

    @property
    def _is_descending(self) -> bool:
        return self.query.sort == Sort.NEWEST

    def _order(self) -> Callable[[str], str]:
        """What has no date comes last in either direction."""
        last = "" if self._is_descending else "~"
        return lambda key: key or last

    def _rank(
        self, buckets: list[tuple[str, BitMap, int]], cursor: tuple[str, int], *, including: bool
    ) -> int:
        """How many of the result stand before the cursor; it need not be there any more."""
        key, pk = cursor
        order, rank = self._order(), 0
        for its, posting, count in buckets:
            if its == key:
                here = self.ids & posting
                up_to, is_there = here.rank(pk), pk in here
                if self._is_descending:
                    return rank + count - up_to + (1 if including and is_there else 0)
                return rank + up_to - (0 if including or not is_there else 1)
            if (order(its) > order(key)) != self._is_descending:
                break
            rank += count
        return rank

    def _between(
        self, buckets: list[tuple[str, BitMap, int]], start: int, end: int
    ) -> Iterator[tuple[str, int]]:
        """``(key, id)`` of the result's ranks from ``start`` up to ``end``."""
        for key, posting, count in buckets:
            if start < count and end > 0:
                here = self.ids & posting
                low, high = max(0, start), min(end, count)
                if self._is_descending:
                    low, high = count - high, count - low
                ranked = list(here[low:high])
                yield from (
                    (key, pk) for pk in (reversed(ranked) if self._is_descending else ranked)
                )
            start, end = start - count, end - count


def _largest(codes: dict[str, BitMap], within: BitMap, top: int | None) -> list[tuple[int, str]]:
    """Counts of the codes within a result, the ``top`` largest and at least one more at hand.

    ``codes`` come with the largest postings first, so counting ends where none can be larger.
    """
    counted: list[tuple[int, str]] = []
    best: list[int] = []
    for code, bitmap in codes.items():
        if top is not None and len(counted) > top and len(bitmap) < best[0]:
            break
        count = within.intersection_cardinality(bitmap)
        if count:
            counted.append((count, code))
            if top is not None:
                (heappush if len(best) < top else heappushpop)(best, count)
    return counted


_phrases: OrderedDict[tuple[int | None, tuple[str, ...]], BitMap] = OrderedDict()
_phrases_lock = threading.Lock()


def _verified(candidates: BitMap, phrase: tuple[str, ...], stamp: int | None) -> BitMap:
    """The candidates whose text has the phrase: its pairs may stand apart."""
    asked = stamp, phrase
    with _phrases_lock:
        if (kept := _phrases.get(asked)) is not None:
            return kept
    said, found = " ".join(phrase), BitMap()
    ids = list(candidates)
    for start in range(0, len(ids), _CHUNK):
        rows = Indexed.objects.filter(pk__in=ids[start : start + _CHUNK])
        for pk, known in rows.values_list("recommendation_id", "known"):
            # The plain look first: most candidates pass, and few others need to be taken apart.
            if said in known and _says(said, known):
                found.add(pk)
    with _phrases_lock:
        _phrases[asked] = found
        while len(_phrases) > _PHRASES_KEPT:
            _phrases.popitem(last=False)
    return found


def _says(said: str, known: str) -> bool:
    texts: dict[str, str] = json.loads(known)[2]
    return any(f" {said} " in f" {text} " for text in texts.values())


def _said(place: tuple[str, int]) -> str:
    return f"{place[0]}_{place[1]}"


def _cursor(said: str) -> tuple[str, int] | None:
    key, _underscore, pk = said.rpartition("_")
    return (key, int(pk)) if _underscore and pk.isdecimal() and len(pk) < 10 else None
