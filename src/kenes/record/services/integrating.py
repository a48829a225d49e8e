"""From published entries to a signed log: places given, tiles written, checkpoint signed.

Each step can be cut off and done again. The places are given in one transaction of the database;
tiles follow from it alone; what was signed is never signed otherwise.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F, Max
from filelock import FileLock

from kenes.engines.ledger.checkpoint import Checkpoint, opened
from kenes.engines.ledger.contents import ATTESTED, REDACTED
from kenes.engines.ledger.errors import LedgerError, Malformed, Untrusted
from kenes.engines.ledger.folder import HANDOVERS, payload_path
from kenes.engines.ledger.log import Writer
from kenes.engines.ledger.notes import LARGEST, Key, Note, Signer
from kenes.engines.ledger.tiles import CHECKPOINT, WIDTH, Folder, entries_in, tiles_of
from kenes.engines.ledger.tree import Range, leaf_hash
from kenes.record import keys
from kenes.record.errors import RecordBroken
from kenes.record.models import Entry
from kenes.record.places import log_folder, put
from kenes.record.services import trust

CHUNK = 10_000  # entries a transaction and a checkpoint
# As in the log, and what waits after it; keys tell the order of entries no more once some of them
# were brought back into an older database.
IN_ORDER = (F("index").asc(nulls_last=True), "id")
_GIVE_PLACES = """
UPDATE record_entry SET "index" = placed.place
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 + %s AS place
      FROM (SELECT id FROM record_entry WHERE "index" IS NULL ORDER BY id LIMIT %s) AS waiting
     ) AS placed
WHERE record_entry.id = placed.id
"""


def integrate(*, anew: bool = False) -> Checkpoint:
    """Bring every entry that waits into the signed log; returns what is signed then.

    ``anew`` writes every file again from the database. Safe to call at any time, from any
    process. Raises RecordBroken, KeyTrouble.
    """
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        signer = keys.signer()
        while True:
            signed = published(signer.key)
            size = _place(signed.size if signed else 0)
            if anew or signed is None or signed.size < size or _is_of_key_before(signer.key):
                _extend(folder, signed, size, signer, anew=anew)
                anew = False
            elif not _waits():
                return signed


def is_waiting() -> bool:
    """True when there is something to integrate, or nothing was ever signed."""
    return _waits() or not (log_folder() / CHECKPOINT).exists()


def published(key: Key) -> Checkpoint | None:
    """The checkpoint as it stands, signed by the log's key. Raises RecordBroken."""
    note = note_at(CHECKPOINT)
    if note is None:
        return None
    try:
        return opened(note, key).checkpoint
    except Untrusted as error:
        if handed_over := _handed_over(note, key):
            return handed_over
        raise RecordBroken(
            f"The published checkpoint is not signed by our key: {error}"
        ) from error
    except LedgerError as error:
        raise RecordBroken(f"The published checkpoint cannot be read: {error}") from error


def note_at(name: str) -> bytes | None:
    """A published note; None when there is none."""
    try:
        return Folder(log_folder()).read(name, LARGEST)
    except Malformed:
        return None


def write_payloads(folder: Path, group: int) -> None:
    """Tell what is told of 256 entries today."""
    rows = Entry.objects.filter(index__gte=group * WIDTH, index__lt=(group + 1) * WIDTH)
    lines = (
        json.dumps(entry.line(), ensure_ascii=False, separators=(",", ":")) + "\n"
        for entry in rows.order_by("index").only("told", "signed")
    )
    put(folder / payload_path(group), "".join(lines).encode())


def _is_of_key_before(key: Key) -> bool:
    """True when the checkpoint is the last one of the key before ours."""
    note = Note.parse(note_at(CHECKPOINT) or b"")
    return all(signature.key_id != key.id for signature in note.signatures)


def _handed_over(note: bytes, key: Key) -> Checkpoint | None:
    """The checkpoint, when the key before ours signed it as the last thing it did, for ours."""
    handovers = trust.handovers()
    if not handovers or not note.startswith(handovers[-1]["note"].partition("\n\n")[0].encode()):
        return None
    named = Entry.objects.filter(index=handovers[-1]["index"]).first()
    if named is None or named.form().facts.get("key") != str(key):
        return None
    return Checkpoint.parse(Note.parse(note).text)


def _waits() -> bool:
    return Entry.objects.pending().exists()


def _place(published_size: int) -> int:
    """Give places to entries that have none; returns how many have one. Raises RecordBroken."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # What is signed must outlive a power cut.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
    with transaction.atomic():
        last = Entry.objects.aggregate(last=Max("index"))["last"]
        size = 0 if last is None else int(last) + 1
        if size < published_size:
            raise RecordBroken(
                f"The database holds {size} entries of the record, and {published_size} are "
                "signed and published: it is older than the log, as after restoring a backup. "
                "`kenes record recover` brings the entries back."
            )
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_PLACES, [size, CHUNK])
            return size + int(cursor.rowcount)


def _extend(
    folder: Path, signed: Checkpoint | None, size: int, signer: Signer, *, anew: bool
) -> None:
    """Write the tiles of entries up to ``size`` and sign them."""
    begin = signed.size if signed else 0
    writer = None if anew else _going_on(folder, signed)
    if writer is None:
        writer, told_from = _made_anew(folder, signed), 0
    else:
        told_from = begin
    writer.append(_data(begin, size))
    writer.flush()
    for group in sorted({*range(told_from // WIDTH, -(-size // WIDTH)), *_touched(begin, size)}):
        write_payloads(folder, group)
    if not (folder / HANDOVERS).exists():
        put(folder / HANDOVERS, b"[]\n")
    if not (folder / trust.POLICY).exists():
        trust.write_policy(signer.key)
    checkpoint = Checkpoint(signer.key.name, size, writer.root())
    text = str(checkpoint)
    put(folder / CHECKPOINT, str(Note(text, (signer.sign(text),))).encode())


def _going_on(folder: Path, signed: Checkpoint | None) -> Writer | None:
    """A writer that goes on where the signed log ends; None when its files are damaged."""
    if signed is None:
        return Writer(folder)
    try:
        writer = Writer(folder, signed.size)
        is_whole = writer.root() == signed.root and _agrees(folder, signed.size)
    except Malformed:
        return None
    return writer if is_whole else None


def _made_anew(folder: Path, signed: Checkpoint | None) -> Writer:
    """A writer that has written all that was signed again, from the database.

    Raises RecordBroken when the database holds other entries than were signed.
    """
    if signed is None:
        return Writer(folder)
    growing = Range()
    for data in _data(0, signed.size):
        growing.append(leaf_hash(data))
    if growing.root() != signed.root:  # then what is published is the only true copy
        raise RecordBroken(
            f"The database does not hold the {signed.size} entries that were signed: "
            "it was changed, or it is another body's. Nothing is signed until this is cleared up."
        )
    writer = Writer(folder)
    writer.append(_data(0, signed.size))
    writer.flush()
    return writer


def _agrees(folder: Path, size: int) -> bool:
    """True when the last entries of the published log are those of the database."""
    group, width = list(tiles_of(size, 0))[-1] if size else (0, 0)
    begin = group * WIDTH
    return not size or entries_in(Folder(folder), group, width) == list(_data(begin, size))


def _touched(begin: int, end: int) -> Iterator[int]:
    """Groups of earlier entries of which these tell something new: erased, or signed."""
    telling = Entry.objects.filter(
        index__gte=begin, index__lt=end, type__in=(REDACTED, ATTESTED)
    ).iterator()
    for entry in telling:
        facts = entry.form().facts
        if entry.type == REDACTED:
            yield int(facts["entry"]) // WIDTH
            continue
        on_it = Entry.objects.integrated().filter(subject=entry.subject)
        target = on_it.filter(leaf=bytes.fromhex(facts["leaf"]))
        if place := target.values_list("index", flat=True).first():
            yield int(place) // WIDTH


def _data(begin: int, end: int) -> Iterator[bytes]:
    rows = Entry.objects.filter(index__gte=begin, index__lt=end).order_by("index")
    for data in rows.values_list("data", flat=True).iterator(chunk_size=2_000):
        yield bytes(data)
