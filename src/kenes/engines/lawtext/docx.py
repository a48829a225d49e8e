"""A DOCX as lines of print, with the numbers that a word processor gives by itself."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from kenes.engines.lawtext.docx_numbers import Numbering, W, list_of
from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import MOST_TAGS, Passed, Told, raised, short
from kenes.engines.markup import parser

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same names, by ISO 29500
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BODY = re.compile(r"word/document\d*\.xml")
_BESIDE = ("word/numbering.xml", "word/styles.xml", "word/comments.xml", "word/footnotes.xml")
_TRACKED = (
    *("ins", "del", "moveFrom", "moveTo"),
    *("cellIns", "cellDel", "cellMerge", "pPrChange", "rPrChange"),
)
LARGEST_PART = 60_000_000  # bytes of a part of the archive, unpacked
LARGEST_RATIO = 250  # unpacked to packed, once a megabyte is passed
MOST_PARTS = 5_000
_PROLOGUE = 10_000  # bytes


def lines_of(data: bytes) -> tuple[list[str], list[Passed]]:
    """The body's paragraphs, tables in reading order. Raises FileError."""
    parts = _parts(data)
    body = parts.pop("")
    _refuse_tracked(body)
    numbering = Numbering(parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
    told = Told()
    notes = _footnotes(parts.get("word/footnotes.xml"))
    lines: list[str] = []
    for paragraph in body.iter(f"{W}p", f"{W}altChunk", f"{W}subDoc"):
        if paragraph.tag != f"{W}p":
            told.add("element", paragraph.tag.removeprefix(W))
        elif not any(one.tag == _FALLBACK for one in paragraph.iterancestors()):
            text = _text(paragraph, told, notes)
            number = numbering.of(paragraph) if text.strip() else ""
            lines += f"{number} {text}".strip().split("\n") if number else text.split("\n")
    comments = parts.get("word/comments.xml")
    for comment in comments.iter(f"{W}comment") if comments is not None else ():
        told.add("comments", _words_in(comment))
    return lines, told.passed()


def _parts(data: bytes) -> dict[str, etree._Element]:
    """The parts of the archive that are read, the body as "". Nothing is written anywhere."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if len(members) > MOST_PARTS:
                raise FileError("too_large", most=f"{MOST_PARTS} parts")
            body = min(filter(_BODY.fullmatch, members), default="")
            if not body:
                raise FileError("not_an_act_file", kind="ZIP")
            wanted = [body, *(name for name in _BESIDE if name in members)]
            found = {name: _unpacked(archive, members[name]) for name in wanted}
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
        *(NotImplementedError, RuntimeError, ValueError, OverflowError),
    ) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("damaged", what=str(error)) from error
    return {("" if name == body else name): _parsed(part) for name, part in found.items()}


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    packed = member.compress_size or 1
    is_bomb = member.file_size > 1_000_000 and member.file_size / packed > LARGEST_RATIO
    if member.file_size <= LARGEST_PART and not is_bomb:
        with archive.open(member) as part:
            content = part.read(LARGEST_PART + 1)
        if len(content) <= LARGEST_PART:
            return content.replace(_STRICT, W[1:-1].encode())
    raise FileError("too_large", most=f"{LARGEST_PART // 1_000_000} MB")


def _parsed(data: bytes) -> etree._Element:
    if data.count(b"<") > MOST_TAGS:
        raise FileError("too_large", most=f"{MOST_TAGS} tags")
    try:
        root = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in data[:_PROLOGUE]:
            raise FileError("doctype") from error
        raise FileError("damaged", what=str(error.msg)) from error
    if root.getroottree().docinfo.doctype:
        raise FileError("doctype")
    return root


def _refuse_tracked(body: etree._Element) -> None:
    """An act has one wording: which of two it is, a person says in the word processor."""
    marks = body.iter(*(f"{W}{name}" for name in _TRACKED))
    found = [one for one in marks if _changes_the_act(one)]
    if found:
        raise FileError("tracked", n=len(found), words=short(_words_changed(found[0])))


def _changes_the_act(mark: etree._Element) -> bool:
    """Another look of the same words is no other act; other numbers are."""
    name, home = mark.tag.removeprefix(W), mark.getparent()
    if name in {"pPrChange", "rPrChange"}:
        old = mark.find(f"{W}{name.removesuffix('Change')}")
        return old is not None and _told(old) != _told(home)
    if home is not None and home.tag == f"{W}rPr":
        # Of the mark that ends a paragraph: without it two are one. Other runs have words.
        above = home.getparent()
        return above is not None and above.tag == f"{W}pPr"
    if name in {"ins", "del", "moveFrom", "moveTo"} and len(mark):
        return any(text.text for text in mark.iter(f"{W}t", f"{W}delText"))
    return True


def _told(facts: etree._Element) -> tuple[object, ...]:
    """What their look says of the act: the number, what is raised, what is hidden."""
    align, hidden = facts.find(f"{W}vertAlign"), facts.find(f"{W}vanish")
    raised_by = None if align is None else align.get(f"{W}val")
    return list_of(facts), raised_by, hidden is not None


def _words_changed(mark: etree._Element) -> str:
    """The words in it, else those of the paragraph or row it stands in."""
    if words := _words_in(mark):
        return words
    homes = mark.iterancestors(f"{W}p", f"{W}tr")
    return next((words for home in homes if (words := _words_in(home))), "¶")


def _words_in(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t", f"{W}delText")).strip()


def _footnotes(part: etree._Element | None) -> dict[str, str]:
    """The words of each footnote by its key."""
    found = part.iter(f"{W}footnote") if part is not None else ()
    return {one.get(f"{W}id", ""): _words_in(one) for one in found}


def _text(paragraph: etree._Element, told: Told, notes: dict[str, str]) -> str:
    """The words of a paragraph; a break in it parts lines."""
    said: list[str] = []
    for run in _runs(paragraph):
        facts = run.find(f"{W}rPr")
        is_raised = is_hidden = False
        if facts is not None:
            align = facts.find(f"{W}vertAlign")
            is_raised = align is not None and align.get(f"{W}val") == "superscript"
            hidden = facts.find(f"{W}vanish")
            is_hidden = hidden is not None and hidden.get(f"{W}val") not in {"0", "false"}
        words = _words(run, told, notes)
        if is_hidden and words.strip():
            told.add("hidden", words)
            continue
        said.append(raised(words) if is_raised else words)
    for _formula in paragraph.iter(_FORMULA):
        told.add("element", "oMath")
    return "".join(said)


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph itself, not of paragraphs that stand in its boxes."""
    for run in paragraph.iter(f"{W}r"):
        home = next(run.iterancestors(f"{W}p"), None)
        if home is paragraph:
            yield run


def _words(run: etree._Element, told: Told, notes: dict[str, str]) -> str:
    said = []
    for one in run:
        name = one.tag.removeprefix(W) if isinstance(one.tag, str) else ""
        if name == "t":
            said.append(one.text or "")
        elif name in {"br", "cr"}:
            said.append("\n")
        elif name in {"tab", "ptab"}:
            said.append("\t")
        elif name == "noBreakHyphen":
            said.append("-")
        elif name in {"footnoteReference", "endnoteReference"}:
            is_foot = name == "footnoteReference"
            told.add("footnotes", notes.get(one.get(f"{W}id", ""), "") if is_foot else "")
        elif name in {"drawing", "pict", "object"} and one.find(f".//{W}t") is None:
            told.add("picture")
    return "".join(said)
