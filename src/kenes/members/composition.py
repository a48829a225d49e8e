"""A body as its page shows it: seats by chamber with who sits there today, offices, past terms."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kenes.languages.fields import pick
from kenes.members.models import Body, Capacity, Chamber, Office, Seat, Tenure


@dataclass(frozen=True, kw_only=True)
class Place:
    """A seat today; without a holder it is vacant."""

    seat: Seat
    holder: Tenure | None
    alternate: Tenure | None


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A chamber's places in one body."""

    chamber: Chamber
    appointed_by: str
    places: tuple[Place, ...]

    @property
    def vacant(self) -> int:
        return sum(place.holder is None for place in self.places)


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A body and those under it."""

    body: Body
    under: tuple["Branch", ...]


def current(today: date) -> Q:
    """Terms and offices that hold on ``today``."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def benches(body: Body, today: date) -> tuple[Bench, ...]:
    """The chambers with seats in ``body`` today, in their order: two queries whatever the size."""
    seats = (
        body.seats.filter(created_on__lte=today)
        .filter(Q(abolished_on=None) | Q(abolished_on__gt=today))
        .select_related("chamber", "organisation")
        .order_by("chamber__order", "chamber_id", "id")
    )
    sitting: dict[tuple[int, str], Tenure] = {
        (tenure.seat_id, tenure.capacity): tenure
        for tenure in Tenure.objects.filter(current(today), seat__body=body).select_related(
            "organisation"
        )
    }
    grouped: dict[Chamber, list[Place]] = defaultdict(list)
    for seat in seats:
        grouped[seat.chamber].append(
            Place(
                seat=seat,
                holder=sitting.get((seat.pk, Capacity.HOLDER)),
                alternate=sitting.get((seat.pk, Capacity.ALTERNATE)),
            )
        )
    return tuple(
        Bench(chamber=chamber, appointed_by=pick(chamber.appointed_by), places=tuple(places))
        for chamber, places in grouped.items()
    )


def offices(body: Body, today: date) -> tuple[Office, ...]:
    return tuple(body.offices.filter(current(today)))


def tree() -> tuple[Branch, ...]:
    """All bodies as a tree, from the plenary down; one query."""
    under: dict[int | None, list[Body]] = defaultdict(list)
    for body in Body.objects.all():
        under[body.parent_id].append(body)

    def branches(parent: int | None) -> tuple[Branch, ...]:
        return tuple(Branch(body=body, under=branches(body.pk)) for body in under[parent])

    return branches(None)


def ended_terms(body: Body, today: date, before: str, rows: int) -> tuple[tuple[Tenure, ...], str]:
    """Past terms, the latest first, and the place of the next page; ``before`` is such a place."""
    terms = Tenure.objects.filter(seat__body=body, ends_on__lt=today).select_related(
        "seat__chamber", "organisation"
    )
    day, _, number = before.partition(".")
    try:
        end, pk = date.fromisoformat(day), int(number)
    except ValueError:
        pass
    else:
        terms = terms.filter(ends_on__lte=end).filter(Q(ends_on__lt=end) | Q(pk__lt=pk))
    found = list(terms.order_by("-ends_on", "-id")[: rows + 1])
    shown = tuple(found[:rows])
    more = f"{shown[-1].ends_on}.{shown[-1].pk}" if len(found) > rows else ""
    return shown, more
