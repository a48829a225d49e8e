"""The people of the cast, and consultations as they hold them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Body
from kenes.opinions.models import Consultation, Participant, Statement
from kenes.opinions.services import preparing, proposing, stating

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
SEEDS = (
    "Whoever is detained sees a judge within 48 hours",
    "A lawyer is present from the first question on",
    "The prison service belongs to the Ministry of Justice",
    "Every police station records its corridors on video",
    "Complaints of torture go to a body of their own",
)


@dataclass
class House:
    """Who is there, and when it is."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key])

    def later(self, **delta: float) -> datetime:
        return self.now + timedelta(**delta)

    def facts(self, **given: Any) -> dict[str, Any]:
        return {
            "body": Body.objects.get(),
            "name": {"en": f"Justice at the station {HOSTILE}", "ru": "Правосудие"},
            "question": {"en": f"What should change first? {HOSTILE}"},
            "circle": "public",
            "proposing": "participants",
            "moderation": "before",
            "languages": ["kk", "ru", "en"],
            "about": "",
            "entries_an_hour": 60,
            **given,
        }

    def draft(self, seeds: int = 5, **given: Any) -> Consultation:
        actor = self.actor("amina")
        made = preparing.prepare(**self.facts(**given), actor=actor, now=self.now)
        if seeds:
            lines = [*SEEDS, *(f"Further statement number {n}" for n in range(6, seeds + 1))]
            text = "\n".join(lines[:seeds])
            stating.seed_many(made, text, "en", actor=actor, now=self.now)
        return made

    def opened(self, seeds: int = 5, days: int = 20, **given: Any) -> Consultation:
        made = self.draft(seeds, **given)
        return preparing.open_(
            made,
            closes_on=self.today + timedelta(days=days),
            actor=self.actor("amina"),
            now=self.now,
        )

    def participant(self, one: Consultation, number: int = 7, way: str = "public") -> Participant:
        return Participant.objects.create(
            of=one, number=number, way=way, digest=f"{number:064}", entered_on=self.today
        )

    def proposed(self, one: Consultation, text: str, number: int = 7) -> Statement:
        who = one.participants.filter(number=number).first() or self.participant(one, number)
        return proposing.propose(who, text, "en", now=self.now)

    def closed(self, one: Consultation) -> Consultation:
        return preparing.close(
            one, because=f"Enough {HOSTILE}", actor=self.actor("amina"), now=self.later(days=1)
        )


@pytest.fixture
def house(cast: dict[str, User]) -> House:
    return House(users=cast)


Enter = Callable[[str], Client]
