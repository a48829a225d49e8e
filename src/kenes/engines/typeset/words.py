"""Words of others, made fit for paper: what no page can show is taken out or stood in for."""

import re
import unicodedata
from functools import cache

from kenes.engines.typeset.letters import RANGES

STAND_IN = "□"
EDGE, LONGEST_TITLE = 160, 500  # characters of a running line, and of what stands over a paper
LONGEST_WORD = 40  # letters; a longer one is broken anywhere
_BREAK = "\u200b"  # breaks without a hyphen
_SOFT = "\u00ad"
_NEW_LINE = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Controls, halves of pairs, and marks that would turn the order of a line around.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_VOWELS = frozenset("аәеёиоөуұүыіэюя")
_KAZAKH_WORD = re.compile("[а-яёәғқңөұүһі]{11,}", re.IGNORECASE)


def clean(text: str) -> str:
    """Without controls, halves of surrogate pairs and marks of direction; composed (NFC).

    What is left is fit for XML as for a page; tabs become spaces.
    """
    text = _NEW_LINE.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def line(text: str, most: int) -> str:
    """The text on one line, cut with … after ``most`` characters: for the edges of a sheet."""
    words = " ".join(clean(text).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def title(text: str, otherwise: str) -> str:
    """A title for the sheet; of one without a visible character, what is given ``otherwise``."""
    return line(text, LONGEST_TITLE) or line(otherwise, LONGEST_TITLE) or "–"


def shown(text: str) -> str:
    """The text with □ for every character that no font has.

    >>> shown("Ұлы 😀")
    'Ұлы □'
    """
    if text.isascii():
        return text
    return "".join(letter if letter == "\n" or _has(letter) else STAND_IN for letter in text)


def surely_shown(text: str) -> str:
    """As ``shown``, but only letters of Latin and Cyrillic, and signs: nothing that combines."""
    return "".join(letter if _is_plain(letter) else STAND_IN for letter in shown(text))


def broken(text: str, longest: int = LONGEST_WORD) -> str:
    """The text with places to break words that are longer than any language's, or any column."""
    return _longer(longest).sub(lambda match: match[0] + _BREAK, text)


def hyphened(text: str, language: str) -> str:
    """Kazakh with soft hyphens between syllables of long words, for narrow columns.

    A syllable begins with the last consonant before a vowel; three letters go to the next line
    at least. The typesetter knows other
    languages' rules by itself.

    >>> hyphened("министрліктерінің", "kk").replace("\u00ad", "-")
    'ми-нистр-лік-те-рі-нің'
    """
    if language != "kk":
        return text
    return _KAZAKH_WORD.sub(lambda match: _syllables(match[0]), text)


def _syllables(word: str) -> str:
    low, out = word.lower(), []
    first = next((place for place, letter in enumerate(low) if letter in _VOWELS), len(low))
    for place, letter in enumerate(word):
        begins = (
            place > max(first, 1)
            and place < len(word) - 2
            and low[place] not in _VOWELS | {"ь", "ъ"}
            and low[place + 1] in _VOWELS
        )
        out.append(_SOFT + letter if begins else letter)
    return "".join(out)


def _is_plain(letter: str) -> bool:
    point = ord(letter)
    if point < 0x500:
        return not unicodedata.combining(letter)
    return letter == STAND_IN or 0x2010 <= point <= 0x2122  # dashes, quotation marks, №


@cache
def _longer(letters: int) -> re.Pattern[str]:
    return re.compile(rf"\S{{{letters}}}(?=\S)")


@cache
def _points() -> frozenset[int]:
    return frozenset(point for first, last in RANGES for point in range(first, last + 1))


def _has(letter: str) -> bool:
    return ord(letter) in _points()
