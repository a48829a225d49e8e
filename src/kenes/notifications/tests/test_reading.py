"""Every act is looked at once, whatever its number, its time and its faults."""

from typing import Any

import pytest

from kenes.journal.models import Entry
from kenes.members.models import Body, OfficeKind
from kenes.members.services import offices
from kenes.notifications import audience
from kenes.notifications.about import requests
from kenes.notifications.about.matters import Row, Told
from kenes.notifications.models import Cursor, Gap, Notice
from kenes.notifications.services import reading
from kenes.notifications.services.reading import catch_up, faults, read_journal, unread_since
from kenes.notifications.tests.conftest import DAY, MINUTE, NOON, House


def test_an_act_is_told_once_however_often_the_journal_is_read(house: House) -> None:
    house.ask()
    assert read_journal(house.now) == 2
    assert read_journal(house.now) == 0
    Cursor.objects.update(position=0)  # as if the mark had been lost
    assert read_journal(house.now) == 0
    assert Notice.objects.count() == 2


def test_nobody_is_told_of_their_own_act(house: House) -> None:
    for key in ("clara", "amina"):
        facts = {
            "kind": OfficeKind.MODERATOR,
            "user": house[key],
            "person_name": key,
            "starts_on": house.today,
        }
        body = Body.objects.get()
        offices.give(body, facts=facts, actor=house.actor("amina"), now=house.now)
    read_journal(house.now)
    assert [notice.user for notice in Notice.objects.all()] == [house["clara"]]


def test_more_acts_than_one_bite_are_read_in_order(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 3)
    asked = [house.ask(f"Question {n}?") for n in range(7)]
    assert unread_since(house.now + MINUTE) == 7
    assert read_journal(house.now) == 14
    assert unread_since(house.now + MINUTE) == 0
    told = Notice.objects.filter(user=house["bolat"]).order_by("pk")
    assert [notice.subject for notice in told] == [one.number for one in asked]


def test_an_act_that_cannot_be_told_holds_up_no_other_and_is_told_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = house.ask("Which?")
    sound = requests.answering

    def fail(act: Entry, one: Any, people: Any) -> set[int]:
        if one.pk == broken.pk:
            raise ZeroDivisionError
        return sound(act, one, people)

    row = audience.AUDIENCE["request.ask"]
    told = Told(category=row.told[0].category, title=row.told[0].title, to=fail)
    with monkeypatch.context() as patch:
        patch.setitem(audience.AUDIENCE, "request.ask", Row(about=row.about, told=(told,)))
        after = house.ask("And then?")
        assert read_journal(house.now) == 2
        assert read_journal(house.now) == 0
        assert faults() == 1
    assert set(Notice.objects.values_list("subject", flat=True)) == {after.number}
    assert read_journal(house.now) == 2
    assert faults() == 0
    # In a database that has run other tests, the numbers of theirs are missing before.
    assert not Gap.objects.filter(first__gte=Entry.objects.earliest("pk").pk).exists()


def test_a_history_that_is_taken_over_is_told_from_a_day_on_and_by_no_letter(
    house: House,
) -> None:
    house.now = NOON - 60 * DAY
    house.ask("Long ago?", by="erik")
    house.now = NOON - 2 * DAY
    recent = house.ask("Lately?", by="erik")
    house.now = NOON
    assert catch_up(house.now, since=NOON - 30 * DAY) == 2
    assert set(Notice.objects.values_list("subject", flat=True)) == {recent.number}
    assert house.tick().made == 0
