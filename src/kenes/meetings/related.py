"""Items of agendas about a matter, for its page."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.fields import pick, picked
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Item
from kenes.ui.related import Related, Source, register

_SHOWN = (Status.CALLED, Status.OPEN, Status.CLOSED)  # the agenda of these is everybody's


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """Of meetings whose agenda is published, the newest first; one query."""
    found = Item.objects.filter(about=number, meeting__status__in=_SHOWN)
    return [
        Related(
            title=pick(item.title),
            language=picked(item.title)[1],
            url=item.meeting.get_absolute_url(),
            number=item.meeting.number,
            status=_stands(item, today),
            tone="wait" if item.meeting.status != Status.CLOSED else "plain",
        )
        for item in found.select_related("meeting").order_by("-meeting__on", "-id")[:most]
    ]


def _stands(item: Item, today: date) -> str:
    day = {"day": written(item.meeting.on)}
    if item.meeting.status == Status.CLOSED:
        return _("On the agenda of the meeting held on %(day)s.") % day
    return _("On the agenda of the meeting of %(day)s.") % day


def register_related() -> None:
    register(Source(name="meetings", order=5, heading=lambda: _("On agendas"), about=about))
