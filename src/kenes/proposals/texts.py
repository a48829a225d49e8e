"""The wording of a proposal: its paragraphs, and how one wording differs from another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kenes.proposals.models import PARTS, Version

LONGEST = {"title": 300, "problem": 20_000, "proposal": 40_000, "justification": 20_000}
MOST_PARAGRAPHS = 400
MOST_COMPARED = 1_000_000  # words of a paragraph times those of another
_ALIKE = 0.4  # words two paragraphs share, for one to be the other's new wording
_LETTERS = re.compile(r"\w+")
_BREAK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_WORD = re.compile(r"\s+|[^\W_]+(?:[-'’][^\W_]+)*|[\W_]", re.UNICODE)


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """``number`` counts through the whole text: it is what people cite."""

    number: int
    text: str

    @property
    def anchor(self) -> str:
        return f"p{self.number}"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words: kept ("same"), added ("ins") or taken out ("del")."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One paragraph in both wordings."""

    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


def tidy(text: str) -> str:
    """As it is kept: lines end in one way, and nothing stands before or after."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


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
            rows += [_row(("same", text)) for text in old[a:b]]
        else:
            rows += _aligned(old[a:b], new[c:d])
    return tuple(rows)


def compare_line(before: str, after: str) -> Row:
    """Two wordings of one line, as a title is."""
    return _words(before, after)


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Paragraphs that take each other's place, paired in order where they are alike."""
    rows: list[Row] = []
    said = [_words_in(text) for text in new]
    place = 0
    for text in old:
        mine = _words_in(text)
        partner = next((i for i in range(place, len(new)) if _are_alike(mine, said[i])), None)
        if partner is None:
            rows.append(_row(("del", text)))
            continue
        rows += [_row(("ins", skipped)) for skipped in new[place:partner]]
        rows.append(_words(text, new[partner]))
        place = partner + 1
    return [*rows, *(_row(("ins", text)) for text in new[place:])]


def _words_in(text: str) -> set[str]:
    return set(_LETTERS.findall(text.casefold()))


def _are_alike(mine: set[str], theirs: set[str]) -> bool:
    """By the words they share; cheap, since it is asked of every pair."""
    return len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs)))


def _words(before: str, after: str) -> Row:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        return _row(("del", before), ("ins", after))
    said: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if kind == "equal":
            said.append(("same", "".join(old[a:b])))
            continue
        # A blank between two changed words belongs to the change: read as a phrase, not a comb.
        said += [("del", "".join(old[a:b]))] if b > a else []
        said += [("ins", "".join(new[c:d]))] if d > c else []
    return _row(*_joined(said))


def _joined(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Changes parted by nothing but a blank become one change."""
    found: list[tuple[str, str]] = []
    taken = added = ""
    for place, (kind, text) in enumerate(said):
        is_between = (
            kind == "same"
            and text.isspace()
            and bool(taken or added)
            and place + 1 < len(said)
            and said[place + 1][0] != "same"
        )
        if kind == "same" and not is_between:
            found += [("del", taken)] if taken else []
            found += [("ins", added)] if added else []
            found.append((kind, text))
            taken = added = ""
            continue
        taken += text if kind in {"del", "same"} else ""
        added += text if kind in {"ins", "same"} else ""
    found += [("del", taken)] if taken else []
    found += [("ins", added)] if added else []
    return found


def _row(*pieces: tuple[str, str]) -> Row:
    return Row(pieces=tuple(Piece(kind=kind, text=text) for kind, text in pieces))
