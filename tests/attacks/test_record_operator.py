"""Whoever has the machine: he edits the database, restores backups, swaps keys, forks the log.

Nothing stops him from doing it; what is tested is who names it, and with which words.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.main import main
from kenes.engines.ledger.bundle import verify_bundle
from kenes.engines.ledger.errors import Contradiction
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tiles import CHECKPOINT, Folder
from kenes.engines.ledger.witness import Witness
from kenes.journal.models import Entry as Act
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.members.services import organisations
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Recommendation, RecommendationText
from kenes.recommendations.services import entries
from kenes.record import keys
from kenes.record.errors import NothingToBundle, RecordBroken
from kenes.record.models import Entry
from kenes.record.places import key_folder, log_folder
from kenes.record.services import checking, keeping, trust
from kenes.record.services.bundling import bundle
from kenes.record.services.integrating import integrate, note_at
from kenes.record.services.receipts import receipt_for

pytestmark = pytest.mark.django_db
MACHINE = operator("test")
GUARD: list[str] = import_module("kenes.record.migrations.0002_append_only").SQLITE
Edit = Callable[[Recommendation], object]
Say = Callable[..., tuple[int, str]]


def recorded(text: str = "End torture", *, at: datetime | None = None) -> Recommendation:
    facts = {"country": "KAZ", "mechanism": "UPR", "position": "pending"}
    now = at or timezone.now()
    return entries.record(text=text, language="en", facts=facts, actor=MACHINE, now=now)


def corrected(one: Recommendation, position: str, *, at: datetime | None = None) -> Recommendation:
    facts, reason = {"position": position}, {"en": "As the State said"}
    now = at or timezone.now()
    return entries.correct(one, facts=facts, reason=reason, actor=MACHINE, now=now)


def findings(report: Report) -> list[str]:
    return [found.sentence for found in report.findings]


def checked() -> list[str]:
    return findings(checking.check(timezone.now()))


@pytest.fixture
def one() -> Recommendation:
    """A recommendation in the log, and the log sound."""
    one = recorded()
    facts = {"slug": "qalqan", "kind": "ngo", "name_en": "Qalqan"}
    organisations.create(facts=facts, actor=MACHINE, now=timezone.now())
    assert checked() == []
    return one


@pytest.fixture
def kenes(capsys: pytest.CaptureFixture[str]) -> Say:
    """The command line: status, and all that was said."""

    def said(*arguments: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, "".join(capsys.readouterr())

    return said


@contextmanager
def forgotten() -> Iterator[None]:
    """What is done inside is not in the database that is restored from a backup."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told_anew(one: Recommendation, payload: str) -> None:
    """What the record tells of the position, to suit what the page shows."""
    entry = Entry.objects.filter(subject=one.number).latest("pk")
    entry.told["position"]["payload"] = payload
    entry.save()


def position_and_payload(one: Recommendation) -> None:
    Recommendation.objects.filter(pk=one.pk).update(position="supported")
    told_anew(one, '["supported",""]')


def position_and_no_payload(one: Recommendation) -> None:
    Recommendation.objects.filter(pk=one.pk).update(position="supported")
    entry = Entry.objects.filter(subject=one.number).latest("pk")
    del entry.told["position"]
    entry.save()


def one_assessment_more(one: Recommendation) -> None:
    said = {"by": Assessor.CIVIL, "grade": Grade.PARTLY, "on": timezone.localdate()}
    Assessment.objects.create(pk=77, recommendation=one, **said)


EDITS: dict[str, tuple[Edit, str, str]] = {  # what is done -> what the house finds, and a bundle
    "a position": (
        lambda one: Recommendation.objects.filter(pk=one.pk).update(position="supported"),
        "position is shown otherwise than entry 0 says",
        "position is shown otherwise than entry 0 says",
    ),
    "a wording": (
        lambda one: RecommendationText.objects.update(text="Go on as before"),
        "text.en is shown otherwise than entry 0 says",
        "text.en is shown otherwise than entry 0 says",
    ),
    "a payload": (
        lambda one: told_anew(one, '["supported",""]'),
        "entry 0 is not in the database as it is in the log",
        "entry 0: position is not what was entered",
    ),
    "a position, and the payload to suit it": (
        position_and_payload,
        "entry 0 is not in the database as it is in the log",
        "entry 0: position is not what was entered",
    ),
    "a position, and the payload gone": (
        position_and_no_payload,
        "entry 0 is not in the database as it is in the log",
        "entry 0 commits to position, which is neither told nor redacted",
    ),
    "a row more": (
        one_assessment_more,
        "assessment.77 is shown and no entry says it",
        "assessment.77 is shown and no entry says it",
    ),
    "the whole recommendation": (
        lambda one: Recommendation.objects.filter(pk=one.pk).delete(),
        "text.en is shown otherwise than entry 0 says",
        "text.en is shown otherwise than entry 0 says",
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_is_edited_behind_the_services_is_named(
    one: Recommendation, what: str, kenes: Say, tmp_path: Path
) -> None:
    edit, by_house, by_bundle = EDITS[what]
    edit(one)
    assert any(by_house in sentence for sentence in checked())
    made = verify_bundle(bundle([one.number]), trust.policy(), now=timezone.now())
    assert any(by_bundle in sentence for sentence in findings(made))
    file = tmp_path / "one.zip"
    assert kenes("record", "bundle", one.number, "--out", file)[0] == 0
    for arguments, sentence in (((), by_house), ((file,), by_bundle)):
        status, said = kenes("record", "verify", *arguments)
        assert (status, sentence in said, "NOT SOUND" in said) == (1, True, True)


def test_a_payload_that_was_changed_is_named_by_every_reader_once_it_is_published(
    one: Recommendation,
) -> None:
    told_anew(one, '["supported",""]')
    recorded("One more")  # writes what is told of its neighbours again
    integrate()
    assert observer() == ["entry 0: position is not what was entered"]


def test_an_organisation_renamed_behind_the_services_is_named(one: Recommendation) -> None:
    found = Organisation.objects.get(slug="qalqan")
    Organisation.objects.filter(pk=found.pk).update(name_en="Qalqan of the State")
    sentence = f"organisation/{found.pk}: name is shown otherwise than entry 1 says"
    assert checked() == [sentence]
    made = bundle([f"organisation/{found.pk}"])
    assert findings(verify_bundle(made, None, now=timezone.now())) == [sentence]


def test_a_recommendation_put_in_by_hand_is_named(one: Recommendation) -> None:
    one.pk, one.number, one.natural_key = None, "R-2026-999", "by hand"
    one.save()
    assert "R-2026-999: position is shown and no entry says it" in checked()
    with pytest.raises(NothingToBundle, match="says nothing of R-2026-999"):
        bundle(["R-2026-999"])


def test_a_public_act_without_its_entry_is_named(one: Recommendation) -> None:
    act = write("recommendation.correct", one, actor=MACHINE, at=timezone.now())
    sentence = f"act {act.pk} of the journal (recommendation.correct) has no entry in the record"
    assert checked() == [sentence]


@pytest.mark.parametrize(
    "change",
    [
        {"data": b"{}"},
        {"leaf": bytes(32)},
        {"index": 7},
        {"index": None},
        {"subject": "R-2026-2"},
        {"type": "recommendation.recorded!"},
        {"uuid": "another"},
        {"at": datetime.fromisoformat("2020-01-01T00:00:00+00:00")},
        {"id": 99},
    ],
    ids=str,
)
def test_the_database_refuses_to_change_an_entry(
    one: Recommendation, change: dict[str, object]
) -> None:
    (name, _value) = next(iter(change.items()))
    before = Entry.objects.order_by("id").values_list(name, flat=True)
    kept = [bytes(v) if name in {"data", "leaf"} else v for v in before]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(index=0).update(**change)
    assert [bytes(v) if name in {"data", "leaf"} else v for v in before.all()] == kept


def test_the_database_refuses_to_delete_an_entry_or_to_give_it_to_another_act(
    one: Recommendation,
) -> None:
    if connection.vendor == "sqlite":  # journeys that ran before may have put the guard aside
        for statement in GUARD:
            with connection.cursor() as cursor:
                cursor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(index=0)._raw_delete("default")
    other = Act.objects.latest("pk")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(index=0).update(act=other)
    assert Entry.objects.integrated().count() == 2


def test_whoever_takes_the_guards_away_is_named(one: Recommendation, kenes: Say) -> None:
    """He owns the database; the log is outside of it."""
    unguard()
    entry = Entry.objects.get(index=0)
    forged = bytes(entry.data).replace(b'"recommendation.recorded"', b'"recommendation.erased__"')
    Entry.objects.filter(pk=entry.pk).update(data=forged)  # the leaf as it was
    assert "entry 0 is not in the database as it is in the log" in checked()
    report = verify_bundle(bundle([one.number]), None, now=timezone.now())
    assert "entry 0 is not in the signed log of 2 entries" in findings(report)
    recorded("One more")
    published = files_of(log_folder())
    for anew in (False, True):
        with pytest.raises(RecordBroken, match="not hold the 2 entries that were signed"):
            integrate(anew=anew)
    assert files_of(log_folder()) == published  # the only true copy
    status, said = kenes("record", "verify")
    assert (status, "Nothing is signed until this is cleared up" in said) == (2, True)


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unguard() -> None:
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON record_entry"
        cursor.execute(f"DROP TRIGGER record_no_update{on}")


def observer(note: bytes | None = None) -> list[str]:
    """What a reader of the published files finds who kept a checkpoint."""
    report = verify_folder(Folder(log_folder()), trust.policy(), now=timezone.now(), since=note)
    return findings(report)


@pytest.fixture
def witness(tmp_path: Path) -> Callable[[], object]:
    """Somebody outside who signs the log as it is published; raises when it was rewritten."""
    watching = Witness.make(tmp_path / "witness", "ngo.example", bytes(32))
    at = int(timezone.now().timestamp())
    return lambda: watching.cosign(Folder(log_folder()), keys.signer().key, at=at)


def test_an_older_database_over_a_newer_log_is_refused_and_recovered(
    one: Recommendation, kenes: Say, witness: Callable[[], object]
) -> None:
    with forgotten():
        corrected(one, "supported")
        lost = recorded("Close the camps").number
        integrate()
        witness()
    note = note_at(CHECKPOINT)
    sentence = "holds 2 entries of the record, and 4 are signed and published"
    with pytest.raises(RecordBroken, match=sentence):
        integrate()
    status, said = kenes("record", "integrate")
    assert (status, "`kenes record recover` brings the entries back" in said) == (2, True)
    assert note_at(CHECKPOINT) == note
    assert keeping.recover(actor=MACHINE, now=timezone.now()) == 2
    found = checking.check(timezone.now()).findings
    assert {one.code for one in found} == {"state-differs"}
    named = {(one.facts["subject"], one.facts["field"], one.facts["index"]) for one in found}
    assert (one.number, "position", "2") in named
    assert (lost, "text.en", "3") in named
    corrected(one, "supported")  # done again, in the open
    assert integrate().size == 5
    witness()
    assert observer(note) == []
    assert (one.number, "position") not in {
        (one.facts["subject"], one.facts["field"])
        for one in checking.check(timezone.now()).findings
    }


def test_what_was_done_before_the_recovery_comes_after_what_was_recovered(
    one: Recommendation,
) -> None:
    with forgotten():
        corrected(one, "supported")
        integrate()
    note = note_at(CHECKPOINT)
    corrected(one, "noted")  # while the record stood still
    assert keeping.recover(actor=MACHINE, now=timezone.now()) == 1
    integrate()
    assert observer(note) == []
    assert not [sentence for sentence in checked() if ": position" in sentence]
    report = verify_bundle(bundle([one.number]), None, now=timezone.now())
    assert not [sentence for sentence in findings(report) if ": position" in sentence]


def test_a_backup_from_between_an_act_and_its_place_is_recovered(one: Recommendation) -> None:
    corrected(one, "supported")  # in the backup, without a place
    with forgotten():
        assert integrate().size == 3
    assert keeping.recover(actor=MACHINE, now=timezone.now()) == 1
    assert checked() == []
    assert Entry.objects.count() == 3


def test_another_bodys_log_is_not_recovered_from(one: Recommendation) -> None:
    with forgotten():
        corrected(one, "supported")
        integrate()
    unguard()
    Entry.objects.filter(index=1).update(leaf=bytes(32))
    with pytest.raises(RecordBroken, match="Entry 1 of the database is another one"):
        keeping.recover(actor=MACHINE, now=timezone.now())


def test_a_home_of_yesterday_looks_whole_and_is_refused_by_whoever_saw_today(
    one: Recommendation, witness: Callable[[], object], tmp_path: Path, kenes: Say
) -> None:
    yesterday = shutil.copytree(log_folder(), tmp_path / "yesterday")
    with forgotten():
        corrected(one, "supported")
        integrate()
        witness()
    (tmp_path / "kept").write_bytes(note_at(CHECKPOINT) or b"")
    shutil.rmtree(log_folder())
    shutil.copytree(yesterday, log_folder())
    assert checked() == []  # nothing in the house tells
    with pytest.raises(Contradiction, match="a log of 3 entries shrank to 2"):
        witness()
    arguments = ("record", "verify", log_folder(), "--since", tmp_path / "kept")
    assert "! a log of 3 entries shrank to 2" in kenes(*arguments)[1]
    for size in (3, 4):
        corrected(one, "noted" if size == 3 else "pending")
        assert (integrate().size, checked()) == (size, [])
        with pytest.raises(Contradiction, match="history was rewritten"):
            witness()
        status, said = kenes(*arguments)
        assert (status, "history was rewritten" in said) == (1, True)


def test_a_key_that_is_not_the_logs_signs_nothing(one: Recommendation, kenes: Say) -> None:
    before = note_at(CHECKPOINT)
    own = (key_folder() / keys.SIGNING).read_text()
    for name in (keys.signer().key.name, "another.example/record"):
        (key_folder() / keys.SIGNING).unlink()
        keys.make(keys.SIGNING, name)
        corrected(one, "supported" if "another" in name else "noted")
        with pytest.raises(RecordBroken, match="not signed by our key"):
            integrate()
        status, said = kenes("record", "verify")
        assert (status, "not signed by our key" in said) == (2, True)
    assert note_at(CHECKPOINT) == before
    (key_folder() / keys.SIGNING).write_text("PRIVATE+KEY+half")
    status, said = kenes("record", "integrate")
    assert (status, "this is no private key" in said) == (2, True)
    (key_folder() / keys.SIGNING).write_text(own)
    assert (integrate().size, checked()) == (4, [])


def test_a_foreign_key_signs_nothing_after_a_change_of_keys_either(one: Recommendation) -> None:
    new = keeping.rotate(actor=MACHINE, now=timezone.now())
    handed_over = trust.handovers()[-1]["note"].encode()
    for before in (note_at(CHECKPOINT), handed_over):  # signed by the new key, or not yet
        (log_folder() / CHECKPOINT).write_bytes(before or b"")
        (key_folder() / keys.SIGNING).rename(key_folder() / "kept")
        keys.make(keys.SIGNING, new.name)
        with pytest.raises(RecordBroken, match="not signed by our key"):
            integrate()
        assert note_at(CHECKPOINT) == before
        (key_folder() / "kept").replace(key_folder() / keys.SIGNING)
    assert integrate().size == 3


CUTS = [
    (keys, "step_up"),
    (trust, "write_policy"),
    (trust, "witness_lines"),
    (keeping, "put"),
    (keeping, "publish"),
]


@pytest.mark.parametrize(("module", "step"), CUTS, ids=[step for _, step in CUTS])
@pytest.mark.parametrize("between", [False, True], ids=["at once", "after an act"])
def test_a_change_of_keys_cut_off_anywhere_goes_on(
    one: Recommendation,
    module: object,
    step: str,
    between: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, note = trust.policy(), note_at(CHECKPOINT)

    def cut(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(module, step, cut)
        with pytest.raises(OSError, match="the power went"):
            keeping.rotate(actor=MACHINE, now=timezone.now())
    if between:
        corrected(one, "supported")
        integrate()
    new = keeping.rotate(actor=MACHINE, now=timezone.now())
    assert (keys.signer().key, trust.policy().log) == (new, new)
    assert new != old.log
    assert keys.read(keys.NEXT) is None
    assert len(trust.handovers()) == Entry.objects.filter(type="key.rotated").count() == 1
    corrected(one, "noted")
    assert checked() == []
    for trusted in (old, Policy(new)):
        report = verify_folder(
            Folder(log_folder()),
            trusted,
            now=timezone.now(),
            since=note if trusted is old else None,
        )
        assert findings(report) == []


def test_clocks_set_back_and_ahead_are_named(one: Recommendation) -> None:
    now = timezone.now()
    corrected(one, "supported", at=now - timedelta(hours=2))
    (back,) = checked()
    assert back.startswith("entry 2 is dated ")
    assert back.endswith("a clock was set back")
    corrected(one, "noted", at=now + timedelta(hours=2))
    (also_back, ahead) = checked()
    assert also_back == back
    assert ahead.startswith("entry 3 is dated ")
    assert ahead.endswith("which is still to come: a clock is wrong")


def test_a_receipt_whose_entry_is_missing_after_a_day_is_evidence(
    one: Recommendation, kenes: Say, tmp_path: Path
) -> None:
    file, day_ago = tmp_path / "receipt", timezone.now() - timedelta(hours=25)
    with forgotten():
        promised = corrected(one, "supported", at=day_ago)
        entry = Entry.objects.filter(subject=promised.number).latest("pk")
        file.write_bytes(receipt_for(entry))
        honest = shutil.copytree(log_folder(), tmp_path / "honest")
    corrected(one, "noted")  # the log goes on without it
    assert checked() == []
    for now, expected in ((timezone.now(), 1), (day_ago + timedelta(hours=23), 0)):
        report = checking.check(now, receipts=[file.read_bytes()])
        promise = [text for text in findings(report) if "broke a promise" in text]
        assert len(promise) == expected
    status, said = kenes("record", "verify", log_folder(), "--receipt", file)
    assert (status, "promises an entry that is not in the log" in said) == (1, True)
    assert json.loads(kenes("record", "verify", honest, "--json")[1])["sound"]
