"""Proposals in lists: narrowed, found by their titles, the newest first, a page by its key."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.dateparse import parse_datetime

from kenes.access.types import Actor
from kenes.database import paging
from kenes.members import naming
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal, ProposalQuerySet, TitleWord

ROWS = 50
MOST_WORDS = 8


def _moment(said: str) -> datetime:
    at = parse_datetime(said)
    if at is None or at.tzinfo is None:
        raise ValueError(said)
    return at


_NEWEST = paging.Order(field="submitted_at", read=_moment, write=datetime.isoformat, falls=True)


def found(*, status: str = "", chamber: str = "", words: str = "") -> ProposalQuerySet:
    """Public proposals of a status, of a chamber's organisations, with words in their titles."""
    rows = Proposal.objects.public()
    if status in Status.values:
        rows = rows.filter(status=status)
    if chamber and chamber.isprintable():
        rows = rows.filter(chamber__slug=chamber)
    for word in naming.words_of(words)[:MOST_WORDS]:
        start = word.encode()
        begins = TitleWord.objects.filter(word__gte=start, word__lt=naming.first_after(start))
        rows = rows.filter(pk__in=begins.values("of_id"))
    return rows


def newest_first(
    rows: ProposalQuerySet, *, filters: Mapping[str, str], after: str, before: str
) -> paging.Page[Proposal]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = rows.select_related("organisation", "chamber", "referred_to", "referred_to_body")
    return paging.page(rows, _NEWEST, size=ROWS, after=after, before=before, kept=filters)


def own_drafts(actor: Actor) -> tuple[Proposal, ...]:
    """Drafts this person's organisations write or were asked to join, the newest first."""
    if not actor.organisation_ids:
        return ()
    mine = Proposal.objects.filter(pk__in=Proposal.objects.none().drafts_of(actor))
    return tuple(mine.select_related("organisation", "chamber").order_by("-id")[:ROWS])
