"""Seating the demonstration's body: bodies, seats and offices, by-laws, duties, declarations."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.demo import sources
from kenes.demo.acts import Act
from kenes.demo.cast import CAST, PASSWORD, enrol
from kenes.members.actors import actor_for
from kenes.members.models import Body, BodyKind, Chamber, Organisation, Seat
from kenes.members.services import (
    bodies,
    bylaws,
    declarations,
    duties,
    offices,
    organisations,
    seats,
)

_PEOPLE = {person.key: person for person in CAST}


class Composition:
    """The body while it is being composed; what is made is kept by its slug."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.country: str = sources.value("body.toml", "country")
        password = make_password(PASSWORD)  # hashed once: it is the same for all
        self.users = {person.key: enrol(person) for person in CAST}
        User.objects.filter(pk__in=[user.pk for user in self.users.values()]).update(
            password=password
        )
        self.accounts = _accounts(password)
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
        for row in sources.tables("bylaws", "bylaws"):
            yield Act(day=row["adopted"], do=partial(self._adopt, row))
        for row in sources.tables("duties", "duties"):
            yield Act(day=row["from"], do=partial(self._give_duty, row))
        for row in sources.tables("declarations", "declarations"):
            yield Act(day=row["on"], do=partial(self._declare, row))

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

    def _adopt(self, row: dict[str, Any], now: datetime) -> None:
        bylaws.adopt(
            values=row["values"],
            decision=row["decision"],
            starts_on=row["from"],
            actor=self.actor,
            now=now,
        )

    def _give_duty(self, row: dict[str, Any], now: datetime) -> None:
        facts = {"kind": row["kind"], **self._whose(row)}
        duties.give(
            self.organisations[row["organisation"]], facts=facts, actor=self.actor, now=now
        )

    def _declare(self, row: dict[str, Any], now: datetime) -> None:
        """By the person themselves, as who they were on that day."""
        user = self.users[row["cast"]] if "cast" in row else self.accounts[row["en"]]
        declarations.declare(
            user,
            self.organisations[row["organisation"]],
            interests="\n".join(row["interests"]),
            funding="\n".join(row["funding"]),
            language=row["language"],
            actor=actor_for(user, today=now.date()),
            now=now,
        )

    def _account(self, row: dict[str, Any]) -> User | None:
        """The account of a row's person: all who draft, sign or declare have one."""
        return self.users[row["cast"]] if "cast" in row else self.accounts.get(row["en"])

    def _whose(self, row: dict[str, Any]) -> dict[str, Any]:
        """The person and the days of a tenure, an office or a duty."""
        person = _PEOPLE.get(row.get("cast", ""))
        return {
            "person_name": person.en if person else row["en"],
            "person_name_kk": person.kk if person else row["kk"],
            "person_name_ru": person.ru if person else row["ru"],
            "user": self._account(row),
            "starts_on": row["from"],
            "ends_on": row.get("until"),
        }


def _accounts(password: str) -> dict[str, User]:
    """Accounts of the people beside the cast who draft, sign, declare or vote, by their name."""
    terms = [
        term for seat in sources.tables("seats-", "seats") for term in seat.get("tenures", [])
    ]
    rows = (
        *sources.tables("duties", "duties"),
        *sources.tables("declarations", "declarations"),
        *(row for row in (*terms, *sources.tables("seats-", "offices")) if row.get("account")),
    )
    return {
        name: User.objects.create(
            email=f"{slugify(name)}@kenes.example", full_name=name, password=password
        )
        for name in dict.fromkeys(row["en"] for row in rows if "en" in row)
    }
