"""Who sees how much of a meeting's floor."""

from enum import StrEnum

from kenes.access.types import Actor
from kenes.meetings.models import Meeting, Presence
from kenes.meetings.permissions import OFFICERS


class Scope(StrEnum):
    """Each sees what the one before sees, and more."""

    PUBLIC = "public"  # everybody; under the Chatham House rule chambers, no names
    ROOM = "room"  # who is invited
    SEAT = "seat"  # who is present on a seat that votes
    LEAD = "lead"  # officers: with what they steer by


def presence_of(meeting: Meeting, actor: Actor) -> Presence | None:
    """Where this person is present now."""
    if actor.user_id is None:
        return None
    return (
        meeting.presences.filter(user=actor.user_id, left_at=None)
        .select_related("seat", "organisation", "chamber")
        .first()
    )


def is_invited(meeting: Meeting, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    return meeting.invitations.filter(user=actor.user_id).exists()


def scope_of(meeting: Meeting, actor: Actor) -> Scope | None:
    """What this person may see of the floor; None: nothing, the meeting is not public."""
    if actor.roles & OFFICERS:
        return Scope.LEAD
    presence = presence_of(meeting, actor)
    if presence and presence.seat and presence.seat.abolished_on is None:
        return Scope.SEAT
    if presence or is_invited(meeting, actor):
        return Scope.ROOM
    return Scope.PUBLIC if meeting.is_public else None
