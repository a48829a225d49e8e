"""Seating the demonstration's body: bodies, chambers, organisations, seats, tenures, offices."""

from typing import Any

from kenes.accounts.models import User
from kenes.demo import sources
from kenes.demo.cast import CAST, PASSWORD, enrol
from kenes.members.models import Body, BodyKind, Chamber, Office, Organisation, Seat, Tenure

_PEOPLE = {person.key: person for person in CAST}


def seat_everyone() -> None:
    """Make the whole body as it is composed today, with its history."""
    users = {person.key: enrol(person, PASSWORD) for person in CAST}
    bodies, chambers, organisations = _bodies(), _chambers(), _organisations()
    for row in sources.tables("seats-", "seats"):
        seat = Seat.objects.create(
            body=bodies[row["body"]],
            chamber=chambers[row["chamber"]],
            organisation=organisations.get(row.get("organisation", "")),
            label=row["label"],
            created_on=row["created"],
        )
        Tenure.objects.bulk_create(
            Tenure(
                seat=seat,
                organisation=organisations[row["organisation"]],
                capacity=tenure["capacity"],
                nomination=tenure["nomination"],
                ended_because=tenure.get("why", ""),
                **_whose(tenure, users),
            )
            for tenure in row.get("tenures", [])
        )
    Office.objects.bulk_create(
        Office(body=bodies[row["body"]], kind=row["kind"], **_whose(row, users))
        for row in sources.tables("seats-", "offices")
    )


def _bodies() -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    country = sources.value("body.toml", "country")
    for order, row in enumerate(sources.tables("body", "bodies")):
        is_plenary = row["kind"] == BodyKind.PLENARY
        bodies[row["slug"]] = Body.objects.create(
            slug=row["slug"],
            kind=row["kind"],
            parent=None if is_plenary else next(iter(bodies.values())),
            country=country if is_plenary else "",
            purpose=row["purpose"],
            founded_on=row["founded"],
            order=order,
            **sources.names(row),
        )
    return bodies


def _chambers() -> dict[str, Chamber]:
    return {
        row["slug"]: Chamber.objects.create(
            slug=row["slug"],
            side=row["side"],
            appointed_by=row["appointed_by"],
            order=order,
            **sources.names(row),
        )
        for order, row in enumerate(sources.tables("body", "chambers"))
    }


def _organisations() -> dict[str, Organisation]:
    return {
        row["slug"]: Organisation.objects.create(
            slug=row["slug"],
            kind=row["kind"],
            founded_on=row.get("founded"),
            **sources.names(row),
        )
        for row in sources.tables("organisations", "organisations")
    }


def _whose(row: dict[str, Any], users: dict[str, User]) -> dict[str, Any]:
    """The person and the days of a tenure or an office."""
    person = _PEOPLE.get(row.get("cast", ""))
    return {
        "person_name": person.en if person else row["en"],
        "person_name_kk": person.kk if person else row["kk"],
        "person_name_ru": person.ru if person else row["ru"],
        "user": users[person.key] if person else None,
        "starts_on": row["from"],
        "ends_on": row.get("until"),
    }
