"""A secretary reads a real report in, checks it, saves it, and takes it back."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kenes.recommendations.models import Recommendation
from tests.journeys.conftest import Enter

pytestmark = pytest.mark.browser


def test_a_report_goes_from_its_pdf_to_the_register_and_back(
    page: Page, live_server: LiveServer, sign_in: Enter, shared_data: Path
) -> None:
    sign_in("amina")
    page.get_by_role("link", name="Read in a document").click()
    page.set_input_files("input[type=file]", shared_data / "upr-reports" / "kazakhstan2014.pdf")
    page.get_by_role("button", name="Read the document").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A/HRC/28/10")
    expect(page.get_by_text("194 rows will be saved.")).to_be_visible()
    picture = page.locator("figure img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 400
    page.get_by_role("button", name="Leave out").first.click()
    expect(page.get_by_text("193 rows will be saved.")).to_be_visible()

    page.get_by_role("button", name="Save in the register").click()
    page.get_by_role("link", name="Show in the register").click()
    assert Recommendation.objects.count() == 193
    page.get_by_role("searchbox").fill("statutory limitations")
    page.keyboard.press("Enter")
    page.locator("main table a.id").first.click()
    expect(page.get_by_text("Recommended by")).to_be_visible()

    page.get_by_role("link", name="Desk").click()
    page.get_by_role("link", name="Read in a document").click()
    page.locator("main table a").first.click()
    page.get_by_role("button", name="Take the whole import back").click()
    expect(page.get_by_text("The import was taken back.")).to_be_visible()
    assert not Recommendation.objects.exists()


def test_the_record_of_one_is_entered_assessed_and_found_by_its_number(
    page: Page, live_server: LiveServer, sign_in: Enter
) -> None:
    sign_in("amina")
    page.get_by_role("link", name="Enter a recommendation").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved yet")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Text", exact=True).fill("Publish every answer within thirty days")
    page.get_by_label("Mechanism").fill("Universal Periodic Review")
    page.get_by_label("Country concerned").fill("Kazakhstan")
    page.get_by_label("Recommending States").fill("Norway; France")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Publish every answer within thirty days"
    )
    number = Recommendation.objects.get().number

    page.get_by_role("link", name="Record an assessment").click()
    page.get_by_role("button", name="Enter the assessment").click()
    expect(page.get_by_role("alert")).to_contain_text("Assessed by: This field is required.")
    page.get_by_label("Assessed by").select_option("state")
    page.get_by_label("In whose name").fill("Ministry of Internal Affairs")
    page.get_by_label("Assessment", exact=True).select_option("partly")
    page.get_by_label("Evidence up to").fill(str(timezone.localdate()))
    page.get_by_role("button", name="Enter the assessment").click()
    page.goto(f"{live_server.url}/{number}")
    sentence = "State: partly implemented; civil society has not assessed it yet."
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text("Recommended by Norway, France")).to_be_visible()
