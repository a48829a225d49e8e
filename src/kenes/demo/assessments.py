"""How the sides assess, this year, what was recommended; and what one contests of another."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from kenes.access.types import Actor
from kenes.demo import sources
from kenes.demo.acts import Act
from kenes.demo.dialogue import Dialogue
from kenes.demo.people import sitting_for
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Recommendation
from kenes.recommendations.services import assessing, contesting, entries

Row = Mapping[str, Any]


class Assessments:
    """Assessments as they are made; the secretariat enters those of others."""

    def __init__(self, actor: Actor, dialogue: Dialogue) -> None:
        self.actor = actor
        self.dialogue = dialogue
        self.organisations = dialogue.organisations
        self.made: dict[int, Assessment] = {}

    def acts(self) -> Iterator[Act]:
        """Each on its day, and what contests it."""
        for place, row in enumerate(sources.tables("assessments", "assessments")):
            yield Act(day=row["on"], do=partial(self._assess, place, row))
            for contest in row.get("contests", []):
                yield Act(day=contest["on"], do=partial(self._contest, place, contest))
        for row in sources.tables("assessments", "moves"):
            yield Act(day=row["on"], do=partial(self._move, row))

    def _assess(self, place: int, row: Row, now: datetime) -> None:
        self.made[place] = assessing.assess(
            Recommendation.objects.get(number=self.dialogue.number(row["of"])),
            by=Assessor(row["by"]),
            grade=Grade(row["grade"]),
            on=timezone.localdate(now),
            evidence_until=row.get("until"),
            evidence=row.get("evidence", ""),
            note=row["note"],
            organisation=self.organisations.get(row.get("organisation", "")),
            assessor=row.get("assessor", ""),
            actor=self.actor,
            now=now,
        )

    def _move(self, row: Row, now: datetime) -> None:
        entries.correct(
            Recommendation.objects.get(number=self.dialogue.number(row["of"])),
            facts={axis: row[axis] for axis in ("position", "stage")},
            reason=row["reason"],
            organisation=self.organisations[row["organisation"]],
            actor=self.actor,
            now=now,
        )

    def _contest(self, place: int, row: Row, now: datetime) -> None:
        organisation = self.organisations[row["by"]]
        contesting.contest(
            self.made[place],
            organisation=organisation,
            reason=row["reason"],
            language=row["lang"],
            actor=sitting_for(organisation, now),
            now=now,
        )
