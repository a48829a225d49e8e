"""Changes of the log's key: who knows one of its keys finds the one of today, and no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed, Untrusted
from kenes.engines.ledger.folder import HANDOVERS, handovers_in
from kenes.engines.ledger.handover import Chain, Handover
from kenes.engines.ledger.notes import COSIGNATURE, Note, Signer
from kenes.engines.ledger.tests.making import ORIGIN, WITNESSES, Made, policy, signer
from kenes.engines.ledger.tiles import Folder

SECOND, THIRD, IMPOSTOR = signer(ORIGIN, 11), signer(ORIGIN, 12), signer(ORIGIN, 66)


def grown(*successors: Signer) -> Made:
    """A log that changed its key so often, with entries before, between and after."""
    made = Made()
    made.add("recommendation.recorded", said={"position": "pending"})
    for successor in successors:
        made.rotate(successor)
        made.add("recommendation.corrected", said={"position": "supported"})
    return made


def handed(made: Made, folder: Path) -> list[Handover]:
    made.write(folder, made.note())
    return handovers_in(Folder(folder), len(made.held))


def note(made: Made, by: Signer | None = None, size: int | None = None) -> bytes:
    text = str(made.checkpoint(size))
    return str(Note(text, ((by or made.keys[-1]).sign(text),))).encode()


@pytest.mark.parametrize("successors", [(), (SECOND,), (SECOND, THIRD)])
def test_a_reader_of_any_of_the_keys_finds_the_last_one(
    tmp_path: Path, successors: tuple[Signer, ...]
) -> None:
    made = grown(*successors)
    handovers = handed(made, tmp_path)
    assert len(handovers) == len(successors)
    for known, key in enumerate(made.keys):
        chain = Chain(key.key, handovers)
        assert chain.keys == [each.key for each in made.keys[known:]]
        assert chain.newest(note(made)).checkpoint == made.checkpoint()


def test_whoever_never_knew_a_key_of_the_log_is_led_nowhere(tmp_path: Path) -> None:
    made = grown(SECOND, THIRD)
    chain = Chain(IMPOSTOR.key, handed(made, tmp_path))
    assert chain.keys == [IMPOSTOR.key]
    with pytest.raises(Untrusted, match="has not signed"):
        chain.newest(note(made))


@pytest.mark.parametrize("old", [0, 1])
def test_an_old_key_signs_nothing_after_its_handover(tmp_path: Path, old: int) -> None:
    made = grown(SECOND, THIRD)
    handovers = handed(made, tmp_path)
    for known in range(old + 1):
        with pytest.raises(Untrusted, match=f"has not signed this with key {THIRD.key.id.hex()}"):
            Chain(made.keys[known].key, handovers).newest(note(made, by=made.keys[old]))


@pytest.mark.parametrize("lost", [0, 1])
def test_a_handover_left_out_or_out_of_its_order_ends_the_way(tmp_path: Path, lost: int) -> None:
    made = grown(SECOND, THIRD)
    handovers = handed(made, tmp_path)
    for left in ([handovers[1 - lost]], handovers[::-1]):
        with pytest.raises(Untrusted):
            Chain(made.keys[0].key, left).newest(note(made))


def test_nobody_else_hands_the_log_over(tmp_path: Path) -> None:
    made = Made(keys=[IMPOSTOR])
    made.add("recommendation.recorded")
    made.rotate(SECOND)
    chain = Chain(signer(ORIGIN, 10).key, handed(made, tmp_path))
    assert SECOND.key not in chain.keys
    with pytest.raises(Untrusted):
        chain.newest(note(made))


def test_a_thief_of_the_old_key_cannot_hand_over_a_log_of_his_own(tmp_path: Path) -> None:
    made, forged = grown(SECOND), grown()
    forged.rotate(IMPOSTOR)
    forged.add("recommendation.corrected", said={"position": "noted"})
    handovers = handed(forged, tmp_path)
    chain = Chain(made.keys[0].key, handovers)
    with pytest.raises(Contradiction, match="does not continue"):
        chain.newest(note(made, by=IMPOSTOR))
    with pytest.raises(Untrusted):
        chain.newest(note(made))


def test_the_log_of_today_continues_the_one_that_was_handed_over(tmp_path: Path) -> None:
    made = grown(SECOND)
    handovers = handed(made, tmp_path)
    rewritten = grown(SECOND)
    rewritten.held[0] = grown().add("recommendation.recorded", said={"position": "noted"})
    with pytest.raises(Contradiction, match="does not continue the one of 2"):
        Chain(made.keys[0].key, handovers).newest(note(rewritten, by=SECOND))
    with pytest.raises(Contradiction, match="shrank"):
        Chain(made.keys[0].key, handovers).newest(note(made, by=SECOND, size=1))


@pytest.mark.parametrize(
    ("kind", "facts", "error", "sentence"),
    [
        ("recommendation.recorded", {"key": str(SECOND.key)}, Untrusted, "entry 1 does not name"),
        ("key.rotated", {"key": str(signer("other.example", 11).key)}, Untrusted, "entry 1 does"),
        (
            "key.rotated",
            {"key": str(signer(ORIGIN, 11, COSIGNATURE).key)},
            Untrusted,
            "entry 1 does not name",
        ),
        ("key.rotated", {"key": "SECOND"}, Malformed, "no verifier key"),
        ("key.rotated", {"key": [str(SECOND.key)]}, Malformed, "no verifier key"),
        ("key.rotated", {}, Malformed, "no verifier key"),
    ],
)
def test_an_entry_that_names_no_new_key_hands_nothing_over(
    tmp_path: Path, kind: str, facts: dict[str, Any], error: type[LedgerError], sentence: str
) -> None:
    made = grown()
    held = made.add(kind, facts=facts)
    made.handovers.append({"note": str(made.note()), "index": held.index})
    with pytest.raises(error, match=sentence):
        Chain(made.keys[0].key, handed(made, tmp_path))


def test_the_entry_of_a_handover_is_in_the_log_that_was_handed_over(tmp_path: Path) -> None:
    made = grown(SECOND)
    (true,) = handed(made, tmp_path)
    forged = true.entry.replace(str(SECOND.key).encode(), str(IMPOSTOR.key).encode())
    assert forged != true.entry
    for wrong in (
        replace(true, entry=forged),
        replace(true, index=0),
        replace(true, inclusion=[]),
    ):
        with pytest.raises(Contradiction, match=r"entry \d is not in the signed log of 2"):
            Chain(made.keys[0].key, [wrong])


def test_a_checkpoint_of_any_time_and_key_is_an_earlier_one(tmp_path: Path) -> None:
    made = grown(SECOND)
    chain = Chain(made.keys[0].key, handed(made, tmp_path))
    for by in made.keys:
        assert chain.earlier(note(made, by=by, size=1)).checkpoint == made.checkpoint(1)
    with pytest.raises(Untrusted, match="has not signed"):
        chain.earlier(note(made, by=IMPOSTOR, size=1))


def test_an_earlier_checkpoint_may_need_witnesses(tmp_path: Path) -> None:
    made = grown(SECOND)
    chain, asking = Chain(made.keys[0].key, handed(made, tmp_path)), policy(made)
    with pytest.raises(Untrusted, match="are not the quorum"):
        chain.earlier(str(made.note(WITNESSES[0])).encode(), asking)
    found = chain.earlier(str(made.note(*WITNESSES)).encode(), asking)
    assert set(found.witnesses) == {WITNESSES[0].key, WITNESSES[1].key}


def test_a_handover_comes_back_as_it_was_told(tmp_path: Path) -> None:
    (handover,) = handed(grown(SECOND), tmp_path)
    assert Handover.parse(json.loads(json.dumps(handover.encode()))) == handover


@pytest.mark.parametrize("part", ["note", "index", "entry", "inclusion", "consistency"])
def test_a_handover_that_lacks_a_part_is_refused(tmp_path: Path, part: str) -> None:
    (handover,) = handed(grown(SECOND), tmp_path)
    told = handover.encode()
    others: list[Any] = [None, -1, 1.5, float("inf"), True, "\ud83d", ["\n"], {"a": 1}]
    for wrong in others:
        with pytest.raises(Malformed):
            Handover.parse({**told, part: wrong})
    del told[part]
    with pytest.raises(Malformed):
        Handover.parse(told)


FILES: dict[str, tuple[Callable[[str], str], str]] = {
    "no json": (lambda text: text[:-1], "does not tell"),
    "a number": (lambda text: "7", "does not tell"),
    "a table": (lambda text: '{"note": 1}', "does not tell"),
    "a list of lists": (lambda text: "[[]]", "does not tell"),
    "brackets": (lambda text: "[" * 200_000, "does not tell"),
    "no note": (lambda text: '[{"index": 1}]', "does not tell"),
    "a note without a signature": (lambda text: '[{"index": 1, "note": "x"}]', "no signatures"),
    "half a character": (lambda text: text.replace("record", "\\ud83d"), "half a character"),
    "an index without end": (lambda text: text.replace(": 1}", ": 1e999}"), "whole number"),
    "an index below": (lambda text: text.replace(": 1}", ": -1}"), "whole number"),
    "an index above": (lambda text: text.replace(": 1}", ": 2}"), "entry 2, .* not in the log"),
    "an index of words": (lambda text: text.replace(": 1}", ': "1"}'), "whole number"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_handovers_that_tells_none_is_refused(tmp_path: Path, name: str) -> None:
    change, sentence = FILES[name]
    made = grown(SECOND)
    handed(made, tmp_path)
    file = tmp_path / HANDOVERS
    text = file.read_text()
    assert change(text) != text
    file.write_text(change(text))
    with pytest.raises(LedgerError, match=sentence):
        handovers_in(Folder(tmp_path), len(made.held))


def test_a_log_shorter_than_its_handover_is_refused(tmp_path: Path) -> None:
    handed(grown(SECOND), tmp_path)
    with pytest.raises(Contradiction, match="entry 1, which is not in the log"):
        handovers_in(Folder(tmp_path), 1)
