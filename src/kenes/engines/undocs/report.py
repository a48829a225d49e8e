"""UPR Working Group reports: the recommendations of their last chapter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kenes.engines.undocs.errors import NotUnderstood
from kenes.engines.undocs.pages import Running
from kenes.engines.undocs.recommending import part
from kenes.engines.undocs.types import Doubt, Item, Position

_CHAPTER = re.compile(
    r"^[ \t]*(?:[IVX]+\.?[ \t]*)?Conclusions[ \t]+and(?:/or)?[ \t]+recommendations(?![^\n]*\.{4})",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*\d{1,3}\.\s+(?:All\s+)?(?:the\s+)?conclusions\s+and(?:/or)?\s+recommendations\s",
    re.MULTILINE | re.IGNORECASE,
)
_ANNEX = re.compile(r"^[ \t]*Annex(?:es)?\b", re.MULTILINE)
_START = re.compile(
    r"(?:^|(?<=[;.)]))[ \t]*(\d{1,3})\.[ \t]?(?:(\d{1,3})(?!\d)\.?)?(?=[\s“\"A-Z(])",
    re.MULTILINE,
)
_LEAD = re.compile(
    r"recommendations?\b[^.]{0,200}\b(?:support|examin|made|listed|below|contained|included)"
    r"|(?:following|below|listed|above)[^.]{0,40}\brecommendations?|conclusions and|\bpledges",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"not\s+(?:enjoy|support|accept)|n[o']t\s+(?:be\s+)?(?:supported|accepted)|unable\s+to|reject"
    r"|cannot|could\s+not|\bnote[ds]?\b|takes?\s+note",
    re.IGNORECASE,
)
_AGREED = re.compile(r"enjoys?\s+the\s+support|support|accept|implemented", re.IGNORECASE)
_OPEN = re.compile(
    r"will\s+be\s+examined|will\s+(?:be\s+)?(?:respond|provide|examine|consider)|to\s+be\s+examined"
    r"|were\s+made|recommended\s+that|will\s+be\s+included|pending|in\s+due\s+(?:time|course)|further\s+(?:examin|consider)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A numbered beginning: a paragraph (``item`` 0) or an item under it."""

    paragraph: int
    item: int
    start: int
    end: int  # where its words begin
    misprinted: bool = False  # the source prints another paragraph's number


def position_of(heading: str) -> Position:
    """The position a heading carries; UNKNOWN when its words carry none."""
    if _REFUSED.search(heading):
        return Position.NOTED
    if _AGREED.search(heading) and not re.search(r"will\s+be\s+examined", heading, re.I):
        return Position.SUPPORTED
    return Position.PENDING if _OPEN.search(heading) else Position.UNKNOWN


def items_of(running: Running) -> Iterator[Item]:
    """The items in the order of the report. Raises NotUnderstood when it has no such chapter."""
    text = running.text
    begin, stop = _chapter(text)
    marks = list(_marks(text, begin, stop))
    heading, last = "", 0
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start if following else stop
        said = text[mark.end : end]
        if not mark.item:
            heading, last = " ".join(said.split()), 0
            continue
        yield _item(running, mark, end, heading, last)
        last = mark.item


def _item(running: Running, mark: _Mark, end: int, heading: str, last: int) -> Item:
    raw = running.text[mark.start : end].strip()
    said, states, doubts = part(running.text[mark.end : end])
    position = position_of(heading)
    found = list(doubts)
    number = f"{mark.paragraph}.{mark.item}"
    if position is Position.UNKNOWN:
        found.append(Doubt("heading-unclear", {"heading": heading[:200]}))
    if mark.item != last + 1:
        found.append(Doubt("number-gap", {"number": number}))
    if mark.misprinted:
        found.append(Doubt("number-misprinted", {"number": number}))
    if not said:
        found.append(Doubt("text-missing", {"number": number}))
    return Item(
        number=number,
        text=said,
        states=states,
        heading=heading,
        position=position,
        page=running.page_at(mark.start),
        span=(mark.start, end),
        raw=" ".join(raw.split()),
        confidence=round(0.75 ** len(found), 2),
        doubts=tuple(found),
    )


def _chapter(text: str) -> tuple[int, int]:
    """Where the conclusions stand in the text."""
    chapters = [m.end() for m in _CHAPTER.finditer(text)]
    closings = [m.start() for m in _CLOSING.finditer(text)]
    if not chapters and not closings:
        raise NotUnderstood("No chapter of conclusions and recommendations was found.")
    stop = closings[-1] if closings else len(text)
    before = [at for at in chapters if at < stop]
    begin = before[-1] if before else 0
    if not closings and (annex := _ANNEX.search(text, begin)):
        stop = annex.start()
    return begin, stop


def _marks(text: str, begin: int, stop: int) -> Iterator[_Mark]:
    """Paragraphs and items, kept in sequence so that a number inside a sentence is none."""
    starts = [
        (int(m[1]), int(m[2] or 0), m.start(), m.end()) for m in _START.finditer(text, begin, stop)
    ]
    leads = _leads(text, starts)
    paragraph = item = 0
    restarts = False
    for first, second, start, end in starts:
        if start in leads:
            paragraph, item, restarts = first, 0, False
            yield _Mark(first, 0, start, end)
            continue
        if second:
            follows = item < second <= item + 5 or (second == item and first == paragraph)
            if first != paragraph and second == 1 and (not paragraph or first == paragraph + 1):
                paragraph, item, follows = first, 0, True  # a paragraph without a lead
            # A misprinted paragraph keeps its place only where the sequence goes on.
            if not follows or (first != paragraph and second != item + 1):
                continue
            item = second
        elif first == 1 and item == 0 and paragraph:
            restarts, item = True, 1
        elif restarts and item < first <= item + 2:
            item = first
        else:
            continue
        yield _Mark(paragraph, item, start, end, misprinted=bool(second) and first != paragraph)


def _leads(text: str, starts: list[tuple[int, int, int, int]]) -> set[int]:
    """Where the paragraphs begin that lead a list: consecutive numbers, and words that say so."""
    found: set[int] = set()
    paragraph = item = 0
    for first, second, start, end in starts:
        if second or (paragraph and first == item + 1 and not _says_lead(text, end)):
            item = second or first
            continue
        if not paragraph or (0 < first - paragraph <= 2 and _says_lead(text, end)):
            found.add(start)
            paragraph, item = first, 0
        elif first == 1:
            item = 1
    return found


def _says_lead(text: str, at: int) -> bool:
    said = text[at : at + 400].split(";")[0]
    return bool(_LEAD.search(said))
