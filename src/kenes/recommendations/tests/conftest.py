"""The people of the cast around a recommendation."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kenes.access.types import Actor, operator
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Contest, Recommendation
from kenes.recommendations.services import adopting, assessing, contesting, entries

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
MACHINE = operator("test")


@dataclass
class Around:
    """Who acts, and what they do in one call."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key])

    def organisation(self, key: str) -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    def recommended(self, text: str = f"End torture {HOSTILE}", **facts: Any) -> Recommendation:
        """One of the UPR's."""
        values = {"country": "KAZ", "mechanism": "UPR", **facts}
        return entries.record(text=text, language="en", facts=values, actor=MACHINE, now=self.now)

    def adopted(
        self, *to: tuple[str, int | None], days: int = 100, **facts: Any
    ) -> Recommendation:
        """The body's own, adopted so many days ago; ``to``: whom, due in how many days."""
        addressees = [
            (self.organisation(key), None if due is None else self.ago(-due)) for key, due in to
        ]
        values: dict[str, Any] = {
            "texts": {"en": f"Publish the findings {HOSTILE}", "ru": "Опубликовать выводы"},
            "language": "en",
            "adopted_on": self.ago(days),
            "addressees": addressees,
            "actor": self.actor("amina"),
            "now": self.now,
        }
        return adopting.adopt(**{**values, **facts})

    def assess(
        self, one: Recommendation, by: str, grade: str, days: int = 0, **facts: Any
    ) -> Assessment:
        """An assessment of so many days ago, as the secretariat recorded it."""
        values: dict[str, Any] = {"on": self.ago(days), "actor": MACHINE, "now": self.now}
        return assessing.assess(one, by=Assessor(by), grade=Grade(grade), **{**values, **facts})

    def contest(self, assessment: Assessment, key: str, reason: str = HOSTILE) -> Contest:
        return contesting.contest(
            assessment,
            organisation=self.organisation(key),
            reason=reason,
            language="en",
            actor=self.actor(key),
            now=self.now,
        )


@pytest.fixture
def around(cast: dict[str, User]) -> Around:
    return Around(cast)
