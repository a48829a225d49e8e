"""What the operator does to the log: change its key, mend the database, open it over the past."""

import json
from datetime import datetime
from itertools import islice

from django.db import transaction
from filelock import FileLock

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.ledger import entry as form
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.contents import REDACTED, Held
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.folder import HANDOVERS, held_in
from kenes.engines.ledger.log import verify
from kenes.engines.ledger.notes import Key, Note
from kenes.engines.ledger.tiles import CHECKPOINT, Folder
from kenes.engines.ledger.tree import leaf_hash
from kenes.journal.models import Entry as Act
from kenes.journal.services import write
from kenes.record import keys, permissions
from kenes.record.errors import RecordBroken
from kenes.record.models import Entry
from kenes.record.places import log_folder, put
from kenes.record.services import trust
from kenes.record.services.checking import unrecorded
from kenes.record.services.integrating import integrate, note_at, published
from kenes.record.services.publishing import Said, publish, publish_many
from kenes.record.services.redacting import erase
from kenes.record.subjects import shown_of

CHUNK = 500
ABOUT = "record"  # the subject of what concerns the record itself


def rotate(*, actor: Actor, now: datetime) -> Key:
    """Hand the log over to a new key; returns it. Cut off half-way, it goes on when called again.

    An entry names the new key, and the old one signs a last checkpoint over it.
    """
    authorise(actor, permissions.KEEP)
    integrate()
    old = keys.signer()
    if old.key != trust.policy().log and _naming(old.key):  # cut off when the key had changed
        trust.write_policy(old.key, trust.witness_lines())
        return old.key
    new = keys.read(keys.NEXT) or keys.make(keys.NEXT, old.key.name)
    with transaction.atomic():
        entry = _naming(new.key) or publish(
            write("record.rotate", Entry(), actor=actor, at=now, key=str(new.key)),
            Said(subject=ABOUT, facts={"key": str(new.key)}),
        )
    integrate()
    entry.refresh_from_db()
    folder = log_folder()
    with FileLock(folder / ".lock"):
        last = (note_at(CHECKPOINT) or b"").decode()
        told = [one for one in trust.handovers() if one["index"] != entry.index]
        told.append({"note": last, "index": entry.index})
        put(folder / HANDOVERS, json.dumps(told, ensure_ascii=False).encode())
        keys.step_up()
        trust.write_policy(new.key, trust.witness_lines())
    integrate()
    return new.key


def recover(*, actor: Actor, now: datetime) -> int:
    """Bring entries that are published and not in the database back into it; returns how many.

    For a database older than its log, as after restoring a backup. What was erased since is
    erased again; all else the entries did to the matters themselves is not done again:
    ``checking`` names each field that differs.
    """
    authorise(actor, permissions.KEEP)
    folder = Folder(log_folder())
    with FileLock(log_folder() / ".lock"), transaction.atomic():
        signed = published(keys.signer().key)
        if signed is None:
            return 0
        verify(folder, signed)
        begin = Entry.objects.integrated().count()
        _same_so_far(folder, signed, begin)
        lost = [held for held in held_in(folder, signed.size) if held.index >= begin]
        if lost:
            act = write("record.recover", Entry(), actor=actor, at=now, entries=len(lost))
            for held in lost:
                _bring_back(held, act)
            for held in lost:
                _erase_again(held, act)
        return len(lost)


def open_over(*, actor: Actor, now: datetime) -> int:
    """Enter the state of matters that were there before the record was; returns how many."""
    authorise(actor, permissions.KEEP)
    done = 0
    waiting = unrecorded()
    while chunk := list(islice(waiting, CHUNK)):
        with transaction.atomic():
            act = write("record.open", Entry(), actor=actor, at=now, matters=len(chunk))
            states = shown_of(chunk)
            publish_many(act, [Said(subject=one, state=states[one]) for one in chunk])
        done += len(chunk)
    return done


def checkpoint_now() -> Checkpoint | None:
    """What is signed at this moment."""
    note = note_at(CHECKPOINT)
    return Checkpoint.parse(Note.parse(note).text) if note else None


def root_over(last: Entry | None) -> str:
    """The root line of a checkpoint that holds this entry; "" until there is one.

    It holds for ever: what is printed from a page that was kept says no less than the page.
    """
    if last is None or last.index is None:
        return ""
    try:
        signed = checkpoint_now()
    except LedgerError:  # a damaged file: `kenes record verify` names it
        return ""
    return root_line(signed) if signed and signed.size > last.index else ""


def root_line(signed: Checkpoint) -> str:
    """The line to print in minutes and reports: who holds it can check all that came before."""
    return f"{signed.origin} · {signed.size} · {str(signed).splitlines()[2]}"


def _naming(key: Key) -> Entry | None:
    """The entry that names this key already."""
    for entry in Entry.objects.filter(type="key.rotated", subject=ABOUT).order_by("-id"):
        if entry.form().facts.get("key") == str(key):
            return entry
    return None


def _same_so_far(folder: Folder, signed: Checkpoint, begin: int) -> None:
    rows = Entry.objects.integrated().order_by("index").values_list("leaf", flat=True)
    for held, leaf in zip(held_in(folder, signed.size), rows.iterator(), strict=False):
        if leaf_hash(held.data) != bytes(leaf):
            raise RecordBroken(
                f"Entry {held.index} of the database is another one than was published: "
                "this is not an older state of the same record."
            )


def _bring_back(held: Held, act: Act) -> None:
    said = form.Entry.parse(held.data)
    # A backup may have been taken after the act and before its place in the log.
    if Entry.objects.pending().filter(uuid=said.id).update(index=held.index):
        return
    Entry.objects.create(
        act=act,
        uuid=said.id,
        type=said.type,
        subject=said.subject,
        at=datetime.fromisoformat(said.time),
        data=held.data,
        leaf=leaf_hash(held.data),
        index=held.index,
        told={name: one.encode() for name, one in held.told.items()},
        signed=held.attribution.encode() if held.attribution else None,
    )


def _erase_again(held: Held, act: Act) -> None:
    """The backup still holds what this entry erased."""
    said = form.Entry.parse(held.data)
    if said.type == REDACTED:
        entry = Entry.objects.get(index=said.facts["entry"])
        erase(entry, [str(name) for name in said.facts["fields"]], recovered=act)
