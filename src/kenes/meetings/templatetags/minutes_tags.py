"""The minutes of a meeting on its page: where they stand, and the way to them."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import VISITOR
from kenes.languages.dates import written
from kenes.meetings import minutes as reading
from kenes.meetings import permissions
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting
from kenes.meetings.services.composing import due_on

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Links:
    standing: str = ""  # "": there is nothing to say of minutes
    url: str = ""  # "" for who may not read them yet
    compose_url: str = ""
    has_files: bool = False


@register.simple_tag(takes_context=True)
def minutes_links(context: dict[str, Any], meeting: Meeting) -> Links:
    """What the reader of a meeting's page is told of its minutes; three queries."""
    if meeting.status != Status.CLOSED:
        return Links()
    actor = getattr(context.get("request"), "actor", VISITOR)
    found = reading.of(meeting)
    today = timezone.localdate()
    due = found.due_on if found else due_on(meeting)
    if found and permissions.may_read_minutes(actor, found):
        return Links(
            standing=reading.standing(found, today),
            url=reverse("meetings:minutes", args=[meeting.number]),
            has_files=True,
        )
    sentence = (
        _("They were to be published by %(day)s.")
        if today > due
        else _("The minutes are prepared. They are to be published by %(day)s.")
    )
    composes = found is None and bool(may(actor, permissions.COMPOSE_MINUTES, meeting))
    return Links(
        standing=sentence % {"day": written(due)},
        compose_url=reverse("meetings:minutes_compose", args=[meeting.number]) if composes else "",
    )
