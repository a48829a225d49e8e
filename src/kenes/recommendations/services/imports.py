"""Saving a checked import in the register, and taking a whole import back."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.database import bulk
from kenes.engines import undocs
from kenes.journal.services import write
from kenes.languages.types import TranslationState
from kenes.members import numbers
from kenes.recommendations import index, permissions, progress, recorded, recorded_documents
from kenes.recommendations.lifecycle import import_target
from kenes.recommendations.models import (
    Import,
    ImportRow,
    Recommendation,
    RecommendationText,
)
from kenes.recommendations.rows import SOURCED, is_incomplete, sourced, unpack
from kenes.recommendations.services import wording
from kenes.recommendations.services.staging import Known, differences, known_by_key
from kenes.record.services.publishing import Said, publish, publish_many
from kenes.record.subjects import State

CHUNK = 2_000
_REGISTER_LOCK = 0x6B656E65  # one writer of imports at a time


@transaction.atomic
def apply(import_: Import, *, actor: Actor, now: datetime) -> Import:
    """Save the included rows, all or nothing, and tell the progress as it goes.

    Two imports of the same file, at once or one after the other, leave one register: what a row
    is (new, changed, the same) is found again here, under the lock.
    """
    _lock()
    import_ = Import.objects.select_for_update().select_related("document").get(pk=import_.pk)
    authorise(actor, permissions.APPLY_IMPORT, import_)
    import_.status = import_target("import.apply", import_.status)
    total = import_.rows.filter(included=True).count()
    # Entries are dated when the saving began; the act itself is told of at its end.
    act = write("import.apply", import_, actor=actor, at=now, total=total)
    batch, counts, last = index.Batch(), Counter[str](), 0
    while rows := list(
        import_.rows.filter(included=True, index__gt=last).order_by("index")[:CHUNK]
    ):
        last = rows[-1].index
        publish_many(act, _apply_chunk(import_, rows, batch, counts, now))
        progress.tell(import_.pk, sum(counts.values()), total)
    batch.flush()
    import_.status = import_target("import.finish", import_.status)
    import_.counts = {**import_.counts, "created": counts["new"], "updated": counts["changed"]}
    import_.applied_at, import_.done, import_.total = now, total, total
    import_.save()
    publish(
        act, Said(subject=f"import/{import_.pk}", state=recorded_documents.import_state(import_))
    )
    progress.forget(import_.pk)
    return import_


@transaction.atomic
def undo(import_: Import, *, actor: Actor, now: datetime) -> Import:
    """Take back what the import did, except rows that someone changed since.

    Those stay as they are and are counted under ``kept`` in ``counts``.
    """
    _lock()
    import_ = Import.objects.select_for_update().get(pk=import_.pk)
    authorise(actor, permissions.UNDO_IMPORT, import_)
    import_.status = import_target("import.undo", import_.status)
    created = Recommendation.objects.filter(created_by_import=import_)
    untouched = created.filter(changed_at=F("created_by_import__applied_at"))
    kept = created.exclude(changed_at=F("created_by_import__applied_at")).count()
    gone = list(untouched.values_list("pk", "number"))
    act = write("import.undo", import_, actor=actor, at=now, removed=len(gone))
    index.forget([pk for pk, _number in gone])
    for start in range(0, len(gone), CHUNK):
        part = gone[start : start + CHUNK]
        publish_many(act, _withdrawn([number for _pk, number in part]))
        Recommendation.objects.filter(pk__in=[pk for pk, _number in part]).delete()
    restored, sayings = [], []
    for row in import_.rows.exclude(before=None):
        recommendation = Recommendation.objects.filter(natural_key=row.natural_key).first()
        if recommendation is None or recommendation.changed_at != import_.applied_at:
            kept += 1
            continue
        before = recorded.Before(recommendation, texts="text" in (row.before or {}))
        _restore(recommendation, dict(row.before or {}), now)
        restored.append(recommendation.pk)
        sayings.append(
            Said(
                subject=recommendation.number,
                type="recommendation.restored",
                state=before.changes(recommendation),
            )
        )
    publish_many(act, sayings)
    index.refresh(restored)
    import_.undone_at = now
    import_.counts = {
        **import_.counts,
        "removed": len(gone),
        "restored": len(restored),
        "kept": kept,
    }
    import_.save()
    publish(
        act, Said(subject=f"import/{import_.pk}", state=recorded_documents.import_state(import_))
    )
    return import_


def _lock() -> None:
    """One import is saved at a time; SQLite's immediate transactions see to it themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTER_LOCK])


def _apply_chunk(
    import_: Import,
    rows: Sequence[ImportRow],
    batch: index.Batch,
    counts: Counter[str],
    now: datetime,
) -> list[Said]:
    """Save rows; returns what is to be said of each recommendation."""
    document = import_.document
    known = known_by_key(row.natural_key for row in rows)
    new: list[tuple[Recommendation, str]] = []
    sayings: list[Said] = []
    for row in rows:
        item = unpack(row.item)
        held = known.get(row.natural_key)
        if held is None:
            new.append((_build(import_, row.natural_key, item, now), item.text))
            counts["new"] += 1
        elif changed := differences(item, document, held):
            row.before, state, number = _update(held, changed, document.language, now)
            sayings.append(Said(subject=number, type="recommendation.updated", state=state))
            row.save(update_fields=["before"])
            counts["changed"] += 1
        else:
            counts["same"] += 1
    _create(new, document.language, batch)
    index.refresh([known[row.natural_key].pk for row in rows if row.before is not None])
    language = document.language
    for recommendation, text in new:
        state = recorded.facts_state(recommendation)
        state |= recorded.texts_state({language: (text, TranslationState.ORIGINAL)})
        sayings.append(
            Said(
                subject=recommendation.number,
                type="recommendation.imported",
                state=state,
                language=language,
            )
        )
    return sayings


def _withdrawn(numbers: Sequence[str]) -> list[Said]:
    """What is said of recommendations that are taken out: nothing of them is shown any more."""
    return [
        Said(subject=number, type="recommendation.withdrawn", state=recorded.ended(state))
        for number, state in recorded.shown(numbers).items()
    ]


def _build(import_: Import, key: str, item: undocs.Item, now: datetime) -> Recommendation:
    values = sourced(item, import_.document)
    return Recommendation(
        natural_key=key,
        document_id=import_.document_id,
        created_by_import_id=import_.pk,
        language=import_.document.language,
        is_incomplete=is_incomplete(values),
        created_at=now,
        changed_at=now,
        **values,
    )


def _create(new: Sequence[tuple[Recommendation, str]], language: str, batch: index.Batch) -> None:
    by_year: dict[int, list[Recommendation]] = defaultdict(list)
    for recommendation, _text in new:
        date = recommendation.published_on or recommendation.created_at
        by_year[date.year].append(recommendation)
    for year, group in sorted(by_year.items()):
        for recommendation, number in zip(group, numbers.take("R", year, len(group)), strict=True):
            recommendation.number = number
    bulk.insert(Recommendation, [recommendation for recommendation, _text in new])
    bulk.insert(
        RecommendationText,
        [
            RecommendationText(
                recommendation_id=recommendation.pk,
                language=language,
                text=text,
                state=TranslationState.ORIGINAL,
            )
            for recommendation, text in new
        ],
    )
    for recommendation, text in new:
        batch.add(recommendation, {language: (text, TranslationState.ORIGINAL)})


def _update(
    held: Known, changed: dict[str, tuple[Any, Any]], language: str, now: datetime
) -> tuple[dict[str, Any], State, str]:
    """Change the row in place; returns what it replaced, as JSON for undo, what its state
    became, and its number."""
    recommendation = Recommendation.objects.select_for_update().get(pk=held.pk)
    earlier = recorded.Before(recommendation, texts="text" in changed)
    before: dict[str, Any] = {
        name: (old.isoformat() if name == "published_on" and old else old)
        for name, (old, _new) in changed.items()
    }
    for name, (_old, value) in changed.items():
        if name in SOURCED:
            setattr(recommendation, name, value)
    if "text" in changed:
        before["text_language"] = language
        before["translations"] = wording.replace(recommendation, language, changed["text"][1])
    recommendation.changed_at = now
    recommendation.is_incomplete = is_incomplete(
        {"country": recommendation.country, "mechanism": recommendation.mechanism}
    )
    recommendation.save()
    return before, earlier.changes(recommendation), recommendation.number


def _restore(recommendation: Recommendation, before: dict[str, Any], now: datetime) -> None:
    for name in SOURCED:
        if name in before:
            setattr(recommendation, name, before[name])
    if "text" in before:
        language = before["text_language"]
        if before["text"]:
            recommendation.texts.filter(language=language).update(text=before["text"])
        else:
            recommendation.texts.filter(language=language).delete()
        for other, state in before["translations"].items():
            recommendation.texts.filter(language=other).update(state=state)
    recommendation.changed_at = now
    recommendation.is_incomplete = is_incomplete(
        {"country": recommendation.country, "mechanism": recommendation.mechanism}
    )
    recommendation.save()
