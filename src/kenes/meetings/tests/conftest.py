"""The people of the cast, and a meeting of theirs at any place of its life."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.meetings.lifecycle import Section, Status
from kenes.meetings.models import Invitation, Item, Meeting, Presence
from kenes.members.actors import actor_for
from kenes.members.models import Body, Organisation, Seat, Tenure

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"


@dataclass
class Table:
    """Who sits there. Meetings are set up row by row: what services do is tested by theirs."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    @property
    def body(self) -> Body:
        return Body.objects.get(slug="council")

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key])

    def organisation(self, key: str) -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    def seat(self, key: str) -> Seat:
        return Seat.objects.get(organisation=self.organisation(key))

    def later(self, **delta: float) -> datetime:
        return self.now + timedelta(**delta)

    def meeting(self, status: Status = Status.PLANNED, **facts: Any) -> Meeting:
        """A meeting of the council with three items; called ones have invited all who sit."""
        values: dict[str, Any] = {
            "number": f"M-{self.today.year}-{Meeting.objects.count() + 1:03}",
            "body": self.body,
            "on": self.today,
            "starts_at": self.now,
            "ends_at": self.later(hours=3),
            "place": {"en": f"Hall {HOSTILE}"},
            "language": "en",
            "status": status,
            "planned_at": self.later(days=-60),
            "called_at": None if status == Status.PLANNED else self.later(days=-20),
            "opened_at": self.now if status in {Status.OPEN, Status.CLOSED} else None,
            "closed_at": self.later(hours=3) if status == Status.CLOSED else None,
        }
        meeting = Meeting.objects.create(**{**values, **facts})
        sections = (Section.OPENING, Section.LAW_MAKING, Section.OBLIGATIONS)
        for order, section in enumerate(sections, 1):
            Item.objects.create(
                meeting=meeting,
                order=order,
                section=section,
                title={"en": f"Item {order} {HOSTILE}"},
            )
        if status != Status.PLANNED:
            self.invite(meeting)
        return meeting

    def invite(self, meeting: Meeting) -> None:
        for tenure in Tenure.objects.select_related("seat", "user"):
            Invitation.objects.create(
                meeting=meeting,
                user=tenure.user,
                person_name=tenure.person_name,
                seat=tenure.seat,
                organisation=tenure.organisation,
            )

    def present(self, meeting: Meeting, *keys: str) -> list[Presence]:
        """These have come; by default all who have a seat that votes."""
        made = []
        for key in keys or ("bolat", "clara", "damir", "helen"):
            seat = self.seat(key)
            made.append(
                Presence.objects.create(
                    meeting=meeting,
                    user=self.users[key],
                    person_name=self.users[key].full_name,
                    seat=seat if seat.chamber.votes else None,
                    organisation=seat.organisation,
                    chamber=seat.chamber,
                    arrived_at=self.now,
                )
            )
        return made


@pytest.fixture
def table(cast: dict[str, User]) -> Table:
    return Table(cast)
