"""Proposals in lists: narrowed, found by their titles, the newest first, a page by its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from kenes.access.types import Actor
from kenes.members import naming
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal, ProposalQuerySet, TitleWord

ROWS = 50
MOST_WORDS = 8


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of proposals and the ways on from it."""

    rows: tuple[Proposal, ...]
    previous_url: str
    next_url: str
    shown: str = ""


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
) -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = rows.select_related("organisation", "chamber", "referred_to", "referred_to_body")
    backwards = _place(before)
    if backwards:
        at, pk = backwards
        later = rows.filter(submitted_at__gte=at).filter(Q(submitted_at__gt=at) | Q(pk__gt=pk))
        page = list(later.order_by("submitted_at", "id")[: ROWS + 1])
        is_more_behind, is_more_ahead = len(page) > ROWS, True
        page = page[:ROWS][::-1]
    else:
        forwards = _place(after)
        if forwards:
            at, pk = forwards
            rows = rows.filter(submitted_at__lte=at).filter(Q(submitted_at__lt=at) | Q(pk__lt=pk))
        page = list(rows.order_by("-submitted_at", "-id")[: ROWS + 1])
        is_more_behind, is_more_ahead = forwards is not None, len(page) > ROWS
        page = page[:ROWS]
    kept = {name: value for name, value in filters.items() if value}
    return Slice(
        rows=tuple(page),
        previous_url=_link(kept, before=page[0]) if page and is_more_behind else "",
        next_url=_link(kept, after=page[-1]) if page and is_more_ahead else "",
    )


def own_drafts(actor: Actor) -> tuple[Proposal, ...]:
    """Drafts this person's organisations write or were asked to join, the newest first."""
    if not actor.organisation_ids:
        return ()
    mine = Proposal.objects.filter(pk__in=Proposal.objects.none().drafts_of(actor))
    return tuple(mine.select_related("organisation", "chamber").order_by("-id")[:ROWS])


def _link(kept: Mapping[str, str], **place: Proposal) -> str:
    ((name, one),) = place.items()
    at = one.submitted_at
    return "?" + urlencode({**kept, name: f"{at.isoformat() if at else ''}_{one.pk}"})


def _place(name: str) -> tuple[datetime, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    moment, _dash, pk = name.partition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return at, int(pk)
