"""Acts out of Akoma Ntoso documents of any house, draft versions of the standard too.

Other names for the same units are understood, and what is not understood is named with its line.
Our own exports are read as they were written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from lxml import etree

from kenes.engines.lawtext.akn_parts import ELEMENTS, LANGUAGES, NAMESPACE
from kenes.engines.lawtext.akn_words import BLOCKS, Words, name_of, said
from kenes.engines.lawtext.lines import MOST_TAGS
from kenes.engines.lawtext.tree import Act, Kind, Unit
from kenes.engines.markup import parser

_DRAFTS = NAMESPACE + "/"  # …/WD17, …/CSD13: drafts of the same standard
LARGEST = 30_000_000  # bytes
DEEPEST = 60  # elements in one another
_DOCUMENTS = ("act", "bill", "portion", "doc")  # the likeliest to be law first
_BODIES = frozenset({"body", "mainBody", "portionBody"})
# Names other houses use for the same.
_KINDS = {
    **{name: kind for kind, name in ELEMENTS.items()},
    "book": Kind.PART,
    "tome": Kind.PART,
    "title": Kind.SECTION,
    "subpart": Kind.SECTION,
    "subtitle": Kind.CHAPTER,
    "division": Kind.DIVISION,
    "subdivision": Kind.DIVISION,
    "subsection": Kind.PARAGRAPH,
    "clause": Kind.PARAGRAPH,
    "level": Kind.PARAGRAPH,
    "transitional": Kind.PARAGRAPH,
    "point": Kind.SUBPARAGRAPH,
    "item": Kind.SUBPARAGRAPH,
    "subclause": Kind.SUBPARAGRAPH,
    "indent": Kind.INDENT,
    "proviso": Kind.INDENT,
}
# Where acts have sections as others have articles.
_SECTIONS_FOR_ARTICLES = {
    "section": Kind.ARTICLE,
    "rule": Kind.ARTICLE,
    "subsection": Kind.PARAGRAPH,
    "subrule": Kind.PARAGRAPH,
    "paragraph": Kind.SUBPARAGRAPH,
}
_THROUGH = frozenset({"hcontainer", "container", "list", "sublist", "blockList"})
_HEADED = frozenset({"num", "heading", "subheading"})
_NUMBER = re.compile(  # with the word that names the unit, before or behind it; or a letter
    r"(?:[^\W\d_]{3,}\.?\s+|§\s*)?[(\[]?"
    r"(?P<number>\d+(?:[-–‑.]\d+)*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[a-zа-я]{1,2})?|[IVXLC]+)"
    r"[ºª°]?[)\]]?(?:[-–‑][^\W\d_]{2,})?\s*[.:)]?\s*[-–—]?"
    r"|[(\[]?(?P<letter>[^\W\d_]{1,4})[)\].]{0,2}",
    re.IGNORECASE,
)


class AknError(ValueError):
    """The file is not an act in Akoma Ntoso that can be read; ``str(error)`` says what is wrong.

    ``line`` is the file's, from 1; 0 where it is about the whole.
    """

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {what}" if line else what)
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Read:
    """An act out of a file, and what was passed over."""

    act: Act
    version_on: date | None
    passed_over: tuple[tuple[int, str], ...]  # line, name of an element


def read(data: bytes, language: str = "en") -> Read:
    """An act out of an Akoma Ntoso document.

    Of several in one file the likeliest to be law in ``language`` is read, and the others are
    named; ``language`` is also that of a file that names none. Raises AknError.
    """
    if len(data) > LARGEST:
        raise AknError(f"larger than {LARGEST} bytes")
    if data.count(b"<") > MOST_TAGS:
        raise AknError(f"more than {MOST_TAGS} tags")
    root = _parsed(data)
    document, others = _chosen(root, language)
    body = next((one for one in document if name_of(one) in _BODIES), None)
    if body is None:
        raise AknError("it has no body", document.sourceline or 0)
    version_on = _version_on(document)
    reading = _Reading.of(document)
    reading.passed_over += [(one.sourceline or 0, name_of(one)) for one in others]
    title, preamble = reading.preface(document)
    inner = reading.inner(body, rank=-1)
    ending: list[str] = []
    for part in document:
        if name_of(part) == "conclusions":
            ending += reading.words.lines(part)
        elif name_of(part) not in _BODIES | {"meta", "preface", "preamble"}:
            reading.pass_over(part)
    act = Act(
        title=title,
        language=_language(document) or language,
        preamble="\n".join(preamble),
        units=tuple([*reading.as_indents(inner.text), *inner.children]),
        ending="\n".join([*inner.tail, *ending]),
    )
    passed_over = sorted({*reading.passed_over, *reading.words.passed_over})
    return Read(act=act, version_on=version_on, passed_over=tuple(passed_over))


def _parsed(data: bytes) -> etree._Element:
    try:
        root = etree.fromstring(data, parser(remove_comments=True, remove_pis=True))
    except etree.XMLSyntaxError as error:
        raise AknError(str(error.msg), error.lineno or 0) from error
    if root.getroottree().docinfo.doctype:
        raise AknError("it declares a document type, which no act needs", 1)
    space = etree.QName(root).namespace or ""
    if name_of(root) != "akomaNtoso" or not (space == NAMESPACE or space.startswith(_DRAFTS)):
        raise AknError(f"not Akoma Ntoso 3.0 but {root.tag}", root.sourceline or 0)
    for name in ("ins", "del"):
        changed = next((one for one in root.iter(f"{{*}}{name}") if said(one)), None)
        if changed is not None:
            raise AknError(
                f"a tracked change, “{said(changed)[:80]}”: an act has one wording",
                changed.sourceline or 0,
            )
    return root


def _chosen(root: etree._Element, language: str) -> tuple[etree._Element, list[etree._Element]]:
    """The document that is read, and those that are not."""
    named = root.iter(*(f"{{*}}{name}" for name in _DOCUMENTS))
    # An attachment belongs to its document, and is passed over with it.
    found = [one for one in named if next(one.iterancestors("{*}attachments"), None) is None]
    if not found:
        raise AknError("no act, bill, portion or doc in it", root.sourceline or 0)
    order = sorted(
        found,
        key=lambda one: (_language(one) not in {"", language}, _DOCUMENTS.index(name_of(one))),
    )
    inside = set(order[0].iter())
    return order[0], [one for one in order[1:] if one not in inside]


@dataclass
class _Inner:
    """What stands in an element: lines before its units, the units, lines behind them."""

    text: list[str] = field(default_factory=list)
    children: list[Unit] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    def add(self, lines: list[str], *, is_tail: bool = False) -> None:
        (self.tail if is_tail or self.children else self.text).extend(lines)


@dataclass
class _Reading:
    """One document on its way to a tree."""

    kinds: dict[str, Kind]
    is_own: bool  # written by us: numbers and depths are as they should be
    words: Words = field(default_factory=Words)
    passed_over: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, document: etree._Element) -> "_Reading":
        named = next(document.iter("{*}identification"), None)
        is_own = named is not None and named.get("source") == "#kenes"
        has = {name_of(one) for one in document.iter()}
        is_by_sections = not is_own and "article" not in has and has & {"section", "rule"}
        return cls({**_KINDS, **(_SECTIONS_FOR_ARTICLES if is_by_sections else {})}, is_own)

    def pass_over(self, element: etree._Element) -> None:
        self.passed_over.append((element.sourceline or 0, name_of(element)))

    def inner(self, parent: etree._Element, *, rank: int, depth: int = 0) -> _Inner:
        if depth > DEEPEST:
            line = parent.sourceline or 0
            raise AknError(f"more than {DEEPEST} elements in one another", line)
        found = _Inner()
        for one in parent:
            name = name_of(one)
            if name in self.kinds:
                self._add_unit(found, one, rank, depth)
            elif name in _THROUGH:
                self._add_through(found, one, rank, depth)
            elif name in {"content", "intro", "wrapUp"}:
                self._add_content(found, one, rank, depth)
            elif name in BLOCKS:
                is_tail = name == "listWrapUp" or one.get("class") == "tail"
                found.add(self.words.lines(one), is_tail=is_tail)
            elif name and name not in _HEADED:
                self.pass_over(one)
        return found

    def as_indents(self, lines: list[str]) -> list[Unit]:
        return [Unit(kind=Kind.INDENT, text=line) for line in lines]

    def _add_unit(self, found: _Inner, one: etree._Element, rank: int, depth: int) -> None:
        kind = self.kinds[name_of(one)]
        if not self.is_own:
            kind = list(Kind)[min(max(kind.rank, rank + 1), Kind.INDENT.rank)]
        inner = self.inner(one, rank=kind.rank, depth=depth + 1)
        number = " ".join(self._headed(one, "num"))
        heading = " ".join(self._headed(one, "heading") + self._headed(one, "subheading"))
        unit = Unit(
            kind=kind,
            number=number if self.is_own else _plain(number),
            heading=heading,
            text="\n".join(inner.text),
            children=tuple(inner.children),
            tail="\n".join(inner.tail),
        )
        if found.tail:  # a unit behind words that closed the ones before it
            found.children += self.as_indents(found.tail)
            found.tail = []
        found.children += [unit] if self.is_own or kind != Kind.INDENT else _flat(unit, number)

    def _add_through(self, found: _Inner, one: etree._Element, rank: int, depth: int) -> None:
        """What only holds others: its own words stand where it stands."""
        named = [*self._headed(one, "num"), *self._headed(one, "heading")]
        inner = self.inner(one, rank=rank, depth=depth + 1)
        found.add([*filter(None, [" ".join(named)]), *inner.text])
        found.children += inner.children
        found.add(inner.tail, is_tail=True)

    def _add_content(self, found: _Inner, one: etree._Element, rank: int, depth: int) -> None:
        inner = self.inner(one, rank=rank, depth=depth + 1)
        is_tail = name_of(one) == "wrapUp"
        found.add(inner.text, is_tail=is_tail)
        found.children += inner.children
        found.add(inner.tail, is_tail=True)

    def _headed(self, one: etree._Element, name: str) -> list[str]:
        return [
            " ".join(words)
            for child in one
            if name_of(child) == name and (words := self.words.lines(child))
        ]

    def preface(self, document: etree._Element) -> tuple[str, list[str]]:
        """The title, and the lines beside it."""
        title, lines = "", []
        for part in document:
            if name_of(part) not in {"preface", "preamble"}:
                continue
            named = next(part.iter("{*}docTitle"), None)
            if named is not None and not title:
                title = " ".join(self.words.lines(named))
            for block in part.iter():
                if name_of(block) not in BLOCKS or _is_within(block, part):
                    continue
                if named is None or named not in set(block.iter()):
                    lines += self.words.lines(block)
        if not title and lines and not self.is_own:
            title = lines.pop(0)
        return title, lines


def _is_within(block: etree._Element, part: etree._Element) -> bool:
    """Whether a wider block already said it."""
    for above in block.iterancestors():
        if above is part:
            return False
        if name_of(above) in BLOCKS:
            return True
    return False


def _flat(unit: Unit, number: str) -> list[Unit]:
    """An indent has no number and holds nothing: it is lines, its number the first word."""
    words = [*filter(None, (number, unit.heading)), *unit.text.split("\n")[:1]]
    more = unit.text.split("\n")[1:]
    text = "\n".join([" ".join(filter(None, words)), *more])
    flat = replace(unit, number="", heading="", text=text, children=(), tail="")
    rest = [Unit(kind=Kind.INDENT, text=line) for line in filter(None, unit.tail.split("\n"))]
    return [*([flat] if text else []), *unit.children, *rest]


def _plain(number: str) -> str:
    """Of «Artículo 1º.», «(a)» and «5-бап.» the number alone; what is no number stays."""
    found = _NUMBER.fullmatch(number)
    return found["number"] or found["letter"] if found else number


def _language(document: etree._Element) -> str:
    """As the first expression says; "" where none does."""
    one = next(_expression(document, "FRBRlanguage"), None)
    code = one.get("language", "") if one is not None else ""
    known = {said: short for short, said in LANGUAGES.items()}
    return known.get(code, code[:2])


def _version_on(document: etree._Element) -> date | None:
    day = None
    for one in _expression(document, "FRBRdate"):
        try:
            day = date.fromisoformat(one.get("date", "")[:10])
        except ValueError as error:
            raise AknError("FRBRdate is no date", one.sourceline or 0) from error
    return day


def _expression(document: etree._Element, name: str) -> Iterator[etree._Element]:
    """What the document's own meta says of its expression, not what those within it say."""
    for part in document:
        if name_of(part) == "meta":
            for level in part.iter("{*}FRBRExpression"):
                yield from level.iter(f"{{*}}{name}")
                return
