"""Which words of a text spoke for a label: the reason beside a suggestion."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engines.likeness.features import Vectors, spans_of

_LEAST = 0.3  # of the strongest word: what says less is left out
_LONGEST = 6  # words in one reason
_BLANKS = re.compile(r"\s+")


def reasons_in(
    text: str, vectors: Vectors, weights: NDArray[np.float32], most: int
) -> list[tuple[str, ...]]:
    """For each column of ``weights`` (terms, labels) the runs of words that speak most for it.

    What a run of words, or a piece of a word, adds to the distance is shared by its words;
    neighbours that speak for the label are shown together, as they stand in the text.
    """
    terms, column, value = vectors.occurrences(text)
    spans = spans_of(text)
    shares = (value / (terms.last - terms.first + 1))[:, np.newaxis] * weights[column]
    speaks = np.zeros((len(spans) + 1, weights.shape[1]))
    # From a term's first word on its share is added, after its last one taken away.
    np.add.at(speaks, terms.first, shares)
    np.add.at(speaks, terms.last + 1, -shares)
    speaks = speaks.cumsum(axis=0)[:-1]
    return [_told(text, spans, speaks[:, label], most) for label in range(weights.shape[1])]


def _told(
    text: str, spans: list[tuple[int, int]], speaks: NDArray[np.float64], most: int
) -> tuple[str, ...]:
    if not len(speaks) or speaks.max() <= 0:
        return ()
    runs: list[tuple[float, int, int]] = []
    for place in np.flatnonzero(speaks >= _LEAST * speaks.max()):
        at, said = int(place), float(speaks[place])
        if runs and runs[-1][2] == at - 1 and at - runs[-1][1] < _LONGEST:
            runs[-1] = (runs[-1][0] + said, runs[-1][1], at)
        else:
            runs.append((said, at, at))
    told: dict[str, Any] = {}
    for _said, first, last in sorted(runs, key=lambda run: (-run[0], run[1])):
        words = _BLANKS.sub(" ", text[spans[first][0] : spans[last][1]])
        told.setdefault(words.casefold(), words)
    return tuple(told.values())[:most]
