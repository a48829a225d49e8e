"""Lines of an act become its tree: articles, paragraphs and the rest, by how they begin."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kenes.engines.lawtext.tree import Act, Kind, Unit, plain_number, repeated

_N = r"\d+(?:[-–‑.]\d+)*[⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_ROMAN = r"[IVXLCІХ]+"  # the Cyrillic look-alikes as well
_ANY = rf"{_N}|{_ROMAN}"
_WORDED = (  # kind, words that begin it in Russian and English, word that ends it in Kazakh
    (Kind.PART, r"часть|part", "бөлік"),
    (Kind.SECTION, r"раздел|section", "бөлім"),
    (Kind.CHAPTER, r"глава|chapter", "тарау"),
    (Kind.DIVISION, r"параграф|§", "параграф"),
    (Kind.ARTICLE, r"статья|article|art\.", "бап"),
)
_FORMS = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, before, after in _WORDED
    for form in (
        rf"(?:{before})\s*(?P<number>{_ANY})(?![\w\-–])\s*[.:]?\s*(?P<rest>.*)",
        rf"(?P<number>{_ANY})\s*[-–‑]?\s*{after}(?!\w)\s*[.:]?\s*(?P<rest>.*)",
    )
)
_PARAGRAPH = re.compile(rf"(?P<number>{_N})\.\s+(?P<rest>\S.*)")
_SUBPARAGRAPH = re.compile(rf"\(?(?P<number>{_N}|[a-zа-яёәғқңөұүһі])\)\s+(?P<rest>\S.*)")
# A reference inside a sentence begins as an article does: «статья 5 настоящего Закона …».
_REFERS = re.compile(r"(?:настоящ|осы|of\s+th|указан|аталған)", re.IGNORECASE)
LONGEST_HEADING = 300  # characters
MOST_LINES = 200_000


class Doubt(StrEnum):
    """What a reader of the preview should look at."""

    NO_ARTICLES = "no_articles"
    REPEATED = "repeated"  # an address is asked for twice
    OUT_OF_ORDER = "out_of_order"  # a number does not follow the one before
    EMPTY = "empty"  # an article without a word


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A doubt and where: the line from 1, or 0 for the whole; the address or number concerned."""

    doubt: Doubt
    line: int = 0
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read, and what is doubtful about it."""

    act: Act
    problems: tuple[Problem, ...] = ()


class NotAnAct(ValueError):
    """Nothing of an act could be found in it; ``str(error)`` says what was looked for."""


@dataclass
class _Open:
    """A unit that is still being read."""

    kind: Kind
    number: str
    line: int
    heading: str = ""
    text: list[str] = field(default_factory=list)
    children: list["_Open"] = field(default_factory=list)

    def closed(self) -> Unit:
        return Unit(
            kind=self.kind,
            number=self.number,
            heading=self.heading,
            text="\n".join(self.text),
            children=tuple(child.closed() for child in self.children),
        )


def read(lines: Iterable[str], *, language: str, title: str = "") -> Reading:
    """Read the lines of one act, one paragraph of print a line.

    ``title``: as it is known; else what stands before the first unit is taken, its first line as
    title and the rest as preamble. Raises NotAnAct for an empty text or one that is too long.
    """
    tidy = [" ".join(line.replace("\x00", "").split()) for line in lines]
    if len(tidy) > MOST_LINES:
        raise NotAnAct(f"more than {MOST_LINES} lines")
    if not any(tidy):
        raise NotAnAct("no text")
    before: list[str] = []
    top: list[_Open] = []
    stack: list[_Open] = []
    for place, line in enumerate(tidy, 1):
        if not line:
            continue
        begun = _begins(line, stack, place)
        if begun is None:
            if stack:
                _continue(stack, line, place)
            else:
                before.append(line)
            continue
        while stack and stack[-1].kind.rank >= begun.kind.rank:
            stack.pop()
        (stack[-1].children if stack else top).append(begun)
        stack.append(begun)
    known = title or (before.pop(0) if before else "")
    if title and before and before[0].casefold() == title.casefold():
        before.pop(0)
    act = Act(
        title=known,
        language=language,
        preamble="\n".join(before),
        units=tuple(one.closed() for one in top),
    )
    return Reading(act=act, problems=tuple(_problems(act, top)))


def _begins(line: str, stack: Sequence[_Open], place: int) -> _Open | None:
    """The unit a line begins, or None when it goes on with the one before."""
    for kind, form in _FORMS:
        found = form.fullmatch(line)
        if found and not _REFERS.match(found["rest"]) and len(found["rest"]) <= LONGEST_HEADING:
            return _Open(
                kind=kind, number=found["number"], line=place, heading=found["rest"].strip()
            )
    for kind, form in ((Kind.PARAGRAPH, _PARAGRAPH), (Kind.SUBPARAGRAPH, _SUBPARAGRAPH)):
        if found := form.fullmatch(line):
            return _Open(kind=kind, number=found["number"], line=place, text=[found["rest"]])
    return None


def _continue(stack: list[_Open], line: str, place: int) -> None:
    """A line without a number: a heading's rest, an article's text, or an indent of its own."""
    while stack[-1].kind == Kind.INDENT:
        stack.pop()
    here = stack[-1]
    if here.kind.rank < Kind.ARTICLE.rank and not here.heading and not here.children:
        here.heading = line
        return
    if not here.text and not here.children and here.kind.rank >= Kind.ARTICLE.rank:
        here.text.append(line)
        return
    here.children.append(_Open(kind=Kind.INDENT, number="", line=place, text=[line]))


def _problems(act: Act, top: Sequence[_Open]) -> Iterable[Problem]:
    articles = [one for one in _all(top) if one.kind == Kind.ARTICLE]
    if not articles:
        yield Problem(doubt=Doubt.NO_ARTICLES)
    for anchor in repeated(act):
        yield Problem(doubt=Doubt.REPEATED, about=anchor)
    last = 0
    for article in articles:
        whole = int(plain_number(article.number).split("-")[0] or 0) if article.number else 0
        if whole and not last <= whole <= last + 1:
            yield Problem(doubt=Doubt.OUT_OF_ORDER, line=article.line, about=article.number)
        last = whole or last
        if not article.heading and not article.text and not article.children:
            yield Problem(doubt=Doubt.EMPTY, line=article.line, about=article.number)


def _all(units: Sequence[_Open]) -> Iterable[_Open]:
    for one in units:
        yield one
        yield from _all(one.children)


def retitled(reading: Reading, title: str) -> Reading:
    return replace(reading, act=replace(reading.act, title=title))
