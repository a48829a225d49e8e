"""The words that were asked for, marked where they stand in a text."""

from kenes.engines.wordforms import query_stems, spans, stem_in
from kenes.recommendations.query import Asked

Part = tuple[str, bool]  # text as it stands, and whether it is marked

_LONGEST = 700  # characters of a text that a list shows
_LEAD = 120  # characters before the first match where a text is cut


def marked(text: str, asked: Asked, language: str) -> tuple[Part, ...]:
    """The text in parts, in order; joined they are the text, or its stretch round the matches.

    What is cut away is shown as "…".
    """
    places = _places(text, asked, language)
    start, end = _stretch(text, places[0][0] if places else 0)
    parts: list[Part] = [("…", False)] if start else []
    at = start
    for low, high in places:
        if low < at or high > end:
            continue
        if low > at:
            parts.append((text[at:low], False))
        parts.append((text[low:high], True))
        at = high
    if at < end:
        parts.append((text[at:end], False))
    if end < len(text):
        parts.append(("…", False))
    return tuple(parts)


def _places(text: str, asked: Asked, language: str) -> list[tuple[int, int]]:
    """Where matches stand, in order and apart; a phrase is one place."""
    stems = {stem for word in asked.words for stem in query_stems(word)}
    if not stems and not asked.phrases:
        return []
    found = list(spans(text))
    words = tuple(word for _start, _end, word in found)
    covered: dict[int, int] = {}  # first word -> one past the last
    for phrase in asked.phrases:
        for first in range(len(words) - len(phrase) + 1):
            if words[first : first + len(phrase)] == phrase:
                covered[first] = max(covered.get(first, 0), first + len(phrase))
    for place, word in enumerate(words):
        if place not in covered and stem_in(word, language) in stems:
            covered[place] = place + 1
    places, free = [], 0
    for first, last in sorted(covered.items()):
        if first >= free:
            places.append((found[first][0], found[last - 1][1]))
            free = last
    return places


def _stretch(text: str, match: int) -> tuple[int, int]:
    """The part of a long text to show, from before its first match, between words."""
    if len(text) <= _LONGEST:
        return 0, len(text)
    start = 0
    if match > _LONGEST - _LEAD:
        start = text.find(" ", match - _LEAD, match) + 1 or match - _LEAD
    end = min(len(text), start + _LONGEST)
    if end < len(text):
        end = text.rfind(" ", start + _LEAD, end) if " " in text[start + _LEAD : end] else end
    return start, end
