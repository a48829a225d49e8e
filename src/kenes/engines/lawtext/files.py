"""Acts out of files, whatever kind they are: the one door for all of them."""

import codecs
import re
from dataclasses import replace

from kenes.engines.lawtext import akn_reading, docx, html, markdown
from kenes.engines.lawtext.encoding import decoded
from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import (
    Passed,
    stated_day,
    without_contents,
    without_ending,
    without_notes,
)
from kenes.engines.lawtext.reading import MOST_LINES, NotAnAct, Reading, problems_of, read

LARGEST = 30_000_000  # bytes
LONGEST_LINE = 200_000  # characters
_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # of lines
_LOOKED_AT = 20_000  # characters
_AKN = re.compile(rb"<(?:\w+:)?akomaNtoso[\s>/]")
_XML = re.compile(r"<\?xml\s")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|table|meta|article|main|section)[\s>]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_OTHERS = (  # how files begin that are often taken for one of these
    (re.compile(rb"\{\\rtf"), "RTF"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "DOC"),
    (re.compile(rb'[\[{]\s*[{"]'), "JSON"),
)
_MOST_ABOVE = 60  # lines above the first provision that may say of what day the wording is


def read_act(data: bytes, name: str, *, language: str, title: str = "") -> Reading:
    """The act in a file, what is doubtful about it, and what was left out of it.

    What a file is, its bytes say; ``name`` tells Markdown from plain text. Raises FileError.
    """
    if not data.strip():
        raise FileError("empty")
    if len(data) > LARGEST:
        raise FileError("too_large", most=f"{LARGEST // 1_000_000} MB")
    if data.startswith(b"PK\x03\x04"):
        return _reading(*docx.lines_of(data), language, title, "docx")
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise FileError("pdf")
    begins = data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip()
    for form, kind in _OTHERS:
        if form.match(begins):
            raise FileError("not_an_act_file", kind=kind)
    if begins.startswith(b"<") and _AKN.search(begins):
        return _of_akn(data, language, title)
    text = decoded(data, language)
    head = text[:_LOOKED_AT].lstrip()
    if head.startswith("<"):
        if _AKN.search(head.encode()):
            return _of_akn(data, language, title)
        if _HTML.search(head):
            return _reading(*html.lines_of(text), language, title, "html")
        if _XML.match(head):
            raise FileError("not_an_act_file", kind="XML")
    if sum(map(text.count, _ENDS)) > MOST_LINES:
        raise FileError("no_text", what=f"more than {MOST_LINES} lines")
    _check_lines(text.splitlines())
    if name.lower().endswith((".md", ".markdown")) or _MARKDOWN.search(head):
        return _reading(*markdown.lines_of(text), language, title, "markdown")
    return _reading(text.splitlines(), [], language, title, "text")


def _check_lines(lines: list[str]) -> None:
    if any(len(line) > LONGEST_LINE for line in lines):
        raise FileError("too_long", most=LONGEST_LINE)


def _reading(
    lines: list[str], passed: list[Passed], language: str, title: str, kind: str
) -> Reading:
    _check_lines(lines)
    lines, notes = without_notes(lines)
    lines, contents = without_contents(lines)
    lines, ending = without_ending(lines)
    try:
        found = read(lines, language=language, title=title)
    except NotAnAct as error:
        raise FileError("no_text", what=str(error)) from error
    return replace(
        found,
        act=replace(found.act, ending=ending),
        kind=kind,
        passed=(*passed, *notes, *contents),
        version_on=stated_day(lines[:_MOST_ABOVE]),
    )


def _of_akn(data: bytes, language: str, title: str) -> Reading:
    try:
        found = akn_reading.read(data, language)
    except akn_reading.AknError as error:
        raise FileError("akn", what=str(error), line=error.line) from error
    act = replace(found.act, title=title) if title else found.act
    passed = [
        Passed(kind="element", count=1, first=f"{name}, {line}")
        for line, name in found.passed_over
    ]
    return Reading(
        act=act,
        problems=tuple(problems_of(act)),
        kind="akn",
        passed=tuple(passed),
        version_on=found.version_on,
    )
