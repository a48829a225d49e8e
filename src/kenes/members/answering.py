"""Who answers for an organisation today, and what the people who sit for it have declared."""

from dataclasses import dataclass
from datetime import date

from kenes.members.composition import current
from kenes.members.models import Declaration, Duty, Organisation, Tenure
from kenes.members.services import declarations

MOST = 200  # rows on one page


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """A person who sits for the organisation today, and their newest declaration."""

    person: str
    declaration: Declaration | None
    renewal_since: date | None  # the day from which a new declaration is due


@dataclass(frozen=True, kw_only=True)
class Declared:
    """``earlier``: those that a newer one replaced, and those of people who sat before."""

    sitters: tuple[Sitter, ...]
    earlier: tuple[Declaration, ...]


def duties(organisation: Organisation, today: date) -> tuple[Duty, ...]:
    """Who drafts and who signs today."""
    return tuple(organisation.duties.filter(current(today))[:MOST])


def all_duties(
    organisation: Organisation, today: date
) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
    """Duties of today and to come; and those that are over, the latest first."""
    rows = organisation.duties.order_by("-starts_on", "-id")[:MOST]
    over = tuple(duty for duty in rows if duty.ends_on and duty.ends_on < today)
    return tuple(duty for duty in rows if duty not in over)[::-1], over


def declared(organisation: Organisation, today: date) -> Declared:
    """What is declared for an organisation; as many queries for a hundred people as for one."""
    sitting = _sitting(organisation, today)
    users = [term.user_id for term in sitting if term.user_id]
    known = declarations.latest(of=users, for_organisations=[organisation.pk])
    months = declarations.months_between(today)
    sitters = tuple(
        _sitter(term, known.get((term.user_id or 0, organisation.pk)), today, months)
        for term in sitting
    )
    shown = [sitter.declaration.pk for sitter in sitters if sitter.declaration]
    earlier = organisation.declarations.exclude(pk__in=shown)
    return Declared(sitters=sitters, earlier=tuple(earlier[:MOST]))


def _sitting(organisation: Organisation, today: date) -> list[Tenure]:
    """A term of each person who sits today, once however many seats they have."""
    terms = Tenure.objects.filter(current(today), organisation=organisation).order_by(
        "seat__body__order", "seat__chamber__order", "seat_id", "-capacity", "id"
    )
    once: dict[int | str, Tenure] = {}
    for term in terms[:MOST]:
        once.setdefault(term.user_id or term.person_name or f"erased {term.pk}", term)
    return list(once.values())


def _sitter(term: Tenure, known: Declaration | None, today: date, months: int) -> Sitter:
    renewal = declarations.renewal_on(known, today, months)
    return Sitter(
        person=term.person,
        declaration=known,
        renewal_since=renewal if known and renewal <= today else None,
    )
