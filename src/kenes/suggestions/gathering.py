"""What is learned from: the register's coded texts, the acts, and what people decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kenes.engines.likeness import Entry, Pair
from kenes.law.addresses import articles
from kenes.law.models import Act, Text
from kenes.recommendations.lifecycle import RequestedAction
from kenes.recommendations.models import Recommendation, RecommendationText
from kenes.suggestions.lifecycle import SuggestionKind, SuggestionStatus
from kenes.suggestions.models import Suggestion

CHUNK = 2_000
FIELDS = {  # of a recommendation, that keep several codes
    SuggestionKind.THEME: "themes",
    SuggestionKind.AFFECTED: "affected",
    SuggestionKind.SDG: "sdgs",
}
# What was taken back teaches nothing: somebody may only have pressed the wrong button.
_TEACH = (SuggestionStatus.ACCEPTED, SuggestionStatus.REJECTED)


@dataclass
class Examples:
    """Texts with their labels, and what people said of suggestions."""

    texts: list[str] = field(default_factory=list)
    labels: list[frozenset[str]] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)


def labels_of(recommendation: Recommendation, kind: str) -> frozenset[str]:
    """What a recommendation is coded as; nothing where nobody has coded it."""
    if kind == SuggestionKind.ACTION:
        action = str(recommendation.action)
        return frozenset() if action == RequestedAction.UNKNOWN else frozenset({action})
    return frozenset(getattr(recommendation, FIELDS[SuggestionKind(kind)]))


def prevailing(after: int = 0) -> Iterator[tuple[Recommendation, RecommendationText]]:
    """Every recommendation entered after this one, in their order, with the text that prevails."""
    rows = Recommendation.objects.filter(pk__gt=after).order_by("pk").prefetch_related("texts")
    for one in rows.iterator(chunk_size=CHUNK):
        text = one.text_for(one.language)
        if text is not None:
            yield one, text


def examples() -> dict[str, Examples]:
    """By kind; recommendations that nobody has coded are no examples."""
    found = {str(kind): Examples() for kind in (*FIELDS, SuggestionKind.ACTION)}
    texts: dict[int, str] = {}
    coded: dict[tuple[int, str], frozenset[str]] = {}
    for one, text in prevailing():
        texts[one.pk] = text.text
        for kind, those in found.items():
            labels = labels_of(one, kind)
            if labels:
                coded[one.pk, kind] = labels
                those.texts.append(text.text)
                those.labels.append(labels)
    decided = Suggestion.objects.filter(kind__in=found, status__in=_TEACH)
    for pk, kind, value, status in decided.values_list("of", "kind", "value", "status"):
        is_right = status == SuggestionStatus.ACCEPTED
        # Who took an accepted label out again by hand has said that it is none.
        if pk in texts and is_right == (value in coded.get((pk, kind), ())):
            pairs = found[kind].accepted if is_right else found[kind].rejected
            pairs.append((texts[pk], value))
    return found


def entries(since: datetime | None = None) -> Iterator[Entry]:
    """Every text of the register, in every language; or of what was entered since."""
    rows = RecommendationText.objects.order_by("pk")
    if since is not None:
        rows = rows.filter(recommendation__created_at__gte=since)
    columns = rows.values_list("recommendation__number", "text", "language")
    for number, text, language in columns.iterator(chunk_size=CHUNK):
        yield Entry(key=number, text=text, language=language)


def provisions() -> Iterator[Entry]:
    """Every article of the newest version of every act, in every language."""
    for act in Act.objects.order_by("pk"):
        newest = act.versions.order_by("-on").first()
        for text in Text.objects.filter(version=newest) if newest else ():
            for anchor, words in articles(text):
                yield Entry(key=f"{act.code}#{anchor}", text=words, language=text.language)


def judged(kind: str) -> tuple[list[Pair], list[Pair]]:
    """Pairs of a text and another that people said are alike, and that they said are not."""
    said: tuple[list[Pair], list[Pair]] = ([], [])
    rows = Suggestion.objects.filter(kind=kind, status__in=_TEACH)
    for one in rows.select_related("of").prefetch_related("of__texts").iterator(CHUNK):
        text = one.of.text_for(one.of.language)
        if text is not None:
            pair = Pair(text=text.text, language=text.language, key=one.value)
            said[one.status != SuggestionStatus.ACCEPTED].append(pair)
    return said
