"""On paper: a path takes one sheet of A4 in every language, and a longer one breaks between steps;
a map of opinions takes three, with everything the page tells."""

from contextlib import closing
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from kenes.access.types import operator
from kenes.demo.loader import load
from kenes.members.models import Organisation
from kenes.opinions.models import Consultation
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Recommendation
from kenes.recommendations.path import path_of
from kenes.recommendations.services import assessing
from kenes.record.services.integrating import integrate
from kenes.record.services.keeping import root_line

pytestmark = [pytest.mark.browser, pytest.mark.look]
LANGUAGES = ("kk", "ru", "en")
LONG, VERY_LONG = 14, 30  # steps
MAP_SHEETS = 3  # the demonstration’s
NOTE = {
    "kk": "Ескертусіз барулар барлық облысты қамтыды, екі мекеме түнде кіргізбеді ({n}).",
    "ru": "Посещения без уведомления охватили все области, два учреждения отказали ({n}).",
    "en": "Visits without notice reached every region; two institutions refused ({n}).",
}


def length(found: Recommendation) -> int:
    return len(path_of(Recommendation.objects.get(pk=found.pk), {}))


def evidence(place: int) -> str:
    """What the head of the step in this place says, unlike any other."""
    until = timezone.localdate() - timedelta(days=90 - place)
    return f"On evidence up to {until:%-d %B %Y}"


def lengthen(found: Recommendation, steps: int) -> None:
    """Bring the path to so many steps: assessments of four assessors, each with a note."""
    today, actor = timezone.localdate(), operator("test")
    ministries = list(Organisation.objects.order_by("pk")[:6])
    for place in range(length(found), steps):
        by = list(Assessor)[place % 4]
        is_side = by != Assessor.INDEPENDENT  # who has no seat at the table
        assessing.assess(
            found,
            by=by,
            grade=(Grade.PARTLY, Grade.IMPLEMENTED)[place % 2],
            on=today - timedelta(days=60 - place),
            evidence_until=today - timedelta(days=90 - place),
            note={code: text.format(n=f"n{place}") for code, text in NOTE.items()},
            organisation=ministries[place % 6] if is_side else None,
            assessor="" if is_side else "A research institute",
            actor=actor,
            now=timezone.now(),
        )
    integrate()
    assert length(found) == steps


def sheets(page: Page, address: str) -> list[str]:
    """The text of each sheet of the printed page."""
    page.goto(address)
    with closing(pypdfium2.PdfDocument(page.pdf(format="A4"))) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def bare(text: str) -> str:
    """Letters and digits alone: what ends a line on paper is not always what was written."""
    return "".join(char for char in text if char.isalnum())


@pytest.fixture
def longest(transactional_db: None) -> Recommendation:
    """The demonstration's longest path."""
    load(timezone.now(), lambda sentence: None)
    integrate()
    return max(Recommendation.objects.all(), key=length)


def test_a_path_prints_on_one_sheet_and_a_longer_one_breaks_between_steps(
    page: Page, live_server: LiveServer, longest: Recommendation
) -> None:
    addresses = [
        f"{live_server.url}/{language}/recommendations/{longest.number}/" for language in LANGUAGES
    ]
    assert length(longest) >= 8
    for address in addresses:
        [sheet] = sheets(page, address)
        assert longest.number in sheet
        assert address in sheet  # where it can be checked, and with what
        assert root_line(integrate()).rpartition(" ")[2] in sheet

    lengthen(longest, LONG)
    for address in addresses:
        [sheet] = sheets(page, address)
        assert f"(n{LONG - 1})" in sheet

    lengthen(longest, VERY_LONG)
    printed = sheets(page, addresses[-1])
    assert 1 < len(printed) <= 3
    for place in range(LONG, VERY_LONG):
        [sheet] = [sheet for sheet in printed if f"(n{place})" in sheet]
        assert evidence(place) in sheet  # the head of the step, above its note


def test_a_map_of_opinions_prints_whole_on_three_sheets(
    page: Page, live_server: LiveServer, transactional_db: None
) -> None:
    load(timezone.now(), lambda sentence: None)
    held = Consultation.objects.get(number="C-2026-001")
    for language in LANGUAGES:
        page.goto(f"{live_server.url}/{language}/consultations/{held.number}/map/")
        rows = page.locator("[aria-labelledby=table] tr").all_inner_texts()
        assert len(rows) == held.statements.count() + 1  # the heads
        with closing(pypdfium2.PdfDocument(page.pdf(format="A4"))) as document:
            assert len(document) <= MAP_SHEETS
            text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
        # Each row from its first cell to its last, wherever its lines break: nothing is cut.
        assert [row for row in rows if bare(row) not in bare(text)] == []
