"""Changing an adopted road map: its title, purpose, period, recommendations, before all eyes."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import checks, permissions
from kenes.implementation.models import RoadMap
from kenes.implementation.services import changes
from kenes.implementation.services.drafting import put_again
from kenes.journal.services import write
from kenes.record.services.publishing import publish_many
from kenes.record.subjects import changed


@transaction.atomic
def change(
    roadmap: RoadMap,
    *,
    title: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    purpose: Mapping[str, str],
    goals: Mapping[str, int],
    reason: Mapping[str, str],
    seen: int,
    actor: Actor,
    now: datetime,
) -> RoadMap:
    """Change an adopted road map; the record tells what was changed, and why.

    Raises ChangedMeanwhile when another was faster, ValidationError by field.
    """
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    if roadmap.is_draft:
        raise ValidationError(_("This road map is not adopted yet: change its draft."))
    if not goals:
        raise ValidationError({"goals": _("Name at least one recommendation.")})
    why = checks.said("reason", reason, needed=_("Say why: the road map was adopted so."))
    before = changes.state_of(roadmap)
    put_again(roadmap, title, purpose, starts_on, ends_on, goals, seen, now)
    state = changed(before, changes.state_of(roadmap))
    if not state:
        raise ValidationError(_("Nothing was changed."))
    publish_many(
        write("roadmap.change", roadmap, actor=actor, at=now, number=roadmap.number),
        changes.sayings(
            roadmap, state, {"reason": why}, before=roadmap.status, after=roadmap.status
        ),
    )
    return roadmap
