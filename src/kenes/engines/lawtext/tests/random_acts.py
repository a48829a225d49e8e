"""Acts and amendments at random, from a seed: quick to draw, and drawn again by its number."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from kenes.engines.lawtext.amending import Amendment, Change, Place, next_number
from kenes.engines.lawtext.tree import Act, Kind, Unit, walk
from kenes.engines.lawtext.wording import printed

FEW = (
    *("суд", "адвокат", "үш", "сағат", "қамау", "the", "person", "shall"),
    *("have", "counsel", "own", "delay", "two", "within"),
)
MANY = tuple(f"{stem}{end}" for stem in FEW for end in ("", "ы", "ing", "ші", "ом", "ment"))
NUMBERS = ("1", "2", "3", "4", "12-1", "12¹", "12.1", "12 bis", "III", "а", "b", "в-1")
KINDS = tuple(Kind)


def sentence(luck: Random, words: Sequence[str] = FEW, least: int = 3, most: int = 9) -> str:
    return " ".join(luck.choice(words) for _one in range(luck.randint(least, most)))


def regular(luck: Random, *, words: Sequence[str] = FEW, articles: int = 4) -> Act:
    """An act as papers have them: chapters, articles numbered through it, paragraphs, points."""
    units: list[Unit] = []
    last = 0
    for chapter in range(1, luck.randint(2, 4)):
        held = []
        for _one in range(luck.randint(0, articles)):
            last += 1
            held.append(article(luck, str(last), words))
        units.append(
            Unit(
                kind=Kind.CHAPTER,
                number=str(chapter),
                heading=sentence(luck, words),
                children=tuple(held),
            )
        )
    return Act(title="Act", language=luck.choice(["kk", "ru", "en"]), units=tuple(units))


def article(luck: Random, number: str, words: Sequence[str] = FEW) -> Unit:
    style = luck.randrange(3)
    children: tuple[Unit, ...]
    if style == 0:
        children = tuple(
            Unit(kind=Kind.INDENT, text=sentence(luck, words)) for _one in range(luck.randrange(3))
        )
    elif style == 1:
        children = tuple(
            Unit(
                kind=Kind.PARAGRAPH,
                number=str(place),
                text=sentence(luck, words),
                children=_points(luck, words),
            )
            for place in range(1, luck.randint(2, 4))
        )
    else:
        children = _points(luck, words)
    return Unit(
        kind=Kind.ARTICLE,
        number=number,
        heading=sentence(luck, words),
        text=sentence(luck, words) if style != 1 else "",
        children=children,
    )


def _points(luck: Random, words: Sequence[str]) -> tuple[Unit, ...]:
    return tuple(
        Unit(kind=Kind.SUBPARAGRAPH, number=str(place), text=sentence(luck, words))
        for place in range(1, luck.choice([1, 1, 3, 5]))
    )


def odd(luck: Random) -> Act:
    """An act as files of other houses have them: no numbers, the same twice, tails, long texts."""
    units = tuple(_odd(luck, 0) for _one in range(luck.randint(0, 4)))
    return Act(title="Act", language=luck.choice(["kk", "ru", "en"]), units=units)


def _odd(luck: Random, rank: int) -> Unit:
    at = luck.randint(rank, len(KINDS) - 1)
    kind = KINDS[at]
    is_bare = kind == Kind.INDENT or luck.random() < 0.2
    children: tuple[Unit, ...] = ()
    if kind != Kind.INDENT:
        children = tuple(_odd(luck, at + 1) for _one in range(luck.randint(0, 3)))
    return Unit(
        kind=kind,
        number="" if is_bare else luck.choice(NUMBERS),
        heading=sentence(luck, least=0, most=4) if kind != Kind.INDENT else "",
        text="\n".join(sentence(luck, least=1, most=5) for _one in range(luck.randint(0, 3))),
        children=children,
        tail=sentence(luck, least=0) if luck.random() < 0.3 else "",
    )


def amendments(luck: Random, act: Act, most: int = 6, name: str = "k") -> list[Amendment]:
    """Some that fit, some that stack, some that make no sense."""
    count = luck.randint(0, most)
    return [_amendment(luck, act, f"{name}{place}") for place in range(count)]


def _amendment(luck: Random, act: Act, key: str) -> Amendment:
    places = list(walk(act))
    if not places:
        wording = "Article 1. A\nb"
        return Amendment(
            key=key, change=Change.INSERT, anchor="", place=Place.FIRST, wording=wording
        )
    unit, anchor = (one := luck.choice(places)).unit, one.anchor
    change = luck.choice([Change.REPEAL, Change.REWORD, Change.REWORD, Change.INSERT])
    if change == Change.REPEAL:
        return Amendment(key=key, change=change, anchor=anchor)
    other = luck.choice(places).unit
    if change == Change.REWORD:
        was = printed(unit, act.language)
        wording = _other_words(luck, was, printed(other, act.language), unit.number)
        before = luck.choice([None, was])
        return Amendment(key=key, change=change, anchor=anchor, wording=wording, before=before)
    place = luck.choice([Place.AFTER, Place.AFTER, Place.FIRST])
    number = luck.choice([next_number(act, anchor, place), "77", "2"]) or "5"
    wording = printed(replace(other, number=number), act.language)
    at = anchor if luck.random() < 0.95 else ""
    return Amendment(key=key, change=change, anchor=at, place=place, wording=wording)


def _other_words(luck: Random, wording: str, other: str, number: str) -> str:
    lines = wording.split("\n")
    way = luck.randrange(10)
    if way < 6:
        at = luck.randrange(len(lines))
        words = lines[at].split(" ")
        words.insert(luck.randint(min(3, len(words)), len(words)), luck.choice(["новое", "fresh"]))
        lines[at] = " ".join(words)
        return "\n".join(lines)
    if way == 6:
        return wording.replace(number, luck.choice(["7", "9", "12-3"]), 1) if number else wording
    if way == 7:
        luck.shuffle(lines)
        return "\n".join(lines)
    return f"{wording}\nещё" if way == 8 else other
