"""Wordings as words: the pieces that comparisons and merges move about."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+(?:[-‑'’]\w+)*|\s+|[^\w\s]")  # «двадцать-четыре» is one word
# Words of one wording times those of the other: beyond it, words that stand once in both divide
# them first. It bounds the time that a hostile wording takes.
MOST_COMPARED = 250_000

Code = tuple[int, int, int, int]  # from, to in the old; from, to in the new


def tokens(text: str) -> list[str]:
    """Words, blanks and signs; joined they are the text again."""
    return _TOKEN.findall(text)


def differences(old: Sequence[str], new: Sequence[str]) -> list[Code]:
    """Where two wordings differ, in order; what is between is the same in both.

    What they begin and end with alike is set aside first: a single change is found exactly, even
    among words that repeat.
    """
    start, end = _alike(old, new)
    found: list[Code] = []
    for a, b, c, d in _differing(old, new, (start, len(old) - end, start, len(new) - end)):
        if found and found[-1][1] == a and found[-1][3] == c:
            a, c = found[-1][0], found[-1][2]
            found.pop()
        found.append((a, b, c, d))
    return found


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words they begin with alike, and how many of the rest they end with alike."""
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _differing(old: Sequence[str], new: Sequence[str], within: Code) -> Iterator[Code]:
    a, b, c, d = within
    if a == b and c == d:
        return
    if a == b or c == d:
        yield within
        return
    if (b - a) * (d - c) <= MOST_COMPARED:
        matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag != "equal":
                yield a + i, a + j, c + k, c + m
        return
    fixed = _fixed(old, new, within)
    if not fixed:
        yield within
        return
    for o, n in fixed:
        yield from _gap(old, new, (a, o, c, n))
        a, c = o + 1, n + 1
    yield from _gap(old, new, (a, b, c, d))


def _gap(old: Sequence[str], new: Sequence[str], within: Code) -> Iterator[Code]:
    a, b, c, d = within
    start, end = _alike(old[a:b], new[c:d])
    yield from _differing(old, new, (a + start, b - end, c + start, d - end))


def _fixed(old: Sequence[str], new: Sequence[str], within: Code) -> list[tuple[int, int]]:
    """Places of words that stand once in both, those that keep their order."""
    a, b, c, d = within
    once = {word for word, times in Counter(old[a:b]).items() if times == 1}
    once &= {word for word, times in Counter(new[c:d]).items() if times == 1}
    homes = {new[place]: place for place in range(c, d) if new[place] in once}
    pairs = [(place, homes[old[place]]) for place in range(a, b) if old[place] in once]
    stay = set(longest_growing([n for _o, n in pairs]))
    return [(o, n) for o, n in pairs if n in stay]


def longest_growing(values: Sequence[int]) -> Iterator[int]:
    """A longest part of ``values`` that grows: those that kept their order, the last first."""
    ends: list[int] = []  # places of values, each the smallest end of a run of its length
    before: list[int | None] = []
    for place, value in enumerate(values):
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if values[ends[middle]] < value:
                low = middle + 1
            else:
                high = middle
        before.append(ends[low - 1] if low else None)
        ends[low : low + 1] = [place]
    last: int | None = ends[-1] if ends else None
    while last is not None:
        yield values[last]
        last = before[last]
