"""Acts in lists: narrowed to a kind, found by their names, the newest first, a page by its key."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Prefetch, QuerySet

from kenes.database import paging
from kenes.law.lifecycle import ActKind
from kenes.law.models import Act, ActWord, Version
from kenes.members import naming

ROWS = 50
MOST_WORDS = 8
_NEWEST = paging.Order(field="enacted_on", read=date.fromisoformat, falls=True)


def found(*, kind: str = "", words: str = "") -> QuerySet[Act]:
    """Acts of a kind whose names or numbers have words that begin so."""
    rows = Act.objects.all()
    if kind in ActKind.values:
        rows = rows.filter(kind=kind)
    for word in naming.words_of(words)[:MOST_WORDS]:
        start = word.encode()
        begins = ActWord.objects.filter(word__gte=start, word__lt=naming.first_after(start))
        rows = rows.filter(pk__in=begins.values("of_id"))
    return rows


def newest_first(
    rows: QuerySet[Act], *, filters: Mapping[str, str], after: str, before: str
) -> paging.Page[Act]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = rows.prefetch_related(Prefetch("versions", Version.objects.only("act", "on")))
    return paging.page(rows, _NEWEST, size=ROWS, after=after, before=before, kept=filters)


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """The version that applies on a day; None on a day before all of them."""
    begun = [one for one in versions if one.on <= day]
    return max(begun, key=lambda one: one.on, default=None)


def day_of(said: str) -> date | None:
    """A day out of an address, as 2026-11-26; None for anything else."""
    try:
        return date.fromisoformat(said) if len(said) == 10 else None
    except ValueError:
        return None
