"""Words erased by two are gone from everywhere, and every proof made before still holds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kenes.access.types import Actor, NotAllowed, Role, operator
from kenes.engines.ledger.bundle import verify_bundle
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.tiles import CHECKPOINT, WIDTH, Folder
from kenes.journal.services import write
from kenes.recommendations.models import Posting, Recommendation
from kenes.recommendations.query import Query
from kenes.recommendations.services import entries
from kenes.record.models import Entry, Redaction
from kenes.record.places import log_folder
from kenes.record.services import checking, keeping, redacting, trust
from kenes.record.services.bundling import bundle
from kenes.record.services.integrating import integrate, note_at
from kenes.record.services.publishing import Said, pseudonym, publish, publish_many

pytestmark = pytest.mark.django_db
MACHINE = operator("test")
SECRETARY = Actor(user_id=1, name="Amina", roles=frozenset({Role.SECRETARY, Role.SIGNED_IN}))
CHAIR = Actor(user_id=2, name="Farida", roles=frozenset({Role.CHAIR, Role.SIGNED_IN}))
NAME = "Zhuldyzbekov"  # nobody's, and in no list of words


def recorded(text: str) -> Recommendation:
    facts = {"country": "KAZ", "mechanism": "UPR"}
    return entries.record(text=text, language="en", facts=facts, actor=MACHINE, now=timezone.now())


@pytest.fixture
def entry(db: None) -> Entry:
    """An entry that names a person, in the log, with others around it."""
    recorded("End torture")
    one = recorded(f"Release {NAME} from detention")
    with transaction.atomic():  # so many that what is told of the first is not written again
        act = write("record.open", Entry(), actor=MACHINE, at=timezone.now())
        publish_many(act, [Said(subject="record", facts={"n": n}) for n in range(WIDTH)])
    integrate()
    return Entry.objects.get(subject=one.number)


def asked(entry: Entry, *names: str, by: Actor = SECRETARY) -> Redaction:
    return redacting.ask(
        entry,
        names=names or ["text.en"],
        ground=redacting.Ground.PERSONAL,
        explanation="A private person",
        actor=by,
        now=timezone.now(),
    )


def erased(entry: Entry, *names: str) -> None:
    redacting.carry_out(asked(entry, *names), actor=CHAIR, now=timezone.now())
    integrate()


def checked() -> list[str]:
    return [found.sentence for found in checking.check(timezone.now()).findings]


def places_of(word: str) -> list[str]:
    """Where the word is left: tables and files, and for SQLite the bytes of its pages."""
    found = [
        str(file.relative_to(settings.KENES_HOME))
        for file in Path(settings.KENES_HOME).rglob("*")
        if file.is_file() and word.lower().encode() in file.read_bytes().lower()
    ]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        pages = connection.connection.serialize()
        return [*found, "database"] if word.lower().encode() in pages.lower() else found
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS one '  # noqa: S608 (own names)
                "WHERE lower(one::text) LIKE %s OR one::text LIKE %s",
                [f"%{word.lower()}%", f"%{word.encode().hex()}%"],
            )
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_erased_words_are_nowhere_and_every_old_proof_holds(entry: Entry, client: Client) -> None:
    page = reverse("recommendations:one", args=[entry.subject])
    search = f"/en/register/?{Query(text=NAME).address()}"
    assert NAME in client.get(page).content.decode()
    assert entry.subject in client.get(search).content.decode()
    assert Posting.objects.filter(key=NAME.lower()).exists()
    assert {"record/payload/000.jsonl"} < set(places_of(NAME))
    note, size = note_at(CHECKPOINT) or b"", integrate().size
    before = bundle([entry.subject])
    leaves = dict(Entry.objects.values_list("pk", "leaf"))

    erased(entry)

    assert places_of(NAME) == []
    assert NAME not in client.get(page).content.decode()
    assert entry.subject not in client.get(search).content.decode()
    assert checked() == []
    now, own = timezone.now(), trust.policy()
    assert verify_bundle(before, own, now=now).is_sound  # whoever has the words has them proved
    after = bundle([entry.subject], since=[size])
    report = verify_bundle(after, own, now=now, since=note)
    assert (report.findings, report.redacted) == ((), 1)
    whole = verify_folder(Folder(log_folder()), own, now=now, since=note)
    assert (whole.findings, whole.redacted, whole.entries) == ((), 1, size + 1)
    later = dict(Entry.objects.values_list("pk", "leaf"))
    assert {pk: bytes(later[pk]) for pk in leaves} == {pk: bytes(leaves[pk]) for pk in leaves}


def test_nobody_erases_alone(entry: Entry) -> None:
    waiting = asked(entry)
    for actor, sentence in (
        (SECRETARY, "another officer decides"),
        (MACHINE, "role does not include|Two people redact"),
        (Actor(), "Sign in"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            redacting.carry_out(waiting, actor=actor, now=timezone.now())
    with pytest.raises(NotAllowed, match="Two people redact|role does not include"):
        asked(entry, by=MACHINE)
    with pytest.raises(IntegrityError, match="redaction_by_two"), transaction.atomic():
        Redaction.objects.update(is_carried_out=True, decided_by_id=SECRETARY.user_id)
    with pytest.raises(IntegrityError, match="redaction_by_two"), transaction.atomic():
        Redaction.objects.update(is_carried_out=True)
    entry.refresh_from_db()
    assert NAME in entry.told["text.en"]["payload"]


@pytest.mark.parametrize(
    ("approvers", "ground"),
    [((SECRETARY, SECRETARY), "court"), ((SECRETARY,), "court"), ((SECRETARY, CHAIR), "")],
    ids=["one person twice", "one person", "no ground"],
)
def test_a_tombstone_made_by_hand_is_named_by_every_verification(
    entry: Entry, approvers: tuple[Actor, ...], ground: str
) -> None:
    redacting.erase(entry, ["text.en"])
    facts = {
        "entry": entry.index,
        "fields": ["text.en"],
        "ground": ground,
        "approvers": [pseudonym(one.user_id, one.name) for one in approvers],
    }
    act = write("record.redact", entry, actor=MACHINE, at=timezone.now())
    made = publish(act, Said(subject=entry.subject, facts=facts))
    integrate()
    made.refresh_from_db()
    assert made.index == WIDTH + 2
    expected = [
        f"entry {made.index} redacts without two approvers and a ground",
        "entry 1 commits to text.en, which is neither told nor redacted",
    ]
    assert checked() == expected
    report = verify_bundle(bundle([entry.subject]), None, now=timezone.now())
    assert [found.sentence for found in report.findings] == expected


def test_words_that_are_simply_gone_are_named(entry: Entry) -> None:
    redacting.erase(entry, ["text.en"])
    integrate(anew=True)
    assert checked() == ["entry 1 commits to text.en, which is neither told nor redacted"]


@contextmanager
def forgotten() -> Iterator[None]:
    """What is done inside is not in the database that is restored from a backup."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_restored_backup_does_not_bring_erased_words_back(entry: Entry) -> None:
    with forgotten():
        erased(entry)
    assert places_of(NAME)
    assert keeping.recover(actor=MACHINE, now=timezone.now()) == 1
    integrate(anew=True)
    assert places_of(NAME) == []
    assert checked() == []


def test_a_wording_erased_after_it_was_replaced_is_erased_in_an_older_database_too(
    entry: Entry,
) -> None:
    one = Recommendation.objects.get(number=entry.subject)
    with forgotten():
        entries.correct(
            one, facts={}, text="Release him", reason={}, actor=MACHINE, now=timezone.now()
        )
        integrate()
        erased(entry)
    assert keeping.recover(actor=MACHINE, now=timezone.now()) == 2
    integrate(anew=True)
    assert places_of(NAME) == []
    found = {(one.code, one.facts["field"]) for one in checking.check(timezone.now()).findings}
    assert ("state-differs", "text.en") in found  # its new wording waits to be entered again


def test_a_wording_that_replaced_an_erased_one_stays(entry: Entry) -> None:
    one = Recommendation.objects.get(number=entry.subject)
    entries.correct(
        one, facts={}, text="Release him", reason={}, actor=MACHINE, now=timezone.now()
    )
    integrate()
    with forgotten():
        erased(entry)
    keeping.recover(actor=MACHINE, now=timezone.now())
    assert one.texts.get().text == "Release him"
    assert (places_of(NAME), checked()) == ([], [])


ON_DISK = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.attacks.test_record_redaction import erased, integrate, places_of, recorded, Entry
one = recorded("Release {NAME} from detention")
integrate()
print(sorted(places_of("{NAME}")))
erased(Entry.objects.get(subject=one.number))
print(places_of("{NAME}"))
"""


@pytest.mark.files
def test_on_disk_no_byte_of_erased_words_is_left(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "KENES_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kenes.config.settings",
    }
    environment.pop("KENES_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", ON_DISK],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    before, after = done.stdout.splitlines()
    assert before == "['database', 'kenes.sqlite3-wal', 'record/payload/000.jsonl']"
    assert after == "[]"
