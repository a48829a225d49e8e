"""Replies that wait for this person stand on the desk by the day they are due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.replies.models import Request
from kenes.replies.services import asking, drafting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Settings) -> None:
    settings.KENES_SECOND_FACTOR = False


def shown(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/en/desk/").content.decode()


def ask(cast: dict[str, User], days: int, text: str = "Why?") -> Request:
    return asking.ask(
        addressee=Organisation.objects.get(slug="of-bolat"),
        asked_by=Organisation.objects.get(slug="of-clara"),
        text=text,
        language="en",
        actor=actor_for(cast["clara"]),
        now=timezone.now(),
        due_on=timezone.localdate() + timedelta(days=days),
    )


def hand_up(cast: dict[str, User], request: Request) -> None:
    actor, now = actor_for(cast["bolat"]), timezone.now()
    reply = drafting.save_draft(
        request, kind="answered", text="So.", language="en", edited=0, actor=actor, now=now
    )
    drafting.hand_up(reply, edited=1, actor=actor, now=now)


def test_who_drafts_finds_what_is_due_first_on_top_and_who_signs_nothing_yet(
    cast: dict[str, User],
) -> None:
    later, sooner = ask(cast, 40), ask(cast, 20, "When?")
    page = shown(cast["bolat"])
    links = [f'href="/en/requests/{one.number}/reply/"' for one in (sooner, later)]
    assert 0 < page.index(links[0]) < page.index(links[1])
    assert "Draft the reply" in page
    assert "due in 2" in page
    assert page.index(links[1]) < page.index("/en/declare/")  # what has a day comes first
    assert sooner.number not in shown(cast["irina"])
    assert sooner.number not in shown(cast["clara"])


def test_what_is_handed_up_waits_for_who_signs_and_no_more_for_who_drafted(
    cast: dict[str, User],
) -> None:
    request = ask(cast, 20)
    hand_up(cast, request)
    assert f'href="/en/requests/{request.number}/sign/"' in shown(cast["irina"])
    assert request.number not in shown(cast["bolat"])


def test_the_desk_asks_the_database_as_often_for_many_as_for_one(cast: dict[str, User]) -> None:
    counts = []
    for n in range(6):
        hand_up(cast, ask(cast, 20 + n, f"Question {n}?"))
        if n in {0, 5}:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                shown(cast["irina"])
            counts.append(len(queries))
    assert counts[0] == counts[1]
