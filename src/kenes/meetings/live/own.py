"""What one person can do on the floor, and what they have done: never sent to anybody else."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.meetings import permissions
from kenes.meetings.lifecycle import ItemStatus, Status, TurnKind, TurnStatus, VoteStatus
from kenes.meetings.live.gathering import Rows
from kenes.meetings.live.scopes import Scope
from kenes.meetings.models import Cast, Invitation, Presence, Turn, Vote


@dataclass(frozen=True, kw_only=True)
class Own:
    """Keys are 0 where there is nothing."""

    presence: int = 0
    seat: int = 0
    sits_for: str = ""
    is_online: bool = False
    invitation: int = 0  # by which the person can mark themselves present
    asked: int = 0  # their place on the list
    point: int = 0  # their point of order, waiting
    speaking: int = 0
    may_ask: bool = False
    vote: int = 0  # that is open and waits for this seat, or has its vote
    has_voted: bool = False
    choice: str = ""  # of an open vote
    at: str = ""

    @property
    def is_here(self) -> bool:
        return bool(self.presence)

    @property
    def may_vote(self) -> bool:
        return bool(self.vote) and not self.has_voted


def own(rows: Rows, actor: Actor) -> Own:
    """The person's own part of the floor."""
    if actor.user_id is None:
        return Own()
    presence = next((one for one in rows.presences if one.user_id == actor.user_id), None)
    if presence is None:
        found = next((one for one in rows.invitations if one.user_id == actor.user_id), None)
        return Own(invitation=_comes(rows, actor, found))
    turns = [
        one
        for one in rows.turns
        if one.presence_id == presence.pk and rows.shown and one.item_id == rows.shown.pk
    ]
    return Own(
        presence=presence.pk,
        sits_for=str(presence.organisation) if presence.organisation else "",
        is_online=presence.is_online,
        asked=_key(turns, TurnStatus.ASKED, TurnKind.SPEECH),
        point=_key(turns, TurnStatus.ASKED, TurnKind.POINT_OF_ORDER),
        speaking=_key(turns, TurnStatus.SPEAKING),
        may_ask=bool(
            rows.shown
            and rows.shown.status == ItemStatus.PRESENT
            and may(actor, permissions.SPEAK, rows.meeting)
        ),
        **_voting(rows, presence, actor),
    )


def scope_for(rows: Rows, actor: Actor) -> Scope | None:
    """As ``scopes.scope_of``, from rows that were fetched already."""
    if actor.roles & permissions.OFFICERS:
        return Scope.LEAD
    if actor.user_id is not None:
        for one in rows.presences:
            if one.user_id == actor.user_id:
                return Scope.SEAT if one.seat_id else Scope.ROOM
        if any(one.user_id == actor.user_id for one in rows.invitations):
            return Scope.ROOM
    return Scope.PUBLIC if rows.meeting.is_public else None


def _comes(rows: Rows, actor: Actor, invitation: Invitation | None) -> int:
    is_time = rows.meeting.status in {Status.CALLED, Status.OPEN}
    if invitation is None or not is_time or not may(actor, permissions.ATTEND, rows.meeting):
        return 0
    return invitation.pk


def _key(turns: list[Turn], status: str, kind: str = "") -> int:
    return next((one.pk for one in turns if one.status == status and kind in {"", one.kind}), 0)


def _voting(rows: Rows, presence: Presence, actor: Actor) -> dict[str, Any]:
    vote, seat = rows.vote, presence.seat_id
    if seat is None:
        return {}
    facts: dict[str, Any] = {"seat": seat}
    if vote is None or vote.status != VoteStatus.OPEN:
        return facts
    cast: Cast | None = next((one for one in rows.casts if one.seat_id == seat), None)
    if cast is None:
        return {**facts, "vote": vote.pk if may(actor, permissions.CAST, vote) else 0}
    return {**facts, **voted(vote, cast)}


def voted(vote: Vote, cast: Cast) -> dict[str, Any]:
    """What one is told of the vote of one's seat."""
    return {
        "vote": vote.pk,
        "has_voted": True,
        "choice": "" if vote.is_secret else str(cast.get_choice_display()),
        "at": timezone.localtime(cast.at).strftime("%H:%M") if cast.at else "",
    }
