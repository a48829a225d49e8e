"""Recommendations by id, in the order given: for the register's table, files and commands."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Prefetch

from kenes.recommendations.index.keys import latest_grades
from kenes.recommendations.models import (
    Assessment,
    LawChange,
    LawStanding,
    Recommendation,
    RecommendationText,
)

_CHUNK = 500  # recommendations held at once
_UNSHOWN = ("raw", "doubts", "natural_key", "annotation_id", "span_start", "span_end")

# The columns of a file, in order: names that programs may rely on.
COLUMNS = (
    "number",
    "text",
    "text_language",
    "text_state",
    "country",
    "mechanism",
    "symbol",
    "paragraph",
    "session",
    "cycle",
    "published_on",
    "states",
    "heading",
    "position",
    "position_verbatim",
    "action",
    "stage",
    "assessed_state",
    "assessed_civil",
    "law",
    "in_law_since",
    "themes",
    "affected",
    "sdgs",
)


def listed(ids: Iterable[int]) -> Iterator[Recommendation]:
    """The recommendations with their texts, assessments and changes in law; a few at a time."""
    rest = iter(ids)
    related = (
        Prefetch("texts", RecommendationText.objects.order_by()),
        Prefetch("assessments", Assessment.objects.order_by().defer("note")),
        Prefetch("law_changes", LawChange.objects.only("recommendation_id", "in_force_on")),
    )
    while chunk := list(islice(rest, _CHUNK)):
        found = Recommendation.objects.defer(*_UNSHOWN).prefetch_related(*related)
        by_id = found.in_bulk(chunk)
        yield from (by_id[pk] for pk in chunk if pk in by_id)


def row(recommendation: Recommendation, language: str) -> tuple[Any, ...]:
    """The cells of ``COLUMNS``: codes as the register keeps them, the text in ``language``."""
    r, text = recommendation, recommendation.text_for(language)
    grades = latest_grades(r.assessments.all())
    since = in_law_since(r)
    return (
        r.number,
        text.text if text else "",
        text.language if text else "",
        text.state if text else "",
        r.country,
        r.mechanism,
        r.symbol,
        r.paragraph,
        r.session,
        r.cycle,
        r.published_on.isoformat() if r.published_on else "",
        r.states,
        r.heading,
        r.position,
        r.position_verbatim,
        r.action,
        r.stage,
        grades.get("state", ""),
        grades.get("civil", ""),
        r.law,
        since.isoformat() if since else "",
        r.themes,
        r.affected,
        r.sdgs,
    )


def in_law_since(recommendation: Recommendation) -> date | None:
    """The day of the latest change in law, as both sides confirm (``law_changes`` prefetched)."""
    if recommendation.law != LawStanding.CONFIRMED:
        return None
    return max((one.in_force_on for one in recommendation.law_changes.all()), default=None)
