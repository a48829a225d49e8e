"""What an operator signs and may not say: found in a folder and in a bundle, by its entry."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kenes.engines.ledger.bundle import Bundle, verify_bundle
from kenes.engines.ledger.contents import TOLERANCE
from kenes.engines.ledger.entry import Disclosure, Entry
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tests.making import (
    AUTHOR,
    BEGAN,
    CHAIR,
    NOW,
    SECRETARY,
    Made,
    Passkey,
    policy,
)
from kenes.engines.ledger.tiles import Folder

PASSKEY, MINUTE = Passkey(), timedelta(minutes=1)


def told() -> Made:
    """Five entries: a key, two that tell, a person's signature on the second, a redaction."""
    made = Made()
    made.add("key.enrolled", subject="record", actor=AUTHOR, facts={"key": PASSKEY.id})
    made.add("recommendation.recorded", said={"position": "pending", "note": "By A. Person"})
    made.add("recommendation.corrected", actor=AUTHOR, said={"position": "supported"})
    made.sign(2, PASSKEY)
    made.redact(1, "note", approvers=(SECRETARY, CHAIR))
    return made


def in_folder(made: Made, folder: Path) -> Report:
    made.write(folder, made.note())
    return verify_folder(Folder(folder), policy(made, "none"), now=NOW)


def in_bundle(made: Made, folder: Path) -> Report:
    made.write(folder, made.note())
    text = json.dumps(made.bundle(folder, made.note(), {}).encode())
    return verify_bundle(Bundle.parse(text.encode()), policy(made, "none"), now=NOW)


Verify = Callable[[Made, Path], Report]
everywhere = pytest.mark.parametrize("verify", [in_folder, in_bundle])


def say(made: Made, index: int, **parts: Any) -> None:
    """Another entry in the place of one."""
    entry = replace(Entry.parse(made.held[index].data), **parts)
    made.change(index, data=entry.encode())


def say_fact(made: Made, index: int, **facts: Any) -> None:
    say(made, index, facts={**Entry.parse(made.held[index].data).facts, **facts})


def tell(made: Made, index: int, **payloads: str | None) -> None:
    """Other payloads beside an entry; None takes one away."""
    found = dict(made.held[index].told)
    for name, payload in payloads.items():
        if payload is None:
            del found[name]
        else:
            salt = found[name].salt if name in found else bytes(32)
            found[name] = Disclosure(salt, payload)
    made.change(index, told=found)


def with_other_salt(made: Made) -> None:
    payload = made.held[1].told["position"].payload
    made.change(1, told={"position": Disclosure(bytes(32), payload)})


def with_false_signature(made: Made) -> None:
    signed = made.held[2].attribution
    assert signed is not None
    made.change(2, attribution=replace(signed, signature=signed.signature[:-1]))


def with_signature_of_another_entry(made: Made) -> None:
    made.change(1, attribution=made.held[2].attribution)


def with_signature_of_another(made: Made) -> None:
    made.sign(1, PASSKEY)  # the secretary's entry, the author's key


def with_key_nobody_entered(made: Made) -> None:
    made.sign(2, Passkey())


def with_key_entered_by_another(made: Made) -> None:
    say(made, 0, actor=SECRETARY)


def with_entry_once_more(made: Made) -> None:
    made.held.append(replace(made.held[2], index=5, attribution=None))


def with_time(index: int, text: str) -> Callable[[Made], None]:
    return lambda made: say(made, index, time=text)


# change -> findings as (code, entry), and what the sentence of the first begins with
Change = Callable[[Made], None]
CASES: dict[str, tuple[Change, list[tuple[str, int]], str]] = {
    "no entry": (
        lambda made: made.change(4, data=b'{"v":1}'),
        [("malformed", 4), ("payload-missing", 1)],
        "entry 4: an entry is of a version that is not known here",
    ),
    "not canonical": (
        lambda made: made.change(3, data=made.held[3].data + b" "),
        [("malformed", 3)],
        "entry 3: an entry is not in its canonical form",
    ),
    "twice": (with_entry_once_more, [("repeated", 5)], "entry 5 has the id of entry 2"),
    "same id": (
        lambda made: say(made, 3, id=Entry.parse(made.held[0].data).id),
        [("repeated", 3)],
        "entry 3 has the id of entry 0",
    ),
    "payload lost": (
        lambda made: tell(made, 2, position=None),
        [("payload-missing", 2)],
        "entry 2 commits to position, which is neither told nor redacted",
    ),
    "payload changed": (
        lambda made: tell(made, 1, position='"noted"'),
        [("payload-changed", 1)],
        "entry 1: position is not what was entered",
    ),
    "salt changed": (
        with_other_salt,
        [("payload-changed", 1)],
        "entry 1: position is not what was entered",
    ),
    "payload added": (
        lambda made: tell(made, 2, reason='"x"'),
        [("payload-changed", 2)],
        "entry 2: reason is not what was entered",
    ),
    "redacted by one twice": (
        lambda made: say_fact(made, 4, approvers=[CHAIR, CHAIR]),
        [("redaction-alone", 4), ("payload-missing", 1)],
        "entry 4 redacts without two approvers",
    ),
    "redacted by one": (
        lambda made: say_fact(made, 4, approvers=[CHAIR]),
        [("redaction-alone", 4), ("payload-missing", 1)],
        "entry 4 redacts without two approvers",
    ),
    "redacted by letters": (
        lambda made: say_fact(made, 4, approvers="two"),
        [("redaction-alone", 4), ("payload-missing", 1)],
        "entry 4 redacts without two approvers",
    ),
    "redacted for no reason": (
        lambda made: say_fact(made, 4, ground=""),
        [("redaction-alone", 4), ("payload-missing", 1)],
        "entry 4 redacts without two approvers and a ground",
    ),
    "redacted in advance": (
        lambda made: say_fact(made, 4, entry=4),
        [("redaction-blind", 4), ("payload-missing", 1)],
        "entry 4 redacts what is not before it",
    ),
    "redacted before the first": (
        lambda made: say_fact(made, 4, entry=-4),
        [("redaction-blind", 4), ("payload-missing", 1)],
        "entry 4 redacts what is not before it",
    ),
    "redacted nowhere": (
        lambda made: say_fact(made, 4, entry="1"),
        [("redaction-blind", 4), ("payload-missing", 1)],
        "entry 4 redacts what is not before it",
    ),
    "redacted one letter": (
        lambda made: say_fact(made, 4, fields="note"),
        [("malformed", 4), ("payload-missing", 1)],
        "entry 4: it redacts fields without a name",
    ),
    "redacted another field": (
        lambda made: say_fact(made, 4, fields=["position"]),
        [("payload-missing", 1)],
        "entry 1 commits to note",
    ),
    "redacted another entry": (
        lambda made: say_fact(made, 4, entry=2),
        [("payload-missing", 1)],
        "entry 1 commits to note",
    ),
    "signature false": (
        with_false_signature,
        [("signature-false", 2), ("signature-missing", 3)],
        "entry 2: a person's signature is false",
    ),
    "signature moved": (
        with_signature_of_another_entry,
        [("signature-false", 1)],
        "entry 1: a person's signature belongs to another entry",
    ),
    "signature lost": (
        lambda made: made.change(2, attribution=None),
        [("signature-missing", 3)],
        "entry 3 tells of a person's signature that is not there any more",
    ),
    "attested another signature": (
        lambda made: say_fact(made, 3, sha256="0" * 64),
        [("signature-missing", 3)],
        "entry 3 tells of a person's signature",
    ),
    "signed for another": (
        with_signature_of_another,
        [("key-unknown", 1)],
        "entry 1 is signed with a key that its author never entered",
    ),
    "signed with a new key": (
        with_key_nobody_entered,
        [("key-unknown", 2), ("signature-missing", 3)],
        "entry 2 is signed with a key that its author never entered",
    ),
    "key of another person": (
        with_key_entered_by_another,
        [("key-unknown", 2)],
        "entry 2 is signed with a key that its author never entered",
    ),
    "clock set back": (
        with_time(4, "2026-11-25T08:02:59.999999Z"),
        [("time-back", 4)],
        "entry 4 is dated 2026-11-25T08:02:59.999999Z, before entries that precede it",
    ),
    "beginning of time": (
        with_time(4, "0001-01-01T00:00:00.000000Z"),
        [("time-back", 4)],
        "entry 4 is dated 0001",
    ),
    "clock ahead": (
        with_time(4, "2026-11-26T10:00:00.000001Z"),
        [("time-ahead", 4)],
        "entry 4 is dated 2026-11-26T10:00:00.000001Z, which is still to come",
    ),
    "end of time": (
        with_time(4, "9999-12-31T23:59:59.999999Z"),
        [("time-ahead", 4)],
        "entry 4 is dated 9999",
    ),
}


@everywhere
def test_what_is_told_rightly_is_sound(tmp_path: Path, verify: Verify) -> None:
    report = verify(told(), tmp_path)
    assert report.findings == ()
    assert (report.entries, report.payloads, report.redacted, report.signed) == (5, 2, 1, 1)


@everywhere
@pytest.mark.parametrize("name", CASES)
def test_what_may_not_be_said_is_found_and_its_entry_named(
    tmp_path: Path, verify: Verify, name: str
) -> None:
    change, expected, sentence = CASES[name]
    made = told()
    change(made)
    report = verify(made, tmp_path)
    found = [(finding.code, int(finding.facts["index"])) for finding in report.findings]
    assert sorted(found) == sorted(expected)
    first = next(one for one in report.findings if one.code == expected[0][0])
    assert first.sentence.startswith(sentence)
    assert not report.is_sound


@everywhere
def test_acts_of_one_hour_may_stand_in_any_order(tmp_path: Path, verify: Verify) -> None:
    made = told()
    say(made, 4, time="2026-11-25T08:03:00.000000Z")  # entry 3 is an hour later
    assert verify(made, tmp_path).is_sound
    made.add("recommendation.corrected", minutes=(NOW + TOLERANCE - BEGAN) // MINUTE)
    assert verify(made, tmp_path).is_sound


@everywhere
def test_a_log_may_begin_with_the_calendar(tmp_path: Path, verify: Verify) -> None:
    made = told()
    for index in (0, 1):
        say(made, index, time="0001-01-01T00:00:00.000000Z")
    assert verify(made, tmp_path).is_sound


@everywhere
def test_a_field_may_be_redacted_once_more(tmp_path: Path, verify: Verify) -> None:
    made = told()
    made.redact(1, "note", approvers=(SECRETARY, CHAIR))
    made.redact(2, "position", approvers=(SECRETARY, CHAIR))
    report = verify(made, tmp_path)
    assert (report.findings, report.redacted) == ((), 2)


@everywhere
def test_everything_that_is_wrong_is_found_at_once(tmp_path: Path, verify: Verify) -> None:
    made = told()
    tell(made, 1, position='"noted"')
    tell(made, 2, position=None)
    say_fact(made, 3, sha256="0" * 64)
    made.add("recommendation.corrected", said={"position": "noted"}, minutes=-600)
    found = {finding.code for finding in verify(made, tmp_path).findings}
    assert found == {"payload-changed", "payload-missing", "signature-missing", "time-back"}
