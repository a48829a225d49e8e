"""The house checked against its own record: nothing in the database is taken on trust either."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from kenes.engines.ledger.contents import ACT, Held
from kenes.engines.ledger.entry import canonical
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.folder import held_in, verify_folder
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Finding, Report
from kenes.engines.ledger.tiles import Folder
from kenes.engines.ledger.tree import leaf_hash
from kenes.journal.models import Entry as Act
from kenes.record.acts import PUBLIC
from kenes.record.models import Entry
from kenes.record.places import log_folder
from kenes.record.services import trust
from kenes.record.services.integrating import IN_ORDER, integrate
from kenes.record.subjects import kinds, shown_of

CHUNK = 1_000  # subjects compared at a time


def check(now: datetime, *, policy: Policy | None = None, **options: Any) -> Report:
    """Verify the published log, and all that the database shows, against the record.

    ``options`` are those of ``verify_folder``. Raises RecordBroken, KeyTrouble.
    """
    integrate()
    report = verify_folder(Folder(log_folder()), policy or trust.policy(), now=now, **options)
    others = islice(_other_entries(report.size), CHUNK)
    findings = [*report.findings, *others, *_acts(), *_states()]
    return replace(report, findings=tuple(findings))


def unrecorded() -> Iterator[str]:
    """Subjects that are shown and of which the record says nothing at all."""
    for kind in kinds():
        subjects = kind.every()
        while chunk := list(islice(subjects, CHUNK)):
            known = set(Entry.objects.filter(subject__in=chunk).values_list("subject", flat=True))
            yield from (subject for subject in chunk if subject not in known)


def _other_entries(size: int) -> Iterator[Finding]:
    """Rows of the database that are not the entries of the published log, or tell otherwise."""
    rows = Entry.objects.filter(index__lt=size).order_by("index").iterator(chunk_size=CHUNK)
    try:
        for held in held_in(Folder(log_folder()), size):
            ours = next(rows, None)
            if not _is_published(ours, held):
                yield Finding(
                    "database-differs",
                    f"entry {held.index} is not in the database as it is in the log",
                    {"index": str(held.index)},
                )
            if ours is None or ours.index != held.index:  # all that follow stand elsewhere
                return
    except LedgerError as error:
        yield Finding.of(error)


def _is_published(ours: Entry | None, held: Held) -> bool:
    """True when the row, what it tells and what it is found by are as they were published."""
    if ours is None or bytes(ours.data) != held.data:
        return False
    try:
        said = ours.form()
    except LedgerError:
        return False
    by = held.attribution
    row = (ours.index, ours.uuid, ours.type, ours.subject, bytes(ours.leaf))
    return (
        row == (held.index, said.id, said.type, said.subject, leaf_hash(held.data))
        and ours.told == {name: one.encode() for name, one in held.told.items()}
        and ours.signed == (by.encode() if by else None)
    )


def _acts() -> Iterator[Finding]:
    """Public acts of the journal without an entry."""
    acts = Act.objects.filter(kind__in=PUBLIC, entries=None).order_by("id")
    for act in acts[:CHUNK]:
        yield Finding(
            "act-unrecorded",
            f"act {act.pk} of the journal ({act.kind}) has no entry in the record",
            {"act": str(act.pk), "kind": act.kind},
        )


def _states() -> Iterator[Finding]:
    """Every field shown otherwise than its latest entry says."""
    for kind in kinds():
        subjects = kind.every()
        while chunk := list(islice(subjects, CHUNK)):
            yield from _compare(chunk)
    yield from _gone()


def _gone() -> Iterator[Finding]:
    """Subjects that are shown no more although their entries did not end them."""
    subjects = Entry.objects.order_by("subject").values_list("subject", flat=True).distinct()
    waiting = subjects.iterator(chunk_size=CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        absent = [subject for subject, state in shown_of(chunk).items() if not state]
        yield from _compare(absent)


def _compare(subjects: list[str]) -> Iterator[Finding]:
    if not subjects:
        return
    told: dict[str, dict[str, tuple[int, str | None]]] = {subject: {} for subject in subjects}
    for entry in Entry.objects.filter(subject__in=subjects).order_by(*IN_ORDER):
        payloads = entry.payloads()
        for name in entry.form().commitments:
            if not name.startswith(ACT):
                place = -1 if entry.index is None else entry.index
                told[entry.subject][name] = place, payloads.get(name)
    for subject, shown in shown_of(subjects).items():
        for name in sorted({*told[subject], *shown}):
            if name not in told[subject]:
                yield Finding(
                    "state-unrecorded",
                    f"{subject}: {name} is shown and no entry says it",
                    {"subject": subject, "field": name},
                )
                continue
            index, payload = told[subject][name]
            if payload is not None and canonical(shown.get(name)) != payload:
                yield Finding(
                    "state-differs",
                    f"{subject}: {name} is shown otherwise than entry {index} says",
                    {"subject": subject, "field": name, "index": str(index)},
                )
