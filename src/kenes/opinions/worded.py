"""Words of people in one language and in the others there are, for a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from kenes.languages.fields import picked
from kenes.languages.types import LANGUAGES, Language


@dataclass(frozen=True, kw_only=True)
class Told:
    """Words in one language."""

    text: str
    language: str
    name: str  # of the language


def in_each(text: Mapping[str, str]) -> tuple[Told, ...]:
    """In the reader's language first, or in one that there is."""
    first = picked(dict(text))[1]
    codes = [first, *(code for code in LANGUAGES if code != first)]
    return tuple(
        Told(text=text[code], language=code, name=str(Language(code).label))
        for code in codes
        if text.get(code)
    )
