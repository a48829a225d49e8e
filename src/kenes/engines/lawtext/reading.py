"""Lines of an act become its tree: articles, paragraphs and the rest, by how they begin."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kenes.engines.lawtext.lines import Passed
from kenes.engines.lawtext.tree import Act, Kind, Unit, plain_number, repeated, walk

_N = r"\d+(?:[-–‑.]\d+)*[⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_ROMAN = r"[IVXLCІХ]+(?:[-–‑]\d+)*"  # the Cyrillic look-alikes as well
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
        rf"(?:{before})\s*(?P<number>{_ANY})(?![\w\-–])\s*(?P<mark>[.:]?)\s*(?P<rest>.*)",
        rf"(?P<number>{_ANY})\s*[-–‑]?\s*{after}(?!\w)\s*(?P<mark>[.:]?)\s*(?P<rest>.*)",
    )
)
# A blank behind the number is forgotten at times: then a letter tells 1.Words from 1.5 or 1.1.
_THEN = r"(?:$|\s+(?=\S)|(?=[^\W\d_]|[«“\"]))(?P<rest>.*)"
_PARAGRAPH = re.compile(rf"(?P<number>{_N})\.{_THEN}")
_LETTER = r"[a-zа-яёәғқңөұүһі](?:[-–‑]\d+)*"
_SUBPARAGRAPH = re.compile(rf"\(?(?P<number>{_N}|{_LETTER})\){_THEN}")
# A reference inside a sentence begins as an article does: «Статья 5 настоящего Закона …». A
# heading has a sign behind its number, or a capital letter and no such word.
_REFERS = re.compile(
    r"(?-i:[a-zа-яёәғқңөұүһі])|of\s+th|осы|аталған|настоящ|указан|названн"
    r"|(?:[а-я]+ого\s+)?(?:закона|кодекса|конституции|пакта|конвенции|указа|протокола)\b"
    r"|.*[;,:]$",
    re.IGNORECASE,
)
# What no act says: characters of control, soft hyphens, blanks without width, half letters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
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
    kind: str = "text"  # of the file: akn, docx, html, markdown, text
    passed: tuple[Passed, ...] = ()  # left out of the act
    version_on: date | None = None  # from when this wording is in force, where the file says so


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
    tidy = [" ".join(_UNSEEN.sub("", line).split()) for line in lines]
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
        begun = _begins(line, place)
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
    places = [one.line for one in _all(top)]
    lines_of = {placed.anchor: line for placed, line in zip(walk(act), places, strict=True)}
    return Reading(act=act, problems=tuple(problems_of(act, lines_of)))


def beginning(line: str) -> tuple[Kind, str, str] | None:
    """Kind, number and the rest of a line that begins a unit; None for one that goes on."""
    for kind, form in _FORMS:
        found = form.fullmatch(line)
        if found and _is_headed(kind, found["mark"], found["rest"]):
            return kind, found["number"], found["rest"].strip()
    for kind, form in ((Kind.PARAGRAPH, _PARAGRAPH), (Kind.SUBPARAGRAPH, _SUBPARAGRAPH)):
        if found := form.fullmatch(line):
            return kind, found["number"], found["rest"]
    return None


def _is_headed(kind: Kind, mark: str, rest: str) -> bool:
    """Whether these words stand behind the number of a unit, not within a sentence."""
    if not mark and _REFERS.match(rest):
        return False
    # An article's own words may follow its number at once.
    return len(rest) <= LONGEST_HEADING or (kind == Kind.ARTICLE and bool(mark))


def _begins(line: str, place: int) -> _Open | None:
    found = beginning(line)
    if found is None:
        return None
    kind, number, rest = found
    if kind.rank <= Kind.ARTICLE.rank and len(rest) <= LONGEST_HEADING:
        return _Open(kind=kind, number=number, line=place, heading=rest)
    return _Open(kind=kind, number=number, line=place, text=[rest] if rest else [])


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


def problems_of(act: Act, lines: Mapping[str, int] | None = None) -> Iterator[Problem]:
    """What is doubtful about an act; ``lines``: where its units begin, by address."""
    placed = list(walk(act))
    known = lines or {}
    articles = [one for one in placed if one.unit.kind == Kind.ARTICLE]
    if not articles:
        yield Problem(doubt=Doubt.NO_ARTICLES)
    for anchor in repeated(act):
        yield Problem(doubt=Doubt.REPEATED, line=known.get(anchor, 0), about=anchor)
    last = 0
    for one in articles:
        unit = one.unit
        head = plain_number(unit.number).split("-")[0]
        whole = int(head) if head.isdigit() else 0
        line = known.get(one.anchor, 0)
        if whole and not last <= whole <= last + 1:
            yield Problem(doubt=Doubt.OUT_OF_ORDER, line=line, about=unit.number)
        last = whole or last
        if not unit.heading and not unit.text and not unit.children:
            yield Problem(doubt=Doubt.EMPTY, line=line, about=unit.number)


def _all(units: Sequence[_Open]) -> Iterator[_Open]:
    for one in units:
        yield one
        yield from _all(one.children)
