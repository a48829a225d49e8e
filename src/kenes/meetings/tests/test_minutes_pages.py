"""The pages of minutes: who reads them when, what they show, what is never markup."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from kenes.meetings.lifecycle import MinutesStatus
from kenes.meetings.models import Correction, Minutes, Presence
from kenes.meetings.services import circulating, correcting
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.held import Held, held
from kenes.record.models import Entry
from kenes.record.services.integrating import integrate

Enter = Callable[[str], Client]
EVERYBODY = ("", "clara", "bolat", "erik", "irina", "galym", "amina", "farida")
INVITED = {"clara", "bolat", "erik"}
OFFICERS = {"amina", "farida"}


@pytest.fixture
def story(table: Table) -> Held:
    return held(table)


@pytest.fixture
def enter(table: Table, settings: Settings) -> Enter:
    settings.KENES_SECOND_FACTOR = False

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(table.users[key])
        return client

    return client_of


def url(name: str, story: Held, *more: object) -> str:
    with override("en"):
        return reverse(f"meetings:{name}", args=[story.meeting.number, *more])


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def speech(minutes: Minutes) -> Any:
    return minutes.paragraphs.filter(kind="speech", item__is_confidential=False)[0]


def proposed(story: Held, minutes: Minutes) -> Correction:
    return correcting.propose(
        speech(minutes),
        organisation=story.table.organisation("clara"),
        language="en",
        text=f"Four hours {HOSTILE}",
        reason=f"Because {HOSTILE}",
        actor=story.table.actor("clara"),
        now=story.table.later(hours=6),
    )


@pytest.mark.parametrize(
    ("status", "readers"),
    [
        ("draft", OFFICERS),
        ("circulated", OFFICERS | INVITED),
        ("settled", OFFICERS | INVITED),
        ("published", set(EVERYBODY)),
    ],
)
def test_they_are_read_by_those_whose_they_are_at_each_status(
    status: str, readers: set[str], story: Held, enter: Enter
) -> None:
    story.at(status)
    for key in EVERYBODY:
        found = enter(key).get(url("minutes", story)).status_code
        assert found == (200 if key in readers else 404), key


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_language_is_read_and_the_prevailing_one_is_marked(
    language: str, story: Held, enter: Enter
) -> None:
    story.at("published")
    shown = text_at(enter(""), f"/{language}/meetings/{story.meeting.number}/minutes/")
    assert shown.count('aria-current="page"') >= 1
    assert f'/ru/meetings/{story.meeting.number}/minutes/"' in shown
    # What is not translated is shown in the prevailing text, and never left out.
    assert "Three hours are enough." in shown
    assert 'lang="en">Clara Weber (Qalqan' in shown


def test_what_is_lacking_in_a_language_is_said_beside_the_paragraph(
    story: Held, enter: Enter
) -> None:
    story.at("published")
    russian = text_at(enter(""), f"/ru/meetings/{story.meeting.number}/minutes/")
    english = text_at(enter(""), url("minutes", story))
    assert russian.count("language-note") > english.count("language-note") > 0
    assert "Not written in the prevailing language yet; as it was noted: Kazakh." in english
    beside = text_at(enter(""), f"/ru/meetings/{story.meeting.number}/minutes/?beside=prevailing")
    assert 'class="prevailing"' in beside
    assert 'class="prevailing"' not in russian


def test_paragraphs_are_numbered_through_and_headings_are_not(story: Held, enter: Enter) -> None:
    story.at("published")
    shown = text_at(enter(""), url("minutes", story))
    numbers = [int(found) for found in re.findall(r'class="para [a-z]+" id="p(\d+)"', shown)]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) > 20


def test_the_root_of_the_record_stands_at_the_end(story: Held, enter: Enter) -> None:
    minutes = story.at("settled")
    now = story.table.later(days=20)
    circulating.approve(minutes, actor=story.table.actor("farida"), now=now)
    integrate()
    published = circulating.publish(minutes, actor=story.table.actor("amina"), now=now)
    assert published.root["line"] in text_at(enter(""), url("minutes", story))


def test_a_numbered_correction_is_printed_beside_its_paragraph(story: Held, enter: Enter) -> None:
    minutes = story.at("published")
    correcting.correct_published(
        speech(minutes),
        language="en",
        text=f"Four hours {HOSTILE}",
        reason=f"Misheard {HOSTILE}",
        actor=story.table.actor("amina"),
        now=story.table.later(days=30),
    )
    for client in (enter(""), enter("amina")):
        shown = text_at(client, url("minutes", story))
        assert 'id="c1"' in shown
        assert "Correction 1" in shown
        assert "Misheard" in shown
        assert "Three hours are enough." in shown


def test_nothing_hostile_is_markup_on_any_page(story: Held, enter: Enter) -> None:
    minutes = story.at("circulated")
    one = proposed(story, minutes)
    pk = speech(minutes).pk
    pages = [
        ("clara", url("minutes", story)),
        ("clara", url("minutes_corrections", story)),
        ("clara", f"{url('minutes_propose', story, pk)}?language=en"),
        ("amina", url("minutes_edit", story)),
        ("amina", url("minutes_paragraph", story, pk)),
        ("amina", url("minutes_decide", story, one.pk)),
        ("amina", url("one", story)),
    ]
    for key, address in pages:
        shown = text_at(enter(key), address)
        assert "<script>alert" not in shown, address
        assert "Ұлы" in shown, address


def test_a_whole_life_on_the_pages(story: Held, enter: Enter) -> None:
    amina, farida, clara = enter("amina"), enter("farida"), enter("clara")

    def press(client: Client, name: str, *more: object, **given: str) -> None:
        response = client.post(url(name, story, *more), given)
        assert response.status_code == 302, (name, response.content.decode()[:4000])

    press(amina, "minutes_compose")
    minutes = Minutes.objects.get()
    one = speech(minutes)
    press(amina, "minutes_paragraph", one.pk, text_en="In her words.", seen=str(minutes.edited))
    press(amina, "minutes_add", text_en="One of our own.", text_ru="Наш.", checked_ru="on")
    own = minutes.paragraphs.get(kind="text")
    press(amina, "minutes_move", own.pk, to="down")
    press(amina, "minutes_remove", own.pk)
    press(amina, "minutes_circulate")
    press(
        clara,
        "minutes_propose",
        one.pk,
        organisation=str(story.table.organisation("clara").pk),
        language="en",
        text="In my words.",
        reason="Mine",
    )
    first = Correction.objects.get()
    press(farida, "minutes_decide", first.pk, reason="")
    one.refresh_from_db()
    assert one.texts.get(language="en").text == "In my words."
    press(farida, "minutes_settle")
    press(amina, "minutes_reopen")
    press(farida, "minutes_settle")
    press(farida, "minutes_approve")
    press(amina, "minutes_publish")
    press(amina, "minutes_correct", one.pk, language="en", text="In our words.", reason="Both")
    minutes.refresh_from_db()
    assert minutes.status == MinutesStatus.PUBLISHED
    assert "In our words." in text_at(enter(""), url("minutes", story))
    assert Entry.objects.filter(type="minutes.corrected").exists()


def test_a_refusal_keeps_what_was_typed_and_says_where(story: Held, enter: Enter) -> None:
    minutes = story.compose()
    one = speech(minutes)
    amina = enter("amina")
    refused = amina.post(
        url("minutes_paragraph", story, one.pk),
        {"text_en": "", "text_ru": "Набрано", "seen": "99"},
    )
    assert refused.status_code == 422
    assert "Набрано" in refused.content.decode()
    assert 'href="#id_text_en"' in refused.content.decode()
    seen = minutes.edited
    address = url("minutes_paragraph", story, one.pk)
    assert amina.post(address, {"text_en": "Theirs", "seen": seen}).status_code == 302
    late = amina.post(address, {"text_en": "Yours", "seen": seen})
    assert late.status_code == 422
    shown = late.content.decode()
    assert "<del>Theirs</del>" in shown
    assert "Yours" in shown
    minutes.refresh_from_db()
    assert f'name="seen" value="{minutes.edited}"' in shown


@pytest.mark.parametrize("given", ["\x00", "x" * 70_000, "10" * 40, "-1"])
def test_no_input_brings_a_page_down(given: str, story: Held, enter: Enter) -> None:
    minutes = story.at("circulated")
    one = proposed(story, minutes)
    pk = speech(minutes).pk
    for key, name, *more in (
        ("amina", "minutes_paragraph", pk),
        ("clara", "minutes_propose", pk),
        ("amina", "minutes_decide", one.pk),
        ("amina", "minutes_settle"),
        ("amina", "minutes_add"),
    ):
        data = dict.fromkeys(
            ("text_en", "seen", "language", "organisation", "text", "reason", "other"), given
        )
        response = enter(key).post(url(name, story, *more), data)
        assert response.status_code in {302, 403, 422}, (name, response.status_code)
    for name in ("minutes_paragraph", "minutes_decide", "minutes_remove"):
        assert enter("amina").get(url(name, story, 10**30)).status_code == 404
    assert enter("amina").get(f"{url('minutes_add', story)}?after={given}").status_code in {
        200,
        403,
        404,
    }


def test_a_paragraph_of_other_minutes_is_not_found(story: Held, enter: Enter) -> None:
    other = held(story.table).compose()
    story.compose()
    foreign = speech(other).pk
    for name in ("minutes_paragraph", "minutes_remove", "minutes_propose", "minutes_correct"):
        assert enter("amina").get(url(name, story, foreign)).status_code == 404


def test_a_long_page_takes_as_many_queries_as_a_short_one(story: Held, enter: Enter) -> None:
    client = enter("amina")

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as made:
            text_at(client, url(name, story))
        return len(made)

    names = ("minutes", "minutes_edit", "minutes_corrections")
    minutes = story.at("circulated")
    few = {name: queries(name) for name in names}
    Minutes.objects.update(status=MinutesStatus.DRAFT)
    for number in range(120):
        story.speak(story.items[number % 2], "clara", f"{number} {HOSTILE}")
    story.compose()
    Minutes.objects.update(status=MinutesStatus.CIRCULATED)
    for _number in range(10):
        proposed(story, minutes)
    assert {name: queries(name) for name in names} == few


def test_what_was_proposed_stays_with_those_who_read_the_draft(story: Held, enter: Enter) -> None:
    minutes = story.at("circulated")
    one = proposed(story, minutes)
    act: dict[str, Any] = {"actor": story.table.actor("amina"), "now": story.table.later(days=20)}
    correcting.decline(one, reason="No", **act)
    circulating.settle(minutes, **act)
    circulating.approve(minutes, actor=story.table.actor("farida"), now=act["now"])
    circulating.publish(minutes, **act)
    assert "Because" in text_at(enter("clara"), url("minutes_corrections", story))
    text_at(enter("irina"), url("minutes_corrections", story), 404)


def test_an_erased_paragraph_says_so(story: Held, enter: Enter) -> None:
    minutes = story.at("published")
    speech(minutes).texts.filter(language="en").update(text="")
    assert "Erased from the public record" in text_at(enter(""), url("minutes", story))


def test_overdue_minutes_say_so_on_the_page_of_the_meeting_to_everybody(
    story: Held, enter: Enter
) -> None:
    story.compose()
    address = url("one", story)
    assert "They are to be published by" in text_at(enter(""), address)
    Minutes.objects.update(due_on=story.table.today - timedelta(days=1))
    assert "They were to be published by" in text_at(enter("galym"), address)
    assert "They were to be published by" in text_at(enter("amina"), url("minutes", story))
    assert Presence.objects.exists()
