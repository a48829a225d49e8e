"""Who holds what on one day, as keys of the people who can sign in."""

from collections.abc import Callable, Collection
from datetime import date
from typing import TypeVar

from django.db.models import Q

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Duty, DutyKind, Office, OfficeKind, Tenure

Found = TypeVar("Found")


class People:
    """Everyone's places on ``today``; each question is asked of the database once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._known: dict[tuple[object, ...], object] = {}
        current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
        self._now = current & Q(user__is_active=True)

    def secretaries(self) -> set[int]:
        return self._officers(OfficeKind.SECRETARY)

    def chairs(self) -> set[int]:
        return self._officers(OfficeKind.CHAIR, OfficeKind.CO_CHAIR)

    def answering(self, organisation_id: int, *kinds: DutyKind) -> set[int]:
        """Who answers for an organisation: who drafts and who signs, or one of the two."""

        def ask() -> set[int]:
            wanted = kinds or tuple(DutyKind)
            held = Duty.objects.filter(self._now, organisation=organisation_id, kind__in=wanted)
            return set(held.values_list("user_id", flat=True))

        return self._once(("answering", organisation_id, *kinds), ask)

    def sitting(self, organisation_ids: Collection[int]) -> set[int]:
        """Who sits for one of the organisations, as holder or alternate."""
        ids = frozenset(organisation_ids)

        def ask() -> set[int]:
            held = Tenure.objects.filter(self._now, organisation__in=ids)
            return set(held.values_list("user_id", flat=True))

        return self._once(("sitting", ids), ask)

    def seated(self) -> set[int]:
        """Whoever holds a seat or a place of observers, or stands in for who does."""

        def ask() -> set[int]:
            return set(Tenure.objects.filter(self._now).values_list("user_id", flat=True))

        return self._once(("seated",), ask)

    def actor(self, user_id: int) -> Actor:
        """What a person may do today; nobody when the account is gone."""

        def ask() -> Actor:
            user = User.objects.filter(pk=user_id).first()
            return actor_for(user, today=self.today) if user else Actor()

        return self._once(("actor", user_id), ask)

    def _officers(self, *kinds: OfficeKind) -> set[int]:
        def ask() -> set[int]:
            held = Office.objects.filter(self._now, kind__in=kinds)
            return set(held.values_list("user_id", flat=True))

        return self._once(("officers", *kinds), ask)

    def _once(self, question: tuple[object, ...], ask: Callable[[], Found]) -> Found:
        if question not in self._known:
            self._known[question] = ask()
        return self._known[question]  # type: ignore[return-value]
