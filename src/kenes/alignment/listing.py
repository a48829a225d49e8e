"""Pairs in which a side sees a gap: the longest first, a page by its key."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kenes.alignment.lifecycle import GAPS
from kenes.alignment.models import Pair
from kenes.alignment.narrowing import Narrowing, of_theme
from kenes.law.models import Obligation

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Slice:
    rows: tuple[Pair, ...]
    previous_url: str
    next_url: str
    shown: str = ""


def gaps(of: Narrowing) -> QuerySet[Pair]:
    rows = Pair.objects.filter(gap_since__isnull=False)
    if of.act:
        rows = rows.filter(act=of.act)
    if of.instrument or of.theme:
        obligations = Obligation.objects.all()
        if of.instrument:
            obligations = obligations.filter(instrument=of.instrument)
        rows = rows.filter(obligation__in=of_theme(obligations, of.theme).values("pk"))
    if of.side:
        rows = rows.filter(**{f"standing__{of.side}__in": [str(one) for one in GAPS]})
    return rows


def page(of: Narrowing, *, after: str = "", before: str = "") -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = gaps(of).select_related("obligation__instrument", "act", "version")
    rows = rows.prefetch_related("version__texts")
    if behind := _place(before):
        day, pk = behind
        earlier = rows.filter(gap_since__lte=day).filter(Q(gap_since__lt=day) | Q(pk__lt=pk))
        found = list(earlier.order_by("-gap_since", "-id")[: ROWS + 1])
        is_more_behind, is_more_ahead = len(found) > ROWS, True
        found = found[:ROWS][::-1]
    else:
        ahead = _place(after)
        if ahead:
            day, pk = ahead
            rows = rows.filter(gap_since__gte=day).filter(Q(gap_since__gt=day) | Q(pk__gt=pk))
        found = list(rows.order_by("gap_since", "id")[: ROWS + 1])
        is_more_behind, is_more_ahead = ahead is not None, len(found) > ROWS
        found = found[:ROWS]
    for pair in found:
        pair.version.act = pair.act
    return Slice(
        rows=tuple(found),
        previous_url=_link(of, before=found[0]) if found and is_more_behind else "",
        next_url=_link(of, after=found[-1]) if found and is_more_ahead else "",
    )


def _link(of: Narrowing, **place: Pair) -> str:
    ((name, one),) = place.items()
    day = one.gap_since.isoformat() if one.gap_since else ""
    return of.link(**{name: f"{day}_{one.pk}"})


def _place(name: str) -> tuple[date, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dash, pk = name.partition("_")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
