"""Seating the demonstration's body: bodies, chambers, organisations, seats, tenures, offices."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from kenes.access.types import Actor
from kenes.demo import sources
from kenes.demo.acts import Act
from kenes.demo.cast import CAST, PASSWORD, enrol
from kenes.members.models import Body, BodyKind, Chamber, Organisation, Seat
from kenes.members.services import bodies, offices, organisations, seats

_PEOPLE = {person.key: person for person in CAST}


class Composition:
    """The body while it is being composed; what is made is kept by its slug."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.country: str = sources.value("body.toml", "country")
        self.users = {person.key: enrol(person, PASSWORD) for person in CAST}
        self.bodies: dict[str, Body] = {}
        self.chambers: dict[str, Chamber] = {}
        self.organisations: dict[str, Organisation] = {}
        self.seats: dict[tuple[str, str], Seat] = {}

    def acts(self) -> Iterator[Act]:
        """The body's whole history, from its founding to the people who sit today."""
        rows = sources.tables("body", "bodies")
        founded: date = rows[0]["founded"]
        for order, row in enumerate(rows):
            yield Act(day=row["founded"], do=partial(self._found, row, order))
        for order, row in enumerate(sources.tables("body", "chambers")):
            yield Act(day=founded, do=partial(self._add_chamber, row, order))
        for row in sources.tables("organisations", "organisations"):
            yield Act(day=founded, do=partial(self._enter, row))
        for row in sources.tables("seats-", "seats"):
            yield Act(day=row["created"], do=partial(self._add_seat, row))
            for tenure in row.get("tenures", []):
                yield Act(day=tenure["from"], do=partial(self._appoint, row, tenure))
        for row in sources.tables("seats-", "offices"):
            yield Act(day=row["from"], do=partial(self._give_office, row))

    def _found(self, row: dict[str, Any], order: int, now: datetime) -> None:
        is_plenary = row["kind"] == BodyKind.PLENARY
        facts = {
            "slug": row["slug"],
            "kind": row["kind"],
            "parent": None if is_plenary else next(iter(self.bodies.values())),
            "country": self.country if is_plenary else "",
            "country_name": sources.value("body.toml", "country_name") if is_plenary else {},
            "purpose": row["purpose"],
            "founded_on": row["founded"],
            "order": order,
            **sources.names(row),
        }
        self.bodies[row["slug"]] = bodies.create_body(facts=facts, actor=self.actor, now=now)

    def _add_chamber(self, row: dict[str, Any], order: int, now: datetime) -> None:
        facts = {
            "slug": row["slug"],
            "side": row["side"],
            "appointed_by": row["appointed_by"],
            "order": order,
            **sources.names(row),
        }
        self.chambers[row["slug"]] = bodies.create_chamber(facts=facts, actor=self.actor, now=now)

    def _enter(self, row: dict[str, Any], now: datetime) -> None:
        facts = {
            "slug": row["slug"],
            "kind": row["kind"],
            "purpose": row.get("purpose", {}),
            "founded_on": row.get("founded"),
            **sources.names(row),
        }
        self.organisations[row["slug"]] = organisations.create(
            facts=facts, actor=self.actor, now=now
        )

    def _add_seat(self, row: dict[str, Any], now: datetime) -> None:
        facts = {
            "chamber": self.chambers[row["chamber"]],
            "organisation": self.organisations.get(row.get("organisation", "")),
            "label": row["label"],
            "created_on": row["created"],
        }
        self.seats[row["body"], row["label"]] = seats.create(
            self.bodies[row["body"]], facts=facts, actor=self.actor, now=now
        )

    def _appoint(self, row: dict[str, Any], tenure: dict[str, Any], now: datetime) -> None:
        facts = {
            "capacity": tenure["capacity"],
            "nomination": tenure["nomination"],
            "ended_because": tenure.get("why", ""),
            **self._whose(tenure),
        }
        seats.appoint(
            self.seats[row["body"], row["label"]], facts=facts, actor=self.actor, now=now
        )

    def _give_office(self, row: dict[str, Any], now: datetime) -> None:
        facts = {"kind": row["kind"], **self._whose(row)}
        offices.give(self.bodies[row["body"]], facts=facts, actor=self.actor, now=now)

    def _whose(self, row: dict[str, Any]) -> dict[str, Any]:
        """The person and the days of a tenure or an office."""
        person = _PEOPLE.get(row.get("cast", ""))
        return {
            "person_name": person.en if person else row["en"],
            "person_name_kk": person.kk if person else row["kk"],
            "person_name_ru": person.ru if person else row["ru"],
            "user": self.users[person.key] if person else None,
            "starts_on": row["from"],
            "ends_on": row.get("until"),
        }
