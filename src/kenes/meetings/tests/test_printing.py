"""Agenda and minutes on paper: who gets them, what they tell, in which language."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from docx.oxml.ns import qn
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from kenes.engines.typeset.tests.making import opened, words_of
from kenes.languages.types import LANGUAGES
from kenes.meetings import minutes as reading
from kenes.meetings import printing
from kenes.meetings.lifecycle import Section, Status
from kenes.meetings.models import Item, Minutes, Paper
from kenes.meetings.services import circulating, correcting
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.held import Held, held
from kenes.record.services.integrating import integrate

Enter = Callable[[str], Client]
EVERYBODY = ("", "clara", "erik", "irina", "amina", "farida")
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pytest.fixture
def story(table: Table) -> Held:
    return held(table)


@pytest.fixture
def enter(table: Table, settings: Settings) -> Enter:
    settings.KENES_SECOND_FACTOR = False
    settings.KENES_ADDRESS = "https://kenes.example"

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(table.users[key])
        return client

    return client_of


def url(name: str, number: str, language: str = "en") -> str:
    with override(language):
        return reverse(f"meetings:{name}", args=[number])


def words_in(content: bytes) -> str:
    """All words of a file of either kind, without spaces."""
    if content[:4] == b"%PDF":
        return words_of(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return "".join("".join(root.itertext(qn("w:t"))).split())


def told(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return words_in(response.content)


def squeezed(text: str) -> str:
    return "".join(text.split())


def who_gets(name: str, story: Held, enter: Enter) -> set[str]:
    got = set()
    for key in EVERYBODY:
        status = enter(key).get(url(name, story.meeting.number)).status_code
        assert status in {200, 404}, key
        if status == 200:
            got.add(key)
    return got


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_are_printed_for_who_reads_them(story: Held, enter: Enter, kind: str) -> None:
    name = f"minutes_{kind}"
    assert who_gets(name, story, enter) == set()
    minutes = story.compose()
    assert who_gets(name, story, enter) == {"amina", "farida"}
    act: dict[str, Any] = {"actor": story.table.actor("amina")}
    minutes = circulating.circulate(minutes, now=story.table.later(hours=5), **act)
    assert who_gets(name, story, enter) == {"clara", "erik", "amina", "farida"}
    minutes = circulating.settle(minutes, now=story.table.later(days=20), **act)
    chair = story.table.actor("farida")
    circulating.approve(minutes, actor=chair, now=story.table.later(days=20))
    circulating.publish(minutes, now=story.table.later(days=20), **act)
    assert who_gets(name, story, enter) == set(EVERYBODY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_has_its_type_its_name_and_acts_on_nobodys_machine(
    story: Held, enter: Enter, kind: str
) -> None:
    story.at("published")
    number = story.meeting.number
    response = enter("").get(url(f"minutes_{kind}", number, "kk"))
    assert response["Content-Type"] == KINDS[kind]
    asked = f'attachment; filename="{number}-minutes-kk.{kind}"'
    assert response["Content-Disposition"] == asked
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_tell_what_the_page_tells(story: Held, enter: Enter, kind: str) -> None:
    minutes = story.at("published")
    found = told(enter(""), url(f"minutes_{kind}", story.meeting.number))
    lines = [part for line in reading.read(minutes, "en").lines for part in line.text.split("\n")]
    assert len(lines) > 40
    for line in lines:
        # A page may end within a paragraph, not within the beginning of a line.
        assert squeezed(line.partition("\u202e")[0])[:30] in found
    assert squeezed("Prevailing text: English") in found
    assert squeezed("approved on") in found
    assert squeezed("Farida Akhmet") in found
    assert squeezed(f"https://kenes.example/en/meetings/{story.meeting.number}/minutes/") in found
    assert "Draft" not in found
    assert "DRAFT" not in found


def test_minutes_end_with_the_root_and_where_to_check_it(story: Held, enter: Enter) -> None:
    minutes, now = story.at("settled"), story.table.later(days=20)
    circulating.approve(minutes, actor=story.table.actor("farida"), now=now)
    integrate()
    minutes = circulating.publish(minutes, actor=story.table.actor("amina"), now=now)
    found = told(enter(""), url("minutes_pdf", story.meeting.number))
    assert squeezed(minutes.root["line"]) in found
    assert "https://kenes.example/en/record/verify/" in found


def test_a_draft_says_on_each_page_that_it_is_one(story: Held, enter: Enter) -> None:
    story.at("circulated")
    content = enter("amina").get(url("minutes_pdf", story.meeting.number)).content
    pages = len(opened(content).pages)
    found = words_of(content)
    assert found.count("DRAFT") + found.count("Draft·") == pages
    assert squeezed("They are not approved.") in found


def test_a_translation_says_what_prevails_and_what_cannot_be_relied_on(
    story: Held, enter: Enter
) -> None:
    minutes = story.at("published")
    with override("ru"):
        read = reading.read(minutes, "ru")
        unsure = [line for line in read.lines if line.note]
        found = squeezed(printed(minutes))
        numbers = printing.spans([line.number for line in unsure if line.number])
    assert unsure
    assert squeezed(numbers) in found
    for line in unsure:
        assert squeezed(line.note) in found
    with override("en"):
        assert squeezed(unsure[0].note) not in squeezed(printed(minutes))


def printed(minutes: Minutes) -> str:
    from_blocks = printing.minutes_of(minutes)
    return " ".join(map(repr, from_blocks.blocks)).replace("\\n", " ")


def test_words_in_another_language_carry_it(story: Held) -> None:
    minutes = story.at("published")
    with override("ru"):
        blocks = printing.minutes_of(minutes).blocks
    assert "en" in {getattr(block, "language", "") for block in blocks}


def test_a_correction_stands_under_its_paragraph_with_its_number(
    story: Held, enter: Enter
) -> None:
    minutes = story.at("published")
    speech = minutes.paragraphs.filter(kind="speech", item__is_confidential=False)[0]
    correcting.correct_published(
        speech,
        language="en",
        text="Four hours are enough.",
        reason="As it was said.",
        actor=story.table.actor("amina"),
        now=story.table.later(days=21),
    )
    found = told(enter(""), url("minutes_pdf", story.meeting.number))
    before = found.index(squeezed("Three hours are enough."))
    assert before < found.index("Correction1") < found.index(squeezed("Four hours are enough."))
    assert squeezed("As it was said.") in found


def test_what_was_erased_says_so_and_is_not_told(story: Held) -> None:
    minutes = story.at("published")
    speech = minutes.paragraphs.filter(kind="speech", item__is_confidential=False)[0]
    speech.texts.update(text="")
    with override("en"):
        words = printed(minutes)
    assert "Erased from the public record by two officers." in words
    assert "Three hours are enough" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_papers_are_made_in_each_language(story: Held, enter: Enter, language: str) -> None:
    story.at("published")
    number = story.meeting.number
    for name in ("minutes", "agenda"):
        pdf = opened(enter("").get(url(f"{name}_pdf", number, language)).content)
        assert str(pdf.Root.Lang) == language
        assert enter("").get(url(f"{name}_docx", number, language)).status_code == 200


def test_equal_minutes_are_equal_bytes(story: Held, enter: Enter) -> None:
    story.at("published")
    address = url("minutes_pdf", story.meeting.number)
    assert enter("amina").get(address).content == enter("clara").get(address).content


def test_the_agenda_is_told_to_whom_the_page_tells_it(table: Table, enter: Enter) -> None:
    planned, called = table.meeting(), table.meeting(Status.CALLED)
    for kind in KINDS:
        assert enter("").get(url(f"agenda_{kind}", planned.number)).status_code == 404
        assert enter("clara").get(url(f"agenda_{kind}", planned.number)).status_code == 404
        assert enter("amina").get(url(f"agenda_{kind}", planned.number)).status_code == 200
        assert enter("").get(url(f"agenda_{kind}", called.number)).status_code == 200


def test_the_agenda_counts_the_hours_and_has_both_standing_questions(
    table: Table, enter: Enter
) -> None:
    day = table.now.replace(hour=5, minute=0, second=0, microsecond=0)  # 10:00 in Almaty
    meeting = table.meeting(
        Status.CALLED, starts_at=day, ends_at=day + timedelta(hours=3), link="https://secret.kz/x"
    )
    items = list(meeting.items.all())
    Item.objects.filter(pk=items[1].pk).update(
        minutes=40, presenter=table.organisation("clara"), is_confidential=True, about="P-2026-014"
    )
    found = told(enter(""), url("agenda_pdf", meeting.number))
    places = [found.index(time) for time in ("10:001Item1", "10:152Item2", "10:553Item3")]
    assert places == sorted(places)
    for section in (Section.LAW_MAKING, Section.OBLIGATIONS):
        assert squeezed(str(section.label)) in found
    assert squeezed("(P-2026-014)") in found
    assert squeezed("Chatham House rule") in found
    assert squeezed(str(table.organisation("clara"))) in found
    assert "10:00–13:00(UTC+5)" in found
    assert "secret" not in found  # the link is for those who are invited


def test_a_standing_question_without_items_is_on_the_agenda_all_the_same(table: Table) -> None:
    meeting = table.meeting(Status.CALLED)
    meeting.items.all().delete()
    with override("en"):
        blocks = repr(printing.agenda(meeting).blocks)
    assert blocks.count("Nothing under this standing question.") == 2


def test_papers_are_listed_with_who_tabled_them(table: Table, enter: Enter) -> None:
    meeting = table.meeting(Status.CALLED)
    facts = {"media_type": "application/pdf", "size": 1, "sha256": "0", "added_at": table.now}
    Paper.objects.create(meeting=meeting, name="plan.pdf", file="meetings/a.pdf", **facts)
    Paper.objects.create(
        meeting=meeting,
        item=meeting.items.first(),
        organisation=table.organisation("clara"),
        name=f"view {HOSTILE}.pdf",
        file="meetings/b.pdf",
        is_late=True,
        **facts,
    )
    Paper.objects.create(meeting=meeting, name="", file="", **facts)  # erased
    found = told(enter(""), url("agenda_pdf", meeting.number))
    assert "plan.pdfSecretariat" in found
    assert "<script>alert(1)</script>" in found
    assert "(late)" in found


def test_a_cancelled_meeting_says_so_with_the_reason(table: Table) -> None:
    meeting = table.meeting(Status.CANCELLED, cancelled_because={"en": f"Snow {HOSTILE}"})
    with override("en"):
        document = printing.agenda(meeting)
    assert document.mark == "Cancelled"
    assert "Snow" in repr(document.blocks[0])


def test_a_plan_without_an_hour_has_an_agenda_without_hours(table: Table, enter: Enter) -> None:
    meeting = table.meeting(starts_at=None, ends_at=None, place={})
    assert "Item1" in told(enter("amina"), url("agenda_pdf", meeting.number))


@pytest.mark.parametrize("number", ["M-0000-000", "\x00", "M-2026-001\u202e", "…"])
def test_a_number_nobody_has_is_not_found(table: Table, enter: Enter, number: str) -> None:
    for name in ("agenda_pdf", "agenda_docx", "minutes_pdf", "minutes_docx"):
        assert enter("amina").get(url(name, number)).status_code == 404


def test_papers_do_not_grow_with_the_queries_of_their_rows(
    table: Table, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = table.meeting(Status.CALLED)
    for count in (3, 40):
        Item.objects.bulk_create(
            Item(
                meeting=meeting,
                order=place,
                section=Section.OTHER,
                title={"en": "x"},
                presenter=table.organisation("clara"),
            )
            for place in range(meeting.items.count() + 1, count + 1)
        )
        with django_assert_num_queries(3):
            printing.agenda(meeting)


def test_minutes_do_not_grow_with_the_queries_of_their_paragraphs(
    story: Held, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    minutes = story.at("published")
    with django_assert_num_queries(5):
        printing.minutes_of(minutes)


def test_numbers_in_a_row_are_said_in_short() -> None:
    assert printing.spans([]) == ""
    assert printing.spans([4]) == "4"
    assert printing.spans([1, 2, 3, 5, 7, 8, 20]) == "1–3, 5, 7, 8, 20"


def test_what_is_kept_for_visitors_is_the_same_file(story: Held, enter: Enter) -> None:
    story.at("published")
    address = url("minutes_pdf", story.meeting.number)
    first, kept = (enter("").get(address) for _n in range(2))
    assert first.content == kept.content
    assert kept["Content-Type"] == KINDS["pdf"]
    assert kept["Content-Disposition"] == first["Content-Disposition"]
    again = enter("").get(address, headers={"If-None-Match": kept["ETag"]})
    assert again.status_code == 304
