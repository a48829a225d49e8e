"""What a letter about meetings carries for its reader's calendar."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kenes.accounts.models import User
from kenes.meetings import calendar
from kenes.meetings.models import Invitation
from kenes.notifications import links
from kenes.notifications.lifecycle import Category
from kenes.notifications.models import Notice


@dataclass(frozen=True, kw_only=True)
class Part:
    """One meeting as it stands when the letter goes out."""

    name: str  # of the file
    method: str
    content: bytes


def parts(user: User, notices: Collection[Notice], now: datetime) -> list[Part]:
    """For each meeting that the notices are about, and to which the reader is invited."""
    numbers = {one.subject for one in notices if one.category == Category.MEETINGS}
    if not numbers:
        return []
    rows = (
        Invitation.objects.filter(user=user, meeting__number__in=numbers)
        .exclude(meeting__called_at=None)
        .select_related("meeting__body")
        .order_by("meeting__on", "pk")
    )
    return [_part(one, user, now) for one in rows]


def _part(invited: Invitation, user: User, now: datetime) -> Part:
    meeting = invited.meeting
    url = links.whole("meetings:one", meeting.number, language=user.language)
    return Part(
        name=f"{meeting.number}.ics",
        method=calendar.method_of(meeting).value,
        content=calendar.invitation(invited, user, url=url, now=now),
    )
