"""Minutes composed from what happened: what they tell, in which language, and what they keep."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kenes.access.types import NotAllowed
from kenes.languages.types import LANGUAGES, TranslationState
from kenes.meetings import happenings
from kenes.meetings.composing import paragraphs
from kenes.meetings.lifecycle import Status, TurnStatus
from kenes.meetings.models import Minutes, Paragraph, Presence, Turn
from kenes.meetings.rules.chatham import MASK
from kenes.meetings.services import composing, editing
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.held import SUMMARY, Held, held
from kenes.members.models import Body, Chamber, Organisation, Tenure
from kenes.recommendations.models import Addressee, Origin, Recommendation


@pytest.fixture
def story(table: Table) -> Held:
    return held(table)


def texts(minutes: Minutes, language: str = "en") -> list[str]:
    rows = minutes.paragraphs.order_by("order").prefetch_related("texts")
    return [one.texts.get(language=language).text for one in rows]


def whole(minutes: Minutes, language: str = "en") -> str:
    return "\n".join(texts(minutes, language))


def find(minutes: Minutes, key: str) -> Paragraph:
    return next(one for one in minutes.paragraphs.all() if one.source.get("key") == key)


def test_they_tell_who_met_when_and_where(story: Held) -> None:
    told = whole(story.compose())
    for part in (
        f"Minutes of meeting {story.meeting.number}",
        "Council: quarterly meeting,",
        f"Place: Hall {HOSTILE}.",
        "Opened at ",
        "(UTC+5)",
        "Presided over by: Farida Akhmet, chair.",
        "Civil:\nClara Weber, Qalqan\nHelen Kim, Taza Su (from ",
        "Observer:\nErik Lindholm, Community of Lake Countries",
        "Quorum at the opening: state – 1 of 2 seats present, 1 needed;",
        "The meeting was closed at ",
    ):
        assert part in told, part


def test_each_item_is_told_in_the_order_in_which_it_happened(story: Held) -> None:
    told = texts(story.compose())
    expected = [
        f"1. Item 1 {HOSTILE}",
        "Taken up at ",
        "To adopt it.",
        f"Clara Weber (Qalqan, civil): {SUMMARY}",
        "Point of order, Helen Kim (Taza Su, civil): Of order.",
        "Damir Orazaly (Committee on Legislation, parliament) took the floor.",
        "the quorum was lost: state",
        "there was a quorum again: state",
        f"Put to the vote: Adopt it? {HOSTILE}",
        "What carries: a majority in each chamber. It was carried.",
        "For: Qalqan.\nAgainst: Ministry of Internal Affairs.\nAbstaining: Committee",
        f"Ministry of Internal Affairs, reasons for the record: No budget {HOSTILE}",
        f"Decision {story.decision.number}, by a vote: the body adopts the proposal.",
        f"The proposal is adopted. {HOSTILE}",
        "The text as adopted: The first meeting",
        "Dissent is on record: Ministry of Internal Affairs.",
        "The item was taken up again at ",
        f"2. Item 2 {HOSTILE}",
        f"3. Item 3 {HOSTILE}",
        "The item was postponed.",
    ]
    place = 0
    for part in expected:
        place = next((i for i in range(place, len(told)) if part in told[i]), -1)
        assert place >= 0, part
    assert "Under discussion: P-2026-014." in whole(Minutes.objects.get())


def test_a_recommendation_is_told_with_its_addressees_and_their_days(story: Held) -> None:
    table = story.table
    made = Recommendation.objects.create(
        number="R-2026-031", created_at=table.now, changed_at=table.now
    )
    due = table.today + timedelta(days=90)
    Addressee.objects.create(
        recommendation=made, organisation=table.organisation("bolat"), due_on=due
    )
    Addressee.objects.create(recommendation=made, organisation=table.organisation("damir"))
    assert not Origin.objects.exists()
    story.decision.recommendation = made.number
    story.decision.save()
    told = whole(story.compose())
    assert "Recommendation R-2026-031 is entered in the register. It is addressed to:" in told
    assert f"\nMinistry of Internal Affairs, by {due.day} " in told
    assert "\nCommittee on Legislation\n" in told


def test_a_secret_vote_is_told_by_its_totals_alone(story: Held) -> None:
    story.vote.is_secret = True
    story.vote.save()
    told = whole(story.compose())
    assert "Put to a secret vote:" in told
    assert "against 0" in told
    assert "No budget" not in told
    assert "Against: " not in told


def test_every_language_is_composed_at_once_and_the_prevailing_one_is_marked(story: Held) -> None:
    minutes = story.compose()
    quorum = {one.language: one for one in find(minutes, "quorum").texts.all()}
    assert {code: one.state for code, one in quorum.items()} == {
        "en": TranslationState.ORIGINAL,
        "kk": TranslationState.CHECKED,
        "ru": TranslationState.CHECKED,
    }
    assert all(one.text for one in quorum.values())
    attendance = find(minutes, f"attendance.{story.here['helen'].chamber_id}")
    assert "Хелен Ким" in attendance.texts.get(language="ru").text
    assert "Фарида Ахмет" in whole(minutes, "kk")


def test_what_a_person_wrote_stands_in_its_language_and_waits_in_the_others(story: Held) -> None:
    minutes = story.compose()
    decision = find(minutes, f"decision.{story.decision.number}.text")
    said = {one.language: (one.text, one.state) for one in decision.texts.all()}
    assert said["ru"] == ("Предложение принято.", TranslationState.CHECKED)
    assert said["kk"] == ("", TranslationState.DRAFT)
    kazakh = find(minutes, f"speech.{Turn.objects.get(language='kk', item=story.items[0]).pk}")
    said = {one.language: (one.text, one.state) for one in kazakh.texts.all()}
    assert said["en"] == ("", TranslationState.ORIGINAL)
    assert said["kk"][0].endswith("Алты сағат керек.")
    assert kazakh.source["lacks"]
    assert {row.texts.count() for row in minutes.paragraphs.all()} == {len(LANGUAGES)}


def test_under_the_chatham_house_rule_nobody_is_named(story: Held) -> None:
    minutes = story.compose()
    item = minutes.paragraphs.filter(item=story.items[1]).order_by("order")
    told = "\n".join(t.text for one in item for t in one.texts.all())
    for key in ("clara", "bolat", "erik"):
        person, organisation = story.here[key].person_name, story.here[key].organisation
        for name in (person, *person.split(), str(organisation)):
            assert name not in told, name
    assert "Kim" not in told
    assert f"A speaker: {MASK} of {MASK} said, with {MASK} of taza su" in told
    assert "who said it is not" in told
    assert f"{MASK} министрлігі келіседі." in told  # invited under the name that was said
    assert "Clara Weber, Qalqan" in whole(minutes)  # that she was there is no secret


def test_a_chamber_is_told_in_confidence_when_enough_of_it_were_there(story: Held) -> None:
    for number in range(2):
        Presence.objects.create(
            meeting=story.meeting,
            person_name=f"Guest {number}",
            chamber=story.here["clara"].chamber,
            arrived_at=story.table.now,
        )
    told = whole(story.compose())
    assert "A speaker (civil): […]" in told
    assert "A speaker (state)" not in told


def test_composing_anew_keeps_what_was_written_by_hand_and_tells_the_rest_again(
    story: Held,
) -> None:
    minutes = story.compose()
    act: dict[str, Any] = {"actor": story.table.actor("amina"), "now": story.table.later(hours=5)}
    speech = find(minutes, f"speech.{Turn.objects.earliest('pk').pk}")
    edited = editing.edit(
        speech, texts={"en": "She asked for three hours."}, seen=minutes.edited, **act
    )
    own = editing.add(minutes, after=edited, texts={"en": "The observers left."}, **act)
    first = editing.add(minutes, after=None, texts={"en": "By hand, first."}, **act)
    editing.remove(find(minutes, "place"), **act)
    Turn.objects.filter(summary="").update(summary="Added later.", language="en")
    again = composing.compose(story.meeting, **act)
    assert again.pk == minutes.pk
    told = texts(again)
    assert told[0] == "By hand, first."
    assert told[told.index("She asked for three hours.") + 1] == "The observers left."
    assert any(one.endswith("Added later.") for one in told)
    assert any(one.startswith("Place: ") for one in told)
    assert {edited.pk, own.pk, first.pk} <= set(again.paragraphs.values_list("pk", flat=True))
    assert [one.order for one in again.paragraphs.order_by("order")] == [*range(1, len(told) + 1)]


def test_an_edited_paragraph_whose_fact_is_gone_stays_where_it_stood(story: Held) -> None:
    minutes = story.compose()
    act: dict[str, Any] = {"actor": story.table.actor("amina"), "now": story.table.later(hours=5)}
    turn = Turn.objects.filter(item=story.items[0]).earliest("pk")
    editing.edit(
        find(minutes, f"speech.{turn.pk}"), texts={"en": "Kept."}, seen=minutes.edited, **act
    )
    Turn.objects.filter(pk=turn.pk).update(status=TurnStatus.WITHDRAWN)
    told = texts(composing.compose(story.meeting, **act))
    assert told.index("Kept.") == told.index("To adopt it.") + 1


@pytest.mark.parametrize("status", [Status.PLANNED, Status.CALLED, Status.OPEN, Status.CANCELLED])
def test_only_a_meeting_that_is_closed_has_minutes(status: Status, table: Table) -> None:
    meeting = table.meeting(status)
    with pytest.raises(NotAllowed):
        composing.compose(meeting, actor=table.actor("amina"), now=table.now)


def test_they_are_due_as_the_by_laws_say(story: Held) -> None:
    minutes = story.compose()
    assert minutes.due_on >= story.table.today + timedelta(days=14)
    assert (minutes.due_on - story.table.today).days < 21


def test_a_meeting_of_which_nothing_is_known_has_minutes_all_the_same(table: Table) -> None:
    meeting = table.meeting(
        Status.CLOSED, place={}, title={"ru": "Итоги года"}, reason={"kk": "Себебі"}
    )
    told = whole(composing.compose(meeting, actor=table.actor("amina"), now=table.later(hours=4)))
    assert "The item was not taken up." in told
    assert "Presided" not in told
    assert not Minutes.objects.get().paragraphs.filter(kind=paragraphs.ATTENDANCE).exists()


def test_a_long_meeting_is_composed_quickly_in_the_same_few_queries(story: Held) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            composing.compose(
                story.meeting, actor=story.table.actor("amina"), now=story.table.later(hours=4)
            )
        return len(made)

    queries()
    few = queries()
    for number in range(120):
        key = ("clara", "bolat", "damir", "erik")[number % 4]
        story.speak(story.items[number % 2], key, f"{number} {SUMMARY}" * 3)
    began = time.perf_counter()
    many = queries()
    assert time.perf_counter() - began < 2
    assert many <= few + 3  # more rows in one batch, not more for each


def test_a_person_who_came_twice_is_told_once_with_both_hours(story: Held) -> None:
    back = story.here["helen"]
    Presence.objects.create(
        meeting=story.meeting,
        user=back.user,
        person_name=back.person_name,
        seat=back.seat,
        organisation=back.organisation,
        chamber=back.chamber,
        arrived_at=story.table.later(hours=2, minutes=30),
    )
    told = whole(story.compose())
    assert told.count("Helen Kim, Taza Su") == 1
    line = next(one for one in told.splitlines() if one.startswith("Helen Kim, Taza Su"))
    assert line.count("–") == 2


def test_the_names_of_the_body_are_in_each_language(story: Held) -> None:
    Body.objects.update(name_kk="Кеңес", name_ru="Совет")
    Chamber.objects.filter(side="civil").update(name_ru="гражданское общество")
    Organisation.objects.filter(slug="of-clara").update(name_ru="Калкан")
    assert Tenure.objects.exists()
    minutes = story.compose()
    assert "Совет" in whole(minutes, "ru")
    assert "Гражданское общество:\nClara Weber, Калкан" in whole(minutes, "ru")
    assert "Кеңес" in whole(minutes, "kk")


def test_a_meeting_opened_without_a_quorum_and_at_another_hour_says_so(story: Held) -> None:
    opened = story.meeting.happenings.get(kind=happenings.OPENED)
    opened.facts |= {"is_met": False, "reason": {"en": f"The hall was shut {HOSTILE}"}}
    opened.save()
    lost = story.meeting.happenings.filter(kind=happenings.QUORUM).earliest("version")
    story.meeting.happenings.exclude(pk__in=(opened.pk, lost.pk)).delete()
    told = whole(story.compose())
    assert "There was no quorum at the opening: state" in told
    assert f"Why it was opened at another time: The hall was shut {HOSTILE}" in told
    place = told.index("the quorum was lost: state")
    assert told.index("Attendance") < place < told.index("1. Item 1")
