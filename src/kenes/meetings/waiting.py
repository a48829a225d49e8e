"""What waits for a person about meetings and minutes: for the desk and for reminders."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.meetings import permissions
from kenes.meetings.lifecycle import Answer, CorrectionStatus, MinutesStatus, Status
from kenes.meetings.models import Invitation, Meeting, Minutes, Presence
from kenes.meetings.services import circulating
from kenes.meetings.services.composing import due_on
from kenes.ui.waiting import Waiting

LISTED = 20


def waiting(actor: Actor) -> list[Waiting]:
    """What waits, the most urgent first."""
    if not actor.is_signed_in:
        return []
    today = timezone.localdate()
    of_officers = _minutes(actor, today)
    return [
        *_invitations(actor, today),
        *_to_compose(actor),
        *of_officers.values(),
        *_to_read(actor, today, of_officers),
    ]


def _invitations(actor: Actor, today: date) -> list[Waiting]:
    """Meetings to which this person has not answered yet."""
    asked = Invitation.objects.filter(
        user=actor.user_id,
        answer=Answer.NONE,
        meeting__status=Status.CALLED,
        meeting__on__gte=today,
    ).select_related("meeting__body")
    return [
        Waiting(
            title=_("You are invited to %(number)s on %(day)s: %(body)s")
            % {
                "number": one.meeting.number,
                "day": written(one.meeting.on),
                "body": one.meeting.body,
            },
            label=_("Give an answer"),
            url=reverse("meetings:answer", args=[one.meeting.number]),
            due=one.meeting.on,
        )
        for one in asked.order_by("meeting__on", "id")[:LISTED]
    ]


def _to_compose(actor: Actor) -> list[Waiting]:
    """Meetings that are closed and have no minutes."""
    if not may(actor, permissions.COMPOSE_MINUTES):
        return []
    found = Meeting.objects.filter(status=Status.CLOSED, minutes=None).order_by("on", "id")
    listed = [(one, due_on(one)) for one in found[:LISTED]]
    return [
        Waiting(
            title=_("Compose the minutes of %(number)s, to be published by %(day)s")
            % {"number": one.number, "day": written(due)},
            label=_("Compose"),
            url=reverse("meetings:minutes_compose", args=[one.number]),
            due=due,
        )
        for one, due in listed
    ]


def _minutes(actor: Actor, today: date) -> dict[int, Waiting]:
    """Minutes on their way, by key, each with the one thing that this officer does next."""
    if not (may(actor, permissions.WRITE_MINUTES) or may(actor, permissions.SETTLE)):
        return {}
    open_ = Count("corrections", filter=Q(corrections__status=CorrectionStatus.PROPOSED))
    found = Minutes.objects.exclude(status=MinutesStatus.PUBLISHED).annotate(open=open_)
    found = found.select_related("meeting").order_by("due_on", "id")
    listed = {one.pk: _next(actor, one, today, one.open) for one in found[:LISTED]}
    return {pk: one for pk, one in listed.items() if one}


def _next(actor: Actor, minutes: Minutes, today: date, proposed: int) -> Waiting | None:
    tell = {
        MinutesStatus.DRAFT: _draft,
        MinutesStatus.CIRCULATED: _circulated,
        MinutesStatus.SETTLED: _settled,
    }[MinutesStatus(minutes.status)]
    return tell(actor, minutes, today, proposed)


def _draft(actor: Actor, minutes: Minutes, today: date, proposed: int) -> Waiting | None:
    if not may(actor, permissions.COMPOSE_MINUTES, minutes):
        return None
    title = _("Circulate the minutes of %(number)s, to be published by %(day)s")
    return _waits(minutes, title, _("Edit and circulate"), "minutes_edit", minutes.due_on)


def _circulated(actor: Actor, minutes: Minutes, today: date, proposed: int) -> Waiting | None:
    if not may(actor, permissions.SETTLE, minutes):
        return None
    until = minutes.corrections_until
    if proposed:
        title = ngettext(
            "%(n)s correction to the minutes of %(number)s waits to be settled",
            "%(n)s corrections to the minutes of %(number)s wait to be settled",
            proposed,
        )
        return _waits(minutes, title, _("Settle"), "minutes_corrections", until, n=proposed)
    if until and today > until:
        title = _("The time for corrections to the minutes of %(number)s is over")
        return _waits(minutes, title, _("End it"), "minutes_settle", minutes.due_on)
    return None


def _settled(actor: Actor, minutes: Minutes, today: date, proposed: int) -> Waiting | None:
    lacking = circulating.lacking(minutes, today)
    if any(one.user_id == actor.user_id for one in lacking):
        title = _("Approve the minutes of %(number)s, to be published by %(day)s")
        return _waits(minutes, title, _("Read and approve"), "minutes", minutes.due_on)
    if not lacking and may(actor, permissions.PUBLISH, minutes):
        title = _("Publish the minutes of %(number)s by %(day)s")
        return _waits(minutes, title, _("Publish"), "minutes_publish", minutes.due_on)
    return None


def _to_read(actor: Actor, today: date, but: Collection[int]) -> list[Waiting]:
    """Drafts that this person may still propose corrections to, and has proposed none."""
    if not may(actor, permissions.PROPOSE):
        return []
    there = Presence.objects.filter(meeting=OuterRef("meeting"), user=actor.user_id)
    found = Minutes.objects.filter(
        Exists(there), status=MinutesStatus.CIRCULATED, corrections_until__gte=today
    )
    own = actor.organisation_ids
    found = found.exclude(corrections__organisation__in=own).exclude(pk__in=but)
    return [
        _waits(
            one,
            _("The minutes of %(number)s are open for corrections until %(until)s"),
            _("Read the draft"),
            "minutes",
            one.corrections_until,
        )
        for one in found.select_related("meeting").order_by("corrections_until", "id")[:LISTED]
    ]


def _waits(
    minutes: Minutes, title: str, label: str, name: str, due: date | None, **more: object
) -> Waiting:
    facts = {
        "number": minutes.meeting.number,
        "day": written(minutes.due_on),
        "until": written(minutes.corrections_until) if minutes.corrections_until else "",
        **more,
    }
    return Waiting(
        title=title % facts,
        label=label,
        url=reverse(f"meetings:{name}", args=[minutes.meeting.number]),
        due=due,
    )
