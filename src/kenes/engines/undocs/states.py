"""Names of States as United Nations documents write them, and their ISO 3166-1 alpha-3 codes.

The 193 Members and the two observer States. ``state_names.txt`` holds one State a line: alpha-3,
alpha-2, then the short name and the variants met in documents, parted by ``|``.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from babel import Locale

_LINES = files(__package__).joinpath("state_names.txt").read_text("utf-8").splitlines()
ALPHA2: dict[str, str] = {line[:3]: line[4:6] for line in _LINES}
NAMES: dict[str, tuple[str, ...]] = {line[:3]: tuple(line[7:].split("|")) for line in _LINES}

_APOSTROPHE = re.compile("['‘’‛‟′ʼ`´]")
_NOT_A_LETTER = re.compile(r"[^a-z]+")


def _folded(name: str) -> str:
    """Letters alone, without case, accents or apostrophes: what survives careless typing."""
    plain = unicodedata.normalize("NFKD", name.replace("\xad", "").replace("\ufffe", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _APOSTROPHE.sub("", plain.casefold().replace("&", " and "))
    words = _NOT_A_LETTER.sub(" ", plain).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


_CODES = {_folded(name): code for code, names in NAMES.items() for name in names}
_LONGEST = max(len(name.split()) for name in _CODES)
# Words that may stand beside the names in a parenthesis without being one.
_GLUE = frozenset({"and", "as", "well", "also", "the", "by"})


def alpha3(name: str) -> str | None:
    """The code of one State's name in any known spelling, or None."""
    return _CODES.get(_folded(name))


@lru_cache(maxsize=20_000)
def find_states(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(codes, unknown)``: the States named in ``text``, in order, and the words left over.

    The longest known name wins, so "and" inside a name never parts it, and nested parentheses
    ("Iran (Islamic Republic of)") need no care.
    """
    words = _folded(text).split()
    codes: list[str] = []
    unknown: list[str] = []
    run: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            code = _CODES.get(" ".join(words[at : at + length]))
            if code:
                if run:
                    unknown.append(" ".join(run))
                    run = []
                if code not in codes:
                    codes.append(code)
                at += length
                break
        else:
            if words[at] not in _GLUE:
                run.append(words[at])
            at += 1
    if run:
        unknown.append(" ".join(run))
    return tuple(codes), tuple(unknown)


@lru_cache(maxsize=1_000)
def name_of(code: str, language: str) -> str:
    """The name in ``language`` (kk, ru, en): the UN’s in English, else CLDR’s; "" if unknown."""
    if code not in NAMES:
        return ""
    if language == "en":
        return NAMES[code][0]
    return str(Locale(language).territories.get(ALPHA2[code], NAMES[code][0]))
