"""Signed notes and checkpoints: what was signed is accepted, everything else is not."""

import struct

import pytest

from kenes.engines.ledger.checkpoint import Checkpoint, opened
from kenes.engines.ledger.errors import LedgerError, Malformed, Untrusted
from kenes.engines.ledger.notes import COSIGNATURE, Key, Note, Signature, Signer
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tree import leaf_hash

OPERATOR = Signer("kenes.example/log", bytes(range(32)))
WITNESS = Signer("witness.example", bytes(range(1, 33)), COSIGNATURE)
OTHER = Signer("other.example", bytes(range(2, 34)), COSIGNATURE)
AT = 1_790_000_000


def asking_for(needed: str) -> Policy:
    return Policy.parse(
        f"log {OPERATOR.key}\nwitness one {WITNESS.key}\nwitness two {OTHER.key}\n"
        f"group both {needed} one two\nquorum both\n"
    )


def signed(size: int = 7, signer: Signer = OPERATOR, origin: str = "kenes.example/log") -> Note:
    text = str(Checkpoint(origin, size, leaf_hash(b"root")))
    return Note(text, (signer.sign(text),))


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    note = signed()
    cosigned = note.with_signature(WITNESS.sign(note.text, at=AT))
    found = opened(str(cosigned).encode(), OPERATOR.key, asking_for("any"))
    assert found.checkpoint == Checkpoint("kenes.example/log", 7, leaf_hash(b"root"))
    assert found.witnesses == {WITNESS.key: AT}


def test_every_flipped_bit_is_refused() -> None:
    data = str(signed()).encode()
    for at in range(len(data)):
        for bit in range(8):
            wrong = bytearray(data)
            wrong[at] ^= 1 << bit
            with pytest.raises(LedgerError):
                opened(bytes(wrong), OPERATOR.key)


def test_every_cut_is_refused() -> None:
    data = str(signed()).encode()
    for end in range(len(data)):
        with pytest.raises(LedgerError):
            opened(data[:end], OPERATOR.key)


def test_another_key_of_the_same_name_is_not_trusted() -> None:
    impostor = Signer(OPERATOR.key.name, bytes(32))
    with pytest.raises(Untrusted, match="has not signed"):
        opened(str(signed(signer=impostor)).encode(), OPERATOR.key)


def test_a_signature_for_another_log_does_not_count() -> None:
    with pytest.raises(Untrusted, match="another log"):
        opened(str(signed(origin="elsewhere.example")).encode(), OPERATOR.key)


def test_a_quorum_counts_witnesses_and_not_signatures() -> None:
    note = signed()
    twice = note.with_signature(WITNESS.sign(note.text, at=AT))
    twice = twice.with_signature(WITNESS.sign(note.text, at=AT + 1))
    with pytest.raises(Untrusted, match=r"\(witness.example\) are not the quorum"):
        opened(str(twice).encode(), OPERATOR.key, asking_for("all"))
    both = twice.with_signature(OTHER.sign(note.text, at=AT))
    found = opened(str(both).encode(), OPERATOR.key, asking_for("all"))
    assert set(found.witnesses) == {WITNESS.key, OTHER.key}


def test_a_false_cosignature_makes_the_note_worthless_to_who_knows_the_witness() -> None:
    note = signed()
    borrowed = WITNESS.sign(signed(size=8).text, at=AT)
    wrong = note.with_signature(borrowed).with_signature(OTHER.sign(note.text, at=AT))
    with pytest.raises(Untrusted, match="witness.example is false"):
        opened(str(wrong).encode(), OPERATOR.key, asking_for("any"))
    assert opened(str(wrong).encode(), OPERATOR.key).checkpoint.size == 7


def test_the_time_of_a_cosignature_is_signed_as_well() -> None:
    note = signed()
    true = WITNESS.sign(note.text, at=AT)
    later = Signature(true.name, true.key_id, struct.pack(">Q", AT + 1) + true.data[8:])
    with pytest.raises(Untrusted, match="witness.example is false"):
        opened(str(note.with_signature(later)).encode(), OPERATOR.key, asking_for("any"))


def test_a_cosignature_cannot_stand_for_the_operator() -> None:
    as_witness = Signer(OPERATOR.key.name, bytes(range(32)), COSIGNATURE)
    text = signed().text
    note = Note(text, (as_witness.sign(text, at=AT),))
    with pytest.raises(Untrusted):
        opened(str(note).encode(), OPERATOR.key)
    with pytest.raises(Malformed):
        WITNESS.sign(text)


def test_a_key_is_read_from_its_line() -> None:
    for signer in (OPERATOR, WITNESS):
        assert Key.parse(str(signer.key)) == signer.key
    name, told, key = str(OPERATOR.key).split("+", 2)
    for wrong in (name, f"{name}+{told}", f"{name}+00000000+{key}", f"x y+{told}+{key}", "+++"):
        with pytest.raises(Malformed):
            Key.parse(wrong)


@pytest.mark.parametrize("size", ["", "-1", "07", "+7", "7.0", "٧", "9" * 30])
def test_a_size_is_written_in_one_way(size: str) -> None:
    lines = signed().text.split("\n")
    lines[1] = size
    with pytest.raises(Malformed):
        Checkpoint.parse("\n".join(lines))
