"""Pairs in which a side sees a gap: the longest first, a page by its key."""

from datetime import date

from django.db.models import QuerySet

from kenes.alignment.lifecycle import GAPS
from kenes.alignment.models import Pair
from kenes.alignment.narrowing import Narrowing, of_theme
from kenes.database import paging
from kenes.law.models import Obligation

ROWS = 50
_LONGEST = paging.Order(field="gap_since", read=date.fromisoformat)


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


def page(of: Narrowing, *, after: str = "", before: str = "") -> paging.Page[Pair]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = gaps(of).select_related("obligation__instrument", "act", "version")
    rows = rows.prefetch_related("version__texts")
    found = paging.page(rows, _LONGEST, size=ROWS, after=after, before=before, kept=of.kept)
    for pair in found.rows:
        pair.version.act = pair.act
    return found
