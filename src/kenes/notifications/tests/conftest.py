"""The cast as people who have joined, a clock that is told, and short words for acts."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django import Settings

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.demo.cast import assemble
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.notifications.services.composing import compose
from kenes.notifications.services.delivering import deliver
from kenes.notifications.services.reading import read_journal
from kenes.replies.models import Request
from kenes.replies.services import asking

NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Almaty"))  # a Wednesday
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Passed(NamedTuple):
    """What one pass has done."""

    notices: int
    made: int  # letters
    sent: int


def go_round(now: datetime) -> Passed:
    """What ``kenes tick`` does with notices."""
    return Passed(read_journal(now), compose(now), deliver(now))


class House:
    """The body with its people; ``now`` is what the clock on its wall says."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.now = NOON

    def __getitem__(self, key: str) -> User:
        return self.users[key]

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key], today=self.today)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def wait(self, span: timedelta) -> datetime:
        self.now += span
        return self.now

    def tick(self) -> Passed:
        return go_round(self.now)

    def ask(self, text: str = "How many?", *, by: str = "clara", public: bool = True) -> Request:
        """A question of an organisation to the Ministry of Internal Affairs."""
        return asking.ask(
            addressee=Organisation.objects.get(slug="of-bolat"),
            asked_by=Organisation.objects.get(slug=f"of-{by}"),
            text=text,
            language="en",
            is_public=public,
            actor=self.actor(by),
            now=self.now,
        )


def gather(settings: Settings) -> House:
    """The people of the cast, all of whom have joined; the digests of this morning are out."""
    settings.KENES_SECOND_FACTOR = False
    settings.KENES_ADDRESS = "https://kenes.example"
    users = assemble(NOON.date() - 100 * DAY)
    User.objects.update(password="of no matter: they have joined")
    for user in users.values():
        user.refresh_from_db()
    made = House(users)
    made.tick()
    return made


@pytest.fixture
def house(db: None, settings: Settings) -> House:
    return gather(settings)
