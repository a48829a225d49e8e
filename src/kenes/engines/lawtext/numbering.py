"""The number of a new provision, as drafters of the region give it.

Behind the last of its kind the next whole number; between two that are there a number of the
earlier one with a dash: behind article 12 comes 12-1, behind that 12-2. Letters go on by the
alphabet of the act, chapters with Roman numbers by those. A number that is written 12¹ or 12.1
goes on as it is written.
"""

import re
from collections.abc import Callable, Iterator

from kenes.engines.lawtext.lines import raised
from kenes.engines.lawtext.standing import Node, Standing, parts
from kenes.engines.lawtext.tree import Kind, plain_number

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщыэюя",  # without ё and the signs, as drafters do
    "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщыіэюя",
)
_HEAD = re.compile(r"([^\W\d_]+)((?:-\d{1,9})*)")  # of a plain number that begins with letters
_ROMAN = re.compile(r"m*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_SIGNS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LOOK_ALIKES = str.maketrans("іхсм", "ixcm")  # Cyrillic ones, as people type them
_PARTED = re.compile(r"\d([-‐‑‒–—−.])\d")


def following(standing: Standing, anchor: str, *, is_first: bool, language: str) -> str:
    """The number behind, or as the first within, the unit at ``anchor``; "" without a rule."""
    node = standing.find(anchor)
    if node is None:
        return ""
    if is_first:
        return _first(standing, node, language)
    if node.parent is None or node.kind == Kind.INDENT:
        return ""
    return _behind(standing, node, language)


def _first(standing: Standing, home: Node, language: str) -> str:
    """Articles are numbered through the act; other numbers begin anew in each unit."""
    first = home.alive[0] if home.alive else None
    is_of_articles = first.kind == Kind.ARTICLE if first else home.kind.rank < Kind.ARTICLE.rank
    if not is_of_articles:
        return "" if first else "1"
    last, is_behind = None, home.is_root
    for node in standing.every():
        if node is first or (is_behind and not first):
            break
        if node.kind == Kind.ARTICLE:
            last = node
        is_behind = is_behind or node is home
    if last is not None:
        return _behind(standing, last, language)
    return "" if any(node.kind == Kind.ARTICLE for node in standing.every()) else "1"


def _behind(standing: Standing, node: Node, language: str) -> str:
    peers = _peers(standing, node)
    alive = [one for one in peers if one.is_alive]
    taken = {plain_number(one.bare.number) for one in alive}
    is_last = not any(one.is_alive for one in peers[peers.index(node) + 1 :])
    number = plain_number(node.bare.number)
    figures = parts(node.bare.number)
    if figures:
        found = _free(list(map(str, figures)), taken, is_last=is_last, after=_next_figure)
    else:
        found = _after_letters(node, number, taken, is_last=is_last, language=language)
    return _as_written(found, node, alive)


def _peers(standing: Standing, node: Node) -> list[Node]:
    """Those numbered in one row with it: articles through the act, others beside it."""
    if node.kind == Kind.ARTICLE:
        every = list(standing.every())
        return [one for one in every if one.kind == Kind.ARTICLE] if node.is_alive else [node]
    assert node.parent is not None  # noqa: S101 (asked by the caller)
    return [one for one in node.parent.children if one.kind == node.kind]


def _free(said: list[str], taken: set[str], *, is_last: bool, after: Callable[[str], str]) -> str:
    """The next number that nothing bears: a whole one at the end, else a part of this one."""
    head, *rest = said
    if is_last and not rest:
        while (head := after(head)) and head in taken:
            pass
        return head
    known = rest or ["0"]
    stem = "-".join([head, *known[:-1]])
    part = int(known[-1]) + 1
    while f"{stem}-{part}" in taken:
        part += 1
    return f"{stem}-{part}"


def _next_figure(number: str) -> str:
    return str(int(number) + 1)


def _after_letters(
    node: Node, number: str, taken: set[str], *, is_last: bool, language: str
) -> str:
    found = _HEAD.fullmatch(number)
    if found is None:
        return ""
    said = [found[1], *filter(None, found[2].split("-"))]
    heads = {one.partition("-")[0] for one in taken} | {found[1]}
    if _are_roman(heads, node.kind):
        return _free(said, taken, is_last=is_last, after=_next_roman)
    alphabet = _alphabet(heads, language)
    if alphabet is None:
        return ""
    return _free(said, taken, is_last=is_last, after=lambda one: _next_letter(one, alphabet))


def _are_roman(heads: set[str], kind: Kind) -> bool:
    """Chapters have no letters; where points have both, one of several signs tells."""
    latin = [head.translate(_LOOK_ALIKES) for head in heads if not head.isdigit()]
    is_told = kind.rank < Kind.ARTICLE.rank or any(len(head) > 1 for head in latin)
    return is_told and all(_ROMAN.fullmatch(head) for head in latin)


def _next_roman(number: str) -> str:
    plain = number.translate(_LOOK_ALIKES)
    values = [_VALUES[sign] for sign in plain]
    value = 1 + sum(-one if one < max(values[place:]) else one for place, one in enumerate(values))
    return roman(value) if plain == number else roman(value).translate(_BACK)


_BACK = str.maketrans("ix", "іх")


def roman(value: int) -> str:
    """In small letters."""
    said = ""
    for worth, sign in _SIGNS:
        while value >= worth:
            said, value = said + sign, value - worth
    return said


def _alphabet(heads: set[str], language: str) -> str | None:
    """The first whose letters these are, without a gap; else the first that has them all."""
    letters = [head for head in heads if not head.isdigit()]
    order = reversed(_ALPHABETS) if language == "kk" else iter(_ALPHABETS)
    fitting = [one for one in order if all(len(x) == 1 and x in one for x in letters)]
    whole = [one for one in fitting if set(letters) == set(one[: len(letters)])]
    return next(iter([*whole, *fitting]), None)


def _next_letter(letter: str, alphabet: str) -> str:
    return alphabet[alphabet.index(letter) + 1 :][:1]


def _as_written(number: str, node: Node, peers: list[Node]) -> str:
    """As this act writes its numbers: 12-1, 12.1 or 12¹, III or iii."""
    head, *rest = number.split("-")
    said = [node.bare.number, *(one.bare.number for one in peers)]
    if not head.isdigit() and any(one.isupper() for one in said[:1]):
        head = head.upper()
    if not rest:
        return head
    mark = next(_marks(said), "-")
    return head + "".join(raised(part) if mark == "¹" else mark + part for part in rest)


def _marks(numbers: list[str]) -> Iterator[str]:
    for number in numbers:
        if any(sign in "⁰¹²³⁴⁵⁶⁷⁸⁹" for sign in number):
            yield "¹"
        elif found := _PARTED.search(number):
            yield found[1]
