"""A recommendation with a history, and the people who act on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from kenes.access.types import Actor, operator
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.recommendations.lifecycle import Assessor, Grade, Position
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import assessing, entries

WORDS = "Айтұлы <b>Ұлан</b> must be heard"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def secretary(cast: Mapping[str, User]) -> Actor:
    return actor_for(cast["amina"])


@pytest.fixture
def chair(cast: Mapping[str, User]) -> Actor:
    """Another officer than the secretary."""
    return next(
        actor
        for user in cast.values()
        if "chair" in (actor := actor_for(user)).roles and actor.user_id != cast["amina"].pk
    )


@pytest.fixture
def matter(now: datetime) -> Recommendation:
    """Recorded, its position corrected, assessed: three entries."""
    actor = operator("test")
    facts: dict[str, Any] = {
        "country": "KAZ",
        "mechanism": "UPR",
        "symbol": "A/1",
        "paragraph": "5",
    }
    made = entries.record(text=WORDS, language="en", facts=facts, actor=actor, now=now)
    made = entries.correct(
        made,
        facts={"position": Position.SUPPORTED},
        reason={"en": "The State has answered."},
        actor=actor,
        now=now,
    )
    assessing.assess(
        made, by=Assessor.CIVIL, grade=Grade.PARTLY, on=now.date(), actor=actor, now=now
    )
    return made
