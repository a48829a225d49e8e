"""Pages of the record, the newest entries first, by key."""

from dataclasses import dataclass
from urllib.parse import urlencode

from kenes.record.models import Entry, EntryQuerySet
from kenes.record.subjects import titles_of
from kenes.record.words import type_label

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    entry: Entry
    what: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Slice:
    rows: tuple[Row, ...]
    previous_url: str  # to the newest
    next_url: str  # to earlier ones
    shown: str = ""


def page(found: EntryQuerySet, *, before: str, **kept: str) -> Slice:
    """Entries before the key ``before``, or the newest; ``kept`` stays in the addresses."""
    found = found.order_by("-id").defer("data", "told", "signed")
    if before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    entries = list(found[: ROWS + 1])
    shown = entries[:ROWS]
    titles = titles_of(entry.subject for entry in shown)
    earlier = {**kept, "before": str(shown[-1].pk)} if len(entries) > ROWS else {}
    return Slice(
        rows=tuple(
            Row(entry=entry, what=type_label(entry.type), title=titles[entry.subject])
            for entry in shown
        ),
        previous_url=f"?{urlencode(kept)}" if before else "",
        next_url=f"?{urlencode(earlier)}" if earlier else "",
    )
