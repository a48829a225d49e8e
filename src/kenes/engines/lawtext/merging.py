"""Bringing two changes of one wording together, word by word."""

from collections.abc import Sequence

from kenes.engines.lawtext.words import differences, tokens

_Edit = tuple[int, int, tuple[str, ...]]  # from, to in the base; what stands there instead


def merged(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    """Both changes of ``base`` in one wording, and whether they leave each other alone.

    Where both change the same words differently, ours stand and the second is False.
    """
    if ours == theirs or theirs == base:
        return ours, True
    if ours == base:
        return theirs, True
    old = tokens(base)
    mine, yours = _edits(old, tokens(ours)), _edits(old, tokens(theirs))
    kept: list[_Edit] = list(mine)
    is_clean = True
    at = 0  # the first of mine that may meet what comes
    for edit in yours:
        while at < len(mine) and mine[at][1] < edit[0]:
            at += 1
        other = mine[at] if at < len(mine) else None
        if other is None or other[0] > edit[1]:
            kept.append(edit)
        elif other != edit:
            is_clean = False
    return _made(old, sorted(kept, key=lambda edit: edit[:2])), is_clean


def _edits(old: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    return [(a, b, tuple(new[c:d])) for a, b, c, d in differences(old, new)]


def _made(old: Sequence[str], edits: Sequence[_Edit]) -> str:
    said: list[str] = []
    place = 0
    for start, end, words in edits:
        said += old[place:start]
        said += words
        place = end
    return "".join([*said, *old[place:]])
