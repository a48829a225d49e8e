"""Acts in lists: narrowed to a kind, found by their names, the newest first, a page by its key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet

from kenes.law.lifecycle import ActKind
from kenes.law.models import Act, ActWord, Version
from kenes.members import naming

ROWS = 50
MOST_WORDS = 8


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of acts and the ways on from it."""

    rows: tuple[Act, ...]
    previous_url: str
    next_url: str
    shown: str = ""


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
) -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    days = Version.objects.only("act", "on")
    rows = rows.prefetch_related(Prefetch("versions", days))
    if behind := _place(before):
        day, pk = behind
        later = rows.filter(enacted_on__gte=day).filter(Q(enacted_on__gt=day) | Q(pk__gt=pk))
        page = list(later.order_by("enacted_on", "id")[: ROWS + 1])
        is_more_behind, is_more_ahead = len(page) > ROWS, True
        page = page[:ROWS][::-1]
    else:
        ahead = _place(after)
        if ahead:
            day, pk = ahead
            rows = rows.filter(enacted_on__lte=day).filter(Q(enacted_on__lt=day) | Q(pk__lt=pk))
        page = list(rows.order_by("-enacted_on", "-id")[: ROWS + 1])
        is_more_behind, is_more_ahead = ahead is not None, len(page) > ROWS
        page = page[:ROWS]
    kept = {name: value for name, value in filters.items() if value}
    return Slice(
        rows=tuple(page),
        previous_url=_link(kept, before=page[0]) if page and is_more_behind else "",
        next_url=_link(kept, after=page[-1]) if page and is_more_ahead else "",
    )


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


def _link(kept: Mapping[str, str], **place: Act) -> str:
    ((name, one),) = place.items()
    return "?" + urlencode({**kept, name: f"{one.enacted_on.isoformat()}_{one.pk}"})


def _place(name: str) -> tuple[date, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dash, pk = name.partition("_")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    found = day_of(day)
    return (found, int(pk)) if found else None
