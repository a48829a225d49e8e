"""Who speaks and signs for an organisation on a day of the demonstration."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from kenes.access.types import Actor, Role
from kenes.members.actors import actor_for
from kenes.members.models import Duty, DutyKind, Organisation, Tenure


def sitting_for(organisation: Organisation, now: datetime) -> Actor:
    """Who speaks for an organisation that day: who has an account, a holder before others."""
    today = timezone.localdate(now)
    terms = Tenure.objects.filter(_current(today), organisation=organisation).select_related(
        "user", "seat__chamber"
    )
    term = min(terms, key=lambda one: (one.user is None, one.capacity != "holder", one.seat_id))
    if term.user:
        return actor_for(term.user, today=today)
    role = Role.MEMBER if term.seat.chamber.votes else Role.OBSERVER
    return Actor(
        name=term.person_name,
        roles=frozenset({Role.VISITOR, Role.SIGNED_IN, role}),
        seat_ids=frozenset({term.seat_id}),
        organisation_ids=frozenset({organisation.pk}),
    )


def on_duty(organisation: Organisation, kind: DutyKind, now: datetime) -> Actor:
    """Who drafts or signs for an organisation that day."""
    today = timezone.localdate(now)
    duty = Duty.objects.select_related("user").get(
        _current(today), organisation=organisation, kind=kind
    )
    assert duty.user is not None, duty  # noqa: S101
    return actor_for(duty.user, today=today)


def _current(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
