"""Tables that were written against a version of an act which is not the newest any more."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, QuerySet, Subquery

from kenes.law.models import Version as LawVersion
from kenes.proposals.models import Amendment, Proposal

MOST = 1_000  # rows that are looked at


def behind(proposals: QuerySet[Proposal]) -> list[Amendment]:
    """Working rows of these proposals whose act has a newer version; one query."""
    last = LawVersion.objects.filter(act=OuterRef("act")).order_by("-on").values("on")[:1]
    rows = Amendment.objects.filter(version=None, of__in=proposals)
    found = rows.annotate(newest=Subquery(last)).filter(newest__gt=F("base__on"))
    return list(found.select_related("of", "act", "base").order_by("of_id", "order", "id")[:MOST])


def stale_among(proposals: Iterable[int]) -> frozenset[int]:
    """Keys of those of these proposals whose working table the law has left behind."""
    return frozenset(row.of_id for row in behind(Proposal.objects.filter(pk__in=list(proposals))))
