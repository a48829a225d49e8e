"""How names are ordered and found: bytes that sort and match alike on every database."""

import re

# Kazakh order; the Russian and Latin alphabets keep theirs inside it.
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzаәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES = {letter: place for place, letter in enumerate(_ALPHABET, start=2)}
_OTHER = bytes([254])
_SPACE = bytes([1])
_WORD = re.compile(r"\w+")

KEY_LENGTH = 80  # bytes
WORD_LENGTH = 40  # characters


def words_of(name: str) -> list[str]:
    """The words of a name as they are looked for: folded, ё as е, in their order."""
    return [word[:WORD_LENGTH] for word in _WORD.findall(name.casefold().replace("ё", "е"))]


def sort_key(name: str) -> bytes:
    """At most ``KEY_LENGTH`` bytes whose order is the order of names; marks do not count."""
    words = _WORD.findall(name.casefold())
    return _SPACE.join(b"".join(map(_place, word)) for word in words)[:KEY_LENGTH]


def _place(letter: str) -> bytes:
    place = _PLACES.get(letter)
    return bytes([place]) if place else _OTHER + letter.encode()


def first_after(prefix: bytes) -> bytes:
    """The bound above all UTF-8 words that begin with ``prefix``."""
    return prefix + b"\xff"
