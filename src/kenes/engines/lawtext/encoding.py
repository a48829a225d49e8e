"""Which letters bytes mean, where nobody says."""

import codecs
import re

from kenes.engines.lawtext.errors import FileError

_LOOKED_AT = 200_000  # characters
# The letters of Kazakh are others than those of Russian in the encoding for it.
_ENCODINGS = {"kk": "kz1048"}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
_MOST_CONTROL = 0.02
# What texts of acts have beside ASCII.
_FAMILIAR = re.compile(r"[а-яёәғқңөұүһі«»–—№“”„‘’…§°·•\xa0]", re.IGNORECASE)
_LEAST_FAMILIAR = 0.9
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
# Nearly half of all letters of Russian and of Kazakh words are these; where bytes are read in
# another order of letters, hardly a quarter is.
_FREQUENT = re.compile(r"[оеаинты]", re.IGNORECASE)
_LEAST_FREQUENT = 0.35
_FEW = 40  # letters, which may well be others
_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def decoded(data: bytes, language: str = "ru") -> str:
    """The text in the encoding its bytes betray: UTF-8, UTF-16 with a mark, Windows-1251.

    Windows-1251 in Kazakh is its own page, KZ-1048. Raises FileError for what is no text, or one
    whose letters cannot be told.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise FileError("damaged", what=error.reason) from error
    if b"\0" in data:
        raise FileError("binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(data, error)
    text = data.decode(_ENCODINGS.get(language, "cp1251"), errors="replace")
    looked_at = text[:_LOOKED_AT]
    if len(_CONTROL.findall(looked_at)) > _MOST_CONTROL * len(looked_at):
        raise FileError("binary")
    if "\ufffd" in text or not _is_plausible(looked_at):
        raise FileError("encoding")
    return text


def _is_plausible(text: str) -> bool:
    """Whether these letters are words of the region."""
    beyond = sum(one > "\x7f" for one in text)
    if len(_FAMILIAR.findall(text)) < _LEAST_FAMILIAR * beyond:
        return False
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic > _FEW and len(_FREQUENT.findall(text)) < _LEAST_FREQUENT * cyrillic:
        return False
    words = [word for word in _WORD.findall(text) if _CYRILLIC.search(word)]
    mixed = sum(_LATIN.search(word) is not None for word in words)
    return 2 * mixed <= len(words)


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Of a file that is UTF-8 but for a place or two, that is damaged: its letters are told."""
    said = data.decode("utf-8", errors="replace")[:_LOOKED_AT]
    broken = said.count("\ufffd")
    whole = sum(one > "\x7f" for one in said) - broken
    if whole > 10 * broken:
        raise FileError("damaged", what=f"{error.reason}, byte {error.start + 1}") from error
