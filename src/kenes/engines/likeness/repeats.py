"""When two texts are one text repeated: what is left when what may differ is taken away."""

import re
from functools import lru_cache
from hashlib import blake2b

from kenes.engines.undocs.states import NAMES, find_states, name_of
from kenes.engines.wordforms import words

# 124.15. · 12) · (3) · b) · (iv); a number alone may begin a sentence: "16 days of activism".
_NUMBER = re.compile(
    r"\s*(?:§\s*)?(?:\d{1,4}(?:\.\d{1,4})+[.):]?|\d{1,4}[.):]|\(\d{1,4}\)|\(?(?:[^\W\d_]|[ivx]{2,5})\))\s+",
    re.IGNORECASE,
)
_AT_END = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)[\s.;:,]*$")
_AND = re.compile(r"\s(?:и|және|мен)\s")
# As United Nations documents write them, beside the names in common use.
_ALSO = (
    "Российская Федерация|Соединенные Штаты Америки|США|Соединенное Королевство|Великобритания|"
    "Республика Корея|Иран (Исламская Республика)|Святой Престол|Ресей Федерациясы|АҚШ|Ұлыбритания"
)


def normalised(text: str) -> str:
    """The words of a text, lower case, without its paragraph number, punctuation, or the States
    that recommend it in brackets at the end.

    >>> normalised("124.15. Ratify the Convention (Norway; Iran (Islamic Republic of)).")
    'ratify the convention'
    """
    begun = _NUMBER.match(text)
    rest = text[begun.end() :] if begun else text
    ended = _AT_END.search(rest)
    if ended and _are_states(ended[1]):
        rest = rest[: ended.start()]
    return " ".join(words(rest) or words(text))


def mark_of(text: str) -> int:
    """64 bits that are equal for repeated texts, and differ for others."""
    return int.from_bytes(blake2b(normalised(text).encode(), digest_size=8).digest())


def _are_states(text: str) -> bool:
    codes, unknown = find_states(text)
    if codes:
        return not unknown
    return all(
        _is_state(part) or all(_is_state(one) for one in _AND.split(part))
        for part in text.replace(";", ",").split(",")
    )


def _is_state(name: str) -> bool:
    return " ".join(words(name)) in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Names of States in Russian and Kazakh; the English ones are ``find_states``’."""
    told = [name_of(code, language) for code in NAMES for language in ("ru", "kk")]
    return frozenset(" ".join(words(name)) for name in (*told, *_ALSO.split("|")) if name)
