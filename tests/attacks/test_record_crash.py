"""Killed at any moment, acts and their entries stay one, and nothing signed is ever taken back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from kenes.engines.ledger.errors import Contradiction
from kenes.journal.services import write
from kenes.record import keys
from kenes.record.models import Entry
from kenes.record.places import log_folder, put
from kenes.record.services.integrating import integrate
from kenes.record.services.publishing import Said, publish
from tests.attacks import record_load

pytestmark = pytest.mark.files
KILLS = 12
SCRIPT = Path(record_load.__file__)


def test_killed_twelve_times_every_act_has_its_entry_and_every_checkpoint_holds(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "KENES_HOME": str(tmp_path)}
    for name in ("KENES_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, SCRIPT, str(KILLS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    print(found)
    assert found["kills"] == KILLS
    assert found["acts"] == found["entries"] == found["published"] > KILLS
    assert found["checkpoints seen"] > 1


@pytest.fixture
def home(db: None) -> None:
    """A house after some acts, in which all is well."""
    chance = record_load.random.Random(7)
    for _ in range(6):
        record_load.one_act(chance)
    integrate()
    assert record_load.look() == {"acts": 6, "entries": 6, "published": 6}
    record_load.look_at_all()


@pytest.mark.usefixtures("home")
def test_an_act_that_lost_its_entry_would_be_seen() -> None:
    write("organisation.create", Entry(), actor=record_load.LOAD, at=timezone.now())
    with pytest.raises(record_load.Damage, match=r"\(organisation.create\) has 0 entries"):
        record_load.look()


@pytest.mark.usefixtures("home")
def test_an_entry_that_does_not_belong_to_its_act_would_be_seen() -> None:
    act = write("session.revoke", Entry(), actor=record_load.LOAD, at=timezone.now())
    entry = Entry.objects.latest("pk")
    entry.pk, entry.act, entry.index, entry.uuid = None, act, None, "another"
    entry.save()
    with pytest.raises(record_load.Damage, match=r"does not tell of session.revoke"):
        record_load.look()


@pytest.mark.usefixtures("home")
def test_a_checkpoint_over_entries_that_were_lost_would_be_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS record_no_delete")
        cursor.execute("DROP TRIGGER IF EXISTS journal_no_delete")
        cursor.execute('DELETE FROM record_entry WHERE "index" = 5')
        cursor.execute("DELETE FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)")
    with pytest.raises(record_load.Damage, match="does not hold the 6 entries that are signed"):
        record_load.look()


@pytest.mark.usefixtures("home")
def test_a_log_that_was_signed_twice_would_be_seen() -> None:
    seen = [(log_folder() / "checkpoint").read_bytes()]
    other = record_load.Checkpoint(keys.signer().key.name, 6, bytes(32))
    text = str(other)
    forged = record_load.Note(text, (keys.signer().sign(text),))
    with pytest.raises(Contradiction, match="history was rewritten"):
        record_load.all_continue([*seen, str(forged).encode()])
    put(log_folder() / "checkpoint", str(forged).encode())
    with pytest.raises(record_load.Damage, match="the published log"):
        record_load.look()


@pytest.mark.usefixtures("home")
def test_what_is_shown_without_an_entry_would_be_seen() -> None:
    act = write("organisation.create", Entry(), actor=record_load.LOAD, at=timezone.now())
    publish(act, Said(subject="organisation/999", state={"name": {"en": "Nobody"}}))
    with pytest.raises(record_load.Damage, match="organisation/999: name is shown otherwise"):
        record_load.look_at_all()
