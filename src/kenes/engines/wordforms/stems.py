"""Stems of words in the three languages, each word by the rules its letters allow."""

import re
from functools import lru_cache

from snowballstemmer import stemmer

from kenes.engines.wordforms.kazakh import stem_kazakh

_KAZAKH_LETTERS = re.compile("[әғқңөұүһі]")
_CYRILLIC = re.compile("[а-яәғқңөұүһі]")
_LATIN = re.compile("[a-z]")
# The vowel that comes and goes: пытка, пыток; порядок, порядка.
_FLEETING = re.compile("(?<=[бвгджзйклмнпрстфхцчшщ])(?<=.{3})[ое]к$")
_ENGLISH, _RUSSIAN = stemmer("english"), stemmer("russian")


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word by the rules of ``language`` ("kk", "ru" or "en").

    >>> stem("правами", "ru"), stem("rights", "en"), stem("заңдарға", "kk")
    ('прав', 'right', 'заң')
    """
    if language == "kk":
        return stem_kazakh(word)
    if language == "ru":
        return _FLEETING.sub("к", _RUSSIAN.stemWord(word))
    return str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=200_000)
def languages_of(word: str) -> tuple[str, ...]:
    """The languages a word may belong to by its letters; none for a number.

    >>> languages_of("құқық"), languages_of("бала"), languages_of("law"), languages_of("2014")
    (('kk',), ('ru', 'kk'), ('en',), ())
    """
    if _KAZAKH_LETTERS.search(word):
        return ("kk",)
    if _CYRILLIC.search(word):
        return ("ru", "kk")
    return ("en",) if _LATIN.search(word) else ()


@lru_cache(maxsize=200_000)
def stem_in(word: str, language: str) -> str:
    """The stem of a word that stands in a text of ``language``.

    A word of another script, an English name in a Russian text, goes by its own script's rules.
    """
    possible = languages_of(word)
    if not possible:
        return word
    return stem(word, language if language in possible else possible[0])


def query_stems(word: str) -> frozenset[str]:
    """All stems under which a text may hold the asked word, whatever the text's language."""
    return frozenset(stem(word, language) for language in languages_of(word)) or frozenset({word})
