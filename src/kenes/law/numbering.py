"""Numbers of articles and paragraphs of an instrument: how they are written, where they stand."""

import re

_NUMBER = re.compile(r"[^\W_][\w.()\-]{0,19}")
_ROMAN = re.compile(r"(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_PART = re.compile(r"\d+|[^\W\d_]+")
_LATIN_ORDINALS = {"bis": 2, "ter": 3, "quater": 4}
_STEP = 1_000  # parts of a number above this are treated alike
LAST = 2_000_000_000  # the place of what has no number that can be read


def is_number(number: str) -> bool:
    """Whether an article can be addressed by it: ``14``, ``2(3)``, ``5.16``, ``VII``, ``12-1``."""
    return _NUMBER.fullmatch(number) is not None


def place_of(number: str) -> int:
    """The place among the articles of the instrument; it does not depend on the others.

    ``5.9`` stands before ``5.16``, ``VII`` before ``VIII``, ``12`` before ``12-1``.
    """
    parts = [_value(part) for part in _PART.findall(number)[:3]]
    if not parts or parts[0] is None:
        return LAST
    place = 0
    for part, most in zip([*parts, 0, 0][:3], (1_999, _STEP - 1, _STEP - 1), strict=True):
        place = place * _STEP + min(part or 0, most)
    return place


def _value(part: str) -> int | None:
    if part.isdecimal():
        return int(part[:6])
    if part in _LATIN_ORDINALS:
        return _LATIN_ORDINALS[part]
    if _ROMAN.fullmatch(part):
        return _roman(part)
    return ord(part) - ord("a") + 1 if len(part) == 1 and "a" <= part <= "z" else None


def _roman(number: str) -> int:
    values = [_VALUES[letter] for letter in number]
    later = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, later, strict=True))
