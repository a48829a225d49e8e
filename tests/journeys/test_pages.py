"""Every page of the house in three languages: no serious finding, nothing cut at 320 pixels."""

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.demo.loader import load
from kenes.recommendations.models import Document, Recommendation
from kenes.record.models import Entry
from kenes.record.services.integrating import integrate
from tests.conftest import serious_findings
from tests.journeys.conftest import enter

pytestmark = [pytest.mark.browser, pytest.mark.look]
LANGUAGES = ("kk", "ru", "en")
PUBLIC = (
    "",
    "register/",
    "register/?q=torture",
    "register/?q=nothing-has-this-word",
    "recommendations/{number}/",
    "documents/{document}/",
    "bodies/",
    "bodies/dialogue-council/",
    "organisations/",
    "record/",
    "record/verify/",
    "record/matter/?subject={number}",
    "record/entries/{entry}/",
    "meetings/",
    "meetings/plan/2026/",
    "meetings/M-2026-003/",
    "meetings/M-2026-003/minutes/",
    "meetings/M-2026-004/",
    "meetings/M-2026-004/watch/",
    "road-maps/",
    "road-maps/RM-2026-001/",
    "still-not-done/",
    "consultations/",
    "consultations/agreed/",
    "consultations/C-2026-001/",
    "consultations/C-2026-001/statements/",
    "consultations/C-2026-001/statements/1/",
    "consultations/C-2026-001/map/",
    "consultations/C-2026-002/",
    "consultations/C-2026-002/map/",
    "consultations/C-2026-002/enter/",
    "law/instruments/",
    "law/instruments/iccpr/",
    "law/instruments/iccpr/articles/14/",
    "law/calendar/",
    "law/complaints/",
    "gallery/",
    "account/login/",
    "account/password/reset/",
    "no-such-page/",
)
OF_WHO_TAKES_PART = (
    "consultations/C-2026-002/",
    "consultations/C-2026-002/vote/",
    "consultations/C-2026-002/vote/own/",
    "consultations/C-2026-002/propose/",
)
OF_THE_SECRETARY = (
    "desk/",
    "meetings/new/",
    "meetings/M-2026-004/agenda/",
    "meetings/M-2026-004/invitations/",
    "meetings/M-2026-004/floor/",
    "road-maps/new/",
    "consultations/new/",
    "consultations/C-2026-001/answer/correct/",
    "consultations/C-2026-001/map/",
    "consultations/C-2026-001/statements/1/",
    "consultations/C-2026-002/",
    "consultations/C-2026-002/statements/",
    "consultations/C-2026-002/statements/new/",
    "consultations/C-2026-002/statements/many/",
    "consultations/C-2026-002/statements/1/decide/",
    "consultations/C-2026-002/statements/1/translate/",
    "consultations/C-2026-002/invite/",
    "consultations/C-2026-002/extend/",
    "consultations/C-2026-002/close/",
    "law/instruments/cat/status/",
    "law/instruments/cat/text/",
    "law/ratifications/",
    "imports/",
    "recommendations/new/",
    "recommendations/{number}/assess/",
    "manage/",
    "account/",
    "account/people/",
    "account/sessions/",
    "account/second-factor/",
    "record/entries/{entry}/redact/",
    "journal/",
    "register/saved/",
)


def troubles(page: Page, origin: str, paths: tuple[str, ...]) -> list[str]:
    """Everything wrong with the pages, one line each."""
    number = Recommendation.objects.order_by("number").values_list("number", flat=True)[0]
    document = Document.objects.order_by("pk").values_list("pk", flat=True)[0]
    entry = Entry.objects.filter(subject=number).order_by("pk").values_list("uuid", flat=True)[0]
    found = []
    for language in LANGUAGES:
        for path in paths:
            address = f"/{language}/{path.format(number=number, document=document, entry=entry)}"
            response = page.goto(origin + address)
            expected = 404 if "no-such" in path else 200
            if response is None or response.status != expected:
                found.append(f"{address}: {response and response.status}")
                continue
            found += [f"{address}: {finding}" for finding in serious_findings(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                found.append(f"{address}: {width} pixels wide at 320")
            if page.evaluate("document.documentElement.lang") != language:
                found.append(f"{address}: the page says it is in another language")
    return found


@pytest.fixture
def narrow(context: BrowserContext, page: Page) -> Page:
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def test_every_page_in_three_languages_at_320_pixels(
    narrow: Page, live_server: LiveServer, transactional_db: None, settings: Settings
) -> None:
    settings.KENES_SECOND_FACTOR = False
    load(timezone.now(), lambda sentence: None)
    integrate()
    found = troubles(narrow, live_server.url, PUBLIC)
    narrow.goto(f"{live_server.url}/en/consultations/C-2026-002/enter/")
    narrow.get_by_role("button", name="Take part", exact=True).click()
    found += troubles(narrow, live_server.url, OF_WHO_TAKES_PART)
    enter(narrow, live_server.url, "amina")
    found += troubles(narrow, live_server.url, OF_THE_SECRETARY)
    assert found == []
