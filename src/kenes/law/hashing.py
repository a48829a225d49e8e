"""The hash of a text: what the record says of it, and what is computed anew when that is checked.

Over its title, preamble, ending and every provision in order, as canonical JSON, so that anybody
who has the export can compute it.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from kenes.law.models import Provision, Text

FIELDS = ("depth", "anchor", "kind", "number", "heading", "text", "tail")


def of_rows(title: str, preamble: str, ending: str, rows: Iterable[tuple[object, ...]]) -> str:
    """``rows``: the provisions' FIELDS in reading order. Returns 64 hexadecimal digits."""
    digest = sha256()
    for line in ([title, preamble, ending], *(list(row) for row in rows)):
        written = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        digest.update(written.encode() + b"\n")
    return digest.hexdigest()


def of_text(text: Text) -> str:
    """Computed from what the tables hold now; one query."""
    rows = Provision.objects.filter(of=text).order_by("order").values_list(*FIELDS)
    return of_rows(text.title, text.preamble, text.ending, rows.iterator(chunk_size=2000))
