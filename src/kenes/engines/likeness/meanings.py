"""The terms by which texts are compared: stems, words of one meaning, beginnings of words.

A stem tells that the same word stands in both; a meaning that one says "ban" and the other
"prohibit" (``meanings.txt``, a list anyone can read and mend); a beginning that "judiciary" and
"judicial" are kin where the stems are not one.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from kenes.engines.wordforms import stem_in, words

LANGUAGES = ("kk", "ru", "en")
_BEGINNING = 5  # letters
# What each kind of term weighs beside its rarity; found on the pairs of benchmarks/likeness.py.
WEIGHTS = {" ": 1.0, "=": 1.5, "~": 1.0}


def terms_of(text: str, language: str) -> list[str]:
    """Each with its language, so that no text is found by a word of another one.

    >>> terms_of("Ban torture", "en")
    ['en ban', 'en tortur', 'en=3', 'en=43', 'en~tortu']
    """
    found = words(text)
    stems = [stem_in(word, language) for word in found]
    return [
        *(f"{language} {stem}" for stem in stems),
        *(f"{language}={number}" for stem in stems for number in meanings_of(stem, language)),
        *(f"{language}~{word[:_BEGINNING]}" for word in found if len(word) > _BEGINNING),
    ]


def weight_of(term: str) -> float:
    """Of a term's kind; 0 for a word that only joins others (``joining.txt``).

    >>> weight_of("en tortur"), weight_of("en the")
    (1.0, 0.0)
    """
    return 0.0 if term[2] == " " and term in _joining() else WEIGHTS[term[2]]


def meanings_of(stem: str, language: str) -> Sequence[int]:
    """The numbers of the meanings a stem has in the list; most have none."""
    return _meanings().get((language, stem), ())


@lru_cache(maxsize=1)
def _joining() -> frozenset[str]:
    return frozenset(
        f"{line[:2]} {stem_in(word, line[:2])}"
        for line in _lines("joining.txt")
        for word in words(line[2:])
    )


@lru_cache(maxsize=1)
def _meanings() -> dict[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, line in enumerate(_lines("meanings.txt")):
        for language, column in zip(LANGUAGES, line.split("|"), strict=True):
            for word in words(column):
                pair = language, stem_in(word, language)
                found[pair] = tuple(dict.fromkeys((*found.get(pair, ()), number)))
    return found


def _lines(name: str) -> list[str]:
    """Of a list beside this file, without what it says of itself."""
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
