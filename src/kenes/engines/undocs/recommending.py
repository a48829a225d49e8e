"""Who recommends: the States in an item's parentheses, taken out of its text."""

import re

from kenes.engines.undocs.states import find_states
from kenes.engines.undocs.types import Doubt

_SPACES = re.compile(r"\s+")
_TAIL = re.compile(r"[\s;.,/\d*]+$")


def part(said: str) -> tuple[str, tuple[str, ...], tuple[Doubt, ...]]:
    """``(text, states, doubts)`` of one item as it stands in the source, number left out."""
    said = _SPACES.sub(" ", said).strip()
    found = [(start, end, find_states(said[start:end])) for start, end in _groups(said)]
    groups = [(start, end, codes) for start, end, (codes, left) in found if codes and not left]
    doubts: list[Doubt] = []
    if not groups and found:
        start, end, (codes, left) = found[-1]
        if codes or _TAIL.sub("", said).endswith(")") and end >= len(_TAIL.sub("", said)) - 1:
            doubts.append(Doubt("state-unknown", {"name": "; ".join(left)}))
            groups = [(start, end, codes)] if codes else []
    states: list[str] = []
    kept, at = [], 0
    for start, end, codes in groups:
        states += [code for code in codes if code not in states]
        kept.append(said[at:start].rstrip())
        at = end
    tail = said[at:]
    kept.append("" if groups and _TAIL.fullmatch(tail) else tail)  # "(Spain);4": a note's number
    if not states and not doubts:
        doubts.append(Doubt("no-states"))
    text = "".join(kept).strip()
    return re.sub(r"[\s;,.]*$", "", text), tuple(states), tuple(doubts)


def _groups(said: str) -> list[tuple[int, int]]:
    """The outermost parentheses; one left open ends where States can still be read from it."""
    spans, at = [], 0
    while (start := said.find("(", at)) >= 0:
        end = _close(said, start)
        if end is None:
            first = said.find(")", start)
            end = first + 1 if first >= 0 else len(said)
            codes, left = find_states(said[start:end])
            if left or not codes:
                at = start + 1
                continue
        spans.append((start, end))
        at = end
    return spans


def _close(said: str, start: int) -> int | None:
    depth = 0
    for at in range(start, len(said)):
        depth += (said[at] == "(") - (said[at] == ")")
        if depth == 0:
            return at + 1
    return None
