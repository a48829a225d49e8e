"""The pages of a report as plain text, and one running text without what interrupts sentences."""

import re
import zipfile
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import etree

from kenes.engines.markup import parser
from kenes.engines.undocs.errors import Damaged, Empty, Encrypted, Scanned

_SYMBOL = r"A/(?:HRC|CONF|\d+)[/\w.\-]*\d"
_HEADER = re.compile(rf"\A\s*{_SYMBOL}\s*\n?\s*(?:\d{{1,3}}\s*(?:\n|\Z))?")
_TRAILING_HEADER = re.compile(rf"\s*{_SYMBOL}\s*\n\s*\d{{1,3}}\s*\Z")
_JOB_NUMBER = re.compile(r"^[ \t]*(?:\d{1,3}[ \t]+)?GE\.\d\d-\d{5}[^\n]*$", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"\n\s*\d{1,3}\s*\Z")
_STARRED_NOTE = re.compile(r"^[ \t]*[*∗†‡]{1,4}[ \t]*(?=[A-Z“\"])", re.MULTILINE)
_NUMBERED_NOTE = re.compile(
    r"^[ \t]*\d{1,2}(?:[ \t]*\n[ \t]+(?=[A-Z“\"])|\s+(?=(?:The|This) recommendation))",
    re.MULTILINE,
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PIECES = [f"{_WORD}{kind}" for kind in ("t", "tab", "br", "noBreakHyphen")]
_BREAK = "\f\n"  # the newline lets a page begin with a numbered line


@dataclass(frozen=True, slots=True)
class Running:
    """The running text, pages parted by a form feed and a newline, and where each begins."""

    text: str
    starts: tuple[int, ...]

    def page_at(self, offset: int) -> int:
        """The 1-based page that ``offset`` stands on."""
        return bisect_right(self.starts, offset)


def pdf_pages(path: Path, name: str) -> list[str]:
    """The text of each page. Raises Encrypted, Damaged or Scanned."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise Encrypted(f"{name} needs a password.", name=name) from error
        raise Damaged(f"{name} is damaged: {error}", name=name) from error
    try:
        pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"{name} is damaged: {error}", name=name) from error
    finally:
        document.close()
    bare = [str(i) for i, page in enumerate(pages, 1) if len(page.strip()) < 10]
    if len(bare) > len(pages) / 2:
        where = ", ".join(bare)
        raise Scanned(f"{name}: pages {where} are pictures without text.", name=name, pages=where)
    return [_unified(page) for page in pages]


def docx_pages(path: Path, name: str) -> list[str]:
    """The body of a DOCX as one page, a paragraph a line. Raises Damaged."""
    paragraphs = _docx_root(path, name).iter(f"{_WORD}p")
    return [_unified("\n".join(_said(paragraph) for paragraph in paragraphs))]


def docx_tables(path: Path, name: str) -> list[list[list[str]]]:
    """The tables of a DOCX as rows of cells, a paragraph a line; no empty ones. Raises Damaged."""
    tables = [
        [
            [
                "\n".join(_said(paragraph) for paragraph in cell.iter(f"{_WORD}p")).strip()
                for cell in row.iterchildren(f"{_WORD}tc")
            ]
            for row in table.iterchildren(f"{_WORD}tr")
        ]
        for table in _docx_root(path, name).iter(f"{_WORD}tbl")
    ]
    return [rows for rows in tables if rows and rows[0]]


def _docx_root(path: Path, name: str) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            body = archive.read("word/document.xml")
        return etree.fromstring(body, parser())
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError) as error:
        raise Damaged(f"{name} is damaged: {error}", name=name) from error


def _said(paragraph: Any) -> str:
    pieces = []
    for node in paragraph.iter(*_PIECES):
        kind = node.tag.removeprefix(_WORD)
        pieces.append({"t": node.text or "", "noBreakHyphen": "-"}.get(kind, " "))
    return "".join(pieces)


def text_pages(path: Path, name: str) -> list[str]:
    """A text file in UTF-8, UTF-16, Mac Roman or Windows-1252; form feeds part its pages."""
    return [_unified(page) for page in decoded(path.read_bytes(), name).split("\f")]


def decoded(data: bytes, name: str) -> str:
    """The text of ``data`` in the encoding its bytes betray. Raises Empty."""
    if not data.strip():
        raise Empty(f"{name} is empty.", name=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        is_mac = b"\r" in data and b"\n" not in data
        return data.decode("mac_roman" if is_mac else "cp1252", "replace")


def running(pages: list[str]) -> Running:
    """Join the pages without running headers, page numbers and footnotes."""
    starts, parts, length = [], [], 0
    for page in pages:
        starts.append(length)
        parts.append(_body(page))
        length += len(parts[-1]) + len(_BREAK)
    return Running(_BREAK.join(parts), tuple(starts))


def _unified(text: str) -> str:
    """One kind of line end; PDFium's mark of a hyphen at a line's end as the hyphen it was."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\ufffe", "-").replace("\xad", "").replace("\xa0", " ").replace("\f", "\n")


def _body(page: str) -> str:
    page = _TRAILING_HEADER.sub("", _HEADER.sub("", page))
    page = _PAGE_NUMBER.sub("", _JOB_NUMBER.sub("", page).rstrip())
    for note in (_STARRED_NOTE, _NUMBERED_NOTE):
        found = [m.start() for m in note.finditer(page) if m.start() > len(page) * 0.4]
        if found:
            page = page[: found[0]]
    return page
