"""The body answers what a consultation found: due, published, corrected, erased, shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.opinions import answers, telling
from kenes.opinions.models import Consultation, OpinionMap
from kenes.opinions.path import path_of
from kenes.opinions.services import answering
from kenes.opinions.tests.conftest import HOSTILE, Enter, House
from kenes.opinions.tests.test_recorded import of
from kenes.opinions.waiting import waiting
from kenes.record.models import Entry
from kenes.record.services import bundling, redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import field_label, shown_of

TEXT = {"en": f"The body drafts a law.\n\nBy spring. {HOSTILE}", "kk": "", "ru": "Совет готовит"}
OTHER = {"en": "The body drafts a law by autumn."}


@pytest.fixture
def closed(house: House) -> Consultation:
    return house.closed(house.opened())


def answered(house: House, one: Consultation, key: str = "amina") -> Consultation:
    return answering.answer(one, text=TEXT, actor=house.actor(key), now=house.later(days=2))


def corrected(house: House, one: Consultation) -> Consultation:
    return answering.correct(
        one, text=OTHER, because="A date", actor=house.actor("farida"), now=house.later(days=9)
    )


def due(house: House, key: str = "amina") -> list[Any]:
    rows = waiting(house.actor(key), house.today + timedelta(days=400))
    return [row for row in rows if row.url.endswith("/answer/")]


def test_it_is_due_on_the_desk_and_on_the_page_until_it_is_published(
    closed: Consultation, house: House
) -> None:
    (row,) = due(house)
    assert (row.due, row.label) == (telling.answer_due(closed), "Answer")
    assert "overdue" in row.clock
    assert due(house, "bolat") == []
    (step,) = [step for step in path_of(closed, house.today) if step.state == "next"]
    assert step.due == telling.answer_due(closed)
    told = answers.answer_of(closed, house.today)
    assert told is not None
    assert told.waits.startswith("The body answers by")
    told = answers.answer_of(closed, house.today + timedelta(days=400))
    assert told is not None
    assert "is not published yet" in told.waits
    one = answered(house, closed)
    assert due(house) == []
    steps = path_of(one, house.today)
    assert [step.state for step in steps] == ["done"] * len(steps)
    assert "Answered by the body" in [step.title for step in steps]
    assert "answered by the body on" in telling.standing(one, house.today)


def test_nothing_is_owed_before_it_closes(house: House) -> None:
    for one in (house.draft(), house.opened()):
        assert answers.answer_of(one, house.today) is None
        with pytest.raises(NotAllowed, match="when the consultation has closed"):
            answered(house, one)
    assert due(house) == []


def test_it_waits_for_the_map(closed: Consultation, house: House) -> None:
    OpinionMap.objects.all().delete()
    assert due(house) == []
    with pytest.raises(ValidationError, match="being drawn"):
        answered(house, closed)


@pytest.mark.parametrize("key", ["bolat", "clara", "damir", "erik"])
def test_who_does_not_lead_answers_nothing(key: str, closed: Consultation, house: House) -> None:
    with pytest.raises(NotAllowed):
        answered(house, closed, key)
    one = answered(house, closed)
    with pytest.raises(NotAllowed):
        answering.correct(one, text=OTHER, because="x", actor=house.actor(key), now=house.now)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ({}, "in one language at least"),
        ({"en": " \x00\n", "de": "Ja"}, "in one language at least"),
        ({"ru": "x" * 10_001}, "at most 10000"),
    ],
)
def test_what_is_no_answer_is_said(
    text: dict[str, str], said: str, closed: Consultation, house: House
) -> None:
    with pytest.raises(ValidationError) as raised:
        answering.answer(closed, text=text, actor=house.actor("amina"), now=house.now)
    assert said in " ".join(raised.value.message_dict["answer"])


def test_it_is_published_whole_and_once(closed: Consultation, house: House) -> None:
    one = answered(house, closed)
    assert one.answer == {"en": TEXT["en"], "ru": TEXT["ru"]}
    entry = Entry.objects.get(type="consultation.answered")
    assert {"answer", "answered_at", "answered_by"} <= entry.payloads().keys()
    with pytest.raises(NotAllowed, match="can be corrected"):
        answered(house, one)
    assert [row for row in unrecorded() if str(row).startswith("C-")] == []
    assert all(field_label(one.number, name) != name for name in entry.payloads())


def test_a_correction_says_why_and_the_record_keeps_both(
    closed: Consultation, house: House
) -> None:
    with pytest.raises(NotAllowed, match="has not answered"):
        corrected(house, closed)
    one = corrected(house, answered(house, closed))
    first = Entry.objects.get(type="consultation.answered")
    second = Entry.objects.get(type="consultation.answer_corrected")
    assert "By spring" in first.payloads()["answer"]
    assert "by autumn" in second.payloads()["answer"]
    assert second.payloads()["act.reason"] == '"A date"'
    assert shown_of([one.number])[one.number]["answer"] == OTHER
    assert [row for row in unrecorded() if str(row).startswith("C-")] == []
    assert bundling.standing(one.number).agrees
    assert of(one, check(house.later(days=10)).findings) == []
    told = answers.answer_of(one, house.today)
    assert told is not None
    assert "corrected on" in told.signed
    assert house.users["farida"].full_name in told.signed
    (step,) = [step for step in path_of(one, house.today) if step.title == "The answer corrected"]
    assert step.said == "A date"
    with pytest.raises(ValidationError) as raised:
        corrected(house, one)
    assert "Nothing has changed" in raised.value.message_dict["answer"][0]
    for because in ("", "x" * 1_001):
        with pytest.raises(ValidationError) as raised:
            answering.correct(
                one, text=TEXT, because=because, actor=house.actor("amina"), now=house.now
            )
        assert "reason" in raised.value.message_dict


def test_the_forms_publish_and_keep_what_was_typed(
    closed: Consultation, house: House, enter: Enter
) -> None:
    amina, visitor = enter("amina"), enter("")
    url, page = f"/en/consultations/{closed.number}/answer/", closed.get_absolute_url()
    assert visitor.get(url).status_code == 302
    assert enter("bolat").get(url).status_code == 403
    assert url in amina.get(page).content.decode()
    assert url not in visitor.get(page).content.decode()
    refused = amina.post(url, {"answer_en": "", "answer_ru": "y" * 10_001})
    assert refused.status_code == 422
    assert "y" * 10_001 in refused.content.decode()
    sent = amina.post(url, {f"answer_{code}": text for code, text in TEXT.items()}, follow=True)
    assert sent.status_code == 200
    again = amina.post(url, {"answer_en": "Twice"})
    assert again.status_code == 403
    assert "Twice" in again.content.decode()  # nothing typed is lost
    for address in (page, f"{page}map/"):
        shown = visitor.get(address).content.decode()
        assert "What the body answers" in shown
        assert "The body drafts a law." in shown
        assert "<script>alert(1)" not in shown
    assert '<div class="text" dir="auto" lang="ru">' in visitor.get(page).content.decode()
    brief = visitor.get(f"{page}map/").content.decode()
    assert "By spring" not in brief
    assert f'href="{page}#answer"' in brief
    correct = f"{url}correct/"
    assert "By spring" in amina.get(correct).content.decode()
    lacking = amina.post(correct, {"answer_en": OTHER["en"]})
    assert lacking.status_code == 422
    amina.post(correct, {"answer_en": OTHER["en"], "reason": "A date"})
    shown = visitor.get(page).content.decode()
    assert "corrected on" in shown
    assert "by autumn" in shown
    assert "By spring" not in shown


def test_while_it_is_waited_for_the_pages_say_until_when(
    closed: Consultation, enter: Enter
) -> None:
    page = closed.get_absolute_url()
    for address in (page, f"{page}map/"):
        assert "The body answers by" in enter("").get(address).content.decode()


def test_an_erased_answer_is_gone_from_the_pages_which_say_so(
    closed: Consultation,
    house: House,
    enter: Enter,
    django_capture_on_commit_callbacks: Any,
) -> None:
    one = corrected(house, answered(house, closed))
    integrate()

    def erase(type_: str, names: list[str]) -> None:
        with django_capture_on_commit_callbacks() as callbacks:
            redaction = redacting.ask(
                Entry.objects.get(type=type_),
                names=names,
                ground=redacting.Ground.PERSONAL,
                explanation="A name",
                actor=house.actor("amina"),
                now=house.now,
            )
            redacting.carry_out(redaction, actor=house.actor("farida"), now=house.now)
        for callback in callbacks:
            if "redacting" not in callback.__module__:
                callback()
        one.refresh_from_db()

    erase("consultation.answered", ["answer"])
    assert one.answer == OTHER  # an earlier text is not that which is shown
    erase("consultation.answer_corrected", ["answer", "answered_by"])
    assert (one.answer, one.answered_by) == ({}, "")
    page = enter("").get(one.get_absolute_url()).content.decode()
    assert "Erased from the public record by two officers." in page
    assert house.users["farida"].full_name not in page.partition("facts")[0]
    assert of(one, check(house.later(days=10)).findings) == []
