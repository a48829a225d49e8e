"""Receipts: a promise holds for a day, is the log's own, and is broken by absence only."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed, Untrusted
from kenes.engines.ledger.notes import Note
from kenes.engines.ledger.receipts import Receipt
from kenes.engines.ledger.tests.making import BEGAN, ORIGIN, signer
from kenes.engines.ledger.tree import leaf_hash

LOG = signer(ORIGIN, 10)
RECEIPT = Receipt(ORIGIN, leaf_hash(b"entry"), BEGAN)
DAY = timedelta(days=1)


def sealed(text: str) -> bytes:
    return str(Note(text, (LOG.sign(text),))).encode()


def test_a_receipt_comes_back_as_it_was_signed() -> None:
    data = str(RECEIPT.signed(LOG)).encode()
    assert Receipt.opened(data, LOG.key) == RECEIPT


def test_every_changed_byte_of_a_receipt_is_refused() -> None:
    data = str(RECEIPT.signed(LOG)).encode()
    for at in range(len(data)):
        with pytest.raises(LedgerError):
            Receipt.opened(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], LOG.key)


def test_nobody_else_promises_for_the_log() -> None:
    for other in (signer(ORIGIN, 11), signer("elsewhere.example", 10)):
        with pytest.raises(Untrusted, match="has not signed this receipt"):
            Receipt.opened(str(RECEIPT.signed(other)).encode(), LOG.key)


LINES = str(RECEIPT).split("\n")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (0, "elsewhere.example"),
        (1, "7"),
        (2, LINES[2][:-4]),
        (2, f"{LINES[2]}AAAA"),
        (2, f"{LINES[2][:-2]}{chr(ord(LINES[2][-2]) + 1)}="),  # other spare bits, same leaf
        (2, "ё"),
        (3, "2026-11-25T09:00:00.000000"),  # in no zone
        (3, "yesterday"),
        (3, "0001-01-01T00:00:00.000000+23:00"),  # before there were years
        (4, "more\n"),
    ],
)
def test_what_is_signed_and_no_receipt_is_refused(line: int, wrong: str) -> None:
    changed = [*LINES[:line], wrong, *LINES[line + 1 :]]
    assert changed != LINES
    with pytest.raises(Malformed, match="receipt|base64"):
        Receipt.opened(sealed("\n".join(changed)), LOG.key)


def test_a_checkpoint_is_no_receipt() -> None:
    with pytest.raises(Malformed):
        Receipt.opened(sealed(f"{ORIGIN}\n7\n{LINES[2]}\n"), LOG.key)


def test_a_promise_is_broken_when_a_day_has_passed_and_not_before() -> None:
    RECEIPT.check(is_in_log=False, now=BEGAN + DAY)
    RECEIPT.check(is_in_log=True, now=BEGAN + 9 * DAY)
    late = BEGAN + DAY + timedelta(microseconds=1)
    with pytest.raises(Contradiction, match="2026-11-25 09:00 UTC .* broke a promise"):
        RECEIPT.check(is_in_log=False, now=late)


def test_a_time_in_another_zone_is_told_in_utc() -> None:
    zone = timezone(timedelta(hours=5))
    made = Receipt(ORIGIN, RECEIPT.leaf, datetime(2026, 11, 25, 14, tzinfo=zone))
    found = Receipt.opened(str(made.signed(LOG)).encode(), LOG.key)
    assert found.at == BEGAN
    assert found.at.tzinfo is UTC
    with pytest.raises(Contradiction, match="2026-11-25 09:00 UTC"):
        found.check(is_in_log=False, now=BEGAN + 2 * DAY)


def test_a_promise_for_the_end_of_time_is_not_broken_yet() -> None:
    last = Receipt(ORIGIN, RECEIPT.leaf, datetime.max.replace(tzinfo=UTC))
    last.check(is_in_log=False, now=BEGAN)
