"""From a structural element in words to the provision: «пункт 2 статьи 12», «12-бап», "article 5".

Words and numbers are read in any order, in the three languages and in short; addresses as they
stand in links are taken as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kenes.engines.lawtext.tree import Act, Kind, Placed, plain_number, walk
from kenes.proposals.table.words import counted_indents

_NUMBER = r"\d+(?:[-–‑.]\d+)*[⁰¹²³⁴⁵⁶⁷⁸⁹]*|[ivxlcіх]+(?![^\W_])|[a-zа-яёәғқңөұүһі](?![^\W_])"
# Each kind by how its name begins, the longest first: подпункт is no пункт.
_STEMS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("подпункт", (Kind.SUBPARAGRAPH,)),
    ("подп", (Kind.SUBPARAGRAPH,)),
    ("пп", (Kind.SUBPARAGRAPH,)),
    ("тармақша", (Kind.SUBPARAGRAPH,)),
    ("subparagraph", (Kind.SUBPARAGRAPH,)),
    ("subpara", (Kind.SUBPARAGRAPH,)),
    ("пункт", (Kind.PARAGRAPH,)),
    ("п", (Kind.PARAGRAPH,)),
    ("тармақ", (Kind.PARAGRAPH,)),
    ("тармағ", (Kind.PARAGRAPH,)),
    ("paragraph", (Kind.PARAGRAPH,)),
    ("para", (Kind.PARAGRAPH,)),
    ("стат", (Kind.ARTICLE,)),
    ("ст", (Kind.ARTICLE,)),
    ("бап", (Kind.ARTICLE,)),
    ("баб", (Kind.ARTICLE,)),
    ("article", (Kind.ARTICLE,)),
    ("art", (Kind.ARTICLE,)),
    # Codes call the paragraphs of their articles parts.
    ("част", (Kind.PART, Kind.PARAGRAPH)),
    ("ч", (Kind.PART, Kind.PARAGRAPH)),
    ("бөлі", (Kind.PART, Kind.PARAGRAPH, Kind.SECTION)),
    ("part", (Kind.PART, Kind.PARAGRAPH)),
    ("раздел", (Kind.SECTION,)),
    ("section", (Kind.SECTION,)),
    ("глав", (Kind.CHAPTER,)),
    ("тарау", (Kind.CHAPTER,)),
    ("chapter", (Kind.CHAPTER,)),
    ("параграф", (Kind.DIVISION,)),
    ("абзац", (Kind.INDENT,)),
    ("азатжол", (Kind.INDENT,)),
    ("indent", (Kind.INDENT,)),
)
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)", re.IGNORECASE)
_ALSO_WORDS = frozenset({"п", "ч"})  # пункт and часть in short, where no bracket follows
_STEPS = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.INDENT)  # of bare numbers
LONGEST = 300  # characters of a request
_MOST = 20  # answers


@dataclass(frozen=True, kw_only=True)
class _Part:
    kinds: tuple[Kind, ...]
    number: str


def find(act: Act, said: str) -> list[str]:
    """Addresses that a request can mean: one where it is clear, some where it is not, or none."""
    placed = list(walk(act))
    by_anchor = {one.anchor: one for one in placed}
    said = said.strip()
    if said in by_anchor:
        return [said]
    parts = _parts(said[:LONGEST])
    if not parts:
        return []
    narrowest = max(parts, key=lambda part: min(kind.rank for kind in part.kinds))
    places = counted_indents(placed)
    found = [
        one.anchor
        for one in placed
        if _is(one, narrowest, places)
        and _stands_in(one, [part for part in parts if part is not narrowest], by_anchor, places)
    ]
    return found[:_MOST]


def _parts(said: str) -> list[_Part]:
    """Words and numbers in pairs; the word may come first (статья 5) or last (5-бап)."""
    said = said.casefold()
    known: list[tuple[tuple[Kind, ...], str]] = []
    for found in _TOKEN.finditer(said):
        is_word = found[0] in _ALSO_WORDS and said[found.end() : found.end() + 1] != ")"
        kinds = kinds_of(found[0]) if found["word"] or is_word else ()
        number = "" if is_word else found["number"] or ""
        if kinds or number:
            known.append((kinds, number))
    if not any(kinds for kinds, _number in known):
        return [
            _Part(kinds=(kind,), number=plain_number(number))
            for kind, (_kinds, number) in zip(_STEPS, known, strict=False)
        ]
    is_kazakh = bool(known) and not known[0][0]  # the number stands before its word
    pairs = known if not is_kazakh else known[::-1]
    parts: list[_Part] = []
    waiting: tuple[Kind, ...] = ()
    for kinds, number in pairs:
        if kinds:
            waiting = kinds
        elif waiting := waiting or (() if is_kazakh else _next(parts)):
            parts.append(_Part(kinds=waiting, number=plain_number(number)))
            waiting = ()
    if any(Kind.ARTICLE in part.kinds for part in parts):
        parts = [_within_article(part) for part in parts]
    return parts


def _next(parts: Sequence[_Part]) -> tuple[Kind, ...]:
    """What a bare number after a part means: ``article 5(2)(a)``."""
    last = parts[-1].kinds[-1] if parts else None
    if last not in _STEPS[:-1]:
        return ()
    return (_STEPS[_STEPS.index(last) + 1],)


def kinds_of(word: str | None) -> tuple[Kind, ...]:
    """The kinds of unit a word can name; () for any other word, and for endings of numbers."""
    if not word:
        return ()
    for stem, kinds in _STEMS:
        if word == stem or (len(stem) > 2 and word.startswith(stem)):
            return kinds
    return ()


def _within_article(part: _Part) -> _Part:
    """Beside an article, a part is one of its paragraphs."""
    if Kind.PARAGRAPH in part.kinds:
        return _Part(kinds=(Kind.PARAGRAPH,), number=part.number)
    return part


def _is(one: Placed, part: _Part, places: dict[str, int]) -> bool:
    if one.unit.kind not in part.kinds:
        return False
    if one.unit.kind == Kind.INDENT:
        return part.number == str(places[one.anchor])
    return plain_number(one.unit.number) == part.number


def _stands_in(
    one: Placed, parts: list[_Part], by_anchor: dict[str, Placed], places: dict[str, int]
) -> bool:
    above: list[Placed] = []
    parent = one.parent
    while parent in by_anchor:
        above.append(by_anchor[parent])
        parent = by_anchor[parent].parent
    return all(any(_is(other, part, places) for other in above) for part in parts)
