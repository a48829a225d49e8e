"""From entries to a signed log: in any portions, once, and mended when its files are lost."""

import shutil
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kenes.access.types import operator
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.tiles import Folder
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries
from kenes.record import keys
from kenes.record.errors import KeyTrouble, RecordBroken
from kenes.record.models import Entry
from kenes.record.places import key_folder, log_folder
from kenes.record.services import trust
from kenes.record.services.integrating import integrate, is_waiting

pytestmark = pytest.mark.django_db


def more(count: int, now: datetime) -> None:
    for number in range(count):
        entries.record(
            text=f"Text {number}", language="en", facts={}, actor=operator("test"), now=now
        )


def test_what_waits_is_signed_and_nothing_is_signed_twice(
    matter: Recommendation, now: datetime
) -> None:
    assert is_waiting()
    first = integrate()
    assert first.size == Entry.objects.count()
    assert not is_waiting()
    note = (log_folder() / "checkpoint").read_bytes()
    assert integrate() == first
    assert (log_folder() / "checkpoint").read_bytes() == note
    more(300, now)
    assert integrate().size == first.size + 300
    report = verify_folder(Folder(log_folder()), trust.policy(), now=now, since=note)
    assert report.is_sound
    assert report.entries == first.size + 300


def test_an_empty_record_is_signed_too(db: None) -> None:
    assert integrate().size == 0


def test_asking_whether_something_waits_costs_one_query(matter: Recommendation) -> None:
    integrate()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not is_waiting()
    assert len(asked) == 1


@pytest.mark.parametrize("lost", ["tile", "payload", "tile/0", "tile/entries"])
def test_lost_files_are_made_anew_from_the_database(
    matter: Recommendation, now: datetime, lost: str
) -> None:
    more(300, now)
    before = integrate()
    shutil.rmtree(log_folder() / lost)
    more(1, now)
    after = integrate(anew=lost == "payload")  # nothing that is signed hangs on payloads
    assert after.size == before.size + 1
    assert verify_folder(Folder(log_folder()), trust.policy(), now=now).is_sound


def test_the_key_is_read_by_its_owner_alone(db: None) -> None:
    integrate()
    assert (key_folder() / "signing").stat().st_mode & 0o777 == 0o600
    assert key_folder().stat().st_mode & 0o777 == 0o700


def test_a_damaged_key_is_named_and_not_replaced(db: None) -> None:
    integrate()
    file = key_folder() / "signing"
    text = file.read_text()
    file.write_text(text.replace("PRIVATE", "PUBLIC"))
    with pytest.raises(KeyTrouble, match="signing"):
        integrate()
    file.write_text(text)
    integrate()


def test_a_checkpoint_that_is_not_ours_stops_the_signing(matter: Recommendation) -> None:
    integrate()
    (key_folder() / "signing").unlink()
    keys.make(keys.SIGNING, keys.log_name())
    with pytest.raises(RecordBroken, match="not signed by our key"):
        integrate()


def test_two_processes_that_make_a_key_at_once_have_one(db: None) -> None:
    made = keys.make(keys.SIGNING, "one.example/record")
    assert keys.make(keys.SIGNING, "other.example/record").key == made.key
