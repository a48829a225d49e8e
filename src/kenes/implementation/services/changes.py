"""What every act on a road map does alike: hold its row, tell what has changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.implementation import checks, permissions, recorded
from kenes.implementation.models import Goal, Measure, RoadMap
from kenes.members.actors import as_of
from kenes.recommendations.models import Recommendation
from kenes.record.services.publishing import Said
from kenes.record.subjects import State

MOST_GOALS = 500
FIELDS_AN_ENTRY = 400  # an entry of the record holds 65 kB of commitments


class ChangedMeanwhile(Exception):
    """Somebody saved it after it was opened; ``edited`` is its state now."""

    def __init__(self, edited: int) -> None:
        super().__init__(
            _(
                "Someone saved this while you were writing. What they wrote is shown above the "
                "form: bring yours together with theirs and save again."
            )
        )
        self.edited = edited


def taken_up(roadmap: RoadMap, actor: Actor, now: datetime) -> tuple[RoadMap, Actor]:
    """The row as it is now, held until the transaction ends, and the person as they are now.

    Raises ValidationError for a draft that was discarded meanwhile.
    """
    held = RoadMap.objects.select_for_update().filter(pk=roadmap.pk).first()
    if held is None:
        raise ValidationError(_("This draft was discarded."))
    return held, as_of(actor, now)


def measure_taken_up(measure: Measure, actor: Actor, now: datetime) -> tuple[Measure, Actor]:
    """A measure with its road map held, so that acts on one road map follow each other."""
    roadmap, actor = taken_up(measure.roadmap, actor, now)
    held = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(pk=measure.pk)
        .first()
    )
    if held is None:
        raise ValidationError(_("This measure was taken out of the draft."))
    held.roadmap = roadmap
    return held, actor


def found(field: str, numbers: Iterable[str]) -> dict[str, Recommendation]:
    """The recommendations of these numbers. Raises ValidationError naming one that is none."""
    wanted = list(dict.fromkeys(numbers))
    rows = Recommendation.objects.filter(number__in=[one for one in wanted if one.isprintable()])
    known = {one.number: one for one in rows}
    for number in wanted:
        if number not in known:
            raise ValidationError(
                {field: _("%(number)s is no recommendation of the register.") % {"number": number}}
            )
    return known


def put_goals(roadmap: RoadMap, goals: Mapping[str, int]) -> None:
    """Let these be the recommendations of a road map: number -> weight, in this order.

    Raises ValidationError on ``goals``.
    """
    if len(goals) > MOST_GOALS:
        raise ValidationError(
            {"goals": _("Group at most %(n)s recommendations.") % {"n": MOST_GOALS}}
        )
    known = found("goals", goals)
    had = {goal.recommendation_id: goal for goal in roadmap.goals.all()}
    for order, (number, given) in enumerate(goals.items(), 1):
        recommendation = known[number]
        goal = had.pop(recommendation.pk, None) or Goal(
            roadmap=roadmap, recommendation=recommendation
        )
        goal.weight, goal.order = checks.weight("goals", given), order
        goal.save()
    Goal.objects.filter(pk__in=[goal.pk for goal in had.values()]).delete()


def state_of(roadmap: RoadMap) -> State:
    """All that is shown of it now, whatever was read of it before."""
    return recorded.state_of(RoadMap.objects.get(pk=roadmap.pk))


def measure_state(measure: Measure) -> State:
    """What is shown of one measure now."""
    return recorded.states_of_measures(Measure.objects.filter(pk=measure.pk))


def sayings(
    roadmap: RoadMap, state: State, act: Mapping[str, Any], *, before: str, after: str
) -> Iterator[Said]:
    """What an act says, in as many entries as it needs."""
    waiting = iter(state.items())
    while some := dict(islice(waiting, FIELDS_AN_ENTRY)):
        yield Said(subject=roadmap.number, state=some, act=act, before=before, after=after)


def by(actor: Actor, measure: Measure) -> dict[str, Any]:
    """In whose name it is done: the owner's, unless the secretariat does it."""
    if permissions.owns(actor, measure):
        return {"by": f"organisation/{measure.owner_id}"}
    return {}
