"""Measures: what is done, by whom, by when, with what money, for which recommendations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import permissions, places
from kenes.implementation.facts import (
    MOST_MEASURES,
    OWNERS,
    Facts,
    checked,
    facts_of,
)
from kenes.implementation.models import Contribution, Goal, Measure, RoadMap
from kenes.implementation.services import changes
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def add(roadmap: RoadMap, *, actor: Actor, now: datetime, **given: Any) -> Measure:
    """Add a measure. ``given``: title, owner, due_on and, of ``facts.FIELDS``, what is known.

    Without ``place`` it comes after the others; ``goals`` maps numbers of the road map's
    recommendations to weights. Raises ValidationError by field.
    """
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    taken = list(roadmap.measures.values_list("place", flat=True))
    if len(taken) >= MOST_MEASURES:
        raise ValidationError(_("A road map holds at most %(n)s measures.") % {"n": MOST_MEASURES})
    facts = checked(roadmap, {**given, "place": given.get("place") or places.following(taken)})
    _check_place(facts, taken)
    measure = Measure(roadmap=roadmap, changed_at=now)
    _put(measure, facts, now)
    reorder(roadmap)
    if roadmap.is_draft:
        write("roadmap.prepare", roadmap, actor=actor, at=now, measure=measure.pk)
    else:
        publish(
            write("measure.add", measure, actor=actor, at=now, number=roadmap.number),
            Said(subject=roadmap.number, state=changes.measure_state(measure)),
        )
    return measure


@transaction.atomic
def change(
    measure: Measure,
    *,
    facts: Mapping[str, Any],
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Measure:
    """Change what ``facts`` names of a measure; ``seen`` is its ``edited`` as it was opened.

    Who owns it changes what ``OWNERS`` lists. Raises ChangedMeanwhile, ValidationError by field.
    """
    measure, actor = changes.measure_taken_up(measure, actor, now)
    authorise(actor, permissions.CHANGE_MEASURE, measure)
    roadmap = measure.roadmap
    if seen is not None and measure.edited != seen:
        raise changes.ChangedMeanwhile(measure.edited)
    before, told = facts_of(measure), changes.measure_state(measure)
    kept = checked(roadmap, {**before, **facts})
    if not actor.roles & permissions.SECRETARIAT:
        _check_is_owners(before, kept)
    others = roadmap.measures.exclude(pk=measure.pk)
    _check_place(kept, others.values_list("place", flat=True))
    measure.edited += 1
    _put(measure, kept, now)
    if kept.place != before["place"]:
        reorder(roadmap)
    if roadmap.is_draft:
        write("roadmap.prepare", roadmap, actor=actor, at=now, measure=measure.pk)
        return measure
    state = changes.measure_state(measure)
    if state == told:
        raise ValidationError(_("Nothing was changed."))
    publish(
        write("measure.change", measure, actor=actor, at=now, number=roadmap.number),
        Said(subject=roadmap.number, state=state, act=changes.by(actor, measure)),
    )
    return measure


@transaction.atomic
def remove(measure: Measure, *, actor: Actor, now: datetime) -> None:
    """Take a measure out of a draft; of what was adopted a measure is dropped, with reasons."""
    measure, actor = changes.measure_taken_up(measure, actor, now)
    authorise(actor, permissions.PREPARE, measure)
    write(
        "roadmap.prepare", measure.roadmap, actor=actor, at=now, measure=measure.pk, act="remove"
    )
    measure.delete()


def reorder(roadmap: RoadMap) -> None:
    """Give each measure its place in the line, by its number."""
    rows = list(roadmap.measures.only("id", "place", "order"))
    moved = []
    for order, row in enumerate(sorted(rows, key=lambda one: places.in_order(one.place)), 1):
        if row.order != order:
            row.order = order
            moved.append(row)
    Measure.objects.bulk_update(moved, ["order"], batch_size=500)


def contributions(measure: Measure, facts: Facts, goals: Mapping[str, Goal]) -> list[Contribution]:
    """The rows by which a measure serves recommendations; ``goals`` are the road map's own.

    Raises ValidationError for a recommendation that is not among them.
    """
    for number in facts.goals:
        if number not in goals:
            raise ValidationError(
                {
                    "goals": _("%(number)s is no recommendation of this road map: add it first.")
                    % {"number": number}
                }
            )
    return [
        Contribution(measure=measure, goal=goals[number], weight=weight)
        for number, weight in facts.goals.items()
    ]


def goals_of(roadmap: RoadMap) -> dict[str, Goal]:
    found = roadmap.goals.select_related("recommendation")
    return {goal.recommendation.number: goal for goal in found}


def _put(measure: Measure, facts: Facts, now: datetime) -> None:
    known = Organisation.objects.filter(pk__in=facts.partners).count()
    if known != len(facts.partners):
        raise ValidationError({"partners": _("One of these organisations is not known.")})
    made = contributions(measure, facts, goals_of(measure.roadmap))
    facts.put(measure)
    measure.changed_at = now
    measure.save()
    measure.contributions.all().delete()
    Contribution.objects.bulk_create(made)


def _check_place(facts: Facts, taken: Any) -> None:
    if facts.place in set(taken):
        raise ValidationError(
            {"place": _("Another measure has the number %(place)s.") % {"place": facts.place}}
        )


def _check_is_owners(before: Mapping[str, Any], kept: Facts) -> None:
    """Raises ValidationError on the first field that is not the owner's to change."""
    for name, value in before.items():
        if name not in OWNERS and getattr(kept, name) != value:
            raise ValidationError({name: _("The secretariat changes this, not the owner.")})
