"""Text to words: the same folding for what is kept and for what is asked."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

_WORD = re.compile(r"[^\W_]{1,80}")  # what is longer is no word and is cut
# Joins letters of one word and shows nothing: soft hyphen, zero-width characters, stress marks.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u0301]")
_PLAIN = str.maketrans({"ё": "е", "ß": "ss"})


def fold(text: str) -> str:
    """Lower case, compatibility forms united (NFKC), ё as е, soft hyphens gone.

    >>> fold("Ещё о пра\u00adве")
    'еще о праве'
    """
    if text.isascii():
        return text.lower()
    return normalize("NFKC", _INVISIBLE.sub("", normalize("NFKC", text)).casefold()).translate(
        _PLAIN
    )


def words(text: str) -> list[str]:
    """The words of ``text`` in order, folded; anything but letters and digits parts them."""
    return _WORD.findall(fold(text))


def pairs(sequence: Sequence[str]) -> Iterator[str]:
    """Neighbours in a list of words, joined by a space: what exact phrases are found by."""
    return (f"{first} {second}" for first, second in zip(sequence, sequence[1:], strict=False))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, folded word)`` for each word of ``text``, places counted in ``text``.

    Unlike in ``words``, an invisible character belongs to the word it stands in.
    """
    for found in _MARKED_WORD.finditer(text):
        if word := "".join(words(found.group())):
            yield found.start(), found.end(), word


_MARKED_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u200b-\u200d\u2060\ufeff\u0301])*")
