"""Suggestions in lists, the surest first, a page by its key."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.database import paging
from kenes.recommendations.cited import Cited, Place, cited
from kenes.recommendations.labels import label
from kenes.recommendations.models import Recommendation
from kenes.suggestions.lifecycle import SuggestionKind, SuggestionStatus
from kenes.suggestions.models import UNKNOWN, Suggestion

ROWS = 30
MOST_OF_ONE = 90
SURE, LIKELY = 900, 700  # thousandths
_BY_WORDS = frozenset({SuggestionKind.SIMILAR, SuggestionKind.PROVISION})


def _probability(said: str) -> int:
    return UNKNOWN if said == str(UNKNOWN) else min(paging.whole(said), 1000)


_SUREST = paging.Order(field="probability", read=_probability, falls=True, last_falls=False)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One suggestion as a page shows it. ``text`` is the wording the machine has read."""

    pk: int
    number: str
    text: tuple[tuple[str, bool], ...]  # pieces, and whether they are part of the reason
    language: str
    kind: str
    value: str  # in words
    value_url: str
    value_number: str  # of another recommendation, to be cited
    value_text: str  # of another recommendation, of a provision
    value_language: str
    only_url: str  # all that wait with this value; "" for links, which are each their own
    says: str  # how likely, in words and per cent
    reason: tuple[str, ...]
    status: str
    is_open: bool
    is_accepted: bool
    decided_by: str


def waiting(kind: str = "", value: str = "") -> QuerySet[Suggestion]:
    """Those to be decided; a value only of a kind, as the index has them."""
    rows = Suggestion.objects.filter(status=SuggestionStatus.OPEN)
    if kind not in SuggestionKind.values:
        return rows
    rows = rows.filter(kind=kind)
    return rows.filter(value=value) if value and value.isprintable() else rows


def of(recommendation: Recommendation) -> tuple[Shown, ...]:
    """All of one, those to be decided first."""
    first = Case(When(status=SuggestionStatus.OPEN, then=Value(0)), default=Value(1))
    rows = with_texts(recommendation.suggestions.all())
    return shown(rows.order_by(first, "-probability", "id")[:MOST_OF_ONE])


def surest_first(
    rows: QuerySet[Suggestion], *, filters: Mapping[str, str], after: str, before: str
) -> paging.Page[Shown]:
    """Those of which nobody can say how likely they are stand last."""
    rows = with_texts(rows)
    found = paging.page(rows, _SUREST, size=ROWS, after=after, before=before, kept=filters)
    return found.of(shown(found.rows))


def with_texts(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return rows.select_related("of", "decided_by", "fit").prefetch_related("of__texts")


def shown(rows: Iterable[Suggestion]) -> tuple[Shown, ...]:
    """With the words of what is suggested; a constant number of queries."""
    found = list(rows)
    others = {
        one.number: one
        for one in Recommendation.objects.filter(
            number__in=[row.value for row in found if row.kind == SuggestionKind.SIMILAR]
        ).prefetch_related("texts")
    }
    places = {
        row.pk: _read(row) for row in found if row.kind == SuggestionKind.PROVISION and row.fit
    }
    known = cited(places.values()) if places else {}
    provisions = {pk: known[place] for pk, place in places.items() if place in known}
    return tuple(_shown(row, others, provisions) for row in found)


def _read(row: Suggestion) -> Place:
    """Where it was read when the machine learned."""
    code, _hash, anchor = row.value.partition("#")
    assert row.fit is not None  # noqa: S101 (for the type checker)
    return Place(act=code, anchor=anchor, at=row.fit.at)


def _shown(
    row: Suggestion, others: Mapping[str, Recommendation], provisions: Mapping[int, Cited]
) -> Shown:
    text = row.of.text_for(row.of.language)
    value, url, number, words, language = row.value, "", "", "", ""
    if row.kind == SuggestionKind.SIMILAR:
        other = others.get(row.value)
        said = other.text_for() if other else None
        number, url = row.value, _page(row.value) if other else ""
        words, language = (said.text, said.language) if said else ("", "")
    elif row.kind == SuggestionKind.PROVISION:
        if one := provisions.get(row.pk):
            value, url = f"{one.act}, {one.label}", one.url
            words, language = one.words, one.language
    else:
        value = label(row.kind, row.value)
    inbox = reverse("suggestions:inbox")
    only = urlencode({"kind": row.kind, "value": row.value})
    return Shown(
        pk=row.pk,
        number=row.of.number,
        text=pieces(text.text, row.reason) if text else (),
        language=text.language if text else "",
        kind=str(SuggestionKind(row.kind).label),
        value=value,
        value_url=url,
        value_number=number,
        value_text=words,
        value_language=language,
        only_url="" if row.kind in _BY_WORDS else f"{inbox}?{only}",
        says=_likely(row),
        reason=tuple(row.reason),
        status=str(SuggestionStatus(row.status).label),
        is_open=row.status == SuggestionStatus.OPEN,
        is_accepted=row.status == SuggestionStatus.ACCEPTED,
        decided_by=row.decided_by.full_name if row.decided_by else "",
    )


def pieces(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is one of the words.

    >>> pieces("End torture in prisons", ["torture"])
    (('End ', False), ('torture', True), (' in prisons', False))
    """
    spoken = ["\\s+".join(map(re.escape, one.split())) for one in words if one.strip()]
    if not spoken:
        return ((text, False),)
    longest = "|".join(sorted(spoken, key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({longest})(?!\w)", text)
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)


def _page(number: str) -> str:
    return reverse("recommendations:one", args=[number])


def _likely(row: Suggestion) -> str:
    if row.probability == UNKNOWN:
        return _("by its words; how likely is not known yet")
    if row.kind == SuggestionKind.SIMILAR and row.probability == 1000:
        return _("the same words")
    said = {"percent": round(row.probability / 10)}
    if row.probability >= SURE:
        return _("very likely, %(percent)s %%") % said
    if row.probability >= LIKELY:
        return _("likely, %(percent)s %%") % said
    return _("possible, %(percent)s %%") % said
