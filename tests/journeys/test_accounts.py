"""Joining by an invitation, proving a second factor, and losing it."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.accounts.services.invitations import invite

pytestmark = pytest.mark.browser
PASSWORD = "four quiet words here"


@pytest.fixture
def link(live_server: LiveServer, people: dict[str, User]) -> str:
    token = "a-token-of-this-test-only"
    invite(
        "newcomer@kenes.example",
        full_name="Saule Newcomer",
        language="en",
        token=token,
        actor=operator("test"),
        now=timezone.now(),
    )
    return f"{live_server.url}/en/account/accept/{token}/"


def join(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.fill("input[name=login]", "newcomer@kenes.example")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")


def test_who_is_invited_joins_and_enters_with_codes_from_an_app(
    page: Page, live_server: LiveServer, link: str
) -> None:
    join(page, link)
    page.goto(f"{live_server.url}/en/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    page.get_by_role("link", name="Set up the app").click()
    secret = page.locator("code.id").inner_text().strip()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Set up").click()
    page.goto(f"{live_server.url}/en/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")

    page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    expect(page.get_by_text("This invitation has been used.")).to_be_visible()


def test_a_passkey_lets_its_owner_in(page: Page, live_server: LiveServer, link: str) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    join(page, link)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("office laptop")
    page.get_by_label("Sign in with it alone, without the password").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    expect(page.get_by_text("Saule Newcomer").first).to_be_visible()
