"""Receipts: the house's signed promise that an act will be in the log."""

from kenes.engines.ledger.receipts import Receipt
from kenes.record import keys
from kenes.record.models import Entry


def receipt_for(entry: Entry) -> bytes:
    """The receipt of an entry, signed now; good at once, before the entry is in the log."""
    signer = keys.signer()
    promised = Receipt(signer.key.name, bytes(entry.leaf), entry.act.at)
    return str(promised.signed(signer)).encode()
