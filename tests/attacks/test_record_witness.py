"""Witnesses and mirrors against a live site: what they sign, what they refuse, what they keep."""

import http.client
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.signals import request_started
from django.db import transaction
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from kenes.access.types import Actor, Role, operator
from kenes.cli.main import main
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.folder import WITNESSED
from kenes.engines.ledger.notes import COSIGNATURE, LARGEST, Key, Note, Signature, Signer
from kenes.engines.ledger.site import Site
from kenes.engines.ledger.tiles import CHECKPOINT, Folder
from kenes.engines.ledger.witness import Witness
from kenes.journal.services import write
from kenes.recommendations.services import entries
from kenes.record import keys
from kenes.record.models import Entry
from kenes.record.places import log_folder
from kenes.record.services import redacting, trust
from kenes.record.services.integrating import integrate
from kenes.record.services.publishing import Said, publish_many
from tests.journeys.conftest import transactional_db as transactional_db

MACHINE = operator("test")
Say = Callable[..., tuple[int, str]]


def recorded(text: str) -> Entry:
    one = entries.record(text=text, language="en", facts={}, actor=MACHINE, now=timezone.now())
    integrate()
    return Entry.objects.get(subject=one.number)


@pytest.fixture
def record(live_server: LiveServer) -> str:
    """The address of a record that holds a few entries."""
    recorded("End torture")
    recorded("Close the camps")
    return f"{live_server.url}/record/"


@pytest.fixture
def kenes(capsys: pytest.CaptureFixture[str]) -> Say:
    """The command line: status, and all that was said."""

    def said(*arguments: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, "".join(capsys.readouterr())

    return said


class Outside:
    """Two bodies that watch, each with a folder of its own; the record names them both."""

    def __init__(self, kenes: Say, folder: Path) -> None:
        self._kenes, self.folder, self.log = kenes, folder, str(keys.signer().key)
        lines = [self._make(name) for name in ("ngo", "ombudsman")]
        lines += ["group both all ngo ombudsman", "quorum both"]
        self.lines = "\n".join(lines)
        (folder / "witnesses").write_text(self.lines)
        status, policy = kenes("record", "witnesses", folder / "witnesses")
        assert (status, policy) == (0, f"log {self.log}\n{self.lines}\n")
        (folder / "policy").write_text(policy)  # as a reader got it from the keeper

    def _make(self, name: str) -> str:
        status, said = self._kenes("witness", "make", f"{name}.example", "--state", self.of(name))
        assert status == 0
        return said.strip().replace(f"witness {name}.example", f"witness {name}")

    def of(self, name: str) -> Path:
        return self.folder / name

    def sign(self, name: str, where: str | Path) -> tuple[int, str]:
        return self._kenes("witness", "sign", where, "--log", self.log, "--state", self.of(name))

    def verify(self, where: str | Path, *options: str | Path) -> tuple[int, str]:
        return self._kenes("record", "verify", where, "--policy", self.folder / "policy", *options)


@pytest.fixture
def outside(record: str, kenes: Say, tmp_path: Path) -> Outside:
    return Outside(kenes, tmp_path)


def test_two_witnesses_of_two_make_the_quorum(record: str, outside: Outside) -> None:
    status, said = outside.verify(record)
    assert (status, "(none) are not the quorum" in said) == (1, True)
    status, said = outside.sign("ngo", record)
    assert (status, said) == (0, f"{keys.log_name()}: 2 entries signed by ngo.example\n")
    status, said = outside.verify(record)
    assert (status, "(ngo.example) are not the quorum" in said) == (1, True)
    assert outside.sign("ombudsman", record)[0] == 0
    status, said = outside.verify(record)
    assert (status, "witnesses  ngo.example, ombudsman.example: 2 entries" in said) == (0, True)
    recorded("One that no witness has seen yet")
    status, said = outside.verify(record)
    assert (status, "entries    3" in said, "ombudsman.example: 2 entries" in said) == (
        0,
        True,
        True,
    )
    for name in ("ngo", "ombudsman", "ngo"):  # twice changes nothing but the time
        assert outside.sign(name, record)[0] == 0
    assert "ombudsman.example: 3 entries" in outside.verify(record)[1]
    assert [entries for _name, entries, _at in trust.seen_by_witnesses()] == [3, 3]


@contextmanager
def asked_for() -> Iterator[list[str]]:
    """The paths that the site was asked for."""
    paths: list[str] = []

    def asked(environ: dict[str, Any], **_rest: object) -> None:
        paths.append(environ["PATH_INFO"].removeprefix("/record/"))

    request_started.connect(asked)
    try:
        yield paths
    finally:
        request_started.disconnect(asked)


def many(count: int) -> None:
    with transaction.atomic():
        act = write("record.open", Entry(), actor=MACHINE, at=timezone.now())
        publish_many(act, [Said(subject=f"R-1999-{n}", state={"n": n}) for n in range(count)])
    integrate()


def test_a_mirror_verifies_and_is_brought_up_to_date_with_what_is_new(
    record: str, outside: Outside, kenes: Say, tmp_path: Path
) -> None:
    many(598)
    for name in ("ngo", "ombudsman"):
        outside.sign(name, record)
    copy = ("record", "mirror", record, tmp_path / "mirror", "--policy", tmp_path / "policy")
    with asked_for() as first:
        status, said = kenes(*copy)
    assert (status, said.splitlines()[-1], "entries    600" in said) == (0, "sound", True)
    full = {f"tile/{level}/00{n}" for level in ("0", "entries") for n in (0, 1)}
    assert full < set(first)
    assert outside.verify(tmp_path / "mirror")[0] == 0
    with asked_for() as again:
        assert kenes(*copy)[0] == 0
    assert not [path for path in again if path.startswith("tile/")]
    recorded("One more")
    before = (tmp_path / "mirror" / CHECKPOINT).read_bytes()
    with asked_for() as later:
        status, said = kenes(*copy)
    assert (status, "entries    601" in said) == (0, True)
    assert {path for path in later if path.startswith("tile/")} == {
        "tile/0/002.p/89",
        "tile/entries/002.p/89",
    }
    (tmp_path / "before").write_bytes(before)
    assert outside.verify(tmp_path / "mirror", "--since", tmp_path / "before")[0] == 0


def test_words_erased_from_the_record_leave_a_mirror_with_its_next_run(
    record: str, kenes: Say, tmp_path: Path
) -> None:
    entry, mirror = recorded("Release Zhuldyzbekov"), tmp_path / "mirror"
    copy = ("record", "mirror", record, mirror)
    assert kenes(*copy)[0] == 0
    payloads = mirror / "payload" / "000.jsonl"
    assert "Zhuldyzbekov" in payloads.read_text()
    first, second = (
        Actor(user_id=n, name=f"Officer {n}", roles=frozenset({Role.SECRETARY})) for n in (1, 2)
    )
    asked = redacting.ask(
        entry,
        names=["text.en"],
        ground="safety",
        explanation="He is in danger",
        actor=first,
        now=timezone.now(),
    )
    redacting.carry_out(asked, actor=second, now=timezone.now())
    integrate()
    status, said = kenes(*copy)
    assert (status, "1 redacted" in said) == (0, True)
    assert "Zhuldyzbekov" not in payloads.read_text()


@contextmanager
def forgotten() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shown(record: str) -> bytes:
    """The newest checkpoint, as the site shows it."""
    return Site(record).read(CHECKPOINT, LARGEST)


def fork(base: Path, to: Path) -> Path:
    """The operator signs another history, shows it once, and hides it."""
    with forgotten():
        recorded("What one side is told")
        shutil.copytree(log_folder(), to)
    shutil.rmtree(log_folder())
    shutil.copytree(base, log_folder())
    recorded("What the other side is told")
    return to


def test_of_two_histories_neither_gets_the_quorum_and_together_they_convict(
    record: str, outside: Outside, tmp_path: Path
) -> None:
    for name in ("ngo", "ombudsman"):
        assert outside.sign(name, record)[0] == 0
    other = fork(shutil.copytree(log_folder(), tmp_path / "base"), tmp_path / "other")
    status, signed = outside.sign("ngo", other)  # a folder: the note is printed
    assert status == 0
    (other / CHECKPOINT).write_text(signed)
    assert outside.sign("ombudsman", record)[0] == 0
    (other / WITNESSED).unlink()
    for newest, name in (((other / CHECKPOINT).read_bytes(), "ngo"), (shown(record), "ombudsman")):
        assert f"— {name}.example ".encode() in newest
    status, said = outside.verify(other)
    assert (status, "(ngo.example) are not the quorum" in said) == (1, True)
    status, said = outside.verify(record)  # its quorum is the old one: nothing new has it
    assert (status, "witnesses  ngo.example, ombudsman.example: 2 entries" in said) == (0, True)
    for name, where in (("ngo", record), ("ombudsman", other)):
        status, said = outside.sign(name, where)
        assert (status, "history was rewritten" in said) == (2, True)
    status, said = outside.verify(record, "--since", other / CHECKPOINT)
    assert (status, "! the log of 3 entries does not continue the one of 3" in said) == (1, True)
    ours = Checkpoint.parse(Note.parse((log_folder() / CHECKPOINT).read_bytes()).text)
    theirs = Checkpoint.parse(Note.parse(signed.encode()).text)
    assert (ours.size, ours.root == theirs.root) == (theirs.size, False)
    both = [Note.parse(signed.encode()), Note.parse((log_folder() / CHECKPOINT).read_bytes())]
    assert all(note.signed_by([Key.parse(outside.log)]) for note in both)  # what convicts


def test_a_witness_restarted_still_refuses_a_log_that_shrank_or_was_rewritten(
    record: str, outside: Outside, tmp_path: Path
) -> None:
    base = shutil.copytree(log_folder(), tmp_path / "base")
    with forgotten():
        recorded("What was seen")
        assert outside.sign("ngo", log_folder())[0] == 0
    seen = {path.name: path.read_bytes() for path in outside.of("ngo").glob("seen-*")}
    shutil.rmtree(log_folder())
    shutil.copytree(base, log_folder())
    for sentence in ("a log of 3 entries shrank to 2", "history was rewritten"):
        status, said = outside.sign("ngo", record)  # each time a witness made from its folder
        assert (status, sentence in said) == (2, True)
        recorded("Another history")
    assert {path.name: path.read_bytes() for path in outside.of("ngo").glob("seen-*")} == seen
    assert trust.seen_by_witnesses()[0] == ("ngo.example", 0, 0)


class Silent(SimpleHTTPRequestHandler):
    """A site that takes a signature and does not answer."""

    taken: list[bytes]
    reached: threading.Event
    released: threading.Event

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.reached.set()
        self.released.wait(30)

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def silent_site(folder: Path) -> Iterator[tuple[str, type[Silent]]]:
    parts = {"taken": [], "reached": threading.Event(), "released": threading.Event()}
    handler = type("Handler", (Silent,), parts)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *args: handler(*args, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", handler
    finally:
        handler.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_witness_killed_between_its_memory_and_its_answer_signs_no_other_history(
    record: str, outside: Outside, tmp_path: Path
) -> None:
    base = shutil.copytree(log_folder(), tmp_path / "base")
    one = fork(base, tmp_path / "one")
    with silent_site(one) as (address, site):
        command = ["witness", "sign", address, "--log", outside.log, "--state", outside.of("ngo")]
        environment = {**os.environ, "KENES_HOME": str(tmp_path / "home-of-the-witness")}
        killed = subprocess.Popen([sys.executable, "-m", "kenes", *command], env=environment)
        assert site.reached.wait(30)
        killed.kill()
        assert killed.wait(30) == -9
    answered = Note.parse(site.taken[0])
    (seen,) = outside.of("ngo").glob("seen-*")
    assert Note.parse(seen.read_bytes()) == answered  # it was kept before it left
    status, said = outside.sign("ngo", record)  # another history of the same length
    assert (status, "history was rewritten" in said) == (2, True)
    status, said = outside.sign("ngo", one)
    assert (status, Note.parse(said.encode()).text) == (0, answered.text)


def known(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def asked_site(record: str, method: str, data: bytes = b"") -> tuple[int, str]:
    """What the address for cosignatures answers."""
    parts = urlsplit(record)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=30)) as site:
        site.request(method, f"{parts.path}cosignature", body=data)
        answer = site.getresponse()
        return answer.status, answer.read().decode()


def test_what_is_no_signature_of_a_witness_changes_nothing(
    record: str, outside: Outside, tmp_path: Path
) -> None:
    now, log = int(timezone.now().timestamp()), keys.signer().key
    old = (log_folder() / CHECKPOINT).read_bytes()
    recorded("It grew")
    note = Note.parse((log_folder() / CHECKPOINT).read_bytes())
    ngo = Signer.parse((outside.of("ngo") / "key").read_text())
    stranger = Signer("stranger.example", bytes(32), COSIGNATURE)
    namesake = Signer("ngo.example", bytes(32), COSIGNATURE)
    good = ngo.sign(note.text, at=now)
    flipped = Signature(good.name, good.key_id, good.data[:-1] + bytes([good.data[-1] ^ 1]))
    dated = Signature(good.name, good.key_id, bytes(8) + good.data[8:])
    other = str(Checkpoint(log.name, 3, bytes(32)))
    refused: list[tuple[bytes, str]] = [
        (str(note.with_signature(stranger.sign(note.text, at=now))).encode(), "No witness that"),
        (str(note.with_signature(namesake.sign(note.text, at=now))).encode(), "No witness that"),
        (str(note).encode(), "No witness that"),
        (str(note.with_signature(flipped)).encode(), "the signature of ngo.example is false"),
        (str(note.with_signature(dated)).encode(), "the signature of ngo.example is false"),
        (
            str(note.with_signature(ngo.sign(note.text, at=now + 7200))).encode(),
            "signed in the future",
        ),
        (
            str(Note.parse(old).with_signature(ngo.sign(Note.parse(old).text, at=now))).encode(),
            "The record has grown since",
        ),
        (str(Note(other, (ngo.sign(other, at=now),))).encode(), "The record has grown since"),
        (str(note.with_signature(good)).encode() + b"x" * 64_000, "The note is too large"),
        (str(note.with_signature(good)).encode() + b"x" * 1_000_000, "The note is too large"),
        (b"", "a note has no signatures"),
        (b"\xff\xfe", "a note is not UTF-8"),
    ]
    before = known(log_folder())
    for data, sentence in refused:
        status, said = asked_site(record, "POST", data)
        assert (status, sentence in said, said.count("\n")) == (400, True, 1), said
    assert known(log_folder()) == before
    assert asked_site(record, "GET")[0] == 405
    taken = asked_site(record, "POST", str(note.with_signature(good)).encode())
    assert taken == (200, "taken\n")
    assert known(log_folder()) != before


def test_a_witness_that_the_record_does_not_know_is_told_so(
    record: str, outside: Outside, tmp_path: Path
) -> None:
    unknown = Witness.make(tmp_path / "unknown", "unknown.example", bytes(range(32)))
    assert unknown.cosign(Folder(log_folder()), keys.signer().key, at=1)
    status, said = outside.sign("unknown", record)
    assert (status, "did not take the signature: No witness that this record" in said) == (2, True)
