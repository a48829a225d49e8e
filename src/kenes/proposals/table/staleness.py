"""Tables that were written against a version of an act which is not the newest any more."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, QuerySet, Subquery

from kenes.law.models import Version as LawVersion
from kenes.proposals.models import Amendment, Proposal

MOST = 1_000  # rows that are looked at


def behind(proposals: QuerySet[Proposal]) -> list[Amendment]:
    """Working rows of these proposals whose act has a newer version, without their words."""
    rows = _behind(proposals).defer("wording", "before", "justification")
    return list(rows.select_related("of", "act", "base").order_by("of_id", "order", "id")[:MOST])


def stale_among(proposals: Iterable[int]) -> frozenset[int]:
    """Keys of those of these proposals whose working table the law has left behind."""
    rows = _behind(Proposal.objects.filter(pk__in=list(proposals)))
    return frozenset(rows.values_list("of_id", flat=True).distinct())


def _behind(proposals: QuerySet[Proposal]) -> QuerySet[Amendment]:
    last = LawVersion.objects.filter(act=OuterRef("act")).order_by("-on").values("on")[:1]
    rows = Amendment.objects.filter(version=None, of__in=proposals)
    return rows.annotate(newest=Subquery(last)).filter(newest__gt=F("base__on"))
