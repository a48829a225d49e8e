"""The demonstration’s consultations: one that was held, with its map, and one that is open."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from kenes.access.types import Actor
from kenes.demo import sources
from kenes.demo.acts import Act
from kenes.demo.body import Composition
from kenes.languages.types import LANGUAGES
from kenes.members.actors import actor_for
from kenes.members.models import Body, BodyKind
from kenes.opinions.lifecycle import Choice, Circle, Way
from kenes.opinions.models import Consultation, Participant, Statement, Vote
from kenes.opinions.services import answering, preparing, stating

Row = Mapping[str, Any]
_SEED = 2013
_VOTES = 0.8  # of all statements, those that a person votes on
_PASSES = 0.08
# How many of each chamber, and of the public, ask for openness before all; the rest for order.
_OPENNESS = {"state": 0.25, "parliament": 0.5, "civil": 0.8, "": 0.6}
_LARGEST_NUMBER = 10_000


class Consultations:
    def __init__(self, actor: Actor, composition: Composition) -> None:
        self.actor = actor
        self.chambers, self.users = composition.chambers, composition.users
        self.held: dict[str, Consultation] = {}
        self.random = random.Random(_SEED)  # noqa: S311 (people of a demonstration)
        self.statements = sources.tables("consultations", "statements")

    def acts(self) -> Iterator[Act]:
        for row in sources.tables("consultations", "consultations"):
            yield Act(day=row["on"], do=partial(self._prepare, row))
            yield Act(day=row["opened"], do=partial(self._open, row))
            if sum(row["people"].values()):
                yield Act(day=row["closes"], do=partial(self._vote, row))
                yield Act(day=row["closes"] + timedelta(days=1), do=self._close, at=time(1))
            if "answered" in row:
                yield Act(day=row["answered"], do=partial(self._answer, row))

    def _prepare(self, row: Row, now: datetime) -> None:
        made = preparing.prepare(
            body=Body.objects.get(kind=BodyKind.PLENARY),
            name={code: row[code] for code in LANGUAGES},
            question={code: row[f"question_{code}"] for code in LANGUAGES},
            circle=Circle.PUBLIC,
            languages=list(LANGUAGES),
            actor=self.actor,
            now=now,
        )
        for statement in self._of(row):
            stating.seed(
                made,
                {code: statement[code] for code in LANGUAGES},
                "ru",
                actor=self.actor,
                now=now,
            )
        self.held[row["key"]] = made

    def _open(self, row: Row, now: datetime) -> None:
        preparing.open_(self.held[row["key"]], closes_on=row["closes"], actor=self.actor, now=now)

    def _close(self, now: datetime) -> None:
        preparing.close_due(now)

    def _answer(self, row: Row, now: datetime) -> None:
        text = {code: row[f"answer_{code}"] for code in LANGUAGES}
        chair = actor_for(self.users["farida"], today=timezone.localdate(now))
        answering.answer(self.held[row["key"]], text=text, actor=chair, now=now)

    def _vote(self, row: Row, now: datetime) -> None:
        """Everybody who takes part, at once: nothing of the moments is kept after the close."""
        consultation = self.held[row["key"]]
        rows = {one.number: one for one in Statement.objects.filter(of=consultation)}
        leans = {number: one["lean"] for number, one in enumerate(self._of(row), 1)}
        people = self._people(consultation, row["people"], timezone.localdate(now))
        votes = [
            Vote(of=consultation, participant=person, statement=rows[number], value=value, at=now)
            for person, group in people
            for number, value in self._choices(leans, group)
        ]
        Vote.objects.bulk_create(votes, batch_size=500)

    def _people(
        self, consultation: Consultation, counts: Mapping[str, int], today: date
    ) -> list[tuple[Participant, int]]:
        """Each with the group of opinion they belong to, 0 or 1."""
        numbers = self.random.sample(range(1, _LARGEST_NUMBER), sum(counts.values()))
        made: list[Participant] = []
        groups: list[int] = []
        for slug, count in counts.items():
            chamber = self.chambers.get(slug)
            for _person in range(count):
                way = Way.MEMBER if chamber else Way.PUBLIC
                made.append(
                    Participant(
                        of=consultation,
                        number=numbers[len(made)],
                        way=way,
                        chamber=chamber,
                        entered_on=today,
                    )
                )
                share = _OPENNESS[slug if chamber else ""]
                groups.append(0 if self.random.random() < share else 1)
        saved = Participant.objects.bulk_create(made)
        return list(zip(saved, groups, strict=True))

    def _choices(self, leans: Mapping[int, list[float]], group: int) -> Iterator[tuple[int, int]]:
        for number, lean in leans.items():
            if self.random.random() > _VOTES:
                continue
            if self.random.random() < _PASSES:
                yield number, Choice.PASS
                continue
            agrees = self.random.random() < 1 / (1 + 2.718281828 ** -lean[group])
            yield number, Choice.AGREE if agrees else Choice.DISAGREE

    def _of(self, row: Row) -> list[dict[str, Any]]:
        return [one for one in self.statements if one["of"] == row["key"]]
