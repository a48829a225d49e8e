"""A road map as an official plan: who gets it, and what a minister signs."""

import io
from datetime import timedelta
from decimal import Decimal

import docx
import pytest
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from kenes.engines.typeset.tests.making import opened, pages_of, words_of
from kenes.implementation.models import Measure
from kenes.implementation.printing import plan
from kenes.implementation.tests.conftest import HOSTILE, Enter, Table
from kenes.languages.types import LANGUAGES

KINDS = ("pdf", "docx")
COLUMNS = 9


def url(kind: str, number: str, language: str = "en") -> str:
    with override(language):
        return reverse(f"implementation:roadmap_{kind}", args=[number])


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_an_adopted_plan_is_for_everybody_and_a_draft_for_who_prepares_it(
    table: Table, enter: Enter
) -> None:
    adopted, draft = table.adopted(), table.draft()
    for kind in KINDS:
        assert enter("").get(url(kind, adopted.number)).status_code == 200
        assert enter("").get(url(kind, draft.number)).status_code == 404
        assert enter("clara").get(url(kind, draft.number)).status_code == 404
        assert enter("amina").get(url(kind, draft.number)).status_code == 200


@pytest.mark.parametrize("number", ["RM-0000-000", "\x00", "…"])
def test_a_number_nobody_has_is_not_found(table: Table, enter: Enter, number: str) -> None:
    for kind in KINDS:
        assert enter("amina").get(url(kind, number)).status_code == 404


def test_the_plan_tells_all_that_was_agreed(table: Table, enter: Enter) -> None:
    goal = table.recommendation()
    roadmap = table.draft(goal)
    table.measure(
        roadmap,
        goals={goal.number: 1},
        result={"en": "Order of the minister"},
        partners=[table.organisation("clara").pk],
        budget=Decimal("1250000"),
        currency="KZT",
        budget_source={"en": "National budget"},
        indicator={"en": "Share of detainees"},
        baseline="40",
        target="100",
    )
    pdf = enter("amina").get(url("pdf", roadmap.number)).content
    found = words_of(pdf)
    for part in (
        goal.number,
        "A register of visits <script>alert(1)</script>",
        "Order of the minister",
        str(table.organisation()),
        str(table.organisation("clara")),
        "1,250,000 KZT",
        "National budget",
        "Share of detainees",
        "from 40 to 100",
        "not begun",
        "This is a draft.",
    ):
        assert squeezed(part) in found, part


def test_it_lies_and_its_head_is_on_every_page(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    first = Measure.objects.get(roadmap=roadmap)
    Measure.objects.bulk_create(
        Measure(
            roadmap=roadmap,
            place=f"2.{place}",
            order=place + 10,
            title={"en": f"Measure {place}"},
            owner=first.owner,
            due_on=first.due_on,
            changed_at=table.now,
        )
        for place in range(60)
    )
    response = enter("").get(url("pdf", roadmap.number))
    assert response["Content-Disposition"].endswith(f'"{roadmap.number}-plan-en.pdf"')
    pages, pdf = pages_of(response.content), opened(response.content)
    _left, _bottom, width, height = map(float, pdf.pages[0].MediaBox)
    assert width > height
    with_rows = [page for page in pages if "Measure " in page]
    assert len(with_rows) > 2
    assert all("Form of completion" in page for page in with_rows)
    content = enter("").get(url("docx", roadmap.number)).content
    table_ = docx.Document(io.BytesIO(content)).tables[1]
    assert len(table_.columns) == COLUMNS
    assert len(table_.rows) == 62


def test_it_names_the_decision_by_which_it_was_adopted(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    assert "Adopted" in words_of(enter("").get(url("pdf", roadmap.number)).content)
    roadmap.decision = "D-2026-012"
    with override("en"):
        lines = plan(roadmap, table.today).lines
    assert any("decision D-2026-012 of" in str(line) for line in lines)


def test_progress_is_said_in_words_with_how_late_it_is(table: Table) -> None:
    roadmap = table.adopted()
    measure = Measure.objects.get(roadmap=roadmap)
    table.report(measure, "under_way", percent=40)
    Measure.objects.filter(pk=measure.pk).update(
        starts_on=None, due_on=table.today - timedelta(days=3)
    )
    with override("en"):
        words = repr(plan(roadmap, table.today).blocks)
    assert "under way, 40 per cent" in words
    assert "3 days overdue" in words
    assert "reported on" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_in_each_language_with_others_marked(
    table: Table, enter: Enter, language: str
) -> None:
    roadmap = table.adopted()
    response = enter("").get(url("pdf", roadmap.number, language))
    assert str(opened(response.content).Root.Lang) == language
    with override(language):
        block = repr(plan(roadmap, table.today).blocks)
    assert ("language='en'" in block) == (language != "en")
    assert HOSTILE.split()[0] in block


def test_equal_plans_of_a_day_are_equal_bytes(table: Table, enter: Enter) -> None:
    address = url("pdf", table.adopted().number)
    assert enter("amina").get(address).content == enter("clara").get(address).content


def test_a_plan_does_not_grow_with_the_queries_of_its_rows(
    table: Table, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    goals = [table.recommendation() for _n in range(3)]
    roadmap = table.adopted(*goals)
    for measure in roadmap.measures.all():
        table.report(measure, "under_way", percent=10)
    with django_assert_num_queries(9):
        plan(roadmap, table.today)
    Measure.objects.filter(roadmap=roadmap).exclude(pk=roadmap.measures.earliest("pk").pk).delete()
    with django_assert_num_queries(9):
        plan(roadmap, table.today)
