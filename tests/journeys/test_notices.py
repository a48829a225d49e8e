"""Being told: the count, the list, the choice, and a letter's link; without any script."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.notifications import links
from kenes.notifications.lifecycle import Mode
from kenes.notifications.models import Choice
from kenes.notifications.services.reading import read_journal
from kenes.replies.services import asking
from tests.conftest import serious_findings
from tests.journeys.conftest import enter

pytestmark = pytest.mark.browser


@pytest.fixture
def told(people: dict[str, User], settings: Settings) -> User:
    """Irina, whose ministry was asked something."""
    settings.KENES_SECOND_FACTOR = False
    asking.ask(
        addressee=Organisation.objects.get(slug="of-bolat"),
        asked_by=Organisation.objects.get(slug="of-clara"),
        text="How many wait?",
        language="en",
        actor=actor_for(people["clara"]),
        now=timezone.now(),
    )
    read_journal(timezone.now())
    return people["irina"]


@pytest.fixture
def plain(browser: Browser) -> Page:
    """A tab of 320 pixels in which no script runs."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def test_a_notice_is_found_opened_and_what_one_is_told_is_chosen(
    plain: Page, live_server: LiveServer, told: User
) -> None:
    enter(plain, live_server.url, "irina")
    plain.get_by_role("link", name="Notices (1)").click()
    expect(plain.get_by_text("unread", exact=True)).to_be_visible()
    plain.get_by_role("link", name="Qalqan asks Ministry of Internal Affairs").click()
    expect(plain).to_have_url(f"{live_server.url}/en/requests/Q-{timezone.localdate().year}-001/")
    plain.get_by_role("link", name="Notices", exact=True).click()
    expect(plain.get_by_text("unread", exact=True)).to_have_count(0)
    plain.get_by_role("link", name="What you are told, and how").click()
    plain.get_by_label("By e-mail (Requests to your organisation)").select_option("weekly")
    plain.get_by_label("among your notices (Seats, offices and duties given to you)").uncheck()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("Saved.")).to_be_visible()
    assert set(Choice.objects.values_list("category", "is_shown", "email")) == {
        ("requests", True, Mode.WEEKLY),
        ("places", False, Mode.DAILY),
    }


def test_letters_are_stopped_out_of_a_letter_without_signing_in(
    plain: Page, live_server: LiveServer, told: User, settings: Settings
) -> None:
    settings.KENES_ADDRESS = live_server.url
    plain.goto(links.stop_url(told.pk, {"requests", "drafts"}, "en"))
    expect(plain.get_by_role("heading", level=1)).to_have_text("Get no more such letters?")
    plain.get_by_role("button", name="Stop these letters").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("You get no more such letters")
    assert set(Choice.objects.values_list("category", "email")) == {
        ("requests", Mode.NONE),
        ("drafts", Mode.NONE),
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_are_sound_in_every_language_at_320_pixels(
    page: Page, live_server: LiveServer, told: User, settings: Settings, language: str
) -> None:
    settings.KENES_ADDRESS = live_server.url
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, live_server.url, "irina")
    own = f"{live_server.url}/{language}"
    for address in (
        f"{own}/notices/",
        f"{own}/account/notifications/",
        f"{own}/account/notifications/stop/x/",
        links.stop_url(told.pk, {"requests"}, language),
        f"{own}/desk/",
    ):
        page.goto(address)
        assert serious_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
