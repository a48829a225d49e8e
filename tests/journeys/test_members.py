"""By-laws are adopted, duties given, interests declared: by keyboard, and without scripts."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import ByLaws, Declaration, Duty, DutyKind, Organisation
from kenes.members.services import bylaws, declarations
from tests.conftest import serious_findings
from tests.journeys.conftest import Enter, enter

pytestmark = pytest.mark.browser
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def plain(browser: Browser, people: dict[str, User], settings: Settings) -> Iterator[Page]:
    """A tab of a browser that runs no scripts."""
    settings.KENES_SECOND_FACTOR = False
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def tab_to(page: Page, label: str) -> None:
    """Go on with the Tab key until the field or button named so has the focus."""
    target = page.get_by_label(label, exact=True).or_(
        page.get_by_role("button", name=label, exact=True)
    )
    for _ in range(80):
        if target.first.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not lead to {label}")


def test_by_laws_are_adopted_by_keyboard_alone(
    page: Page, live_server: LiveServer, sign_in: Enter
) -> None:
    sign_in("amina")
    page.goto(f"{live_server.url}/en/by-laws/")
    page.get_by_role("link", name="Adopt new by-laws").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Notice of a meeting")
    page.keyboard.type("400")  # over what was selected by the Tab key
    tab_to(page, "Decision")
    page.keyboard.type("Decision 12 of the plenary")
    tab_to(page, "In force from")
    page.keyboard.type("01152027")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Notice of a meeting")
    expect(page.get_by_label("Decision", exact=True)).to_have_value("Decision 12 of the plenary")
    assert not ByLaws.objects.exists()
    page.keyboard.press("Tab")  # the summary's first link leads to the field
    page.keyboard.press("Enter")
    tab_to(page, "Notice of a meeting")
    page.keyboard.press("Control+a")
    page.keyboard.type("21")
    tab_to(page, "Adopt")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Version 1 of the by-laws is adopted.")
    made = ByLaws.objects.get()
    assert (made.values, str(made.starts_on)) == ({"notice_days": 21}, "2027-01-15")
    expect(page.locator("#version-1")).to_contain_text("Notice of a meeting: 14 days → 21 days")


def test_a_declaration_is_never_lost_and_then_is_public(
    page: Page, live_server: LiveServer, sign_in: Enter
) -> None:
    sign_in("erik")
    expect(page.get_by_text("Declare your interests: Community of Lake Countries")).to_be_visible()
    page.get_by_role("link", name="Declare", exact=True).click()
    page.wait_for_load_state()
    page.get_by_label("Interests").fill("Member of a board")
    page.reload()
    expect(page.get_by_label("Interests")).to_have_value("Member of a board")
    page.get_by_role("button", name="Declare").click()

    expect(page.get_by_role("status")).to_contain_text("Your declaration is public.")
    section = page.locator("#declarations")
    expect(section).to_contain_text("Member of a board")
    expect(section).to_contain_text("declared: none")
    page.goto(f"{live_server.url}/en/desk/")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()


def test_all_of_it_works_without_scripts(
    plain: Page, live_server: LiveServer, people: dict[str, User]
) -> None:
    enter(plain, live_server.url, "amina")
    plain.goto(f"{live_server.url}/en/manage/organisations/of-clara/")
    plain.get_by_role("link", name="Name who signs").click()
    plain.get_by_label("Full name", exact=True).fill("Helen Kim")
    plain.get_by_label("E-mail they sign in with").fill("helen@kenes.example")
    plain.get_by_role("button", name="Give the duty").click()
    duty = Duty.objects.get(organisation__slug="of-clara")
    assert (duty.kind, duty.user) == (DutyKind.VALIDATOR, people["helen"])
    plain.get_by_role("link", name="Public page").click()
    expect(plain.get_by_text("Validator, signs its replies")).to_be_visible()
    plain.goto(f"{live_server.url}/en/manage/duties/{duty.pk}/end/")
    plain.get_by_role("button", name="End the duty").click()
    duty.refresh_from_db()
    assert duty.ends_on == timezone.localdate()

    plain.goto(f"{live_server.url}/en/manage/by-laws/adopt/")
    plain.get_by_label("Time to publish minutes").fill("10")
    plain.get_by_label("Decision", exact=True).fill("Decision 13")
    plain.get_by_label("In force from").fill("2026-01-15")
    plain.get_by_role("button", name="Adopt").click()
    assert bylaws.in_force(timezone.localdate()).number("minutes_days") == 10
    plain.get_by_role("button", name="Sign out").click()

    enter(plain, live_server.url, "clara")
    plain.goto(f"{live_server.url}/en/organisations/of-clara/")
    plain.get_by_role("link", name="Declare your interests").click()
    plain.get_by_label("Sources of funding").fill("Fees\nGrants")
    plain.get_by_role("button", name="Declare").click()
    assert Declaration.objects.get().funding == "Fees\nGrants"


def troubles(page: Page, origin: str, paths: tuple[str, ...]) -> list[str]:
    found = []
    for language in LANGUAGES:
        for path in paths:
            address = f"/{language}/{path}"
            response = page.goto(origin + address)
            assert response is not None
            if response.status != 200:
                found.append(f"{address}: {response.status}")
            found += [f"{address}: {finding}" for finding in serious_findings(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                found.append(f"{address}: {width} pixels wide at 320")
            if len(response.body()) > 100_000:
                found.append(f"{address}: {len(response.body())} bytes")
    return found


@pytest.mark.look
def test_every_page_is_clean_at_320_pixels(
    page: Page, live_server: LiveServer, sign_in: Enter, people: dict[str, User]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    now, amina, clara = timezone.now(), people["amina"], people["clara"]
    for number, day in enumerate(("2024-04-01", "2025-04-01", "2099-01-01")):
        bylaws.adopt(
            values={"notice_days": 20 + number, "holidays": "2026-12-17, 2027-01-02, 2027-01-03"},
            decision="Decision-with-a-very-long-word-that-nobody-has-ever-broken-anywhere",
            starts_on=date.fromisoformat(day),
            actor=actor_for(amina),
            now=now,
        )
    for interests in ("", "https://example.org/" + "a" * 120):
        declarations.declare(
            clara,
            Organisation.objects.get(slug="of-clara"),
            interests=interests,
            funding="",
            language="kk",
            actor=actor_for(clara),
            now=now,
        )
    duty = Duty.objects.earliest("pk")
    public = ("by-laws/", "organisations/of-clara/", "organisations/of-bolat/", "bodies/")
    assert troubles(page, live_server.url, public) == []
    sign_in("amina")
    of_secretary = (
        "manage/by-laws/adopt/",
        "manage/organisations/of-bolat/",
        "manage/organisations/of-bolat/duties/new/",
        f"manage/duties/{duty.pk}/end/",
    )
    assert troubles(page, live_server.url, of_secretary) == []
    page.context.clear_cookies()
    sign_in("clara")
    assert troubles(page, live_server.url, ("declare/of-clara/", "desk/")) == []
