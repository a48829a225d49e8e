"""Reading a document into rows that a person can check; the register is not touched."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.database import bulk
from kenes.engines import undocs
from kenes.journal.services import write
from kenes.recommendations import permissions
from kenes.recommendations.lifecycle import import_target
from kenes.recommendations.models import (
    Document,
    Import,
    ImportRow,
    Mapping,
    Outcome,
    Recommendation,
    RecommendationText,
)
from kenes.recommendations.rows import SOURCED, changes, natural_key, pack, sourced
from kenes.recommendations.services.answers import matched
from kenes.recommendations.services.documents import keep

log = logging.getLogger(__name__)
CHUNK = 1_000  # rows a transaction
CERTAIN = 0.8  # below this confidence a row is marked for the eye


@transaction.atomic
def start(
    path: Path,
    *,
    name: str,
    kind: str = "",
    mapping: Mapping | None = None,
    actor: Actor,
    now: datetime,
) -> Import:
    """Take a file in for reading. ``kind`` is an undocs Kind, or empty to find out.

    Raises undocs.UndocsError when the file is refused before reading.
    """
    authorise(actor, permissions.START_IMPORT)
    file_type = undocs.check(path, name)
    document = keep(path, name=name, media_type=file_type.media_type, actor=actor, now=now)
    import_ = Import.objects.create(
        document=document, kind=kind, mapping=mapping, started_by_id=actor.user_id, started_at=now
    )
    write("import.start", import_, actor=actor, at=now, document=document.sha256)
    return import_


def read(import_: Import, *, actor: Actor, now: datetime) -> Import:
    """Read the document into rows and offer them for checking.

    May be called again after a crash: it begins anew. A document that cannot be read leaves the
    import failed, with the code and facts of the reason.
    """
    authorise(actor, permissions.START_IMPORT)
    _move(import_, "import.read")
    import_.rows.all().delete()
    try:
        source = undocs.open_source(
            Path(import_.document.file.path),
            name=import_.document.name,
            kind=undocs.Kind(import_.kind) if import_.kind else None,
            mapping=undocs.Mapping.from_json(import_.mapping.columns) if import_.mapping else None,
        )
        _describe(import_.document, source)
        import_.kind = str(source.kind)
        is_addendum = source.kind is undocs.Kind.ADDENDUM
        counts = _stage(import_, matched(source.entries) if is_addendum else source.entries)
    except undocs.UndocsError as error:
        return fail(import_, error.code, error.facts, actor=actor, now=now)
    except Exception:
        log.exception("import %s: reading stopped", import_.pk)
        return fail(import_, "internal", {}, actor=actor, now=now)
    import_.counts = counts
    import_.total = sum(counts.values())
    with transaction.atomic():
        _move(import_, "import.offer", "kind", "counts", "total")
        write("import.read", import_, actor=actor, at=now, counts=counts)
    return import_


@transaction.atomic
def fail(
    import_: Import, code: str, facts: dict[str, str], *, actor: Actor, now: datetime
) -> Import:
    """Mark the import as failed; the register is as it was."""
    import_.error_code, import_.error_facts = code, facts
    _move(import_, "import.fail", "error_code", "error_facts")
    write("import.fail", import_, actor=actor, at=now, code=code, facts=facts)
    return import_


@transaction.atomic
def discard(import_: Import, *, actor: Actor, now: datetime) -> Import:
    """Put a checked or failed import aside; its document stays."""
    authorise(actor, permissions.START_IMPORT)
    import_ = Import.objects.select_for_update().get(pk=import_.pk)
    _move(import_, "import.discard")
    write("import.discard", import_, actor=actor, at=now)
    return import_


@transaction.atomic
def include(row: ImportRow, included: bool, *, actor: Actor, now: datetime) -> ImportRow:
    """Take a row of a waiting import along, or leave it out."""
    authorise(actor, permissions.START_IMPORT)
    _only_ready(row)
    row.included = included and row.outcome in TAKEN
    row.save(update_fields=["included"])
    write("import.include", row, actor=actor, at=now, included=row.included)
    return row


@transaction.atomic
def revise(row: ImportRow, item: undocs.Item, *, actor: Actor, now: datetime) -> ImportRow:
    """Replace what was read in one row by what a person sees in the source."""
    authorise(actor, permissions.START_IMPORT)
    _only_ready(row)
    document = row.of.document
    before = row.item
    row.item = pack(item)
    row.natural_key = natural_key(item, document)
    if row.of.rows.filter(natural_key=row.natural_key).exclude(pk=row.pk).exists():
        row.outcome = Outcome.REPEATED
    else:
        row.outcome = outcome_of(item, document, known_by_key([row.natural_key]), row.natural_key)
    row.included = row.outcome in TAKEN
    row.is_doubtful = False
    row.save()
    write("import.revise", row, actor=actor, at=now, before=before, after=row.item)
    return row


TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED})


class Known:
    """A recommendation as the register has it: its sourced fields and its texts."""

    __slots__ = ("document_id", "pk", "texts", "values")

    def __init__(self, recommendation: Recommendation, texts: dict[str, str]) -> None:
        self.pk = recommendation.pk
        self.document_id = recommendation.document_id
        self.values = {name: getattr(recommendation, name) for name in SOURCED}
        self.texts = texts


def known_by_key(keys: Iterable[str]) -> dict[str, Known]:
    """What the register already has under these natural keys; two queries."""
    found = {r.natural_key: r for r in Recommendation.objects.filter(natural_key__in=list(keys))}
    texts: dict[int, dict[str, str]] = {}
    if found:
        for owner, language, text in RecommendationText.objects.filter(
            recommendation__in=[r.pk for r in found.values()]
        ).values_list("recommendation_id", "language", "text"):
            texts.setdefault(owner, {})[language] = text
    return {key: Known(r, texts.get(r.pk, {})) for key, r in found.items()}


def differences(item: undocs.Item, document: Document, known: Known) -> dict[str, tuple[Any, Any]]:
    """``field -> (before, after)``; the wording is the field ``text``."""
    found = changes(
        known.values,
        sourced(item, document),
        same_document=known.document_id in (None, document.pk),
    )
    text = known.texts.get(document.language, "")
    if item.text and text != item.text:
        found["text"] = (text, item.text)
    return found


def outcome_of(
    item: undocs.Item, document: Document, known: dict[str, Known], key: str
) -> Outcome:
    if key not in known:
        return Outcome.NEW
    return Outcome.CHANGED if differences(item, document, known[key]) else Outcome.SAME


def _describe(document: Document, source: undocs.Source) -> None:
    """Put what the source says of itself on its document, once."""
    document.kind = str(source.kind)
    document.symbol = document.symbol or source.symbol
    document.title = document.title or source.title[:500]
    document.mechanism = document.mechanism or source.mechanism
    document.country = document.country or source.country
    document.session = document.session or source.session
    document.cycle = document.cycle or source.cycle
    if source.published and not document.published_on:
        document.published_on = date.fromisoformat(source.published)
    document.language = source.language
    document.page_count = source.page_count
    document.text = source.text
    document.save()


def _stage(import_: Import, entries: Iterable[undocs.Item | undocs.Problem]) -> dict[str, int]:
    """Write the entries as rows, a transaction a chunk; returns rows by outcome."""
    counts = dict.fromkeys(Outcome.values, 0)
    seen: set[str] = set()
    numbered = enumerate(entries, start=1)
    while chunk := list(islice(numbered, CHUNK)):
        rows = list(_rows(import_, chunk, seen))
        for row in rows:
            counts[row.outcome] += 1
        with transaction.atomic():
            bulk.insert(ImportRow, rows)
            Import.objects.filter(pk=import_.pk).update(done=chunk[-1][0])
    return counts


def _rows(
    import_: Import,
    chunk: list[tuple[int, undocs.Item | undocs.Problem]],
    seen: set[str],
) -> Iterator[ImportRow]:
    document = import_.document
    keys = {
        index: natural_key(entry, document)
        for index, entry in chunk
        if isinstance(entry, undocs.Item)
    }
    known = known_by_key(keys.values())
    for index, entry in chunk:
        if isinstance(entry, undocs.Problem):
            yield ImportRow(
                of=import_,
                index=index,
                outcome=Outcome.NOT_UNDERSTOOD,
                included=False,
                item={
                    "where": entry.where,
                    "code": entry.doubt.code,
                    "facts": entry.doubt.facts,
                    "raw": entry.raw,
                },
                is_doubtful=True,
            )
            continue
        key = keys[index]
        repeated = key in seen
        seen.add(key)
        outcome = Outcome.REPEATED if repeated else outcome_of(entry, document, known, key)
        yield ImportRow(
            of=import_,
            index=index,
            outcome=outcome,
            included=outcome in TAKEN,
            natural_key=key,
            item=pack(entry),
            is_doubtful=bool(entry.doubts) or entry.confidence < CERTAIN,
            page=entry.page,
        )


def _only_ready(row: ImportRow) -> None:
    import_target("import.apply", Import.objects.select_for_update().get(pk=row.of_id).status)


def _move(import_: Import, action: str, *also: str) -> None:
    import_.status = import_target(action, import_.status)
    import_.save(update_fields=["status", *also])
