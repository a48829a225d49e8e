"""A road map as its pages show it: shares, counts, measures in their order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum

from kenes.database import paging
from kenes.implementation import progress
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import Contribution, Goal, Measure, RoadMap
from kenes.members.models import Organisation
from kenes.recommendations.models import Recommendation

ROWS = 100  # measures of a page
OVERDUE = "overdue"  # no status: the calendar says so
OPEN = (MeasureStatus.NOT_BEGUN, MeasureStatus.UNDER_WAY)
NARROWS = (*MeasureStatus.values, OVERDUE)
_NUMBERED = paging.Order(field="order")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a road map is. ``goals``: key of a goal -> its share."""

    share: Fraction = progress.NOTHING
    goals: dict[int, Fraction] = field(default_factory=dict)
    idle: frozenset[int] = frozenset()  # goals for which no measure is left
    measures: int = 0
    done: int = 0
    dropped: int = 0
    overdue: int = 0
    astray: int = 0  # measures that serve no recommendation

    @property
    def percent(self) -> int:
        return progress.shown(self.share)


def standings(roadmaps: Collection[int], today: date) -> dict[int, Standing]:
    """How far each road map is, by its key; three queries, whatever their size."""
    sums = {
        row["goal_id"]: (row["weighted"], row["weights"])
        for row in Contribution.objects.filter(goal__roadmap__in=roadmaps)
        .exclude(measure__status=MeasureStatus.DROPPED)
        .order_by()
        .values("goal_id")
        .annotate(weighted=Sum(F("weight") * F("measure__percent")), weights=Sum("weight"))
    }
    goals: dict[int, dict[int, tuple[int, Fraction]]] = {key: {} for key in roadmaps}
    rows = Goal.objects.filter(roadmap__in=roadmaps).values_list("id", "roadmap_id", "weight")
    for pk, roadmap, weight in rows:
        goals[roadmap][pk] = weight, progress.of_goal(*sums.get(pk, (0, 0)))
    counts = {row["roadmap_id"]: row for row in _counted(roadmaps, today)}
    made = {}
    for key, found in goals.items():
        parts = [progress.Part(weight, share) for weight, share in found.values()]
        told = {name: counts.get(key, {}).get(name, 0) for name in _COUNTS}
        made[key] = Standing(
            share=progress.mean(parts),
            goals={pk: share for pk, (_weight, share) in found.items()},
            idle=frozenset(found.keys() - sums.keys()),
            **told,
        )
    return made


def standing(roadmap: RoadMap, today: date) -> Standing:
    return standings([roadmap.pk], today)[roadmap.pk]


_COUNTS = ("measures", "done", "dropped", "overdue", "astray")


def _counted(roadmaps: Collection[int], today: date) -> Iterable[Mapping[str, Any]]:
    served = Contribution.objects.filter(goal__roadmap__in=roadmaps).values("measure_id")
    return (
        Measure.objects.filter(roadmap__in=roadmaps)
        .order_by()
        .values("roadmap_id")
        .annotate(
            measures=Count("id"),
            done=Count("id", filter=Q(status=MeasureStatus.DONE)),
            dropped=Count("id", filter=Q(status=MeasureStatus.DROPPED)),
            overdue=Count("id", filter=Q(status__in=OPEN, due_on__lt=today)),
            astray=Count("id", filter=~Q(id__in=served)),
        )
    )


def measures(
    roadmap: RoadMap, today: date, *, narrow: str = "", after: str = "", before: str = ""
) -> paging.Page[Measure]:
    """The measures of a page, in the order of their numbers, narrowed to a status or overdue."""
    rows = roadmap.measures.select_related("owner").prefetch_related(
        Prefetch("contributions", Contribution.objects.numbered())
    )
    if narrow == OVERDUE:
        rows = rows.filter(status__in=OPEN, due_on__lt=today)
    elif narrow in MeasureStatus.values:
        rows = rows.filter(status=narrow)
    found = paging.page(
        rows,
        _NUMBERED,
        size=ROWS,
        after=after,
        before=before,
        kept={"status": narrow},
        fragment="#measures",
    )
    for one in found.rows:
        one.roadmap = roadmap
    return found


def partners(rows: Iterable[Measure]) -> dict[int, Organisation]:
    """Those who act together with the owners, by key; one query."""
    return Organisation.objects.in_bulk({key for one in rows for key in one.partners})


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """One recommendation of a road map as it is shown."""

    goal: Goal
    recommendation: Recommendation
    text: str
    language: str
    percent: int
    is_idle: bool


def grouped(roadmap: RoadMap, standing: Standing) -> tuple[Grouped, ...]:
    """Its recommendations with their texts and shares; two queries."""
    rows = roadmap.goals.select_related("recommendation").prefetch_related("recommendation__texts")
    made = []
    for goal in rows:
        text = goal.recommendation.text_for()
        made.append(
            Grouped(
                goal=goal,
                recommendation=goal.recommendation,
                text=text.text if text else "",
                language=text.language if text else "",
                percent=progress.shown(standing.goals.get(goal.pk, progress.NOTHING)),
                is_idle=goal.pk in standing.idle,
            )
        )
    return tuple(made)
