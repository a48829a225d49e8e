"""Who has the whole database of a closed consultation links members and votes by chance alone.

Sixty members sign in, each on a day and at an hour of their own, come in and vote at once. The
attacker has every row of every table, knows who sits in which chamber and when each signed in, and
takes whatever order or day the rows of the consultation still show.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Tenure
from kenes.opinions import keys, link
from kenes.opinions.models import Consultation, Exposure, Participant, Vote
from kenes.opinions.services import entering, preparing, sealing, voting
from kenes.opinions.tests.opened import at, members, opened

pytestmark = pytest.mark.django_db
MEMBERS, CHAMBERS = 60, 3
# A guess within a chamber is right once in a chamber on the average, whatever its size: three
# here, and more than twelve once in ten thousand times.
MOST_BY_CHANCE = 12
Truth = dict[int, int]  # user -> participant's number


@pytest.fixture
def held(cast: dict[str, User]) -> tuple[Consultation, Truth]:
    """Ten days of a consultation; who was who, which the test alone knows."""
    one = opened(20, circle="members", opened_on=at(0, day=-10).date())
    people = members(MEMBERS, one.opened_on - timedelta(days=1), CHAMBERS)  # type: ignore[operator]
    moments = random.Random(5).sample(range(10 * 24 * 6), MEMBERS)  # tens of minutes
    truth: Truth = {}
    for ten, user in sorted(zip(moments, people, strict=True), key=lambda pair: pair[0]):
        came = at(0, day=-10) + timedelta(minutes=10 * ten)
        UserSession.objects.create(
            user=user,
            session_key=f"session-{user.pk}",
            ip="192.0.2.1",
            user_agent="",
            created_at=came,
        )
        who, _secret = entering.enter(one, actor=actor_for(user), now=came + timedelta(minutes=1))
        truth[user.pk] = who.number
        for n in range(5):
            now = came + timedelta(minutes=2, seconds=20 * n)
            dealt = voting.deal(who, now=now)
            assert dealt.statement is not None
            voting.cast(who, dealt.statement.number, 1 - n % 3, now=now)
    return one, truth


def came_in_order() -> list[int]:
    """Users as they signed in."""
    rows = UserSession.objects.order_by("created_at").values_list("user_id", flat=True)
    return list(rows)


def chamber_of_users() -> dict[int, int]:
    rows = Tenure.objects.filter(user__isnull=False).values_list("user_id", "seat__chamber_id")
    return {user: chamber for user, chamber in rows if user is not None}


def by_order(numbers: Iterable[int]) -> Truth:
    """The first who signed in is the first of the chamber, and so on."""
    of_participant = dict(Participant.objects.values_list("number", "chamber_id"))
    of_user = chamber_of_users()
    queues: dict[int | None, list[int]] = defaultdict(list)
    for number in numbers:
        queues[of_participant[number]].append(number)
    guessed: Truth = {}
    for user in came_in_order():
        queue = queues[of_user[user]]
        if queue:
            guessed[user] = queue.pop(0)
    return guessed


def _first(rows: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(rows))


def by_day() -> Truth:
    """Whoever signed in on a day is one of those whose votes are of it; in order within it."""
    rows = Vote.objects.order_by("at", "pk").values_list("participant__number", flat=True)
    return by_order(_first(rows))


def _numbers(rows: Any, *order: str) -> list[int]:
    return _first(rows.order_by(*order).values_list("participant__number", flat=True))


ATTACKS: dict[str, Callable[[], Truth]] = {
    "numbers": lambda: by_order(
        Participant.objects.order_by("number").values_list("number", flat=True)
    ),
    "keys": lambda: by_order(Participant.objects.order_by("pk").values_list("number", flat=True)),
    "days of entering": lambda: by_order(
        Participant.objects.order_by("entered_on", "pk").values_list("number", flat=True)
    ),
    "order of votes": lambda: by_order(_numbers(Vote.objects.all(), "pk")),
    "order of exposures": lambda: by_order(_numbers(Exposure.objects.all(), "pk")),
    "moments of votes": by_day,
    "moments of exposures": lambda: by_order(_numbers(Exposure.objects.all(), "at", "pk")),
    "rows as they lie": lambda: by_order(
        _first(Vote.objects.order_by().values_list("participant__number", flat=True))
    ),
}


def right(guessed: Truth, truth: Truth) -> int:
    return sum(truth[user] == number for user, number in guessed.items())


def test_while_it_is_open_the_order_of_votes_names_them(
    held: tuple[Consultation, Truth],
) -> None:
    """The attacks are real ones: what they find before the close, the close has to take away."""
    _one, truth = held
    assert right(ATTACKS["order of votes"](), truth) == MEMBERS
    assert right(ATTACKS["moments of exposures"](), truth) == MEMBERS
    for name in ("numbers", "keys"):  # these tell nothing even then
        assert right(ATTACKS[name](), truth) <= MOST_BY_CHANCE


def test_after_the_close_every_attack_is_a_guess(held: tuple[Consultation, Truth]) -> None:
    one, truth = held
    by = operator("test")
    preparing.close(one, because="The test is over.", actor=by, now=timezone.now())
    assert Vote.objects.count() == 5 * MEMBERS
    for name, attack in ATTACKS.items():
        guessed = attack()
        assert len(guessed) == MEMBERS
        assert right(guessed, truth) <= MOST_BY_CHANCE, name


def test_after_the_close_nothing_names_both(held: tuple[Consultation, Truth]) -> None:
    """No row anywhere keeps what tied them, and no row of a person tells of a number."""
    one, truth = held
    digests = [link.digest(one, f"member:{user}") for user in truth]
    assert set(Participant.objects.values_list("digest", flat=True)) == set(digests)
    preparing.close(one, because="The test is over.", actor=operator("test"), now=timezone.now())
    everything = "\n".join(
        str(row) for model in apps.get_models() for row in model._base_manager.values_list()
    )
    assert not any(digest in everything for digest in digests)
    assert not keys.path(f"consultation-{one.pk}").exists()
    for user in truth:  # made again, the key is another
        assert link.digest(one, f"member:{user}") not in digests
    assert not Entry.objects.filter(actor_id__in=truth).exists()


def test_a_close_that_was_broken_off_is_made_whole(
    held: tuple[Consultation, Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, truth = held

    def broken(consultation: Consultation) -> None:
        raise OSError("the machine stops")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal", broken)
        with pytest.raises(OSError, match="stops"):
            preparing.close(one, because="x", actor=operator("test"), now=timezone.now())
    preparing.close_due(timezone.now())
    assert set(Participant.objects.values_list("digest", flat=True)) == {""}
    assert right(ATTACKS["order of votes"](), truth) <= MOST_BY_CHANCE
    assert not keys.path(f"consultation-{one.pk}").exists()
