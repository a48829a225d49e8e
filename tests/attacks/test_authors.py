"""Who has the whole database of a closed consultation finds the authors of statements by chance.

Sixty members sign in, each on a day and at an hour of their own, vote and propose a statement. The
attacker has every row of every table, and lays whatever order or moment the rows of statements
show beside the order in which people signed in. Of one sitting the attacker knows who came since
the one before: what is asked is whether anything tells those apart.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.journal.models import Entry as Act
from kenes.members.actors import actor_for
from kenes.opinions.lifecycle import Moderation, StatementStatus
from kenes.opinions.models import DRAWN, Consultation, Statement, Vote
from kenes.opinions.services import entering, preparing, proposing, stating, voting
from kenes.opinions.tests.opened import at, members, opened
from kenes.record.models import Entry

pytestmark = pytest.mark.django_db
MEMBERS, DAYS = 60, 10
# Within one sitting a guess is right once on the average, however many it decides: ten here, and
# more than twenty-five once in fifty thousand times.
MOST_BY_CHANCE = 25
Truth = dict[int, int]  # statement -> user
BY = operator("test")


class House:
    """A consultation in which things happen in the order of their moments."""

    def __init__(self, moderation: str) -> None:
        first = at(0, day=-DAYS)
        self.moderation = moderation
        self.one = opened(20, circle="members", moderation=moderation, opened_on=first.date())
        self.truth: Truth = {}
        self.proposed: list[datetime] = []
        people = members(MEMBERS, first.date() - timedelta(days=1), 3)
        tens = random.Random(5).sample(range(DAYS * 24 * 6), MEMBERS)  # of minutes
        moments = [first + timedelta(minutes=10 * ten) for ten in tens]
        coming = [(moment, user) for moment, user in zip(moments, people, strict=True)]
        coming += [(at(23, 59, day=n - DAYS), None) for n in range(DAYS)]
        for moment, user in sorted(coming, key=lambda pair: pair[0]):
            if user is None:
                self._sit(moment)
            else:
                self._come(user, moment)

    def _come(self, user: User, came: datetime) -> None:
        UserSession.objects.create(
            user=user,
            session_key=f"session-{user.pk}",
            ip="192.0.2.1",
            user_agent="",
            created_at=came,
        )
        actor = actor_for(user)
        who, _secret = entering.enter(self.one, actor=actor, now=came + timedelta(seconds=40))
        for n in range(1, 4):
            voting.cast(who, n, 1, now=came + timedelta(minutes=1, seconds=n))
        now = came + timedelta(minutes=2, seconds=7, milliseconds=user.pk)
        made = proposing.propose(who, f"Idea {random.random()}", "en", now=now)
        self.truth[made.pk] = user.pk
        self.proposed.append(now)

    def _sit(self, now: datetime) -> None:
        """In the evening the moderator decides on all that wait, or the clock puts them."""
        if self.moderation == Moderation.AFTER:
            proposing.put_due(now + timedelta(minutes=2))
            return
        waiting = self.one.statements.filter(status=StatementStatus.WAITING)
        numbers = list(waiting.values_list("number", flat=True))
        stating.accept_many(self.one, numbers, actor=BY, now=now)


@pytest.fixture(params=[Moderation.BEFORE, Moderation.AFTER])
def house(cast: dict[str, User], request: pytest.FixtureRequest) -> House:
    return House(request.param)


def by_order(statements: Iterable[int]) -> Truth:
    """The first statement is of the first who signed in, and so on."""
    users = UserSession.objects.order_by("created_at").values_list("user_id", flat=True)
    return dict(zip(statements, users, strict=True))


def theirs() -> QuerySet[Statement]:
    return Statement.objects.filter(is_seed=False)


def rows(*order: str) -> list[int]:
    return list(theirs().order_by(*order).values_list("pk", flat=True))


def acts() -> list[tuple[int, datetime]]:
    """What the journal says of each, in its own order."""
    keys = set(rows())
    kept = Act.objects.filter(kind__in=("statement.put", "statement.accept")).order_by("id")
    found = [(int(act.subject.rpartition(":")[2]), act.at) for act in kept]
    return [(key, moment) for key, moment in found if key in keys]


def in_the_record() -> list[int]:
    known = {one.cited: one.pk for one in Statement.objects.select_related("of")}
    entries = Entry.objects.filter(subject__in=known, type="statement.put").order_by("uuid")
    keys = set(rows())
    return [known[entry.subject] for entry in entries if known[entry.subject] in keys]


def latest_before() -> Truth:
    """Whoever signed in last before it appears."""
    came = list(UserSession.objects.order_by("created_at").values_list("created_at", "user_id"))
    return {key: [user for when, user in came if when < moment][-1] for key, moment in acts()}


ATTACKS: dict[str, Callable[[], Truth]] = {
    "numbers": lambda: by_order(rows("number")),
    "keys": lambda: by_order(rows("pk")),
    "days": lambda: by_order(rows("proposed_at", "number")),
    "moments of decisions": lambda: by_order(rows("decided_at", "pk")),
    "rows as they lie": lambda: by_order(rows()),
    "the journal": lambda: by_order(key for key, _moment in acts()),
    "the record": lambda: by_order(in_the_record()),
    "the latest before it appears": latest_before,
}


def right(guessed: Truth, truth: Truth) -> int:
    return sum(truth[key] == user for key, user in guessed.items())


def close(one: Consultation) -> None:
    preparing.close(one, because="The test is over.", actor=BY, now=timezone.now())


def test_while_it_is_open_authors_are_known_to_who_has_all(house: House) -> None:
    """The attack is a real one: with the author's votes it finds everybody before the close."""
    first = list(dict.fromkeys(Vote.objects.order_by("pk").values_list("participant", flat=True)))
    of_author = {one.author_id: one.pk for one in theirs()}
    assert right(by_order(of_author[who] for who in first), house.truth) == MEMBERS
    for name, attack in ATTACKS.items():  # no order of statements tells even then
        assert right(attack(), house.truth) <= MOST_BY_CHANCE, name


def test_in_the_order_in_which_they_came_they_would_be_found(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = count(DRAWN)
    monkeypatch.setattr(proposing, "_drawn", lambda: next(keys))
    house = House(Moderation.BEFORE)
    close(house.one)
    for name in ("numbers", "keys", "the journal", "the record"):
        assert right(ATTACKS[name](), house.truth) == MEMBERS, name


def test_after_the_close_every_attack_is_a_guess(house: House) -> None:
    close(house.one)
    assert not Statement.objects.filter(author__isnull=False).exists()
    days = {timezone.localdate(one.proposed_at) for one in theirs()}
    assert days == {house.one.opened_on}
    for name, attack in ATTACKS.items():
        guessed = attack()
        assert len(guessed) == MEMBERS, name
        assert right(guessed, house.truth) <= MOST_BY_CHANCE, name


def test_no_row_anywhere_keeps_the_moment_of_a_proposal(house: House) -> None:
    """Neither before the close nor after it, in whatever form a row has moments."""
    moments = {form for moment in house.proposed for form in written(moment)}

    def everything() -> str:
        return "\n".join(
            str(row) for model in apps.get_models() for row in model._base_manager.values_list()
        )

    kept = everything()
    assert not [moment for moment in moments if moment in kept]
    close(house.one)
    kept = everything()
    assert not [moment for moment in moments if moment in kept]


def written(moment: datetime) -> tuple[str, ...]:
    """As rows have it: to the second, in this zone or in that of the record."""
    local, utc = timezone.localtime(moment), moment.astimezone(UTC)
    return tuple(
        form
        for one in (local, utc, moment)
        for form in (repr(one), one.strftime("%Y-%m-%dT%H:%M:%S"), one.strftime("%H:%M:%S"))
    )
