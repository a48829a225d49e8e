"""The way from a matter to the agenda of the next meeting, for who prepares it."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.meetings import permissions
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Item, Meeting
from kenes.members.models import BodyKind
from kenes.ui.ways import Way, register


def about(number: str, actor: Actor, today: date) -> Sequence[Way]:
    """The form of a new item about it, unless it is on an agenda ahead already."""
    if not may(actor, permissions.CHANGE_AGENDA):
        return ()
    ahead = Meeting.objects.filter(
        body__kind=BodyKind.PLENARY, status__in=(Status.PLANNED, Status.CALLED), on__gte=today
    )
    meeting = ahead.select_related("body").order_by("on", "id").first()
    if meeting is None or not may(actor, permissions.CHANGE_AGENDA, meeting):
        return ()
    if Item.objects.filter(about=number, meeting__in=ahead).exists():
        return ()
    url = reverse("meetings:add_item", args=[meeting.number])
    return (
        Way(
            label=_("Put it on the agenda of %(number)s") % {"number": meeting.number},
            url=f"{url}?{urlencode({'about': number})}",
        ),
    )


def register_ways() -> None:
    register("meetings", about)
