"""A sheet into a road map: read, checked by a person, then taken in whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import permissions, recorded
from kenes.implementation.facts import MOST_MEASURES
from kenes.implementation.importing import reading, workbook
from kenes.implementation.importing.doubts import NotUnderstood
from kenes.implementation.importing.judging import Judged, Outcome, judge
from kenes.implementation.importing.sentences import said
from kenes.implementation.models import Contribution, Goal, Measure, RoadMap, Staged
from kenes.implementation.services import changes
from kenes.implementation.services.measures import contributions, goals_of, reorder
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation
from kenes.record.services.publishing import publish_many
from kenes.record.subjects import changed

KEPT = timedelta(days=30)  # a sheet that nobody has taken in by then is forgotten
LONGEST_NAME = 200  # characters of a file's name
_BATCH = 500
_COLUMNS = (
    "place", "title", "result", "owner", "partners", "starts_on", "due_on", "budget", "currency",
    "budget_source", "indicator", "baseline", "target", "changed_at", "edited",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How many measures are new and how many were changed."""

    added: int
    changed: int
    same: int
    wrong: int


@transaction.atomic
def stage(
    roadmap: RoadMap,
    path: Path,
    *,
    name: str,
    language: str = "",
    actor: Actor,
    now: datetime,
) -> Staged:
    """Read a workbook for checking; the road map is as it was.

    ``language`` of the texts: that of the headings when empty. Raises ValidationError on ``file``.
    """
    roadmap, actor = changes.taken_up(roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    try:
        plan = reading.read(workbook.read(path), starts=roadmap.starts_on, ends=roadmap.ends_on)
    except NotUnderstood as error:
        raise ValidationError({"file": said(error.note())}) from error
    if not any(not line.is_heading for line in plan.lines):
        raise ValidationError({"file": _("The table has its headings, but no row beneath.")})
    Staged.objects.filter(at__lt=now - KEPT).delete()
    staged = Staged.objects.create(
        roadmap=roadmap,
        name=name.replace("\x00", "")[:LONGEST_NAME],
        language=language if language in LANGUAGES else plan.language,
        rows=[line.packed() for line in plan.lines],
        notes=[note.packed() for note in plan.notes],
        by_id=actor.user_id,
        at=now,
    )
    write("roadmap.prepare", roadmap, actor=actor, at=now, act="stage", rows=len(plan.lines))
    return staged


@transaction.atomic
def choose(
    staged: Staged, names: Mapping[str, Organisation], *, actor: Actor, now: datetime
) -> Staged:
    """Say by hand which organisations the sheet means by names nobody could find."""
    roadmap, actor = changes.taken_up(staged.roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    held = _held(staged)
    held.known_as |= {name: one.pk for name, one in names.items()}
    held.save(update_fields=["known_as"])
    write("roadmap.prepare", roadmap, actor=actor, at=now, act="choose", names=len(names))
    return held


@transaction.atomic
def discard(staged: Staged, *, actor: Actor, now: datetime) -> None:
    """Put a sheet aside; the road map is as it was."""
    roadmap, actor = changes.taken_up(staged.roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    _held(staged).delete()
    write("roadmap.prepare", roadmap, actor=actor, at=now, act="put aside")


@transaction.atomic
def take_in(staged: Staged, *, actor: Actor, now: datetime) -> Taken:
    """Add and change the measures of all rows that are understood; the others stay outside.

    The rows are judged anew, against the road map as it is. Raises ValidationError when nothing
    would change, or there would be too many.
    """
    roadmap, actor = changes.taken_up(staged.roadmap, actor, now)
    authorise(actor, permissions.CHANGE, roadmap)
    staged = _held(staged)
    judged = judge(staged)
    new = [one for one in judged if one.outcome == Outcome.NEW]
    other = [one for one in judged if one.outcome == Outcome.CHANGED]
    if not new and not other:
        raise ValidationError(_("There is nothing to take in: no row is new or changed."))
    if roadmap.measures.count() + len(new) > MOST_MEASURES:
        raise ValidationError(_("A road map holds at most %(n)s measures.") % {"n": MOST_MEASURES})
    before = {} if roadmap.is_draft else recorded.goals_state(roadmap)
    _put_goals(roadmap, new, other)
    written = _put(roadmap, new, other, now)
    reorder(roadmap)
    roadmap.edited += 1
    roadmap.changed_at = now
    roadmap.save(update_fields=["edited", "changed_at"])
    staged.delete()
    taken = Taken(
        added=len(new),
        changed=len(other),
        same=sum(one.outcome == Outcome.SAME for one in judged),
        wrong=sum(one.outcome == Outcome.WRONG for one in judged),
    )
    if roadmap.is_draft:
        write("roadmap.prepare", roadmap, actor=actor, at=now, act="take in", **vars(taken))
        return taken
    state = changed(before, recorded.goals_state(roadmap))
    for start in range(0, len(written), _BATCH):
        some = Measure.objects.filter(pk__in=written[start : start + _BATCH])
        state |= recorded.states_of_measures(some)
    publish_many(
        write(
            "roadmap.import", roadmap, actor=actor, at=now, number=roadmap.number, **vars(taken)
        ),
        changes.sayings(roadmap, state, {}, before=roadmap.status, after=roadmap.status),
    )
    return taken


def _held(staged: Staged) -> Staged:
    """The sheet as it is now. Raises ValidationError for one that was put aside or taken in."""
    found = Staged.objects.filter(pk=staged.pk).first()
    if found is None:
        raise ValidationError(_("This sheet was taken in or put aside already."))
    return found


def _put_goals(roadmap: RoadMap, *rows: Sequence[Judged]) -> None:
    """Group what the sheet names and the road map does not have yet, with weight 1."""
    had = goals_of(roadmap)
    wanted = {number for one in chain(*rows) if one.facts for number in one.facts.goals}
    missing = sorted(wanted - had.keys())
    if len(had) + len(missing) > changes.MOST_GOALS:
        raise ValidationError(
            _("Group at most %(n)s recommendations.") % {"n": changes.MOST_GOALS}
        )
    known = changes.found("goals", missing)
    last = roadmap.goals.aggregate(last=Max("order"))["last"] or 0
    Goal.objects.bulk_create(
        Goal(roadmap=roadmap, recommendation=known[number], order=order)
        for order, number in enumerate(missing, last + 1)
    )


def _put(
    roadmap: RoadMap, new: Sequence[Judged], other: Sequence[Judged], now: datetime
) -> list[int]:
    """Write the measures; returns their keys."""
    goals, changed_ones, links = goals_of(roadmap), [], []
    fresh = []
    for one in new:
        measure = Measure(roadmap=roadmap, changed_at=now)
        if one.facts:
            one.facts.put(measure)
        fresh.append(measure)
    for one in other:
        if one.measure and one.facts:
            one.facts.put(one.measure)
            one.measure.changed_at = now
            one.measure.edited += 1
            changed_ones.append(one.measure)
    _step_aside(changed_ones)
    Measure.objects.bulk_update(changed_ones, _COLUMNS, batch_size=_BATCH)
    Measure.objects.bulk_create(fresh, batch_size=_BATCH)
    for one, measure in zip([*new, *other], [*fresh, *changed_ones], strict=True):
        if one.facts:
            links += contributions(measure, one.facts, goals)
    Contribution.objects.filter(measure__in=[one.pk for one in changed_ones]).delete()
    Contribution.objects.bulk_create(links, batch_size=_BATCH)
    return [one.pk for one in [*changed_ones, *fresh]]


def _step_aside(measures: Sequence[Measure]) -> None:
    """Two measures may change places, and no number stands twice even for a moment."""
    for one in measures:
        Measure.objects.filter(pk=one.pk).exclude(place=one.place).update(place=f"~{one.pk}")
