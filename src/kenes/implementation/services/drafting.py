"""Preparing a road map until the body adopts it: nobody but who prepares it reads it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import checks, permissions
from kenes.implementation.models import RoadMap
from kenes.implementation.services import changes
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.members.actors import as_of


@transaction.atomic
def begin(
    *,
    title: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    purpose: Mapping[str, str] | None = None,
    goals: Mapping[str, int] | None = None,
    actor: Actor,
    now: datetime,
) -> RoadMap:
    """Begin a draft. ``goals`` are numbers of recommendations with their weights.

    Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.CHANGE)
    roadmap = RoadMap(number=f"draft-{secrets.token_hex(5)}", created_at=now)
    _put(roadmap, title, purpose or {}, starts_on, ends_on, goals or {}, now)
    write("roadmap.begin", roadmap, actor=actor, at=now, number=roadmap.number)
    return roadmap


@transaction.atomic
def prepare(
    roadmap: RoadMap,
    *,
    title: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    purpose: Mapping[str, str],
    goals: Mapping[str, int],
    seen: int,
    actor: Actor,
    now: datetime,
) -> RoadMap:
    """Change a draft; ``seen`` is its ``edited`` as the person opened it.

    Raises ChangedMeanwhile when another was faster, ValidationError by field.
    """
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.PREPARE, roadmap)
    put_again(roadmap, title, purpose, starts_on, ends_on, goals, seen, now)
    write("roadmap.prepare", roadmap, actor=actor, at=now, edited=roadmap.edited)
    return roadmap


@transaction.atomic
def discard(roadmap: RoadMap, *, actor: Actor, now: datetime) -> None:
    """Delete a draft with its measures."""
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.PREPARE, roadmap)
    write("roadmap.discard", roadmap, actor=actor, at=now, number=roadmap.number)
    roadmap.delete()


def put_again(
    roadmap: RoadMap,
    title: Mapping[str, str],
    purpose: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    goals: Mapping[str, int],
    seen: int,
    now: datetime,
) -> None:
    """Write what was given into a held road map; the caller tells of it."""
    if roadmap.edited != seen:
        raise changes.ChangedMeanwhile(roadmap.edited)
    _check_measures_fit(roadmap, starts_on, ends_on)
    roadmap.edited += 1
    _put(roadmap, title, purpose, starts_on, ends_on, goals, now)


def _put(
    roadmap: RoadMap,
    title: Mapping[str, str],
    purpose: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    goals: Mapping[str, int],
    now: datetime,
) -> None:
    roadmap.title = checks.said(
        "title", title, most=checks.LONGEST_TITLE, needed=_("A road map needs a title.")
    )
    roadmap.purpose = checks.said("purpose", purpose)
    checks.check_day("starts_on", starts_on)
    checks.check_day("ends_on", ends_on)
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("It ends before it begins.")})
    roadmap.starts_on, roadmap.ends_on = starts_on, ends_on
    roadmap.changed_at = now
    roadmap.save()
    changes.put_goals(roadmap, goals)


def _check_measures_fit(roadmap: RoadMap, starts_on: date, ends_on: date) -> None:
    found = roadmap.measures.aggregate(first=Min("due_on"), last=Max("due_on"))
    if found["first"] and found["first"] < starts_on:
        raise ValidationError(
            {
                "starts_on": _("A measure is due on %(day)s: begin on that day or before.")
                % {"day": written(found["first"])}
            }
        )
    if found["last"] and found["last"] > ends_on:
        raise ValidationError(
            {
                "ends_on": _("A measure is due on %(day)s: end on that day or after.")
                % {"day": written(found["last"])}
            }
        )
