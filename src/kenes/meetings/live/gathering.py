"""The rows of a meeting's floor, fetched once for all who watch: a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kenes.meetings.lifecycle import ItemStatus, TurnStatus
from kenes.meetings.models import (
    Cast,
    Decision,
    Happening,
    Invitation,
    Item,
    Meeting,
    Paper,
    Presence,
    Turn,
    Vote,
)
from kenes.meetings.rules.counting import Quorum
from kenes.meetings.rules.quorum import quorum_of
from kenes.members.models import Chamber, Organisation
from kenes.members.services import bylaws


@dataclass(frozen=True, kw_only=True)
class Rows:
    """``shown``: the item under discussion, else the one dealt with last; None before any."""

    meeting: Meeting
    now: datetime
    items: tuple[Item, ...]
    shown: Item | None
    papers: tuple[Paper, ...]  # of the shown item
    turns: tuple[Turn, ...]  # of the whole meeting, but those withdrawn
    vote: Vote | None  # the one that is open, else the last on the shown item
    casts: tuple[Cast, ...]
    decisions: tuple[Decision, ...]
    presences: tuple[Presence, ...]  # who is here now
    quorum: Quorum
    chambers: Mapping[int, Chamber]
    dissenting: Mapping[int, Organisation]
    speaking_minutes: int
    last: Happening | None
    invitations: tuple[Invitation, ...]


def gather(meeting: Meeting, now: datetime) -> Rows:
    """What the floor is made of as it is now."""
    day = timezone.localdate(now)
    items = tuple(meeting.items.select_related("presenter"))
    shown = _shown(items)
    turns = (
        meeting.turns.exclude(status=TurnStatus.WITHDRAWN)
        .select_related("presence__organisation", "presence__chamber")
        .order_by("id")
    )
    votes = list(meeting.votes.filter(item=shown).order_by("id")) if shown else []
    vote = next((one for one in votes if one.status == "open"), votes[-1] if votes else None)
    casts = (
        tuple(
            vote.casts.select_related("organisation", "chamber").order_by(
                "chamber__order", "seat_id"
            )
        )
        if vote
        else ()
    )
    decisions = tuple(meeting.decisions.select_related("item"))
    dissent = {pk for one in decisions for pk in one.dissent}
    papers = shown.papers.select_related("organisation") if shown else ()
    presences = meeting.presences.filter(left_at=None).select_related("organisation", "chamber")
    return Rows(
        meeting=meeting,
        now=now,
        items=items,
        shown=shown,
        papers=tuple(papers),
        turns=tuple(turns),
        vote=vote,
        casts=casts,
        decisions=decisions,
        presences=tuple(presences),
        quorum=quorum_of(meeting, day),
        chambers={one.pk: one for one in Chamber.objects.all()},
        dissenting=Organisation.objects.in_bulk(dissent),
        speaking_minutes=bylaws.in_force(day).number("speaking_minutes"),
        last=meeting.happenings.order_by("-id").select_related("item").first(),
        invitations=tuple(meeting.invitations.select_related("organisation", "seat__chamber")),
    )


def _shown(items: tuple[Item, ...]) -> Item | None:
    for item in items:
        if item.status == ItemStatus.PRESENT:
            return item
    done = [item for item in items if item.status == ItemStatus.DONE and item.ended_at]
    return max(done, key=lambda item: (item.ended_at, item.order), default=None)
