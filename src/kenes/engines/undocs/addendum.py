"""Addenda to Working Group reports: the State's positions, by paragraph number."""

import re
from collections.abc import Iterator

from kenes.engines.undocs.errors import NotUnderstood
from kenes.engines.undocs.pages import Running
from kenes.engines.undocs.report import position_of
from kenes.engines.undocs.types import Item, Position

_NUMBER = r"\d{1,3}(?:\.\d{1,3})?"
_LIST = re.compile(
    rf"recommendations?\s+(?:nos?\.?\s*|numbers?\s+|in\s+paragraphs?\s+)?"
    rf"(({_NUMBER})(?:\s*(?:[-–—,;]|and)+\s*{_NUMBER})*)(?![\w.]*\w)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"({_NUMBER})(?:\s*[-–—]\s*({_NUMBER}))?")
_LINE = re.compile(
    r"^\s*(?:Rec(?:ommendation)?\.?\s*)?(\d{2,3}\.\d{1,3})\.?\s+([^\n]{0,400})$", re.MULTILINE
)
_OWN_WORD = re.compile(
    r"\b(not\s+(?:accepted|supported)|does\s+not\s+(?:accept|support|enjoy)|rejected|noted|"
    r"accepted|supported|accepts|supports|enjoys\s+the\s+support)\b",
    re.IGNORECASE,
)


def items_of(running: Running, symbol: str) -> Iterator[Item]:
    """One item a paragraph number and position, without text; ``symbol`` is the report's own.

    Raises NotUnderstood when no position is told anywhere.
    """
    text, seen = running.text, dict[str, Position]()
    for start, end, number, verbatim in _told(text):
        position = position_of(verbatim)
        # Explanations further down mention numbers again; the first list is the answer.
        if position is Position.UNKNOWN or number in seen:
            continue
        seen[number] = position
        yield Item(
            number=number,
            text="",
            position=position,
            position_verbatim=" ".join(verbatim.split())[:200],
            page=running.page_at(start),
            span=(start, end),
            raw=" ".join(text[start:end].split())[:2000],
            symbol=symbol,
            confidence=0.95,
        )
    if not seen:
        raise NotUnderstood("No position on any recommendation was found.")


def _told(text: str) -> Iterator[tuple[int, int, str, str]]:
    """``(start, end, number, the words that tell the position)``."""
    for found in _LIST.finditer(text):
        sentence = text[max(text.rfind(".", 0, found.start()) + 1, 0) : found.start()]
        if not _OWN_WORD.search(sentence) and position_of(sentence) is Position.UNKNOWN:
            continue
        for first, last in _RANGE.findall(found[1]):
            for number in _between(first, last):
                yield found.start(), found.end(), number, sentence.strip()[-200:]
    for found in _LINE.finditer(text):
        if word := _OWN_WORD.search(found[2]):
            yield found.start(), found.end(), found[1], word[1]


def _between(first: str, last: str) -> list[str]:
    """``14``, ``16`` -> 14, 15, 16; ``115.1``, ``115.3`` -> the three paragraphs."""
    if not last:
        return [first]
    paragraph, _, item = first.rpartition(".")
    begin, end = int(item), int(last.rpartition(".")[2])
    if not begin <= end <= begin + 500:
        return [first, last]
    return [f"{paragraph}.{n}" if paragraph else str(n) for n in range(begin, end + 1)]
