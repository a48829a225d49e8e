"""Lines of print out of files: what every reader does alike.

A line that is left out leaves an empty one, so that the others keep their numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MOST_TAGS = 2_000_000  # of a file in XML or HTML: a tree takes far more room than its tags
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Editors' notes of official databases: they stand in the text and are no law. «Ескертпе.» and
# «Примечание.» alone are law.
_NOTE = re.compile(
    r"(?:сноска|ескерту)\s*[.:!]"
    r"|примечание\s+(?:изпи|рцпи)\b|(?:зқаи|рқао)[-‑–]\w+\s+ескертпесі\b",
    re.IGNORECASE,
)
_BARE_NOTE = re.compile(r"[^.!:]*[.!:]\s*")
_NOTE_GOES_ON = re.compile(
    r"предусмотр|ввод(?:ится|ятся|имо)|введен|см\.|көзделген|қолданысқа\s+енгіз", re.IGNORECASE
)
_PAGE = re.compile(r"(?:\s*\.{3,}\s*|\s*…+\s*|\t+\s*)\d{1,4}\s*$")
_HEADING = re.compile(
    r"(?:часть|раздел|глава|параграф|статья|part|section|chapter|article)\s+[\dIVXLC]"
    r"|\d[\d-]*\s*-\s*(?:бөлік|бөлім|тарау|параграф|бап)",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:содержание|оглавление|мазмұны|(?:table of )?contents)[.:]?", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:президент|премьер-министр|(?:первый )?(?:вице-)?министр|аким|председатель|секретарь"
    r"|руководитель|заместитель|исполняющ|и\.\s?о\.|генеральный прокурор|конституционный суд"
    r"|қазақстан республикасы\w*|president|prime minister|minister|chair|speaker|governor)\b"
    r"|.*\b(?:президенті|министрі|әкімі|төрағасы|хатшысы|прокуроры|басшысы)(?:\s.*)?$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[;:,]$")
_SENTENCE_ENDS = re.compile(r"[.!»”\")]$")
LONGEST_ENTRY = 500  # characters of a line of a table of contents
LONGEST_SIGNATURE = 100  # characters of a line
MOST_SIGNATURES = 8  # lines
_DAY = (
    r"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>[12]\d{3})"
    r"|(?P<iso>[12]\d{3}-[01]\d-[0-3]\d)"
)
_STATED = (
    re.compile(rf"по\s+состоянию\s+на\s+(?:{_DAY})", re.IGNORECASE),
    re.compile(rf"(?:{_DAY})\s*(?:ж\.|жылғы)?\s*жағдай\s+бойынша", re.IGNORECASE),
    re.compile(rf"\bas\s+(?:at|of|in\s+force\s+on)\s+(?:{_DAY})", re.IGNORECASE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """What was left out of the act: its kind, how often, and the words or place of the first.

    Kinds: note, contents, footnotes, comments, hidden, picture, element
    """

    kind: str
    count: int
    first: str = ""


class Told:
    """What was left out of the text, counted."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._firsts: dict[str, str] = {}

    def add(self, kind: str, first: str = "") -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._firsts.setdefault(kind, short(first))

    def passed(self) -> list[Passed]:
        return [
            Passed(kind=kind, count=count, first=self._firsts[kind])
            for kind, count in self._counts.items()
        ]


def short(words: str) -> str:
    """Words on one line, as many as tell which they are."""
    return " ".join(words.split())[:80]


def raised(text: str) -> str:
    """A number that was printed above the line, as in 12¹; other words as they are."""
    said = text.strip()
    return text.translate(_DIGITS) if said.isascii() and said.isdigit() else text


def without_notes(lines: Iterable[str]) -> tuple[list[str], list[Passed]]:
    """The lines without editors' notes."""
    kept: list[str] = []
    told = Told()
    is_open = False  # a note that says on its next line what it is about
    for line in lines:
        words = line.strip()
        if not words:
            kept.append(line)
        elif _NOTE.match(words):
            told.add("note", words)
            is_open = _BARE_NOTE.fullmatch(words) is not None
            kept.append("")
        elif is_open and _NOTE_GOES_ON.search(words):
            kept.append("")
        else:
            is_open = False
            kept.append(line)
    return kept, told.passed()


def without_contents(lines: list[str]) -> tuple[list[str], list[Passed]]:
    """The lines without a table of contents: a run of headings that all come again."""
    bare = [_bare(line) for line in lines]
    headings = [place for place, line in enumerate(bare) if _HEADING.match(line)]
    if len(headings) < 2:
        return lines, []
    first = headings[0]
    again = next((place for place in headings[1:] if bare[place] == bare[first]), None)
    if again is None:
        return lines, []
    run = [place for place in headings if first <= place < again]
    later = set(bare[again:])
    if len(run) < 3 or any(
        bare[place] and bare[place] not in later for place in range(first, again)
    ):
        return lines, []
    start = next((place for place in range(first - 1, -1, -1) if bare[place]), first)
    if not _CONTENTS.fullmatch(bare[start]):
        start = first
    passed = Passed(kind="contents", count=len(run), first=short(lines[first]))
    return lines[:start] + [""] * (again - start) + lines[again:], [passed]


def _bare(line: str) -> str:
    """A heading without the page it stands on."""
    words = line.strip()
    if len(words) <= LONGEST_ENTRY:
        words = _PAGE.sub("", words)
    return words.rstrip(". ").casefold()


def without_ending(lines: list[str]) -> tuple[list[str], str]:
    """The lines without the signatures beneath the last provision, and those.

    They are few short lines behind the end of a sentence, the first of an office or a court.
    """
    said = [place for place, line in enumerate(lines) if line.strip()]
    for at in range(max(1, len(said) - MOST_SIGNATURES), len(said)):
        before = lines[said[at - 1]].strip()
        signed = [" ".join(lines[place].split()) for place in said[at:]]
        if _SENTENCE_ENDS.search(before) and _are_signatures(signed):
            start = said[at]
            return lines[:start] + [""] * (len(lines) - start), "\n".join(signed)
    return lines, ""


def _are_signatures(lines: Sequence[str]) -> bool:
    return _ROLE.match(lines[0]) is not None and not any(
        len(line) > LONGEST_SIGNATURE or _GOES_ON.search(line) or _HEADING.match(line)
        for line in lines
    )


def stated_day(lines: Sequence[str]) -> date | None:
    """From when this wording is in force, where the lines above the act say so."""
    for line in lines:
        words = " ".join(line[:LONGEST_ENTRY].split())
        for form in _STATED:
            if found := form.search(words):
                return _day(found)
    return None


def _day(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
