"""Pages of the journal, the newest first, by key."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet

from kenes.journal.models import Entry

ROWS = 50
_KINDS = """
WITH RECURSIVE step(kind) AS (
    SELECT MIN(kind) FROM journal_entry
    UNION ALL
    SELECT (SELECT MIN(kind) FROM journal_entry WHERE kind > step.kind)
    FROM step WHERE step.kind IS NOT NULL
)
SELECT kind FROM step WHERE kind IS NOT NULL
"""


@dataclass(frozen=True, kw_only=True)
class Slice:
    entries: tuple[Entry, ...]
    newest_url: str  # "" on the newest page
    earlier_url: str

    @property
    def shown(self) -> int:
        return len(self.entries)


def filtered(kind: str, actor: int | None, subject: str) -> QuerySet[Entry]:
    """Entries of an action, of a person, about an object; empty means any."""
    found = Entry.objects.order_by("-id")
    if kind:
        found = found.filter(kind=kind)
    if actor is not None:
        found = found.filter(actor_id=actor)
    return found.filter(subject=subject) if subject else found


def page(found: QuerySet[Entry], filters: dict[str, str], before: str) -> Slice:
    """The entries before the number ``before``, or the newest."""
    if before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: ROWS + 1])
    shown = tuple(rows[:ROWS])
    kept = {name: value for name, value in filters.items() if value}
    earlier = {**kept, "before": shown[-1].pk} if len(rows) > ROWS else {}
    return Slice(
        entries=shown,
        newest_url=f"?{urlencode(kept)}" if before else "",
        earlier_url=f"?{urlencode(earlier)}" if earlier else "",
    )


def kinds() -> list[str]:
    """Every action the journal holds, by name; one step along the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        return [row[0] for row in cursor.fetchall()]
