"""Whose word the observer's verifier takes: people's keys, the log's keys, witnesses, receipts."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key

from kenes.engines.ledger.notes import Note, Signature, Signer
from kenes.engines.ledger.receipts import Receipt
from kenes.engines.ledger.tests.making import (
    AUTHOR,
    CHAIR,
    ORIGIN,
    SHOWN,
    WITNESSES,
    Made,
    Passkey,
    everything,
    policy_of,
    signer,
)
from kenes.engines.ledger.tree import leaf_hash
from kenes.record.tests.observing import (
    BOTH,
    STRANGER,
    bundle_of,
    check,
    given,
    kept,
    only,
    run,
    saved,
    signed_log,
    written,
)

pytestmark = pytest.mark.files


def test_a_signature_by_a_key_never_entered_is_named(tmp_path: Path) -> None:
    made, _ = signed_log()
    made.sign(1, Passkey())
    only(check(written(made, tmp_path)), "key-unknown", "entry 1")


def test_a_signature_by_the_key_of_another_actor_is_named(tmp_path: Path) -> None:
    made, passkey = signed_log()
    made.add("recommendation.corrected", actor=CHAIR)
    made.sign(2, passkey)
    only(check(written(made, tmp_path)), "key-unknown", "entry 2")


def test_a_key_may_be_entered_after_the_entry_it_signs(tmp_path: Path) -> None:
    made, passkey = Made(), Passkey()
    made.add("recommendation.corrected", actor=AUTHOR)
    made.add("key.enrolled", subject="record", actor=AUTHOR, facts={"key": passkey.id})
    made.sign(0, passkey)
    assert check(written(made, tmp_path)).status == 0


def test_a_signature_taken_away_is_named(tmp_path: Path) -> None:
    made = everything()
    made.change(2, attribution=None)
    only(check(written(made, tmp_path)), "signature-missing", "entry 3")


def test_a_signature_replaced_by_another_good_one_is_named(tmp_path: Path) -> None:
    made, passkey = signed_log()
    made.sign(1, passkey)
    made.change(1, attribution=passkey.sign(leaf_hash(made.held[1].data)))
    only(check(written(made, tmp_path)), "signature-missing", "entry 2")


def test_a_signature_over_another_entry_is_named(tmp_path: Path) -> None:
    made, passkey = signed_log()
    made.change(1, attribution=passkey.sign(leaf_hash(made.held[0].data)))
    only(check(written(made, tmp_path)), "signature-false", "entry 1")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, signature=one.signature[:-1] + bytes([one.signature[-1] ^ 1])),
        lambda one: replace(one, key=Passkey().der),
        lambda one: replace(one, key=b"no key"),
        lambda one: replace(one, client=one.client.replace(b"webauthn.get", b"webauthn.new")),
        lambda one: replace(one, client=one.client.replace(b"origin", b"Origin")),
        lambda one: replace(one, client=b"no JSON"),
        lambda one: replace(one, authenticator=one.authenticator[:32] + b"\4" + bytes(4)),
        lambda one: replace(one, authenticator=one.authenticator[:36]),
    ],
)
def test_a_false_signature_is_named(tmp_path: Path, spoil: Callable[[Any], Any]) -> None:
    made, passkey = signed_log()
    made.change(1, attribution=spoil(passkey.sign(leaf_hash(made.held[1].data))))
    only(check(written(made, tmp_path)), "signature-false", "entry 1")


def test_a_key_in_another_spelling_is_another_key(tmp_path: Path) -> None:
    made, passkey = signed_log()
    signed = passkey.sign(leaf_hash(made.held[1].data))
    x, y = signed.key[-64:-32], signed.key[-32:]
    head = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    compressed = head + bytes([2 + y[-1] % 2]) + x
    assert load_der_public_key(compressed) == load_der_public_key(signed.key)
    made.change(1, attribution=replace(signed, key=compressed))
    only(check(written(made, tmp_path)), "signature-false", "entry 1")


# The log, its key, its witnesses


def test_an_entry_changed_after_it_was_signed_is_named(tmp_path: Path) -> None:
    made = everything()
    folder = written(made, tmp_path)
    path = folder / "tile/entries/000.p/7"
    path.write_bytes(
        path.read_bytes().replace(b"recommendation.corrected", b"recommendation.Corrected")
    )
    said = check(folder)
    assert said.status == 1
    assert ("contradiction", "entry 2: its hash of level 0 is not the one in the tile") in (
        said.findings
    )


def test_entries_swapped_are_found_even_with_their_tiles(tmp_path: Path) -> None:
    made = everything()
    note = made.note(*BOTH)
    made.held[1], made.held[2] = made.held[2], made.held[1]
    assert "contradiction" in dict(check(made.write(tmp_path / "log", note)).findings)


@pytest.mark.parametrize("name", ["tile/0/000.p/7", "tile/entries/000.p/7", "payload/000.jsonl"])
@pytest.mark.parametrize("kept", [None, 0, 40, -1])
def test_a_file_that_is_short_or_missing_is_named(
    tmp_path: Path, name: str, kept: int | None
) -> None:
    folder = written(everything(), tmp_path)
    path = folder / name
    path.unlink() if kept is None else path.write_bytes(path.read_bytes()[:kept])
    only(check(folder), "malformed")


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    made = everything()
    policy = given(tmp_path, "policy", policy_of(STRANGER.key))
    only(check(written(made, tmp_path), "--policy", policy), "untrusted", "checkpoint")
    bundle = saved(bundle_of(made, tmp_path), tmp_path)
    only(check(bundle, "--policy", policy), "untrusted", "checkpoint")


def test_a_key_of_another_name_does_not_sign_for_this_log(tmp_path: Path) -> None:
    made = Made(keys=[signer("other.example/record", 10)])
    made.add("recommendation.recorded")
    only(check(written(made, tmp_path)), "untrusted", "checkpoint")


def test_too_few_witnesses_are_named(tmp_path: Path) -> None:
    made = everything()
    said = check(written(made, tmp_path, WITNESSES[0], WITNESSES[2]))
    only(said, "untrusted", "quorum")
    assert said.told["witnesses"] == ["ngo"]
    assert "the quorum is not met" in run(tmp_path / "log").stdout


def test_an_older_checkpoint_with_the_quorum_is_enough(tmp_path: Path) -> None:
    made = everything()
    older = made.note(*BOTH)
    made.add("recommendation.corrected")
    folder = made.write(tmp_path / "log", made.note(), older)
    said = check(folder)
    assert said.status == 0
    assert said.told["witnesses"] == ["ngo", "ombudsman"]


def test_an_older_checkpoint_of_another_history_is_named(tmp_path: Path) -> None:
    made, other = everything(), everything()
    other.add("recommendation.recorded", said={"position": "noted"})
    made.add("recommendation.recorded", said={"position": "supported"})
    folder = made.write(tmp_path / "log", made.note(), other.note(*BOTH))
    only(check(folder), "contradiction", "witnessed")


@pytest.mark.parametrize("quorum", ["both", "none"])
def test_a_false_signature_of_a_witness_makes_a_checkpoint_worthless(
    tmp_path: Path, quorum: str
) -> None:
    made = everything()
    good = WITNESSES[0].sign("another text\n", at=1)
    note = made.note(WITNESSES[1]).with_signature(good)
    folder = made.write(tmp_path / "log", note, made.note(*BOTH))
    policy = given(tmp_path, "policy", policy_of(made.keys[0].key, quorum))
    only(check(folder, "--policy", policy), "untrusted", "witness1.example")


def test_signatures_of_strangers_are_passed_over(tmp_path: Path) -> None:
    made = everything()
    note = made.note(*BOTH)
    for name, key_id in (("x.example", b"1234"), (ORIGIN, b"5678"), (ORIGIN, b"")):
        note = note.with_signature(Signature(name, key_id, b"nothing"))
    assert check(made.write(tmp_path / "log", note)).status == 0
    note = note.with_signature(Signature("x.example", b"1234", b""))
    assert check(made.write(tmp_path / "log", note)).status == 2


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum none\n",
        "log {log}\nlog {log}\n",
        "log {log}\nwitness a {one}\n",
        "log {log}\nwitness a {one}\nwitness a {two}\nquorum none\n",
        "log {log}\nwitness a {one}\nwitness b {one}\nquorum none\n",
        "log {log}\nwitness none {one}\nquorum none\n",
        "log {log}\nquorum a\nwitness a {one}\n",
        "log {log}\nwitness a {one}\ngroup g 0 a\nquorum g\n",
        "log {log}\nwitness a {one}\ngroup g 1 g\nquorum g\n",
        "log {log}\nwitness a {one}\ngroup g 2 a a\nquorum g\n",
        "log {log}\nwitness a {one}\ngroup g 1 none\nquorum g\n",
        "log {one}\n",
        "witness a {log}\nlog {log}\nquorum none\n",
        "log {log}\nmirror x\n",
        "log {log}x\n",
        "group\n",
        "log {log}\n" + "#\n" * 100_000,
    ],
)
def test_a_policy_that_is_none_cannot_be_read(tmp_path: Path, lines: str) -> None:
    made = everything()
    one, two = (witness.key for witness in BOTH)
    policy = given(tmp_path, "policy", lines.format(log=made.keys[0].key, one=one, two=two))
    assert check(written(made, tmp_path), "--policy", policy).status == 2


def test_groups_of_groups_are_counted(tmp_path: Path) -> None:
    made = everything()
    keys = [witness.key for witness in WITNESSES]
    names = "".join(f"witness w{n} {key}\n" for n, key in enumerate(keys))
    groups = "group pair any w0 w1\ngroup all all pair w2\nquorum all\n"
    policy = given(tmp_path, "policy", f"log {made.keys[0].key}\n{names}{groups}")
    folder = written(made, tmp_path, WITNESSES[1])
    only(check(folder, "--policy", policy), "untrusted", "quorum")
    folder = written(made, tmp_path, WITNESSES[1], WITNESSES[2])
    assert check(folder, "--policy", policy).told["witnesses"] == ["w1", "w2"]


# Changes of the log's key


def test_who_trusts_a_later_key_passes_over_earlier_changes(tmp_path: Path) -> None:
    made = everything()
    policy = given(tmp_path, "policy", policy_of(made.keys[1].key))
    assert check(written(made, tmp_path), "--policy", policy).status == 0
    bundle = saved(bundle_of(made, tmp_path), tmp_path)
    assert check(bundle, "--policy", policy).status == 0


def test_two_changes_of_the_key_are_followed(tmp_path: Path) -> None:
    made = everything()
    made.rotate(signer(ORIGIN, 12))
    made.add("recommendation.corrected")
    assert check(written(made, tmp_path)).status == 0
    assert check(saved(bundle_of(made, tmp_path), tmp_path)).status == 0
    made.handovers.reverse()
    assert check(written(made, tmp_path)).status == 1


def test_the_first_key_may_come_back(tmp_path: Path) -> None:
    made = everything()
    made.rotate(made.keys[0])
    made.add("recommendation.corrected")
    assert check(written(made, tmp_path)).status == 0
    assert check(saved(bundle_of(made, tmp_path), tmp_path)).status == 0


def test_a_change_of_key_that_the_key_before_did_not_sign_is_found(tmp_path: Path) -> None:
    made = everything()
    text = Note.parse(made.handovers[0]["note"].encode()).text
    made.handovers[0]["note"] = str(Note(text, (STRANGER.sign(text),)))
    only(check(written(made, tmp_path)), "untrusted", "checkpoint")
    only(check(saved(bundle_of(made, tmp_path), tmp_path)), "untrusted", "checkpoint")


def test_a_forged_change_of_key_after_a_good_one_is_found(tmp_path: Path) -> None:
    made = everything()
    made.rotate(signer(ORIGIN, 12))
    text = Note.parse(made.handovers[1]["note"].encode()).text
    made.handovers[1]["note"] = str(Note(text, (STRANGER.sign(text),)))
    only(check(written(made, tmp_path)), "untrusted", "entry 7")


def test_a_change_of_key_in_another_history_is_found(tmp_path: Path) -> None:
    made = everything()
    made.handovers[0]["note"] = forked(6, made.keys[0])
    only(check(written(made, tmp_path)), "contradiction", "entry 5")


def test_a_change_of_key_that_names_no_key_of_this_log_is_found(tmp_path: Path) -> None:
    made = Made()
    made.add("recommendation.recorded")
    made.rotate(signer("other.example/record", 11))
    only(check(written(made, tmp_path)), "untrusted", "entry 1")


def test_an_entry_of_another_kind_changes_no_key(tmp_path: Path) -> None:
    made = everything()
    made.handovers[0]["index"] = 4
    assert check(written(made, tmp_path)).status == 1
    bundle = bundle_of(made, tmp_path)
    assert check(saved(bundle, tmp_path)).status == 1


def test_the_old_key_does_not_sign_after_the_change(tmp_path: Path) -> None:
    made = everything()
    made.keys.reverse()
    note = made.note(*BOTH)
    made.keys.reverse()
    only(check(made.write(tmp_path / "log", note)), "untrusted", "checkpoint")


def test_a_change_of_key_cannot_be_kept_silent_in_a_folder(tmp_path: Path) -> None:
    made = everything()
    made.handovers.clear()
    made.keys.reverse()
    note = made.note(*BOTH)
    made.keys.reverse()
    only(check(made.write(tmp_path / "log", note)), "key-superseded", "entry 5")


# What a reader kept


def forked(size: int, *signers: Signer) -> str:
    text = f"{ORIGIN}\n{size}\n{b64encode(bytes(32)).decode()}\n"
    return str(Note(text, tuple(one.sign(text) for one in signers)))


@pytest.mark.parametrize("size", [0, 1, 3, 4, 6, 7])
def test_a_log_that_continues_what_was_kept_is_sound(tmp_path: Path, size: int) -> None:
    made = everything()
    since = given(tmp_path, "since", kept(made, size, made.keys[size > 5]))
    assert check(written(made, tmp_path), "--since", since).status == 0
    sizes = [size] if 0 < size < 7 else []
    bundle = saved(bundle_of(made, tmp_path, SHOWN, *sizes), tmp_path)
    assert check(bundle, "--since", since).status == 0


@pytest.mark.parametrize("size", [0, 1, 3, 4, 6, 7, 8])
def test_a_fork_of_what_was_kept_is_named(tmp_path: Path, size: int) -> None:
    made = everything()
    since = given(tmp_path, "since", forked(size, made.keys[0]))
    only(check(written(made, tmp_path), "--since", since), "contradiction", "kept")
    sizes = [size] if 0 < size < 7 else []
    bundle = saved(bundle_of(made, tmp_path, SHOWN, *sizes), tmp_path)
    only(check(bundle, "--since", since), "contradiction", "kept")


def test_a_bundle_without_the_proof_for_what_was_kept_says_so(tmp_path: Path) -> None:
    made = everything()
    since = given(tmp_path, "since", kept(made, 3, made.keys[0]))
    bundle = saved(bundle_of(made, tmp_path), tmp_path)
    only(check(bundle, "--since", since), "untrusted", "continues 3")


def test_a_checkpoint_kept_from_another_log_is_named(tmp_path: Path) -> None:
    made = everything()
    since = given(tmp_path, "since", kept(made, 3, STRANGER))
    only(check(written(made, tmp_path), "--since", since), "untrusted", "kept")


def receipt(leaf: bytes, hours: float, by: Signer) -> Note:
    at = datetime.now(UTC) - timedelta(hours=hours)
    return Receipt(ORIGIN, leaf, at).signed(by)


def test_a_late_receipt_for_an_entry_that_is_not_there_is_named(tmp_path: Path) -> None:
    made = everything()
    late = given(tmp_path, "late", receipt(bytes(32), 25, made.keys[0]))
    early = given(tmp_path, "early", receipt(bytes(32), 23, made.keys[1]))
    there = given(tmp_path, "there", receipt(leaf_hash(made.held[1].data), 99, made.keys[0]))
    folder = written(made, tmp_path)
    assert check(folder, "--receipt", early, "--receipt", there).status == 0
    only(check(folder, "--receipt", early, "--receipt", late), "contradiction", "receipt")
    bundle = saved(bundle_of(made, tmp_path), tmp_path)
    assert check(bundle, "--receipt", there).status == 0
    only(check(bundle, "--receipt", late), "untrusted", "receipt")


def test_a_receipt_of_somebody_else_is_named(tmp_path: Path) -> None:
    made = everything()
    false = given(tmp_path, "false", receipt(leaf_hash(made.held[1].data), 99, STRANGER))
    only(check(written(made, tmp_path), "--receipt", false), "untrusted", "receipt")


def test_a_receipt_with_another_zone_is_read(tmp_path: Path) -> None:
    made = everything()
    for zone in ("Z", "+05:00", "-11:30"):
        leaf = b64encode(leaf_hash(made.held[0].data)).decode()
        text = f"{ORIGIN}\nreceipt\n{leaf}\n2026-01-12T09:00:00.5{zone}\n"
        note = given(tmp_path, "receipt", Note(text, (made.keys[0].sign(text),)))
        assert check(written(made, tmp_path), "--receipt", note).status == 0


# Bundles
