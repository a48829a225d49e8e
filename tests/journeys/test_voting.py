"""Voting in a real browser: by keys, without a line for a while, without scripts, on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.opinions.models import Consultation, Vote
from kenes.opinions.tests.opened import opened
from tests.conftest import serious_findings


@pytest.fixture
def one(people: dict[str, User]) -> Consultation:
    return opened(6)


@pytest.fixture
def page(page: Page, one: Consultation, live_server: LiveServer) -> Page:
    """Someone from the public who has come in."""
    page.goto(f"{live_server.url}/en/consultations/{one.number}/enter/")
    page.get_by_role("button", name="Take part").click()
    page.wait_for_url("**/vote/#voting")
    return page


def number(page: Page) -> str:
    return page.locator("input[name=statement]").input_value()


def voted(page: Page, n: int) -> None:
    expect(page.locator(".progress-words")).to_contain_text(f"{n} of 6")


def test_keys_vote_while_the_card_has_the_focus(page: Page) -> None:
    asked = []
    for n, key in enumerate(("1", "2", "3", "ArrowLeft", "ArrowDown", "ArrowRight"), 1):
        asked.append(number(page))
        page.keyboard.press(key)
        voted(page, n)
        focused = page.evaluate("document.activeElement.dataset.card")
        assert focused == ""
    assert sorted(asked) == list("123456")
    expect(page.locator("#statement")).to_contain_text("Thank you")
    said = page.locator("[data-voting-said]")
    expect(said).to_have_text("Your vote is counted.")
    rows = dict(Vote.objects.values_list("statement__number", "value"))
    assert [rows[int(place)] for place in asked] == [1, 0, -1, 1, 0, -1]


def test_pages_of_voting_have_no_grave_fault(page: Page) -> None:
    place = page.url.partition("vote/")[0]
    for name in ("enter/?again=yes", "vote/", "vote/own/", "propose/"):
        page.goto(f"{place}{name}")
        assert serious_findings(page) == [], name


def test_keys_do_nothing_elsewhere(page: Page) -> None:
    page.get_by_role("link", name="My votes").focus()
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    voted(page, 0)


def test_on_a_phone_no_answer_stands_over_the_statement(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 560})
    page.goto(page.url.partition("#")[0])  # from above, not where one enters
    for count in range(1, 4):
        statement = page.locator(".statement").bounding_box()
        answers = page.locator(".answers").bounding_box()
        assert statement is not None
        assert answers is not None
        assert statement["y"] >= 0
        assert statement["y"] + statement["height"] <= answers["y"]
        page.keyboard.press("1")
        voted(page, count)


def test_a_vote_outlives_a_lost_line(page: Page) -> None:
    before = number(page)
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("^Disagree")).click()
    told = page.locator("[data-voting-refused]")
    expect(told).to_contain_text("Your vote is kept on this page")
    assert not Vote.objects.exists()
    page.context.set_offline(False)
    voted(page, 1)
    expect(told).to_be_hidden()
    assert Vote.objects.values_list("statement__number", "value").get() == (int(before), -1)


def test_who_votes_faster_than_anybody_reads_is_asked_to_wait(
    page: Page, one: Consultation
) -> None:
    person = one.participants.get()
    statement = one.statements.get(number=6)
    for n in range(20):
        Vote.objects.create(
            of=one, participant=person, statement=statement, value=1 - n % 3, at=timezone.now()
        )
    page.reload()
    page.get_by_role("button", name=re.compile("^Agree")).click()
    told = page.locator("[data-voting-refused]")
    expect(told).to_contain_text("faster than anybody reads")
    voted_on = Vote.objects.exclude(statement=statement)
    expect(page.locator(".progress-words")).to_contain_text("2 of 6", timeout=20_000)
    assert voted_on.count() == 1


def test_without_scripts_on_a_phone(
    browser: Browser, one: Consultation, live_server: LiveServer
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, has_touch=True
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/ru/consultations/{one.number}/enter/")
    page.locator("main form button").click()
    for n in range(1, 7):
        box = page.locator(".answer").first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 640  # where a thumb is, without scrolling
        page.locator(".answer").nth(n % 3).click()
        page.wait_for_url(re.compile(r"after="))
    page.locator("main .beside a").first.click()
    assert page.locator(".own-vote").count() == 6
    page.locator(".own-votes a").first.click()
    page.locator(".answer").nth(2).click()
    page.wait_for_url("**/vote/own/")
    assert Vote.objects.filter(statement__number=1).count() in (1, 2)
    context.close()
