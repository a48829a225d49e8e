"""What happened at a meeting, gathered in the same few queries whatever its length."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q

from kenes.meetings import happenings
from kenes.meetings.lifecycle import DecisionKind, TurnStatus, VoteStatus
from kenes.meetings.models import (
    Cast,
    Decision,
    Happening,
    Item,
    Meeting,
    Paper,
    Presence,
    Turn,
    Vote,
)
from kenes.meetings.rules.chatham import ENOUGH, Names, persons_of
from kenes.members.models import Body, Chamber, Office, OfficeKind, OfPerson, Organisation
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Proposal
from kenes.recommendations.models import Addressee

PRESIDING = (OfficeKind.CHAIR, OfficeKind.CO_CHAIR)
_TOLD = (
    happenings.OPENED,
    happenings.QUORUM,
    happenings.ITEM_BEGUN,
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """All that the minutes tell, as rows."""

    meeting: Meeting
    chambers: Mapping[int, Chamber]
    items: Sequence[Item]
    presences: Mapping[int, Presence]
    persons: Sequence[OfPerson]  # whose names the Chatham House rule keeps
    offices: Sequence[Office]  # of the body on that day
    papers: Mapping[int | None, Sequence[Paper]]  # by item; None: of the whole meeting
    turns: Mapping[int, Sequence[Turn]]  # by item, those that were given the floor
    votes: Mapping[int, Sequence[Vote]]  # by item, those that are over
    decisions: Mapping[int, Sequence[Decision]]  # by item
    happenings: Sequence[Happening]
    organisations: Mapping[int, Organisation]  # of dissents
    addressees: Mapping[str, Sequence[tuple[Organisation, date | None]]]  # by recommendation
    referred: Mapping[str, Organisation | Body]  # by the proposal's number

    @property
    def opened(self) -> datetime:
        return self.meeting.opened_at or self.meeting.planned_at

    @property
    def closed(self) -> datetime:
        return self.meeting.closed_at or self.opened

    @cached_property
    def opening(self) -> Mapping[str, Any]:
        """What was noted when it was opened: seats by chamber, and why at another hour."""
        found = (one.facts for one in self.happenings if one.kind == happenings.OPENED)
        facts: Mapping[str, Any] = next(found, {})
        return facts

    def begun(self, item: Item) -> list[Happening]:
        """Each time the item was taken up."""
        return [
            one
            for one in self.happenings
            if one.item_id == item.pk and one.kind == happenings.ITEM_BEGUN
        ]

    def quorum_changes(self, item: Item | None) -> list[Happening]:
        """When the quorum was lost or found after an item was taken up; None: before the first."""
        found, current = [], None
        for one in self.happenings:
            if one.kind == happenings.ITEM_BEGUN:
                current = one.item_id
            elif one.kind == happenings.QUORUM and current == (item.pk if item else None):
                found.append(one)
        return found

    @cached_property
    def stretches(self) -> list[tuple[Presence, list[tuple[datetime, datetime]]]]:
        """Each person once, with when they were there; who left before it began is left out."""
        found: dict[tuple[Any, ...], tuple[Presence, list[tuple[datetime, datetime]]]] = {}
        for one in self.presences.values():
            end = one.left_at or self.closed
            if end < self.opened or one.arrived_at > self.closed:
                continue
            who = one.user_id or one.person_name
            key = (who, one.organisation_id, one.chamber_id)
            found.setdefault(key, (one, []))[1].append((one.arrived_at, end))
        return [found[key] for key in found]

    def presided(self, kinds: Sequence[str]) -> list[tuple[Office, Presence]]:
        """Officers of these kinds who were there."""
        here = {one.user_id: one for one, _spans in self.stretches if one.user_id}
        return [
            (one, here[one.user_id])
            for one in self.offices
            if one.kind in kinds and one.user_id in here
        ]

    def unnamed_chamber(self, presence: Presence) -> Chamber | None:
        """The chamber by which a speaker may be told in confidence: enough others are of it."""
        people = {
            one.user_id or one.person_name
            for one, _spans in self.stretches
            if one.chamber_id and one.chamber_id == presence.chamber_id
        }
        return presence.chamber if len(people) >= ENOUGH else None

    def names_in(self, item: Item) -> Names:
        """Everybody who was there, and the organisations that spoke or voted on the item."""
        spoke = [turn.presence.organisation for turn in self.turns.get(item.pk, ())]
        voted = [cast.organisation for vote in self.votes.get(item.pk, ()) for cast in casts(vote)]
        return Names(self.persons, [one for one in [*spoke, *voted] if one])


def casts(vote: Vote) -> Sequence[Cast]:
    """Of an open vote each seat's; of a secret one none."""
    return () if vote.is_secret else list(vote.casts.all())


def gather(meeting: Meeting) -> Story:
    """Fifteen queries."""
    day = meeting.local_day(meeting.opened_at)
    items = list(meeting.items.select_related("presenter").order_by("order", "id"))
    present = meeting.presences.select_related("organisation", "chamber").order_by("id")
    presences = {one.pk: one for one in present}
    decisions = list(meeting.decisions.select_related("vote").order_by("at", "id"))
    dissenting = {pk for one in decisions for pk in one.dissent}
    return Story(
        meeting=meeting,
        chambers={one.pk: one for one in Chamber.objects.all()},
        items=items,
        presences=presences,
        persons=persons_of(meeting) if any(one.is_confidential for one in items) else (),
        offices=list(
            Office.objects.filter(
                Q(ends_on=None) | Q(ends_on__gte=day), body=meeting.body_id, starts_on__lte=day
            )
        ),
        papers=_by_item(meeting.papers.select_related("organisation").order_by("id")),
        turns=_by_item(_turns(meeting, presences)),
        votes=_by_item(_votes(meeting)),
        decisions=_by_item(decisions),
        happenings=list(meeting.happenings.filter(kind__in=_TOLD).order_by("version")),
        organisations={
            one.pk: one for one in Organisation.objects.filter(pk__in=sorted(dissenting))
        },
        addressees=_addressees([one.recommendation for one in decisions if one.recommendation]),
        referred=_referred(items, decisions),
    )


def _by_item(rows: Iterable[Any]) -> Mapping[Any, Sequence[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def _turns(meeting: Meeting, presences: Mapping[int, Presence]) -> list[Turn]:
    """Those that were given the floor, in that order; nobody is asked for twice."""
    spoke = meeting.turns.exclude(began_at=None).exclude(status=TurnStatus.WITHDRAWN)
    turns = list(spoke.order_by("began_at", "id"))
    for turn in turns:
        turn.presence = presences[turn.presence_id]
    return turns


def _votes(meeting: Meeting) -> Iterable[Vote]:
    over = meeting.votes.exclude(status=VoteStatus.OPEN).order_by("opened_at", "id")
    told = Cast.objects.select_related("organisation", "chamber", "seat").order_by("id")
    return over.prefetch_related(Prefetch("casts", told))


def _addressees(
    numbers: Sequence[str],
) -> Mapping[str, Sequence[tuple[Organisation, date | None]]]:
    found: dict[str, list[tuple[Organisation, date | None]]] = defaultdict(list)
    rows = Addressee.objects.filter(recommendation__number__in=numbers)
    for row in rows.select_related("organisation", "recommendation").order_by("id"):
        found[row.recommendation.number].append((row.organisation, row.due_on))
    return found


def _referred(
    items: Sequence[Item], decisions: Sequence[Decision]
) -> Mapping[str, Organisation | Body]:
    """Where proposals were referred to, as the decision has just left them."""
    about = {one.pk: one.about for one in items if one.about}
    numbers = [
        about[one.item_id]
        for one in decisions
        if one.kind == DecisionKind.REFER and one.item_id in about
    ]
    rows = Proposal.objects.filter(number__in=numbers, status=ProposalStatus.REFERRED)
    found: dict[str, Organisation | Body] = {}
    for row in rows.select_related("referred_to", "referred_to_body"):
        if to := row.referred_to or row.referred_to_body:
            found[row.number] = to
    return found
