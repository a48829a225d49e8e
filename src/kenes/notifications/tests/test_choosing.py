"""Choices: habits, one's own only, kept at once, journaled; and stopping by a link."""

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry
from kenes.notifications.lifecycle import HABITS, Category, Mode
from kenes.notifications.models import Choice
from kenes.notifications.services import choosing
from kenes.notifications.services.choosing import Choices, Wish
from kenes.notifications.tests.conftest import House


def test_habits_hold_until_somebody_chooses(house: House) -> None:
    choices = Choices.of({house["irina"].pk})
    modes = {category: choices.wish(house["irina"].pk, category).email for category in Category}
    at_once = {category for category, mode in modes.items() if mode == Mode.AT_ONCE}
    assert at_once == {
        Category.REQUESTS,
        Category.DRAFTS,
        Category.REMINDERS,
        Category.MEETINGS,
    }
    assert set(modes.values()) == {Mode.AT_ONCE, Mode.DAILY}
    assert set(HABITS) == set(Category)


def test_what_is_chosen_is_kept_and_journaled_and_the_same_again_is_nothing(
    house: House,
) -> None:
    wishes = {"requests": Wish(True, Mode.DAILY), "places": Wish(True, Mode.DAILY)}
    for expected in (["requests"], []):
        changed = choosing.choose(
            house["irina"], wishes, actor=house.actor("irina"), now=house.now
        )
        assert changed == expected
    act = Entry.objects.get(kind="notice.choose")
    assert (act.actor_id, act.facts) == (
        house["irina"].pk,
        {"chosen": {"requests": [True, "daily"]}},
    )


def test_nobody_chooses_for_another(house: House) -> None:
    with pytest.raises(NotAllowed, match="Only the person themselves"):
        choosing.choose(house["irina"], {}, actor=house.actor("amina"), now=house.now)


def test_there_is_no_choosing_about_nothing(house: House) -> None:
    with pytest.raises(ValidationError, match="no category “weather”"):
        choosing.choose(
            house["irina"],
            {"weather": Wish(True, Mode.NONE)},
            actor=house.actor("irina"),
            now=house.now,
        )


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ({"requests"}, {"drafts", "reminders", "meetings"}),
        ({"at_once"}, set()),
        ({"all"}, set()),
        ({"form"}, {"requests", "drafts", "reminders", "meetings"}),
    ],
)
def test_a_link_stops_what_it_is_for(house: House, scope: set[str], left: set[str]) -> None:
    changed = choosing.stop(house["irina"], scope=frozenset(scope), now=house.now)
    choices = Choices.of({house["irina"].pk})
    kept = {
        category.value
        for category in Category
        if choices.wish(house["irina"].pk, category).email == Mode.AT_ONCE
    }
    assert kept == left
    assert len(changed) == (13 if scope == {"all"} else 4 if scope == {"at_once"} else 1)
    assert all(Choice.objects.values_list("is_shown", flat=True))
    act = Entry.objects.get(kind="notice.stop")
    assert (act.actor_id, act.subject) == (None, f"accounts.user:{house['irina'].pk}")


def test_each_is_offered_what_they_are_ever_told(house: House) -> None:
    def offered(key: str) -> set[Category]:
        return set(choosing.offered(house.actor(key), house[key]))

    assert Category.SUBMITTED in offered("amina")
    assert Category.REQUESTS not in offered("amina")
    assert {Category.REQUESTS, Category.DRAFTS, Category.REMINDERS} <= offered("irina")
    assert offered("galym") == {Category.PROPOSALS, Category.MEETINGS, Category.PLACES}
    Choice.objects.create(user=house["galym"], category=Category.IMPORTS, email=Mode.NONE)
    assert Category.IMPORTS in offered("galym")
