"""What the latest assessments of the two sides say, taken together, and since when.

Both sides of the table count: the State and civil society, each by its latest assessment. The
human-rights institution, an independent assessor and the mechanism itself are shown beside them
and do not count: they are what both sides are measured by, and neither side can outvote the other
with their help. A committee's own grade is never converted into ours. Any of these assessments
may be contested all the same, and the matter returns to the agenda.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Recommendation, Standing

SIDES = (Assessor.STATE, Assessor.CIVIL)
# Two assessments in one row of this table say the same: it is done; it is under way and not done;
# nothing is done. Any others differ. A grade that is not here says nothing.
SAYS: Mapping[str, str] = {
    Grade.IMPLEMENTED: "done",
    Grade.PARTLY: "under way",
    Grade.IN_PROGRESS: "under way",
    Grade.NOT_BEGUN: "nothing",
    Grade.NOT_IMPLEMENTED: "nothing",
}


@dataclass(frozen=True, kw_only=True)
class Stands:
    """Where the sides stand; ``since`` is None while they do not."""

    standing: Standing
    since: date | None = None


def latest(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """The newest assessment of each assessor, by ``by``."""
    return {one.by: one for one in sorted(assessments, key=lambda one: (one.on, one.pk))}


def of(assessments: Iterable[Assessment]) -> Stands:
    """Replayed day by day, so that agreeing once more does not begin anew.

    ``contests`` of the assessments prefetched.
    """
    given = list(assessments)
    events: list[tuple[date, Assessment | None, int]] = [(one.on, one, 0) for one in given]
    events += [
        (timezone.localdate(contest.at), None, one.pk)
        for one in given
        for contest in one.contests.all()
    ]
    newest: dict[str, Assessment] = {}
    contested: set[int] = set()
    stands = Stands(standing=Standing.NONE)
    for day, those in groupby(sorted(events, key=_place), key=lambda event: event[0]):
        for _day, assessment, contest_of in those:
            if assessment is not None:
                newest[assessment.by] = assessment
            else:
                contested.add(contest_of)
        now = _together(newest, contested)
        if now != stands.standing:
            stands = Stands(standing=now, since=day if now else None)
    return stands


def undone_since(stands: Stands, adopted_on: date | None) -> date | None:
    """Since when it is agreed and still not done; None when it is not.

    What the body adopted is agreed from that day on, until both sides say that it is done; of
    other origin, from the day both sides say that it is not.
    """
    if adopted_on is not None:
        return None if stands.standing == Standing.DONE else adopted_on
    return stands.since if stands.standing == Standing.NOT_DONE else None


def settle(recommendation: Recommendation) -> tuple[str, str]:
    """Set where its sides stand, from the tables; returns what it was and what it is.

    Call inside the transaction that assesses or contests, its row held. The row is not saved.
    """
    before = str(recommendation.standing)
    origin = getattr(recommendation, "origin", None)
    stands = of(recommendation.assessments.prefetch_related("contests"))
    recommendation.standing = stands.standing
    recommendation.standing_since = stands.since
    recommendation.undone_since = undone_since(stands, origin.adopted_on if origin else None)
    return before, str(stands.standing)


def _together(newest: Mapping[str, Assessment], contested: set[int]) -> Standing:
    if any(one.pk in contested for one in newest.values()):
        return Standing.CONTESTED
    state, civil = (SAYS.get(newest[by].grade, "") if by in newest else "" for by in SIDES)
    if not state or not civil:
        return Standing.NONE
    if state != civil:
        return Standing.CONTESTED
    return Standing.DONE if state == "done" else Standing.NOT_DONE


def _place(event: tuple[date, Assessment | None, int]) -> tuple[date, int, int]:
    """Of one day, assessments in their order, then what contests them."""
    day, assessment, contest_of = event
    return (day, 0, assessment.pk) if assessment is not None else (day, 1, contest_of)
