"""Bundles: matters with all that is needed to check them away from here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kenes.engines.ledger.bundle import Bundle, Proved, zipped
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.contents import ACT, Held
from kenes.engines.ledger.entry import canonical
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.folder import WITNESSED, handovers_in
from kenes.engines.ledger.notes import Note
from kenes.engines.ledger.tiles import CHECKPOINT, Folder, subtrees_in
from kenes.engines.ledger.tree import Subtree, consistency, inclusion
from kenes.record.errors import NothingToBundle
from kenes.record.models import Entry
from kenes.record.places import log_folder
from kenes.record.services import trust
from kenes.record.services.integrating import IN_ORDER, integrate, note_at
from kenes.record.subjects import field_label, kind_of, shown_of

MOST = 20_000  # entries of one bundle
VERIFIER = "kenes_verify.py"


def bundle(subjects: Sequence[str], *, since: Collection[int] = ()) -> Bundle:
    """The entries on ``subjects`` and on what belongs to them, proved and told.

    ``since`` are sizes of the log that a reader has seen. Raises NothingToBundle.
    """
    integrate()
    wanted = list(dict.fromkeys(_with_related(subjects)))
    rows = list(Entry.objects.integrated().filter(subject__in=wanted).order_by("index")[:MOST])
    if not rows:
        raise NothingToBundle(f"The record says nothing of {', '.join(subjects)}.")
    rows = sorted([*rows, *_keys_of(rows)], key=lambda entry: entry.index or 0)
    note = _note_over((rows[-1].index or 0) + 1)
    size = Checkpoint.parse(Note.parse(note).text).size
    rows = [entry for entry in rows if (entry.index or 0) < size]
    folder = Folder(log_folder())
    subtree = subtrees_in(folder, size)
    known = [old for old in since if 0 < old < size]
    return Bundle(
        note=note,
        policy=(log_folder() / trust.POLICY).read_text(encoding="utf-8"),
        handovers=handovers_in(folder, size),
        entries=[_proved(entry.held(), size, subtree) for entry in rows],
        shown={
            subject: {name: canonical(value) for name, value in state.items()}
            for subject, state in shown_of(wanted).items()
            if state or subject in subjects
        },
        since={old: consistency(old, size, subtree) for old in known},
    )


def as_file(made: Bundle) -> bytes:
    """The bundle as a ZIP, with the single-file verifier and a word to its reader."""
    verifier = files("kenes.record").joinpath("static", "record", VERIFIER).read_bytes()
    return zipped(made, {VERIFIER: verifier, "README.txt": _README.encode()})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a matter's page agrees with the record, field by field."""

    subject: str
    entries: int
    last: Entry | None
    differing: tuple[str, ...]  # fields shown otherwise than the record says
    by_field: dict[str, Entry]  # the latest entry that tells of each field

    @property
    def labels(self) -> list[str]:
        """The fields that differ, for a reader."""
        return [field_label(self.subject, name) for name in self.differing]

    @property
    def agrees(self) -> bool:
        return self.last is not None and not self.differing


def standing(subject: str, shown: dict[str, Any] | None = None) -> Standing:
    """Compare what is shown of a matter with what the record says of it; one query, or two."""
    rows = list(Entry.objects.filter(subject=subject).order_by(*IN_ORDER))
    if shown is None:
        shown = shown_of([subject])[subject]
    by_field: dict[str, Entry] = {}
    for entry in rows:
        for name in entry.form().commitments:
            if not name.startswith(ACT):
                by_field[name] = entry
    differing = [
        name
        for name in sorted({*by_field, *shown})
        if name not in by_field or _differs(by_field[name], name, shown.get(name))
    ]
    return Standing(
        subject=subject,
        entries=len(rows),
        last=rows[-1] if rows else None,
        differing=tuple(differing),
        by_field=by_field,
    )


def _differs(entry: Entry, name: str, value: Any) -> bool:
    told = entry.told.get(name)
    return told is not None and told["payload"] != canonical(value)


def _with_related(subjects: Iterable[str]) -> Iterable[str]:
    for subject in subjects:
        yield subject
        if kind := kind_of(subject):
            yield from kind.related(subject)


def _keys_of(rows: Iterable[Entry]) -> list[Entry]:
    """The entries that enrolled the keys which signed these."""
    keys = {f"key/{one.key_id}" for entry in rows if (one := entry.attribution())}
    return list(Entry.objects.integrated().filter(subject__in=keys))


def _note_over(size: int) -> bytes:
    """The newest checkpoint that witnesses have signed, if it covers ``size`` entries."""
    witnessed = note_at(WITNESSED)
    if witnessed:
        try:
            if Checkpoint.parse(Note.parse(witnessed).text).size >= size:
                return witnessed
        except LedgerError:
            pass
    newest = note_at(CHECKPOINT)
    if newest is None:
        raise Malformed("the log has no checkpoint")
    return newest


def _proved(held: Held, size: int, subtree: Subtree) -> Proved:
    return Proved(held, inclusion(held.index, size, subtree))


_README = """\
This bundle holds everything that is needed to check one matter of a consultative body's public
record: what was entered about it, the proof that each entry is in the signed log, and what the
body's site showed when the bundle was made.

Check it with Python and the package "cryptography", offline:

    python kenes_verify.py THIS-FILE.zip

Better: take kenes_verify.py from somebody you trust, and add --policy with the keys you were
given in person or read in printed minutes. The format is documented with the software.
"""
