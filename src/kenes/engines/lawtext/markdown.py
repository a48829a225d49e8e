"""An act written in Markdown, as lines of print: headings, numbered lists, paragraphs."""

import re
from html import unescape

from markdown_it import MarkdownIt

from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import Passed, Told
from kenes.engines.lawtext.reading import beginning

LARGEST = 8_000_000  # characters
DEEPEST = 40  # lists and quotes in one another
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# A sign behind a backslash is a word: set aside as one of the 32 characters that are none.
_ASIDE = {sign: chr(0xFDD0 + place) for place, sign in enumerate(_PUNCTUATION)}
_BACK = str.maketrans({aside: sign for sign, aside in _ASIDE.items()})
_ESCAPED = re.compile(rf"\\([{re.escape(_PUNCTUATION)}])")
_CODE = re.compile(r"(`+)([^`]+)\1")
# No part of these can begin within itself, so that no text makes them slow.
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")
_STARS = re.compile(r"(\*{1,3})(?=[^\s*])([^*]+)(?<=\S)\1")
_DASHES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^_]+)(?<=\S)\1(?!\w)")
_BREAK = re.compile(r"(?: {2,}|\\)\n")


def lines_of(text: str) -> tuple[list[str], list[Passed]]:
    """The lines; the numbers of lists are kept as they were typed. Raises FileError.

    What stands in a paragraph is read here and not by the library, whose time for it grows with
    the square of its length.
    """
    if len(text) > LARGEST:
        raise FileError("too_large", most=f"{LARGEST // 1_000_000} MB")
    lines: list[str] = []
    told = Told()
    number = ""
    reader = MarkdownIt("commonmark", {"maxNesting": 2 * DEEPEST}).disable(
        ["inline", "html_block", "reference"]
    )
    for token in reader.parse(text):
        if token.level >= 2 * DEEPEST - 2:
            raise FileError("damaged", what=f"more than {DEEPEST} lists in one another")
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup}" if token.info else ""
        elif token.type == "inline":
            said = _lines(token.content, told)
            said[0] = f"{number} {said[0]}".strip()
            lines += said
            number = ""
        elif token.type in {"code_block", "fence"}:
            lines += token.content.splitlines()
    return lines, told.passed()


def _lines(content: str, told: Told) -> list[str]:
    """A paragraph is a line, but for what stands behind a break or begins as a unit does."""
    lines: list[str] = []
    for part in _BREAK.split(_words(content, told)):
        is_first = True
        for line in part.split("\n"):
            if is_first or beginning(" ".join(line.split())):
                lines.append(line)
            else:
                lines[-1] = f"{lines[-1]} {line}"
            is_first = False
    return [line.translate(_BACK) for line in lines]


def _words(content: str, told: Told) -> str:
    said = _ESCAPED.sub(lambda found: _ASIDE[found[1]], content)
    said = _CODE.sub(lambda found: "".join(_ASIDE.get(sign, sign) for sign in found[2]), said)
    for _image in _IMAGE.finditer(said):
        told.add("picture")
    said = _LINK.sub(r"\1", _IMAGE.sub("", said))
    said = _ADDRESS.sub(r"\1", said)
    for _time in range(3):  # strong within emphasis within strong
        said = _DASHES.sub(r"\2", _STARS.sub(r"\2", said))
    return unescape(said)
