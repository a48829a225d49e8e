"""Two wordings of a line beside each other, word by word, as a page shows them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_COMPARED = 1_000_000  # words of one wording times those of the other
_WORD = re.compile(r"\s+|[^\W_]+(?:[-'’][^\W_]+)*|[\W_]", re.UNICODE)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words: kept ("same"), added ("ins") or taken out ("del")."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line or paragraph in both wordings, shown by ``ui/components/pieces.html``."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, *pieces: tuple[str, str]) -> "Row":
        """``pieces``: kind and text of each."""
        return cls(pieces=tuple(Piece(kind=kind, text=text) for kind, text in pieces))

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


def compare_line(before: str, after: str) -> Row:
    """Two wordings of one line, as a title is, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        return Row.of(("del", before), ("ins", after))
    said: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if kind == "equal":
            said.append(("same", "".join(old[a:b])))
            continue
        # A blank between two changed words belongs to the change: read as a phrase, not a comb.
        said += [("del", "".join(old[a:b]))] if b > a else []
        said += [("ins", "".join(new[c:d]))] if d > c else []
    return Row.of(*joined(said))


def joined(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
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
