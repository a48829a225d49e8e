"""The wording of a proposal: its paragraphs, and how one wording differs from another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kenes.proposals.models import PARTS, Version
from kenes.ui.differences import Row, compare_line

LONGEST = {"title": 300, "problem": 20_000, "proposal": 40_000, "justification": 20_000}
MOST_PARAGRAPHS = 400
_ALIKE = 0.4  # words two paragraphs share, for one to be the other's new wording
_LETTERS = re.compile(r"\w+")
_BREAK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """``number`` counts through the whole text: it is what people cite."""

    number: int
    text: str

    @property
    def anchor(self) -> str:
        return f"p{self.number}"


def tidy(text: str) -> str:
    """As it is kept: lines end in one way, and nothing stands before or after."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def fitting(wording: Mapping[str, str]) -> dict[str, str]:
    """A wording that was composed for a draft, each part shortened to what it may be."""
    return {
        name: text if len(text) <= LONGEST[name] else f"{text[: LONGEST[name] - 1].rstrip()}…"
        for name, text in wording.items()
    }


def split(text: str) -> list[str]:
    """Paragraphs are parted by an empty line."""
    return [part.strip() for part in _BREAK.split(text) if part.strip()]


def paragraphs(version: Version) -> dict[str, tuple[Paragraph, ...]]:
    """The paragraphs of each part, numbered through."""
    found: dict[str, tuple[Paragraph, ...]] = {}
    number = 0
    for part in PARTS:
        texts = split(getattr(version, part))
        found[part] = tuple(
            Paragraph(number=number + place, text=text) for place, text in enumerate(texts, 1)
        )
        number += len(texts)
    return found


def flat(version: Version) -> tuple[Paragraph, ...]:
    """All paragraphs in their order."""
    return tuple(one for part in paragraphs(version).values() for one in part)


def moved(old: Version, new: Version) -> Mapping[int, int]:
    """Paragraphs of an earlier wording that stand unchanged in a later one: number -> number."""
    before, after = flat(old), flat(new)
    blocks = SequenceMatcher(
        None, [one.text for one in before], [one.text for one in after], autojunk=False
    ).get_matching_blocks()
    return {
        before[block.a + step].number: after[block.b + step].number
        for block in blocks
        for step in range(block.size)
    }


def compare(before: str, after: str) -> tuple[Row, ...]:
    """Two wordings of a part, paragraph beside paragraph, word by word."""
    old, new = split(before), split(after)
    rows: list[Row] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [Row.of(("same", text)) for text in old[a:b]]
        else:
            rows += _aligned(old[a:b], new[c:d])
    return tuple(rows)


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Paragraphs that take each other's place, paired in order where they are alike."""
    rows: list[Row] = []
    said = [_words_in(text) for text in new]
    place = 0
    for text in old:
        mine = _words_in(text)
        partner = next((i for i in range(place, len(new)) if _are_alike(mine, said[i])), None)
        if partner is None:
            rows.append(Row.of(("del", text)))
            continue
        rows += [Row.of(("ins", skipped)) for skipped in new[place:partner]]
        rows.append(compare_line(text, new[partner]))
        place = partner + 1
    return [*rows, *(Row.of(("ins", text)) for text in new[place:])]


def _words_in(text: str) -> set[str]:
    return set(_LETTERS.findall(text.casefold()))


def _are_alike(mine: set[str], theirs: set[str]) -> bool:
    """By the words they share; cheap, since it is asked of every pair."""
    return len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs)))
