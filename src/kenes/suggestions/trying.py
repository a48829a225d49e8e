"""How good what was learned is, tried on texts that were not learned from."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, TypeVar

from kenes.engines.likeness import Labeller, LabelsError, normalised
from kenes.suggestions.gathering import Examples

PART = 5  # one text of five is kept back
LEAST = 20  # texts kept back; of fewer nothing can be said
_Row = TypeVar("_Row")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Of labels suggested for texts kept back. ``right`` of ``suggested`` had people given too,
    who gave ``given`` in all."""

    texts: int
    suggested: int
    right: int
    given: int


def tried(those: Examples, *, is_single: bool) -> dict[str, Any] | None:
    """Learn from four parts of five, suggest for the fifth; None with too few examples."""
    kept = [_is_kept(text) for text in those.texts]
    if sum(kept) < LEAST:
        return None
    known = set(map(normalised, _of(those.texts, kept, is_kept=True)))
    labeller = Labeller(is_single=is_single, random_state=0)
    try:
        labeller.fit(
            _of(those.texts, kept, is_kept=False),
            _of(those.labels, kept, is_kept=False),
            accepted=_but(those.accepted, known),
            rejected=_but(those.rejected, known),
        )
    except LabelsError:
        return None
    texts = _of(those.texts, kept, is_kept=True)
    given = _of(those.labels, kept, is_kept=True)
    suggested = [{one.label for one in row} for row in labeller.suggest(texts)]
    return asdict(
        Trial(
            texts=len(texts),
            suggested=sum(map(len, suggested)),
            right=sum(len(a & b) for a, b in zip(suggested, given, strict=True)),
            given=sum(map(len, given)),
        )
    )


def _is_kept(text: str) -> bool:
    """Repeated texts fall on one side, or the machine would know the answers."""
    said = normalised(text).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=2).digest()[0] % PART == 0


def _of(rows: Sequence[_Row], kept: Sequence[bool], *, is_kept: bool) -> list[_Row]:
    return [row for row, mark in zip(rows, kept, strict=True) if mark is is_kept]


def _but(pairs: Sequence[tuple[str, str]], known: Collection[str]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if normalised(pair[0]) not in known]
