"""A question on its way to a signed answer, in a real browser: keys alone, no scripts, narrow."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.replies.models import Reply, Request
from kenes.replies.services import asking, drafting
from tests.conftest import serious_findings
from tests.journeys.conftest import Enter, enter

pytestmark = pytest.mark.browser
QUESTION = "Қашан және кім: when will the plan be published, and by whom?"
ANSWER = "On 4 May, by the department of prisons."
LANGUAGES = ("kk", "ru", "en")


def ask(people: dict[str, User], *, is_public: bool = True) -> Request:
    return asking.ask(
        addressee=Organisation.objects.get(slug="of-bolat"),
        text=QUESTION,
        language="en",
        asked_by=Organisation.objects.get(slug="of-clara"),
        is_public=is_public,
        actor=actor_for(people["clara"]),
        now=timezone.now(),
    )


def hand_up(people: dict[str, User], request: Request) -> Reply:
    actor, now = actor_for(people["bolat"]), timezone.now()
    reply = drafting.save_draft(
        request, kind="answered", text=ANSWER, language="en", edited=0, actor=actor, now=now
    )
    return drafting.hand_up(reply, edited=1, actor=actor, now=now)


def leave(page: Page) -> None:
    page.context.clear_cookies()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; what is seen is reached in that order."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        )
        if (said or "").strip().startswith(name):
            return
    pytest.fail(f"{name} is not reached by the keyboard")


def test_from_the_question_to_the_signed_answer_by_keyboard_alone(
    page: Page, live_server: LiveServer, sign_in: Enter
) -> None:
    sign_in("clara")
    page.goto(f"{live_server.url}/en/organisations/of-bolat/")
    tab_to(page, "Ask this organisation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/new/**")
    tab_to(page, "What you ask")
    page.keyboard.type(QUESTION)
    tab_to(page, "Ask")
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/Q-*/")
    here = page.url
    expect(page.locator("main")).to_contain_text("Waiting for the reply of Ministry of Internal")
    leave(page)

    sign_in("bolat")
    page.goto(f"{live_server.url}/en/waiting/")
    expect(page.get_by_role("heading", name="Waiting for your institution")).to_be_visible()
    tab_to(page, Request.objects.get().number)
    page.keyboard.press("Enter")
    page.wait_for_url(here)
    tab_to(page, "Draft a reply")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reply/")
    tab_to(page, "Text of the reply")
    page.keyboard.type(ANSWER)
    tab_to(page, "Hand up for signature")
    page.keyboard.press("Enter")
    page.wait_for_url(here)
    expect(page.locator("main")).to_contain_text("waits for the validator")
    leave(page)

    sign_in("irina")
    page.goto(here)
    tab_to(page, "Read and sign the reply")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/")
    expect(page.locator("main")).to_contain_text(ANSWER)
    tab_to(page, "Sign it")
    page.keyboard.press("Enter")
    page.wait_for_url(here)
    leave(page)

    page.goto(here)  # anybody
    expect(page.locator("main")).to_contain_text("replied on")
    expect(page.locator("main")).to_contain_text(ANSWER)
    expect(page.locator("main")).to_contain_text("2 entries. This page says what they say.")
    expect(page.locator("main")).not_to_contain_text("Bolat")


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A tab that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_the_same_way_without_scripts_with_a_draft_given_back(
    plain: Page, live_server: LiveServer, people: dict[str, User], settings: Settings
) -> None:
    settings.KENES_SECOND_FACTOR = False
    enter(plain, live_server.url, "clara")
    plain.goto(f"{live_server.url}/en/requests/new/?to=of-bolat")
    plain.get_by_label("What you ask").fill(QUESTION)
    plain.get_by_role("button", name="Ask", exact=True).click()
    plain.wait_for_url("**/requests/Q-*/")
    here = plain.url
    leave(plain)

    enter(plain, live_server.url, "bolat")
    plain.goto(f"{here}reply/")
    plain.get_by_role("button", name="Hand up for signature").click()
    expect(plain.locator("#errors, .errors").first).to_contain_text("Write the answer.")
    plain.get_by_label("Text of the reply").fill("Soon.")
    plain.get_by_role("button", name="Hand up for signature").click()
    plain.wait_for_url(here)
    leave(plain)

    enter(plain, live_server.url, "irina")
    plain.goto(f"{here}sign/")
    plain.get_by_role("link", name="Give it back with a note").click()
    plain.get_by_label("What to change").fill("Name the day.")
    plain.get_by_role("button", name="Give it back").click()
    plain.wait_for_url(here)
    leave(plain)

    enter(plain, live_server.url, "bolat")
    plain.goto(f"{here}reply/")
    expect(plain.locator("main")).to_contain_text("Name the day.")
    plain.get_by_label("Text of the reply").fill(ANSWER)
    plain.get_by_role("button", name="Hand up for signature").click()
    leave(plain)

    enter(plain, live_server.url, "irina")
    plain.goto(f"{here}sign/")
    plain.get_by_role("button", name="Sign it").click()
    plain.wait_for_url(here)
    expect(plain.locator("main")).to_contain_text(ANSWER)


def test_what_was_typed_is_there_after_the_tab_was_closed(
    page: Page, live_server: LiveServer, sign_in: Enter, people: dict[str, User]
) -> None:
    request = ask(people)
    sign_in("clara")
    page.goto(f"{live_server.url}/en/requests/new/")
    page.get_by_label("What you ask").fill("Half a quest")
    page.goto(f"{live_server.url}/en/waiting/")
    page.goto(f"{live_server.url}/en/requests/new/")
    expect(page.get_by_label("What you ask")).to_have_value("Half a quest")
    leave(page)
    sign_in("bolat")
    page.goto(f"{live_server.url}/en/requests/{request.number}/reply/")
    page.get_by_label("Text of the reply").fill("Half an ans")
    page.goto(f"{live_server.url}/en/waiting/")
    page.goto(f"{live_server.url}/en/requests/{request.number}/reply/")
    expect(page.get_by_label("Text of the reply")).to_have_value("Half an ans")


def test_two_who_draft_at_once_see_both_texts_and_lose_none(
    page: Page, live_server: LiveServer, sign_in: Enter, people: dict[str, User]
) -> None:
    request = ask(people)
    sign_in("bolat")
    page.goto(f"{live_server.url}/en/requests/{request.number}/reply/")
    drafting.save_draft(
        request,
        kind="answered",
        text="Saved in another tab",
        language="en",
        edited=0,
        actor=actor_for(people["bolat"]),
        now=timezone.now(),
    )
    page.get_by_label("Text of the reply").fill("Typed in this one")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("main")).to_contain_text("Saved in another tab")
    expect(page.get_by_label("Text of the reply")).to_have_value("Typed in this one")
    assert serious_findings(page) == []
    page.get_by_label("Text of the reply").fill("Typed in this one, and the other")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("status")).to_contain_text("The draft is saved")
    assert Reply.objects.get().text == "Typed in this one, and the other"


def wrong(page: Page, origin: str, paths: tuple[str, ...]) -> list[str]:
    """Everything wrong with the pages at 320 pixels in each language, one line each."""
    page.set_viewport_size({"width": 320, "height": 640})
    found = []
    for language in LANGUAGES:
        for path in paths:
            response = page.goto(f"{origin}/{language}/{path}")
            if response is None or response.status != 200:
                found.append(f"{language}/{path}: {response and response.status}")
                continue
            found += [f"{language}/{path}: {one}" for one in serious_findings(page)]
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
                found.append(f"{language}/{path}: {width} pixels wide")
            if len(response.body()) > 100_000:
                found.append(f"{language}/{path}: {len(response.body())} bytes")
    return found


def test_public_pages_are_narrow_and_without_a_serious_finding(
    page: Page, live_server: LiveServer, people: dict[str, User]
) -> None:
    request = ask(people)
    Request.objects.filter(pk=request.pk).update(text=f"{QUESTION} {'жазба' * 40}")
    paths = (
        "waiting/",
        "waiting/?kind=donor",
        "organisations/of-bolat/requests/",
        "organisations/of-helen/requests/",
        f"requests/{request.number}/",
        "organisations/of-bolat/",
    )
    assert wrong(page, live_server.url, paths) == []


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("clara", ("requests/new/", "requests/{one}/withdraw/", "requests/{quiet}/")),
        ("amina", ("requests/new/",)),
        ("bolat", ("waiting/", "requests/{one}/", "requests/{one}/reply/")),
        (
            "irina",
            ("waiting/", "requests/{two}/", "requests/{two}/sign/", "requests/{two}/return/"),
        ),
    ],
)
def test_pages_of_both_sides_are_narrow_and_without_a_serious_finding(
    page: Page,
    live_server: LiveServer,
    sign_in: Enter,
    people: dict[str, User],
    who: str,
    paths: tuple[str, ...],
) -> None:
    one = ask(people)
    Request.objects.filter(pk=one.pk).update(text=f"{QUESTION} and how?")
    two = ask(people)
    hand_up(people, two)
    quiet = asking.ask(
        addressee=two.addressee,
        text="In confidence",
        language="en",
        asked_by=two.asked_by,
        is_public=False,
        actor=actor_for(people["clara"]),
        now=timezone.now(),
    )
    sign_in(who)
    numbers = {"one": one.number, "two": two.number, "quiet": quiet.number}
    found = wrong(page, live_server.url, tuple(path.format(**numbers) for path in paths))
    assert found == []


def test_a_request_prints_without_ways_to_go(
    page: Page, live_server: LiveServer, people: dict[str, User]
) -> None:
    request = ask(people)
    page.goto(f"{live_server.url}/en/requests/{request.number}/")
    page.emulate_media(media="print")
    expect(page.locator("nav.ways")).to_be_hidden()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    assert page.pdf(format="A4")[:4] == b"%PDF"
