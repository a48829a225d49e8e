"""A bundle: one matter with all that proves it, and whoever changed it is found."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kenes.engines.ledger.bundle import Bundle, verify_bundle, zipped
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.notes import Note, Signer
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tests.making import (
    CHAIR,
    NOW,
    ORIGIN,
    SECRETARY,
    SHOWN,
    SUBJECT,
    WITNESSES,
    Made,
    everything,
    policy,
    policy_of,
    signer,
)

BOTH = WITNESSES[:2]


def bundled(made: Made, shown: Any = None, note: Note | None = None, *since: int) -> Bundle:
    with TemporaryDirectory() as name:
        folder = made.write(Path(name), made.note())
        return made.bundle(folder, note or made.note(), shown or {}, *since)


@cache
def whole() -> tuple[Made, Bundle]:
    made = everything()
    return made, bundled(made, SHOWN, made.note(*BOTH), 1, 4)


def verified(bundle: Bundle, quorum: str = "none", since: bytes | None = None) -> Report:
    return verify_bundle(bundle, policy(whole()[0], quorum), now=NOW, since=since)


def sentences(report: Report) -> list[str]:
    return [finding.sentence for finding in report.findings]


def kept(made: Made, size: int | None = None, by: Signer | None = None) -> bytes:
    text = str(made.checkpoint(size))
    return str(Note(text, ((by or made.keys[-1]).sign(text),))).encode()


def as_json(bundle: Bundle) -> bytes:
    return json.dumps(bundle.encode()).encode()


def test_a_bundle_with_everything_is_sound() -> None:
    made, bundle = whole()
    for data in (as_json(bundle), zipped(bundle, {"verify.html": b"<html>", "READ.md": b""})):
        found = Bundle.parse(data)
        assert found == bundle
        report = verified(found, "both", kept(made, 4, made.keys[0]))
        assert sentences(report) == []
        assert (report.origin, report.size, report.witnessed) == (ORIGIN, 7, 7)
        assert (report.entries, report.payloads) == (7, 5)
        assert (report.redacted, report.signed) == (1, 1)
        assert report.witnesses == tuple(witness.key.name for witness in BOTH)
        assert report.subjects == (SUBJECT,)


def test_some_entries_are_proved_without_the_others() -> None:
    _, bundle = whole()
    for some in ([], [6], [0, 2], [0, 2, 3], [1, 4], [3, 5, 6]):
        part = replace(bundle, entries=[bundle.entries[index] for index in some], shown={})
        report = verified(part)
        assert (sentences(report), report.entries) == ([], len(some))


def test_what_another_entry_would_have_to_tell_is_missed() -> None:
    _, bundle = whole()
    for some, sentence in (
        ([2], "entry 2 is signed with a key that its author never entered"),
        ([1], "entry 1 commits to note, which is neither told nor redacted"),
    ):
        part = replace(bundle, entries=[bundle.entries[index] for index in some], shown={})
        assert sentences(verified(part)) == [sentence]


def test_subjects_are_those_shown_or_those_of_the_entries() -> None:
    _, bundle = whole()
    assert verified(replace(bundle, shown={})).subjects == ("record", SUBJECT)
    strange = replace(bundle.entries[0], held=replace(bundle.entries[0].held, data=b"{}"))
    assert verified(replace(bundle, shown={}, entries=[strange])).subjects == ()


def test_without_a_policy_of_the_readers_the_bundles_own_is_asked() -> None:
    made, bundle = whole()
    report = verify_bundle(bundle, None, now=NOW)
    assert (report.is_sound, report.witnessed) == (True, 7)
    alone = replace(bundle, note=str(made.note()).encode())
    assert sentences(verify_bundle(alone, None, now=NOW)) == [
        "the witnesses that signed (none) are not the quorum"
    ]
    for text in ("", "log x", policy_of(signer(ORIGIN, 66).key)):
        assert not verify_bundle(replace(bundle, policy=text), None, now=NOW).is_sound
        assert verified(replace(bundle, policy=text)).is_sound


def test_a_reader_of_any_key_may_bring_his_own_policy() -> None:
    made, bundle = whole()
    for key in made.keys:
        report = verify_bundle(bundle, Policy.parse(policy_of(key.key)), now=NOW)
        assert (report.is_sound, report.key) == (True, str(key.key))
    stranger = Policy.parse(policy_of(signer(ORIGIN, 66).key))
    (sentence,) = sentences(verify_bundle(bundle, stranger, now=NOW))
    assert "has not signed this" in sentence


def test_one_witness_is_not_two() -> None:
    made, bundle = whole()
    one = replace(bundle, note=str(made.note(WITNESSES[0], WITNESSES[2])).encode())
    report = verified(one, "both")
    assert sentences(report) == ["the witnesses that signed (witness1.example) are not the quorum"]
    assert (report.witnessed, report.witnesses) == (0, ())


def test_the_old_key_signs_nothing_more() -> None:
    made, bundle = whole()
    (sentence,) = sentences(verified(replace(bundle, note=kept(made, by=made.keys[0]))))
    assert f"has not signed this with key {made.keys[1].key.id.hex()}" in sentence
    (sentence,) = sentences(verified(replace(bundle, handovers=())))
    assert f"has not signed this with key {made.keys[0].key.id.hex()}" in sentence


@pytest.mark.parametrize("index", range(7))
def test_a_tampered_entry_is_named(index: int) -> None:
    made, bundle = whole()
    true = bundle.entries[index]
    other = made.held[index].data.replace(b'"v":1', b'"v":2')
    for wrong in (
        replace(true, held=replace(true.held, data=other)),
        replace(true, proof=true.proof[:-1]),
        replace(true, proof=[*true.proof, bytes(32)]),
        replace(true, proof=true.proof[::-1]),
        replace(true, proof=[bytes(32), *true.proof[1:]]),
    ):
        entries = [*bundle.entries[:index], wrong, *bundle.entries[index + 1 :]]
        found = sentences(verified(replace(bundle, entries=entries)))
        assert found[0] == f"entry {index} is not in the signed log of 7 entries"


def test_an_entry_stands_in_its_place_only() -> None:
    _, bundle = whole()
    for index in range(7):
        one = bundle.entries[index]
        others = [each for each in range(7) if each != index]
        for other in others:
            moved = replace(one, held=replace(one.held, index=other))
            found = verified(replace(bundle, entries=[moved], shown={}))
            assert f"entry {other} is not in the signed log of 7 entries" in sentences(found)
    beyond = replace(bundle.entries[6], held=replace(bundle.entries[6].held, index=7))
    found = verified(replace(bundle, entries=[beyond], shown={}))
    assert sentences(found) == ["there is no entry 7 in a log of 7"]


@pytest.mark.parametrize("order", [(0, 0), (1, 0), (0, 2, 1), (0, 1, 2, 2, 3)])
def test_entries_stand_once_and_in_their_order(order: Sequence[int]) -> None:
    _, bundle = whole()
    part = replace(bundle, entries=[bundle.entries[index] for index in order], shown={})
    wrong = next(two for one, two in zip(order, order[1:], strict=False) if two <= one)
    assert f"entry {wrong} stands twice, or out of its order" in sentences(verified(part))


@pytest.mark.parametrize("size", [0, 1, 4, 7])
def test_what_a_reader_kept_is_continued(size: int) -> None:
    made, bundle = whole()
    for key in made.keys:
        assert sentences(verified(bundle, since=kept(made, size, key))) == []


def test_what_is_not_proved_is_not_believed() -> None:
    made, bundle = whole()
    (finding,) = verified(bundle, since=kept(made, 5)).findings
    assert (finding.code, finding.facts) == ("untrusted", {"size": "5"})
    assert "does not prove that its log continues the 5 entries you saw" in finding.sentence


@pytest.mark.parametrize("size", [1, 4, 7])
def test_a_reader_who_kept_a_checkpoint_finds_the_fork(size: int) -> None:
    made, bundle = whole()
    other = everything()  # other keys of people, and so another history
    assert other.checkpoint(size) != made.checkpoint(size)
    (finding,) = verified(bundle, since=kept(other, size)).findings
    assert (finding.code, finding.facts) == ("contradiction", {"old": str(size), "new": "7"})
    assert "history was rewritten" in finding.sentence


def test_a_false_proof_of_growth_is_found() -> None:
    made, bundle = whole()
    for size, proof in ((4, bundle.since[1]), (4, []), (4, [*bundle.since[4], bytes(32)])):
        false = replace(bundle, since={size: proof})
        (finding,) = verified(false, since=kept(made, size)).findings
        assert finding.code == "contradiction"
    (finding,) = verified(replace(bundle, since={7: [bytes(32)]}), since=kept(made, 7)).findings
    assert finding.code == "contradiction"


def test_a_reader_finds_that_the_log_was_rolled_back() -> None:
    longer = everything()
    longer.held = list(whole()[0].held)
    longer.add("recommendation.corrected")
    found = sentences(verified(whole()[1], since=kept(longer)))
    assert found == ["a log of 8 entries shrank to 7"]


def test_what_a_reader_kept_must_be_signed() -> None:
    made, bundle = whole()
    for wrong in (b"", b"x", kept(made, by=signer(ORIGIN, 66))):
        assert len(verified(bundle, since=wrong).findings) == 1


SHOWN_WRONG: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "another value": ({"position": '"noted"'}, [("state-differs", "position")]),
    "an older value": ({"position": '"pending"'}, [("state-differs", "position")]),
    "not its spelling": ({"position": ' "supported"'}, [("state-differs", "position")]),
    "an end nobody entered": ({"position": "null"}, [("state-differs", "position")]),
    "a field nobody entered": ({"title": '"x"'}, [("state-unrecorded", "title")]),
    "nothing where nothing was": ({"title": "null"}, [("state-unrecorded", "title")]),
    "an act as a state": ({"act.by": '"x"'}, [("state-unrecorded", "act.by")]),
    "two": (
        {"title": "1", "text.en": "2"},
        [("state-differs", "text.en"), ("state-unrecorded", "title")],
    ),
}


@pytest.mark.parametrize("name", SHOWN_WRONG)
def test_what_is_shown_otherwise_than_entered_is_found(name: str) -> None:
    shown, expected = SHOWN_WRONG[name]
    _, bundle = whole()
    wrong = {SUBJECT: {**bundle.shown[SUBJECT], **shown}}
    findings = verified(replace(bundle, shown=wrong)).findings
    assert [(one.code, one.facts["field"]) for one in findings] == expected
    for one in findings:
        assert one.facts["subject"] == SUBJECT
        entry = {"position": "entry 2", "text.en": "entry 1"}.get(one.facts["field"], "no entry")
        assert one.sentence.startswith(f"{SUBJECT}: {one.facts['field']} is shown")
        assert entry in one.sentence


def test_a_field_that_is_not_shown_any_more_is_found() -> None:
    _, bundle = whole()
    shown = {SUBJECT: {"position": bundle.shown[SUBJECT]["position"]}}
    assert sentences(verified(replace(bundle, shown=shown))) == [
        f"{SUBJECT}: text.en is shown otherwise than entry 1 says"
    ]


def test_a_matter_nobody_entered_is_found() -> None:
    _, bundle = whole()
    shown = {**bundle.shown, "R-2026-002": {"position": '"noted"'}}
    assert sentences(verified(replace(bundle, shown=shown))) == [
        "R-2026-002: position is shown and no entry says it"
    ]


def test_a_field_that_ended_is_shown_as_nothing_or_not_at_all() -> None:
    made = Made()
    made.add("term.begun", said={"chair": "A"})
    made.add("term.ended", said={"chair": None})
    for shown, is_sound in (({}, True), ({"chair": None}, True), ({"chair": "A"}, False)):
        bundle = bundled(made, {SUBJECT: shown})
        assert verify_bundle(bundle, policy(made, "none"), now=NOW).is_sound is is_sound


def test_a_redacted_field_is_passed_over_until_it_is_entered_again() -> None:
    made = Made()
    made.add("recommendation.recorded", said={"note": "By A. Person"})
    made.redact(0, "note", approvers=(SECRETARY, CHAIR))
    asked = policy(made, "none")
    for shown in ({}, {"note": "redacted"}, {"note": None}):
        assert verify_bundle(bundled(made, {SUBJECT: shown}), asked, now=NOW).is_sound
    made.add("recommendation.corrected", said={"note": "By nobody"})
    for shown, is_sound in (({"note": "By nobody"}, True), ({"note": "By A. Person"}, False)):
        report = verify_bundle(bundled(made, {SUBJECT: shown}), asked, now=NOW)
        assert report.is_sound is is_sound


def nodes(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value in JSON."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from nodes(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from nodes(inner, (*path, place))


WRONG: list[Any] = [None, True, -1, 7, 10**400, 1.5, float("inf"), "", "x", "\ud83d", [], {}]
WRONG += [[[]], {"a": {}}, "ё\n", "AA=="]
# What the reader need not use: his own policy is asked, he kept nothing, no page is beside it.
UNUSED = {"policy", "since", "shown"}


def test_any_value_in_the_place_of_any_other_is_found_and_never_an_error() -> None:
    _, bundle = whole()
    text, tried = json.dumps(bundle.encode()), 0
    for way in list(nodes(bundle.encode())):
        for wrong in WRONG:
            said = json.loads(text)
            inner = said
            for step in way[:-1]:
                inner = inner[step]
            if type(inner[way[-1]]) is type(wrong) and inner[way[-1]] == wrong:
                continue
            inner[way[-1]] = wrong
            tried += 1
            try:
                report = verified(Bundle.parse(json.dumps(said).encode()))
            except LedgerError:
                continue
            assert way[0] in UNUSED or not report.is_sound, (way, wrong)
            json.dumps(report.encode(), ensure_ascii=False).encode()
    assert tried > 1_500
