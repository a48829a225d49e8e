"""What was made of a recommendation stands on its page: road maps, measures; of drafts nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.implementation import related
from kenes.implementation.models import Contribution, Goal, Measure, RoadMap
from kenes.members.models import Organisation
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def one(cast: dict[str, User]) -> Recommendation:
    facts = {"country": "KAZ", "mechanism": "UPR"}
    return entries.record(
        text="Ratify", language="en", facts=facts, actor=operator("test"), now=timezone.now()
    )


def road_map(one: Recommendation, status: str, number: str) -> RoadMap:
    """With a measure that is late and one that is done; what services do is tested by theirs."""
    now = timezone.now()
    made = RoadMap.objects.create(
        number=number,
        title={"en": "Against torture"},
        starts_on=TODAY - timedelta(days=300),
        ends_on=TODAY + timedelta(days=300),
        status=status,
        created_at=now,
        changed_at=now,
    )
    goal = Goal.objects.create(roadmap=made, recommendation=one)
    for place, state, days in (
        ("1.1", "under_way", -2),
        ("1.2", "done", -90),
        ("1.3", "not_begun", 9),
    ):
        measure = Measure.objects.create(
            roadmap=made,
            place=place,
            title={"en": f"Measure {place}"},
            owner=Organisation.objects.get(slug="of-bolat"),
            due_on=TODAY + timedelta(days=days),
            status=state,
            changed_at=now,
        )
        Contribution.objects.create(measure=measure, goal=goal)
    return made


def test_measures_of_adopted_road_maps_are_told_with_their_deadline(one: Recommendation) -> None:
    road_map(one, "adopted", "RM-2026-001")
    road_map(one, "draft", "RM-2026-002")
    found = related.measures(one.number, TODAY, 20)
    assert [(item.title, item.number) for item in found] == [
        ("1.2 Measure 1.2", "RM-2026-001"),
        ("1.1 Measure 1.1", "RM-2026-001"),
        ("1.3 Measure 1.3", "RM-2026-001"),
    ]
    assert [item.status for item in found] == [
        "Ministry of Internal Affairs: done.",
        "Ministry of Internal Affairs: under way, overdue by 2 days.",
        "Ministry of Internal Affairs: not begun, due by 4 December 2026.",
    ]
    assert len(related.measures(one.number, TODAY, 1)) == 1
    assert related.measures("R-2000-001", TODAY, 20) == []


def test_adopted_road_maps_are_told(one: Recommendation) -> None:
    road_map(one, "adopted", "RM-2026-001")
    road_map(one, "draft", "RM-2026-002")
    [item] = related.road_maps(one.number, TODAY, 20)
    assert (item.number, item.title) == ("RM-2026-001", "Against torture")
