"""Meetings, their floor and their minutes."""

from kenes.meetings.models.floor import (
    Cast,
    Decision,
    Happening,
    Presence,
    Tally,
    Turn,
    Vote,
)
from kenes.meetings.models.minutes import (
    Approval,
    Correction,
    Minutes,
    Paragraph,
    ParagraphText,
)
from kenes.meetings.models.sessions import (
    PREPARES,
    Invitation,
    Item,
    Meeting,
    MeetingQuerySet,
    Paper,
)

__all__ = [
    "PREPARES",
    "Approval",
    "Cast",
    "Correction",
    "Decision",
    "Happening",
    "Invitation",
    "Item",
    "Meeting",
    "MeetingQuerySet",
    "Minutes",
    "Paper",
    "Paragraph",
    "ParagraphText",
    "Presence",
    "Tally",
    "Turn",
    "Vote",
]
