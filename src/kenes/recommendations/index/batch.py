"""Putting recommendations into the index: many new ones at once, or again those that changed."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from pyroaring import BitMap

from kenes.engines.wordforms import pairs, stem_in, words
from kenes.recommendations.index import keys, store
from kenes.recommendations.models import Indexed, Posting, Recommendation

_MOST = 32_000_000  # ids held before they are written, of 4 bytes each
_CHUNK = 1_000  # recommendations a query

Lists = defaultdict[str, "defaultdict[str, array[int]]"]  # field -> key -> ids


# Those whose turn comes when ``together`` ends; None outside it.
_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)


def _lists() -> Lists:
    return defaultdict(lambda: defaultdict(lambda: array("I")))


class Batch:
    """New recommendations on their way into the index; ``flush`` writes them.

    Use inside one transaction. What is under way is bounded, so any number may be added.
    """

    def __init__(self) -> None:
        self._lists = _lists()
        self._forms = _lists()  # language -> word -> ids
        self._count = 0
        self._known: list[tuple[int, str]] = []

    def add(
        self,
        recommendation: Recommendation,
        texts: keys.Texts,
        *,
        grades: dict[str, str] | None = None,
    ) -> None:
        """Add one that is not in the index yet; ``texts`` is ``{language: (text, state)}``."""
        pk, lists = recommendation.pk, self._lists
        facets = keys.facet_keys(recommendation, texts, grades=grades or {})
        for field, key in facets:
            lists[field][key].append(pk)
        count, neighbours = len(facets), lists["pair"]
        sequences = {language: words(text) for language, (text, _state) in texts.items()}
        for language, sequence in sequences.items():
            forms = self._forms[language]
            for word in sequence:
                forms[word].append(pk)
            for pair in pairs(sequence):
                neighbours[pair].append(pk)
            count += 3 * len(sequence)
        self._known.append((pk, keys.pack(facets, sequences)))
        self._count += count
        if len(self._known) >= _CHUNK:
            self._keep()
        if self._count >= _MOST:
            self._write()

    def flush(self) -> None:
        """Write what was added."""
        self._keep()
        if self._count:
            self._write()

    def _keep(self) -> None:
        store.keep(self._known)
        self._known = []

    def _write(self) -> None:
        forms, stems = self._lists["form"], self._lists["word"]
        for language, by_word in self._forms.items():
            for word, ids in by_word.items():
                forms[word].extend(ids)
                stems[stem_in(word, language)].extend(ids)
        store.lock()
        store.change(self._lists, {})
        self._lists, self._forms, self._count = _lists(), _lists(), 0


@contextmanager
def together() -> Iterator[None]:
    """Many acts inside index what they changed once, in the end; until then it is not found.

    Use inside one transaction, which an error undoes.
    """
    ids: set[int] = set()
    token = _waiting.set(ids)
    try:
        yield
    finally:
        _waiting.reset(token)
    refresh(ids)


def refresh(ids: Iterable[int]) -> None:
    """Index again what changed: read from the tables, compared with what the index knew."""
    if (waiting := _waiting.get()) is not None:
        waiting.update(ids)
    elif wanted := sorted(set(ids)):
        _refresh(wanted)


@transaction.atomic
def _refresh(ids: Sequence[int]) -> None:
    store.lock()
    for chunk in _chunks(ids):
        known = dict(
            Indexed.objects.filter(pk__in=chunk).values_list("recommendation_id", "known")
        )
        add, remove, kept = _lists(), _lists(), []
        for recommendation, texts, facets in _read(chunk):
            sequences = {language: words(text) for language, (text, _state) in texts.items()}
            pk, packed = recommendation.pk, keys.pack(facets, sequences)
            before = keys.unpack(known[pk]) if pk in known else set()
            after = keys.unpack(packed)
            for field, key in after - before:
                add[field][key].append(pk)
            for field, key in before - after:
                remove[field][key].append(pk)
            kept.append((pk, packed))
        store.change(add, remove)
        store.keep(kept)


@transaction.atomic
def forget(ids: Iterable[int]) -> None:
    """Take recommendations out of the index; call before they are deleted."""
    gone = BitMap(ids)
    if not gone:
        return
    store.lock()
    fields: defaultdict[str, dict[str, BitMap]] = defaultdict(dict)
    for chunk in _chunks(list(gone)):
        rows = Indexed.objects.filter(pk__in=chunk)
        for packed in rows.values_list("known", flat=True):
            for field, key in keys.unpack(packed):
                fields[field][key] = gone
        rows.delete()
    store.change({}, fields)


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew; returns how many recommendations it holds."""
    store.lock()
    Indexed.objects.all().delete()
    Posting.objects.all().delete()
    batch, last, count = Batch(), 0, 0
    everything = Recommendation.objects.order_by("pk").values_list("pk", flat=True)
    while chunk := list(everything.filter(pk__gt=last)[:_CHUNK]):
        last, count = chunk[-1], count + len(chunk)
        for recommendation, texts, _facets in _read(chunk):
            batch.add(
                recommendation,
                texts,
                grades=keys.latest_grades(recommendation.assessments.all()),
            )
    batch.flush()
    return count


def _read(chunk: Sequence[int]) -> Iterator[tuple[Recommendation, keys.Texts, list[keys.Key]]]:
    found = Recommendation.objects.filter(pk__in=chunk).order_by("pk")
    for recommendation in found.prefetch_related("texts", "assessments"):
        texts = {text.language: (text.text, text.state) for text in recommendation.texts.all()}
        facets = keys.facet_keys(
            recommendation,
            texts,
            grades=keys.latest_grades(recommendation.assessments.all()),
        )
        yield recommendation, texts, facets


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
