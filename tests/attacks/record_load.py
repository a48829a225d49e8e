"""Public acts and integration under load, killed with -9 again and again, and looked at each time.

A process of its own: KENES_HOME is a fresh folder. Django is loaded once and children are forked,
so that a kill costs milliseconds. Usage: record_load.py KILLS [SEED]; the last line printed is
JSON with all that was checked.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Count, Max
from django.utils import timezone

from kenes.access.types import operator
from kenes.engines.ledger.checkpoint import Checkpoint, opened
from kenes.engines.ledger.folder import check_since, verify_folder
from kenes.engines.ledger.notes import Note
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tiles import CHECKPOINT, Folder, subtrees_in
from kenes.engines.ledger.tree import (
    EMPTY_ROOT,
    check_consistency,
    consistency,
    leaf_hash,
    root_of,
)
from kenes.journal.models import Entry as Act
from kenes.members.services import organisations
from kenes.recommendations.lifecycle import Assessor, Grade, Position
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import assessing, entries
from kenes.record import keys
from kenes.record.acts import PUBLIC
from kenes.record.models import Entry
from kenes.record.places import log_folder
from kenes.record.services import checking
from kenes.record.services.integrating import integrate, is_waiting, note_at

ACTING, INTEGRATING = 2, 2  # processes
SHORTEST, SHORT, LONGEST = 0.005, 0.1, 0.8  # seconds that they live; at first they are short
WHOLE_EVERY = 10  # kills; then the whole house is checked against the record as well
LOAD = operator("load")


class Damage(Exception):
    """A kill left behind what must never be; ``str`` names it."""


def one_act(chance: random.Random) -> None:
    """Something public: recorded, corrected, assessed, or an organisation entered."""
    now, dice = timezone.now(), chance.randrange(10)
    newest = Recommendation.objects.aggregate(newest=Max("pk"))["newest"]
    known = newest and Recommendation.objects.filter(pk=chance.randint(1, newest)).first()
    word = f"{chance.getrandbits(64):x}"
    if not known or dice < 2:
        facts = {"country": "KAZ", "mechanism": "UPR"}
        text = f"Take measure {word} against torture"
        entries.record(text=text, language="en", facts=facts, actor=LOAD, now=now)
    elif dice < 6:
        position = chance.choice(Position.values)
        entries.correct(
            known, facts={"position": position}, reason={"en": word}, actor=LOAD, now=now
        )
    elif dice < 9:
        grade = chance.choice(list(Grade))
        assessing.assess(known, by=Assessor.CIVIL, grade=grade, on=now.date(), actor=LOAD, now=now)
    else:
        facts = {"slug": word, "kind": "ngo", "name_en": f"Association {word}"}
        organisations.create(facts=facts, actor=LOAD, now=now)


def one_integration(chance: random.Random) -> None:
    if is_waiting():
        integrate()
    time.sleep(chance.random() * 0.01)


class Watcher:
    """As the quickest of witnesses: keeps every checkpoint that anybody could have read, and
    checks at once that its tiles are there and continue the one before."""

    def __init__(self, kept: Path) -> None:
        self._kept, self._last, self._before = kept, b"", Checkpoint("", 0, EMPTY_ROOT)

    def look(self) -> None:
        with suppress(FileNotFoundError):
            if (note := (log_folder() / CHECKPOINT).read_bytes()) != self._last:
                self._last = note
                with self._kept.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps(note.decode()) + "\n")
                now = Checkpoint.parse(Note.parse(note).text)
                check_since(self._before, now, Folder(log_folder()))
                self._before = now
        time.sleep(0.0005)


def fork(step: Callable[[], None]) -> int:
    """A child that repeats ``step`` until it is killed; only an error ends it before."""
    connections.close_all()  # none is ever shared
    parent = os.getpid()
    if child := os.fork():
        return child
    try:
        while os.getppid() == parent:
            step()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def kill(children: list[int]) -> None:
    """SIGKILL for all. Raises Damage when one had ended by itself: it met an error."""
    for child in children:
        os.kill(child, signal.SIGKILL)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    if set(codes) != {-signal.SIGKILL}:
        raise Damage(f"one of the load met an error before it was killed: {codes}")


def look() -> dict[str, int]:
    """All that must hold at any moment, whatever was cut off. Raises Damage."""
    found = {**_acts_and_entries(), "published": 0}
    signer, note = keys.read(keys.SIGNING), note_at(CHECKPOINT)
    if note is None:
        return found
    if signer is None:
        raise Damage("there is a checkpoint and no key")
    checkpoint = opened(note, signer.key).checkpoint
    report = verify_folder(Folder(log_folder()), Policy(signer.key), now=timezone.now())
    if not report.is_sound:
        raise Damage(f"the published log: {[one.sentence for one in report.findings]}")
    rows = Entry.objects.filter(index__lt=checkpoint.size).order_by("index")
    leaves = [leaf_hash(bytes(data)) for data in rows.values_list("data", flat=True)]
    if root_of(leaves) != checkpoint.root:
        raise Damage(f"the database does not hold the {checkpoint.size} entries that are signed")
    return {**found, "published": checkpoint.size}


def _acts_and_entries() -> dict[str, int]:
    """Every public act has its entry, every entry its act. Raises Damage."""
    acts = Act.objects.filter(kind__in=PUBLIC)
    if odd := acts.annotate(made=Count("entries")).exclude(made=1).first():
        raise Damage(f"act {odd.pk} ({odd.kind}) has {odd.entries.count()} entries")
    count = 0
    for entry in Entry.objects.select_related("act").iterator():
        count += 1
        said = entry.form()
        if said.type not in PUBLIC.get(entry.act.kind, ()) or bytes(entry.leaf) != leaf_hash(
            bytes(entry.data)
        ):
            raise Damage(f"entry {entry.pk} ({said.type}) does not tell of {entry.act.kind}")
    places = Entry.objects.integrated()
    last = places.aggregate(last=Max("index"))["last"]
    if places.count() != (0 if last is None else last + 1):
        raise Damage("there is a gap in the places given")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            if orphan := cursor.fetchone():
                raise Damage(f"a row without the one it belongs to: {orphan}")
            cursor.execute("PRAGMA quick_check")
            if (said := cursor.fetchone()) != ("ok",):
                raise Damage(f"the database: {said}")
    return {"acts": acts.count(), "entries": count}


def look_at_all() -> None:
    """Bring in what waits, and check the whole house against its record. Raises Damage."""
    integrate()
    report = checking.check(timezone.now())
    if not report.is_sound:
        raise Damage(f"the house: {[one.sentence for one in report.findings]}")


def all_continue(seen: list[bytes]) -> int:
    """How many checkpoints were seen; today's log continues each of them. Raises LedgerError."""
    signer = keys.signer()
    new = opened(note_at(CHECKPOINT) or b"", signer.key).checkpoint
    subtree = subtrees_in(Folder(log_folder()), new.size)
    for note in seen:
        old = opened(note, signer.key).checkpoint
        proof = consistency(old.size, new.size, subtree) if old.size <= new.size else []
        check_consistency(old.size, old.root, new.size, new.root, proof)
    return len(seen)


def load(kills: int, chance: random.Random) -> dict[str, int]:
    """As many kills; returns what was found in the end, and where they struck."""
    unsigned, cut_off, before = 0, 0, Checkpoint("", 0, EMPTY_ROOT)
    patience, acts = 1.0, 0  # on a busy machine nothing is done, or signed, in so short a life
    for number in range(1, kills + 1):
        seeds = [random.Random(chance.random()) for _ in range(ACTING + INTEGRATING)]
        children = [fork(partial(one_act, own)) for own in seeds[:ACTING]]
        children += [fork(partial(one_integration, own)) for own in seeds[ACTING:]]
        is_early = before.size == 0 and number <= kills // 3
        time.sleep(patience * chance.uniform(SHORTEST, SHORT if is_early else LONGEST))
        chance.shuffle(children)
        kill(children)
        found = look()
        published = found["published"]
        is_idle = found["acts"] == acts
        acts = found["acts"]
        unsigned += published == 0
        cut_off += 0 < published < Entry.objects.integrated().count()
        if note := note_at(CHECKPOINT):
            now = Checkpoint.parse(Note.parse(note).text)
            if now.size < before.size or (now.size == before.size and now.root != before.root):
                raise Damage(f"{before.size} entries were signed, and now {now.size} others")
            is_idle |= now.size == before.size
            before = now
        patience = min(patience * 2, 8.0) if is_idle else 1.0
        if number % WHOLE_EVERY == 0 or number == kills:
            look_at_all()
    return {
        "kills": kills,
        "kills before the first checkpoint": unsigned,
        "kills between places given and their checkpoint": cut_off,
        **look(),
    }


def main(kills: int, seed: int) -> dict[str, int]:
    call_command("migrate", verbosity=0, interactive=False)
    seen = log_folder().with_name("seen-by-the-watcher")
    watcher = fork(Watcher(seen).look)
    try:
        found = load(kills, random.Random(seed))
    finally:
        kill([watcher])
    notes = [json.loads(line).encode() for line in seen.read_text("utf-8").splitlines()]
    return {**found, "checkpoints seen": all_continue(notes)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)))
