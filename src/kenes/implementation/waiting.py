"""Which measures wait for a report of who owns them, for the desk and for reminders."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.implementation import permissions
from kenes.implementation.lifecycle import RoadMapStatus
from kenes.implementation.matter import OPEN
from kenes.implementation.models import Measure
from kenes.implementation.telling import clock
from kenes.ui.waiting import Waiting

LISTED = 20
AHEAD = timedelta(days=30)


def due(today: date) -> QuerySet[Measure]:
    """Measures of adopted road maps that are overdue, or due within 30 days, the latest first."""
    return (
        Measure.objects.filter(
            roadmap__status=RoadMapStatus.ADOPTED, status__in=OPEN, due_on__lte=today + AHEAD
        )
        .select_related("roadmap", "owner")
        .order_by("due_on", "id")
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits for this person, the most urgent first; one query."""
    owners = actor.drafts_for | actor.signs_for
    if not owners or not may(actor, permissions.REPORT):
        return []
    return [
        Waiting(
            title=_("Report on measure %(place)s of %(number)s: %(title)s")
            % {"place": one.place, "number": one.roadmap.number, "title": one.name},
            label=_("Report"),
            url=reverse("implementation:report", args=[one.roadmap.number, one.pk]),
            due=one.due_on,
            clock=clock(one, today),
        )
        for one in due(today).filter(owner__in=owners)[:LISTED]
        if may(actor, permissions.REPORT, one)
    ]
