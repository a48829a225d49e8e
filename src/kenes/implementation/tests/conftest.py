"""The people of the cast with recommendations to carry out, and a road map at any place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services import adopting, drafting, measures, reporting
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
Enter = Callable[[str], Client]


@dataclass
class Table:
    """Who sits there, and what they do; each act goes through its service."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    def actor(self, key: str = "amina") -> Actor:
        return actor_for(self.users[key])

    def organisation(self, key: str = "bolat") -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def ahead(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def act(self, key: str = "amina") -> dict[str, Any]:
        return {"actor": self.actor(key), "now": self.now}

    def recommendation(self, paragraph: str = "", **facts: Any) -> Recommendation:
        return entries.record(
            text=f"Let lawyers in within three hours. {HOSTILE}",
            language="en",
            facts={"symbol": "A/HRC/28/10" if paragraph else "", "paragraph": paragraph, **facts},
            **self.act(),
        )

    def draft(self, *goals: Recommendation, **facts: Any) -> RoadMap:
        given: dict[str, Any] = {
            "title": {"en": f"Access to lawyers {HOSTILE}", "ru": "Доступ адвокатов"},
            "purpose": {"en": f"That nobody waits. {HOSTILE}"},
            "starts_on": self.ahead(-300),
            "ends_on": self.ahead(700),
            "goals": {one.number: 1 for one in goals},
        }
        return drafting.begin(**{**given, **facts}, **self.act())

    def measure(self, roadmap: RoadMap, by: str = "amina", **facts: Any) -> Measure:
        given: dict[str, Any] = {
            "title": {"en": f"A register of visits {HOSTILE}"},
            "owner": self.organisation(),
            "due_on": self.ahead(60),
        }
        return measures.add(roadmap, **{**given, **facts}, **self.act(by))

    def adopted(self, *goals: Recommendation, **facts: Any) -> RoadMap:
        """An adopted road map with one measure for each recommendation."""
        roadmap = self.draft(*goals or (self.recommendation(),), **facts)
        for goal in roadmap.goals.select_related("recommendation"):
            self.measure(roadmap, goals={goal.recommendation.number: 1})
        return adopting.adopt(roadmap, **self.act())

    def report(self, measure: Measure, status: str, by: str = "bolat", **facts: Any) -> Any:
        given: dict[str, Any] = {"text": f"Opened. {HOSTILE}", "language": "en", "on": self.today}
        return reporting.report(measure, status=status, **{**given, **facts}, **self.act(by))


@pytest.fixture
def table(cast: dict[str, User]) -> Table:
    return Table(cast)
