"""Letters: at once, once a day, once a week; a notice in one of them only, none without news."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from kenes.accounts.models import User
from kenes.notifications.lifecycle import Category, Mode
from kenes.notifications.models import Letter, Notice, Round
from kenes.notifications.services.choosing import Wish, choose
from kenes.notifications.services.composing import digest_day
from kenes.notifications.tests.conftest import DAY, MINUTE, NOON, House

MORNING = NOON.replace(hour=8)


def wish(house: House, key: str, mode: Mode, *, shown: bool = True) -> None:
    wishes = {category.value: Wish(shown, mode) for category in Category}
    choose(house[key], wishes, actor=house.actor(key), now=house.now)


def to(user: User) -> list[str]:
    return [str(message.body) for message in mail.outbox if message.to == [user.email]]


def test_a_request_is_told_at_once_with_one_link(house: House) -> None:
    asked = house.ask()
    assert house.tick().sent == 2
    (body,) = to(house["irina"])
    assert asked.number in body
    assert body.count("https://kenes.example/ru/notices/") == 1
    assert body.count("https://") == 2  # and the way to get no more
    wish(house, "irina", Mode.WEEKLY)
    assert house.tick().made == 0


def test_many_requests_in_a_few_minutes_are_two_letters(house: House) -> None:
    house.ask("First?")
    house.tick()
    for n in range(5):
        house.wait(MINUTE)
        house.ask(f"And {n}?")
        assert house.tick().made == 0
    house.wait(5 * MINUTE)
    assert house.tick().sent == 2
    first, second = to(house["irina"])
    assert first.count("/notices/") == 1
    assert second.count("/notices/") == 5 + 1  # and all notices


def test_digests_repeat_nothing_over_a_week_and_come_only_with_news(house: House) -> None:
    wish(house, "bolat", Mode.DAILY)
    wish(house, "irina", Mode.WEEKLY)
    house.now = MORNING - MINUTE
    house.tick()
    told = {}
    for day in range(14):  # the ticks of two weeks, one every four hours
        for hour in range(0, 24, 4):
            house.now = MORNING + day * DAY + timedelta(hours=hour)
            if hour == 8 and day not in {3, 4}:
                told[day] = house.ask(f"Question {day}?").number
            house.tick()
    house.now = MORNING + 14 * DAY
    house.tick()
    daily, weekly = to(house["bolat"]), to(house["irina"])
    assert len(daily) == 12
    assert len(weekly) == 2  # Mondays of 30 November and 7 December; 9 December is not one
    for number in told.values():
        assert sum(body.count(f"{number},") for body in daily) == 1
    everything = "".join(weekly)
    assert [everything.count(f"{told[day]},") for day in sorted(told)] == [1] * 10 + [0] * 2
    assert Notice.objects.waiting().count() == 2


def test_the_digest_of_a_day_is_made_once_at_eight(house: House) -> None:
    wish(house, "irina", Mode.DAILY)
    house.ask("Before noon?", by="helen")
    house.wait(timedelta(hours=19))  # seven in the morning
    assert house.tick().made == 1  # to the other, at once
    house.wait(timedelta(hours=1))
    assert house.tick().made == 1
    house.ask("After eight?", by="helen")
    assert house.tick().made == 1  # to the other
    assert [letter.key for letter in Letter.objects.filter(user=house["irina"])] == [
        f"daily:{house['irina'].pk}:2026-11-26"
    ]
    wish(house, "irina", Mode.WEEKLY)
    wish(house, "irina", Mode.DAILY)
    assert house.tick().made == 0
    house.wait(DAY)
    assert house.tick().made == 1


def test_what_was_read_in_the_house_is_not_sent(house: House) -> None:
    wish(house, "irina", Mode.DAILY)
    house.ask()
    house.tick()
    Notice.objects.filter(user=house["irina"]).update(read_at=house.now)
    house.wait(DAY)
    house.tick()
    assert to(house["irina"]) == []
    assert Notice.objects.waiting().count() == 0


def test_who_wants_letters_again_does_not_get_those_of_before(house: House) -> None:
    wish(house, "irina", Mode.NONE)
    house.ask("Unheard?")
    house.tick()
    wish(house, "irina", Mode.AT_ONCE)
    house.tick()
    assert to(house["irina"]) == []
    house.ask("Heard?")
    house.tick()
    (body,) = to(house["irina"])
    assert body.count("/notices/") == 1


def test_who_wants_nothing_has_nothing(house: House) -> None:
    wish(house, "irina", Mode.NONE, shown=False)
    house.ask()
    house.tick()
    assert not Notice.objects.filter(user=house["irina"]).exists()
    wish(house, "irina", Mode.AT_ONCE, shown=False)
    house.ask("By letter only?")
    house.tick()
    assert not Notice.objects.of(house["irina"].pk).exists()
    assert len(to(house["irina"])) == 1


@pytest.mark.parametrize("how", ["is closed", "has not joined"])
def test_an_account_that_is_closed_or_not_joined_gets_no_letters(house: House, how: str) -> None:
    irina = house["irina"]
    if how == "is closed":
        house.ask()
        house.tick()
        mail.outbox.clear()
        house.wait(DAY)
        house.ask("Another?")
        irina.is_active = False
    else:
        irina.set_unusable_password()
        house.ask()
    irina.save()
    house.tick()
    assert to(irina) == []
    assert len(to(house["bolat"])) == 1


def test_a_long_digest_counts_what_it_does_not_list(house: House) -> None:
    wish(house, "irina", Mode.DAILY)
    for n in range(55):
        house.ask(f"Question {n}?")
    house.tick()
    house.wait(DAY)
    house.tick()
    (body,) = to(house["irina"])
    assert body.count("/notices/") == 50 + 1
    assert "5" in body.split("\n\n")[-3]
    assert not Notice.objects.filter(user=house["irina"]).waiting().exists()


ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("moment", "daily", "weekly"),
    [
        ("2026-11-25 07:59", "2026-11-24", "2026-11-23"),
        ("2026-11-25 08:00", "2026-11-25", "2026-11-23"),
        ("2026-11-30 07:59", "2026-11-29", "2026-11-23"),
        ("2026-11-30 08:00", "2026-11-30", "2026-11-30"),
        ("2027-01-01 00:00", "2026-12-31", "2026-12-28"),
        ("2027-01-03 23:59", "2027-01-03", "2026-12-28"),
    ],
)
def test_a_digest_has_the_day_of_its_morning(moment: str, daily: str, weekly: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ALMATY)
    assert digest_day(now, Mode.DAILY).isoformat() == daily
    assert digest_day(now, Mode.WEEKLY).isoformat() == weekly


def test_where_clocks_are_changed_a_day_has_one_digest(house: House) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with timezone.override(berlin):
        for first in ("2026-03-28 09:00", "2026-10-24 09:00"):
            house.now = datetime.fromisoformat(first).replace(tzinfo=berlin)
            Round.objects.all().delete()
            for _ in range(50):
                house.tick()
                # The hours of the world, not of the wall.
                house.now = datetime.fromtimestamp(house.now.timestamp() + 3600, tz=berlin)
            days = [str(one.day) for one in Round.objects.filter(mode=Mode.DAILY)]
            assert len(days) == len(set(days)) == 3
