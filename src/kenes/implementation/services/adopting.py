"""Adopting a road map: its draft becomes public, and what is changed from then on is told."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import checks, lifecycle, permissions
from kenes.implementation.models import RoadMap
from kenes.implementation.services import changes
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.members import numbers
from kenes.record.services.publishing import publish_many

_DECISION = re.compile(r"D-[0-9]{4}-[0-9]{1,7}")


@transaction.atomic
def adopt(
    roadmap: RoadMap,
    *,
    decision: str = "",
    on: date | None = None,
    actor: Actor,
    now: datetime,
) -> RoadMap:
    """Make a draft public under a number of its own. ``on`` is the day of adoption, today if none.

    ``decision`` is the number of the meeting's decision. Raises ValidationError by field while
    something is missing.
    """
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.ADOPT, roadmap)
    today, decision = timezone.localdate(now), decision.strip().upper()
    adopted_on = on or today
    if decision and not _DECISION.fullmatch(decision):
        raise ValidationError({"decision": _("A decision’s number is written D-2026-012.")})
    checks.check_day("on", adopted_on)
    if adopted_on > today:
        raise ValidationError(
            {"on": _("Today is %(day)s: it cannot be adopted later.") % {"day": written(today)}}
        )
    if lacking := missing(roadmap):
        raise ValidationError(lacking)
    before = str(roadmap.status)
    roadmap.status = lifecycle.after("roadmap.adopt", before)
    (roadmap.number,) = numbers.take("RM", adopted_on.year)
    roadmap.decision, roadmap.adopted_on = decision, adopted_on
    roadmap.changed_at = now
    roadmap.edited += 1
    roadmap.save()
    publish_many(
        write(
            "roadmap.adopt",
            roadmap,
            actor=actor,
            at=now,
            number=roadmap.number,
            decision=decision,
            measures=roadmap.measures.count(),
        ),
        changes.sayings(
            roadmap, changes.state_of(roadmap), {}, before=before, after=roadmap.status
        ),
    )
    return roadmap


def missing(roadmap: RoadMap) -> list[str]:
    """What a draft still lacks before it can be adopted."""
    found = []
    if not roadmap.goals.exists():
        found.append(_("It groups no recommendation yet."))
    if not roadmap.measures.exists():
        found.append(_("It has no measure yet."))
    return found
