"""What is asked of the register: words, filters and an order, to and from an address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from kenes.engines.wordforms import words
from kenes.recommendations.index.keys import FACETS

_LONGEST = 400  # characters of a question that are read
_MOST = 40  # words of a question, and codes of a facet, that are heeded
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"'))
_TOKEN = re.compile(r'([-−–]?)(?:"([^"]*)(?:"|$)|([^\s"]+))')
_NUMBER = re.compile(r"r-\d{4}-\d{1,9}", re.IGNORECASE)
_SYMBOL = re.compile(r"[a-z]+(?:/[a-z0-9.\-()]+){2,}", re.IGNORECASE)


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of a question; each part narrows what is found, the excluded take away."""

    words: tuple[str, ...] = ()  # folded, in any form
    phrases: tuple[tuple[str, ...], ...] = ()  # folded words, exactly so
    numbers: tuple[str, ...] = ()  # R-2014-126
    symbols: tuple[str, ...] = ()  # A/HRC/28/10
    no_words: tuple[str, ...] = ()
    no_phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return any(
            (self.words, self.phrases, self.numbers, self.symbols, self.no_words, self.no_phrases)
        )


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question to the register. Equal questions have equal addresses."""

    text: str = ""  # as typed
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()  # facet, codes; both in order
    sort: Sort = Sort.NEWEST
    asked: Asked = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", understand(self.text))

    def codes(self, facet: str) -> tuple[str, ...]:
        return dict(self.filters).get(facet, ())

    def with_codes(self, facet: str, codes: Iterable[str]) -> "Query":
        """The same question with other codes of one facet."""
        return replace(self, filters=_in_order({**dict(self.filters), facet: codes}))

    def without(self, facet: str, code: str) -> "Query":
        return self.with_codes(facet, (c for c in self.codes(facet) if c != code))

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address, in the one order it has."""
        found = [(facet, code) for facet, codes in self.filters for code in codes]
        if self.text:
            found.append(("q", self.text))
        if self.sort != Sort.NEWEST:
            found.append(("sort", str(self.sort)))
        return sorted(found)

    def address(self, **more: str) -> str:
        """The query string, canonical; ``more`` is what belongs to a page and not a question."""
        return urlencode(self.pairs() + sorted((k, v) for k, v in more.items() if v))


def from_address(given: QueryDict) -> Query:
    """The question in an address; what is not understood is left out."""
    sort = given.get("sort", "")
    return Query(
        text=" ".join(given.get("q", "").split())[:_LONGEST],
        filters=_in_order({facet: given.getlist(facet) for facet in FACETS if facet in given}),
        sort=Sort(sort) if sort in set(Sort) else Sort.NEWEST,
    )


def understand(text: str) -> Asked:
    """Take a typed question apart; anything is a question, nothing is an error.

    >>> understand('torture "civil society" -women').no_words
    ('women',)
    """
    found: dict[str, list[str]] = {"words": [], "no_words": [], "numbers": [], "symbols": []}
    phrases: dict[bool, list[tuple[str, ...]]] = {False: [], True: []}
    for minus, phrase, token in _TOKEN.findall(text[:_LONGEST].translate(_QUOTES)):
        if phrase:
            phrases[bool(minus)].append(tuple(words(phrase)))
        elif not minus and _NUMBER.fullmatch(token):
            found["numbers"].append(token.upper())
        elif not minus and _SYMBOL.fullmatch(token):
            found["symbols"].append(token.upper())
        else:
            found["no_words" if minus else "words"] += words(token)
    once = {name: tuple(dict.fromkeys(parts))[:_MOST] for name, parts in found.items()}
    return Asked(
        phrases=tuple(filter(None, phrases[False])),
        no_phrases=tuple(filter(None, phrases[True])),
        **once,
    )


def _in_order(filters: dict[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for facet, codes in sorted(filters.items()):
        known = (code.upper() if facet == "symbol" else code for code in codes)
        clean = sorted({code[:200] for code in known if code and code.isprintable()})[:_MOST]
        if clean:
            found.append((facet, tuple(clean)))
    return tuple(found)
