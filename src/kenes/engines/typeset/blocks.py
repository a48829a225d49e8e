"""What a paper is made of, top to bottom.

Texts are plain: ``str``, or a tuple of runs. In ``str`` and in runs a newline begins a new line.
Languages are BCP 47 codes ("kk", "ru", "en"); "" means the language of the paper.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kenes.engines.typeset.errors import WrongDocument
from kenes.engines.typeset.words import clean

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_MOST_LINES = 24  # of a row that is kept on one page
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}\Z")


@dataclass(frozen=True)
class Run:
    """A piece of text with one look.

    ``link``: an ``https:`` address, or ``#anchor`` of a heading or paragraph of the same paper;
    any other is dropped, the text stays. ``mark``: "ins" is underlined, "del" struck out; what
    leads somewhere has none, for its line says so already.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    language: str = ""
    mark: str = ""


Text = str | tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """``level``: 1, 2 or 3 below the title, less where a level would be left out.

    ``anchor``: letters, digits, - and _.
    """

    text: Text
    level: int = 1
    anchor: str = ""
    language: str = ""


@dataclass(frozen=True)
class Paragraph:
    """``number`` stands in the margin, as given: it is cited, so nothing here counts.

    ``small``: for what accompanies the paragraph above: a correction, the state of a translation.
    """

    text: Text
    number: str = ""
    anchor: str = ""
    language: str = ""
    align: str = "left"  # left, center, right
    small: bool = False


@dataclass(frozen=True)
class ListBlock:
    """``ordered``: counted from 1; otherwise a dash before each."""

    items: tuple[Text, ...]
    ordered: bool = False
    language: str = ""


@dataclass(frozen=True)
class Table:
    """``widths``: shares of the line, one a column; () for equal ones. The head repeats on each
    page; a longer one than ``words.EDGE`` is cut. A row of one cell goes over all columns, as a
    heading within the table. ``hyphens``: whether words may be parted at the ends of lines; those
    of a law are not.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    hyphens: bool = True


@dataclass(frozen=True)
class KeyValues:
    """Facts, each under its name."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Note:
    """A framed remark about the paper itself: that it is a draft, how far a translation goes."""

    text: Text
    strong: bool = False


@dataclass(frozen=True)
class Signature:
    """Who approves: office on the left, name and what was done on the right."""

    office: str
    name: str = ""
    when: str = ""  # "approved on 3 June 2026"; "": a line to sign on


@dataclass(frozen=True)
class Signatures:
    people: tuple[Signature, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | ListBlock | Table | KeyValues | Note | Signatures | PageBreak


@dataclass(frozen=True, kw_only=True)
class Document:
    """One paper of A4.

    ``made_at`` has a zone and is the only time in the file: equal documents give equal bytes.
    ``lacking`` is said at the end when a letter of a text is in none of the fonts and □ stands
    for it. ``mark`` is a word before the running head of each page, such as "Draft".
    """

    title: str
    language: str
    made_at: datetime
    blocks: tuple[Block, ...]
    masthead: str = ""  # the institution, over the double rule
    left: str = ""  # under it: the number
    right: str = ""  # under it: day and place
    lines: tuple[Text, ...] = ()  # under the title
    head: str = ""  # running head from the second page on
    foot: str = ""  # left of the page number
    mark: str = ""
    subject: str = ""
    landscape: bool = False
    lacking: str = ""

    def __post_init__(self) -> None:
        """Raises WrongDocument for what would fail later, with a worse sentence."""
        if not self.title.strip():
            raise WrongDocument("A paper has a title.")
        if not _LANGUAGE.match(self.language):
            raise WrongDocument(f"{self.language!r} is no code of a language.")
        if self.made_at.tzinfo is None:
            raise WrongDocument("The time of a paper has a zone.")
        for block in self.blocks:
            _check(block)


def runs_of(text: Text) -> tuple[Run, ...]:
    """The text as runs."""
    return (Run(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    """The text without its looks."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def in_order(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks as a paper can have them.

    No heading is more than one level below the one before, and the first is of level 1: PDF/UA
    asks for it, and so does everybody who is read the paper aloud. Headings without a visible
    character are left out. An anchor is the first block's that has it.
    """
    last, taken = 0, set[str]()
    for block in blocks:
        if isinstance(block, Heading):
            if not clean(plain(block.text)).strip():
                continue
            last = min(block.level, last + 1)
            block = replace(block, level=last)
        if isinstance(block, Heading | Paragraph) and block.anchor:
            block = replace(block, anchor="" if block.anchor in taken else block.anchor)
            taken.add(block.anchor)
        yield block


def is_short(row: tuple[Text, ...], table: Table, *, landscape: bool) -> bool:
    """Whether a row is kept on one page: one that may be higher than a page goes over several."""
    widths = widths_of(row, table, landscape=landscape)
    return all(
        _lines(plain(cell), width) <= _MOST_LINES for cell, width in zip(row, widths, strict=True)
    )


def widths_of(row: tuple[Text, ...], table: Table, *, landscape: bool) -> tuple[float, ...]:
    """How wide the cells of a row are, in millimetres."""
    line = 262 if landscape else 165  # between the margins
    shares = table.widths or (1.0,) * len(table.head)
    if len(row) < len(shares):
        return (line,)
    return tuple(line * share / sum(shares) for share in shares)


def _lines(text: str, width: float) -> float:
    """About how many lines a text takes in ``width`` millimetres, letters 2 mm wide at most."""
    return text.count("\n") + 1 + 2 * len(text) / width


def anchors(blocks: Iterable[Block]) -> frozenset[str]:
    """All places in the paper that a link can lead to."""
    return frozenset(
        block.anchor for block in blocks if isinstance(block, Heading | Paragraph) and block.anchor
    )


def _check(block: Block) -> None:
    language = getattr(block, "language", "")
    if language and not _LANGUAGE.match(language):
        raise WrongDocument(f"{language!r} is no code of a language.")
    if isinstance(block, Heading) and block.level not in (1, 2, 3):
        raise WrongDocument(f"A heading of level {block.level}: there are 1, 2 and 3.")
    if isinstance(block, Heading | Paragraph) and block.anchor and not _ANCHOR.match(block.anchor):
        raise WrongDocument(f"{block.anchor!r} is no anchor.")
    if isinstance(block, Paragraph) and block.align not in ("left", "center", "right"):
        raise WrongDocument(f"{block.align!r} is no side to align at.")
    if isinstance(block, Table):
        _check_table(block)


def _check_table(table: Table) -> None:
    columns = len(table.head)
    if not columns:
        raise WrongDocument("A table has a head.")
    if table.widths and (len(table.widths) != columns or min(table.widths) <= 0):
        raise WrongDocument(f"{len(table.widths)} widths for {columns} columns.")
    for place, row in enumerate(table.rows, 1):
        if len(row) not in (1, columns):
            raise WrongDocument(f"Row {place} has {len(row)} cells, the head {columns}.")
