"""A proposal from its first word to the decision: by keyboard, without scripts, at 320 pixels."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals.lifecycle import Stance
from kenes.proposals.models import Proposal
from kenes.proposals.services import (
    checking,
    claiming,
    deciding,
    drafting,
    revising,
    speaking,
    sponsoring,
)
from tests.conftest import serious_findings
from tests.journeys.conftest import Enter, enter

pytestmark = pytest.mark.browser
LANGUAGES = ("kk", "ru", "en")
TITLE = "Қорғаушының қол жеткізуі"
WORDING = {
    "title": TITLE,
    "problem": "Lawyers wait for days.\n\nNobody answers for it.",
    "proposal": "The first meeting takes place within three hours.",
    "justification": "Article 14 of the Covenant.",
}


@pytest.fixture
def plain(browser: Browser, people: dict[str, User], settings: Settings) -> Iterator[Page]:
    """A tab of a browser that runs no scripts."""
    settings.KENES_SECOND_FACTOR = False
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def of(key: str) -> Organisation:
    return Organisation.objects.get(slug=f"of-{key}")


def drafted(people: dict[str, User]) -> Proposal:
    return drafting.begin(
        organisation=of("clara"),
        language="en",
        wording=WORDING,
        actor=actor_for(people["clara"]),
        now=timezone.now(),
    )


def opened(people: dict[str, User]) -> Proposal:
    now = timezone.now()
    proposal = drafting.submit(drafted(people), actor=actor_for(people["clara"]), now=now)
    return checking.accept(proposal, actor=actor_for(people["amina"]), now=now)


def discussed(people: dict[str, User]) -> Proposal:
    """Commented, versioned, with positions and a claim."""
    proposal, now = opened(people), timezone.now()
    for key in ("bolat", "damir", "erik"):
        for paragraph in (0, 1, 1, 1, 1, 1, 3):
            speaking.comment(
                proposal,
                organisation=of(key),
                version=1,
                paragraph=paragraph,
                text="Үш сағат тым ұзақ. " * 4,
                language="kk",
                actor=actor_for(people[key]),
                now=now,
            )
    for key, stance in (("bolat", Stance.OPPOSE), ("damir", Stance.SUPPORT)):
        speaking.take_position(
            proposal,
            organisation=of(key),
            stance=stance,
            reason="No budget is foreseen for it.",
            language="en",
            actor=actor_for(people[key]),
            now=now,
        )
    claiming.claim(
        proposal,
        organisation=of("bolat"),
        kind="fact",
        words={"text": "17 districts have two lawyers", "evidence": "Report 2024\nhttps://e.org"},
        language="en",
        actor=actor_for(people["bolat"]),
        now=now,
    )
    revising.revise(
        proposal,
        wording={**WORDING, "proposal": "The first meeting takes place within six hours."},
        links=[],
        note="Six hours",
        seen=0,
        actor=actor_for(people["clara"]),
        now=now,
    )
    return proposal


def test_a_proposal_lives_from_draft_to_comment_without_scripts(
    plain: Page, live_server: LiveServer
) -> None:
    enter(plain, live_server.url, "clara")
    plain.get_by_role("link", name="Write a proposal").click()
    plain.get_by_label("Title").fill(TITLE)
    plain.get_by_label("Problem").fill(WORDING["problem"])
    plain.get_by_role("button", name="Save the draft").click()
    plain.get_by_role("link", name="Submit").click()
    plain.get_by_role("button", name="Submit").click()
    expect(plain.get_by_role("alert")).to_contain_text("Write this before you submit")
    plain.get_by_role("link", name="Cancel").click()
    plain.get_by_role("link", name="Change the draft").click()
    plain.get_by_label("What is proposed").fill(WORDING["proposal"])
    plain.get_by_label("Justification").fill(WORDING["justification"])
    plain.get_by_role("button", name="Save the draft").click()
    plain.get_by_role("link", name="Submit").click()
    plain.get_by_role("button", name="Submit").click()
    number = Proposal.objects.get().number
    expect(plain.get_by_role("heading", level=1)).to_have_text(TITLE)
    plain.get_by_role("button", name="Sign out").click()

    enter(plain, live_server.url, "amina")
    plain.get_by_role("link", name="Check", exact=True).click()
    plain.get_by_role("button", name="Open it for comments").click()
    expect(plain.get_by_text("Open for comments until")).to_be_visible()
    plain.get_by_role("button", name="Sign out").click()

    enter(plain, live_server.url, "bolat")
    plain.goto(f"{live_server.url}/{number}")
    plain.get_by_role("link", name="Comment on paragraph 3").click()
    plain.get_by_label("Comment", exact=True).fill("In districts it takes six hours.")
    plain.get_by_role("button", name="Publish the comment").click()
    expect(plain.locator("#p3")).to_contain_text("In districts it takes six hours.")
    plain.get_by_role("link", name="Take a position").click()
    plain.get_by_label("oppose").check()
    plain.get_by_role("button", name="Publish the position").click()
    expect(plain.get_by_role("alert")).to_contain_text("needs its reasons")
    plain.get_by_label("Reasons").fill("No budget")
    plain.get_by_role("button", name="Publish the position").click()
    expect(plain.locator(".stand")).to_contain_text("No budget")


def test_what_is_typed_outlives_a_crash_and_the_end_of_the_session(
    page: Page, context: BrowserContext, live_server: LiveServer, sign_in: Enter
) -> None:
    sign_in("clara")
    address = f"{live_server.url}/en/proposals/new/"
    page.goto(address)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Problem").fill("Typed before the crash")
    page.close()

    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Problem")).to_have_value("Typed before the crash")
    context.clear_cookies(name="sessionid")  # the session ends while she goes on writing
    again.get_by_label("Problem").fill("Typed before the end of the session")
    again.get_by_role("button", name="Save the draft").click()
    again.wait_for_url("**/login/**")

    enter(again, live_server.url, "clara")
    again.goto(address)
    expect(again.get_by_label("Title")).to_have_value(TITLE)
    expect(again.get_by_label("Problem")).to_have_value("Typed before the end of the session")
    again.get_by_role("button", name="Save the draft").click()
    expect(again.get_by_role("heading", level=1)).to_have_text(TITLE)
    again.goto(address)
    expect(again.get_by_label("Problem")).to_have_value("")


def test_two_co_sponsors_who_edit_at_once_both_keep_their_words(
    page: Page, browser: Browser, live_server: LiveServer, people: dict[str, User], sign_in: Enter
) -> None:
    draft, now = drafted(people), timezone.now()
    sponsoring.invite(draft, of("helen"), actor=actor_for(people["clara"]), now=now)
    sponsoring.join(draft, of("helen"), actor=actor_for(people["helen"]), now=now)
    address = f"{live_server.url}/en/proposals/{draft.number}/edit/"
    sign_in("clara")
    page.goto(address)
    other = browser.new_context()
    helen = other.new_page()
    enter(helen, live_server.url, "helen")
    helen.goto(address)
    helen.get_by_label("What is proposed").fill("Within SIX hours.")
    helen.get_by_role("button", name="Save the draft").click()
    helen.wait_for_url(f"**/{draft.number}/")
    other.close()

    page.get_by_label("What is proposed").fill("Within TWO hours.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Someone saved another wording")
    expect(page.locator(".theirs del")).to_have_text("SIX")
    expect(page.locator(".theirs ins")).to_have_text("TWO")
    expect(page.get_by_label("What is proposed")).to_have_value("Within TWO hours.")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(f"**/{draft.number}/")
    assert draft.versions.get().proposal == "Within TWO hours."


def test_the_decision_is_recorded_by_keyboard_alone(
    page: Page, live_server: LiveServer, people: dict[str, User], sign_in: Enter
) -> None:
    proposal, later = opened(people), timezone.now() + timedelta(days=90)
    deciding.schedule(proposal, actor=actor_for(people["amina"]), now=later)
    sign_in("farida")
    page.goto(f"{live_server.url}/en/proposals/{proposal.number}/")
    page.get_by_role("link", name="Record the decision").focus()
    page.keyboard.press("Enter")
    page.get_by_label("adopted", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("Reasons: English").focus()
    page.keyboard.type("Every chamber agreed.")
    page.get_by_role("button", name="Record the decision").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("Adopted on")
    expect(page.locator(".reason")).to_have_text("Every chamber agreed.")


@pytest.mark.look
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_have_no_serious_finding_and_nothing_is_cut(
    language: str,
    width: int,
    page: Page,
    live_server: LiveServer,
    people: dict[str, User],
    sign_in: Enter,
) -> None:
    proposal, draft, checked = discussed(people), drafted(people), None
    checked = drafting.submit(
        drafted(people), actor=actor_for(people["clara"]), now=timezone.now()
    )
    page.set_viewport_size({"width": width, "height": 800})
    paths = {
        "clara": (
            "",
            "?q=nothing-so",
            "new/",
            f"{draft.number}/",
            f"{draft.number}/edit/",
            f"{draft.number}/submit/",
            f"{draft.number}/co-sponsors/ask/",
            f"{draft.number}/papers/new/",
            f"{proposal.number}/",
            f"{proposal.number}/?version=1",
            f"{proposal.number}/compare/",
            f"{proposal.number}/revise/",
            f"{proposal.number}/comment/?paragraph=2",
            f"{proposal.number}/position/",
            f"{proposal.number}/claims/new/",
            f"{proposal.number}/withdraw/",
        ),
        "amina": (f"{checked.number}/check/",),
    }
    wrong = {}
    for key, addresses in paths.items():
        page.context.clear_cookies()
        sign_in(key)
        for path in addresses:
            page.goto(f"{live_server.url}/{language}/proposals/{path}")
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if found := [*serious_findings(page), *([f"{over} px over"] if over > 0 else [])]:
                wrong[path] = found
    assert wrong == {}
