"""The keys under which a recommendation is found: the one description of the search index.

field      key
all        ""
word       stem, of the text in any language
form       word as it stands
pair       two neighbours as they stand, "civil society": what exact phrases are found by
date       "2014-10-30", or "" where none is known: the order of the register
series     "2014" of R-2014-126: the order by number, since numbers rise with ids in a year
…          each of FACETS, by its codes
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kenes.engines.wordforms import pairs, stem_in
from kenes.languages.types import LANGUAGES
from kenes.recommendations.models import Recommendation

RULES = 3  # raise when the same recommendation gets other keys: `kenes check` then asks to rebuild
NONE = "none"  # the key of a facet for what is not there

FACETS = (
    "position",
    "stage",
    "assessed_state",
    "assessed_civil",
    "standing",
    "law",
    "action",
    "mechanism",
    "country",
    "state",
    "theme",
    "affected",
    "sdg",
    "session",
    "cycle",
    "year",
    "language",
    "translation",
    "incomplete",
    "document",
    "symbol",
)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Key = tuple[str, str]  # field, key
Texts = Mapping[str, tuple[str, str]]  # language -> (text, state of translation)


def facet_keys(
    recommendation: Recommendation,
    texts: Texts,
    *,
    grades: Mapping[str, str],
) -> list[Key]:
    """Keys of all that is no text. ``grades`` is the latest grade by assessor."""
    r = recommendation
    on: date | None = r.published_on
    found: list[Key] = [
        ("all", ""),
        ("date", on.isoformat() if on else ""),
        ("series", r.number[2:6]),
        ("position", r.position),
        ("stage", r.stage),
        ("action", r.action),
        ("language", r.language),
        ("incomplete", "yes" if r.is_incomplete else "no"),
        ("law", r.law or NONE),
        ("assessed_state", grades.get("state", NONE)),
        ("assessed_civil", grades.get("civil", NONE)),
        ("standing", r.standing or NONE),
    ]
    single = (
        ("mechanism", r.mechanism),
        ("country", r.country),
        ("session", r.session),
        ("cycle", str(r.cycle or "")),
        ("year", str(on.year) if on else ""),
        ("document", str(r.document_id or "")),
        ("symbol", r.symbol.upper()),
    )
    found += [(field, key) for field, key in single if key]
    found += [("state", code) for code in r.states]
    found += [("theme", code) for code in r.themes]
    found += [("affected", code) for code in r.affected]
    # A target stands under its goal as well: "16.b" under "16".
    goals = {code.partition(".")[0] for code in r.sdgs}
    found += [("sdg", code) for code in sorted(goals.union(r.sdgs))]
    for language in LANGUAGES:
        state = texts[language][1] if language in texts else NONE
        found.append(("translation", f"{language}-{state}"))
    return found


def pack(facets: list[Key], sequences: Mapping[str, list[str]]) -> str:
    """What ``Indexed.known`` keeps: facet keys, and the folded words of the text by language."""
    folded = {language: " ".join(sequence) for language, sequence in sequences.items()}
    return _encode([RULES, facets, folded])


def unpack(known: str) -> set[Key]:
    """All keys a recommendation was indexed under."""
    facets: list[list[str]]
    texts: dict[str, str]
    _rules, facets, texts = json.loads(known)
    found: set[Key] = {(field, key) for field, key in facets}
    for language, folded in texts.items():
        found.update(text_keys(folded.split(), language))
    return found


def text_keys(sequence: list[str], language: str) -> Iterator[Key]:
    """Keys of a text given as its folded words."""
    for word in sequence:
        yield "form", word
        yield "word", stem_in(word, language)
    for pair in pairs(sequence):
        yield "pair", pair


def latest_grades(assessments: Iterable[Any]) -> dict[str, str]:
    """The newest grade of each assessor out of rows with ``by``, ``grade``, ``on`` and ``pk``."""
    ordered = sorted(assessments, key=lambda assessment: (assessment.on, assessment.pk))
    return {assessment.by: assessment.grade for assessment in ordered}
