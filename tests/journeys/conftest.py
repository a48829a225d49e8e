"""What journeys share: the demonstration's people on a live server, and signing in."""

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.demo.cast import CAST, PASSWORD, assemble

GUARD: list[str] = [
    *import_module("kenes.journal.migrations.0002_append_only").SQLITE,
    *import_module("kenes.record.migrations.0002_append_only").SQLITE,
]
Enter = Callable[[str], None]
EMAILS = {person.key: person.email for person in CAST}


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """Emptying the tables after a journey deletes what the database's guards keep."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in GUARD if is_sqlite else ():
            cursor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))
    yield
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute("DROP TRIGGER journal_no_delete")
            cursor.execute("DROP TRIGGER record_no_delete")


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    """The demonstration's body and people, seen by the live server's thread as well."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    return assemble(timezone.localdate(), PASSWORD)


def enter(page: Page, origin: str, key: str) -> None:
    """Sign a person of the cast in through the page; no second factor is asked."""
    page.goto(f"{origin}/en/account/login/")
    page.fill("input[name=login]", EMAILS[key])
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")


@pytest.fixture
def sign_in(
    page: Page, live_server: LiveServer, people: dict[str, User], settings: Settings
) -> Enter:
    settings.KENES_SECOND_FACTOR = False
    return lambda key: enter(page, live_server.url, key)


class Someone:
    """A person of the cast in the browser, in one language."""

    def __init__(self, page: Page, origin: str, language: str) -> None:
        self.page, self._origin, self._language = page, origin, language

    def become(self, key: str) -> None:
        self.page.context.clear_cookies()
        enter(self.page, self._origin, key)

    def open(self, address: str) -> None:
        answer = self.page.goto(f"{self._origin}/{self._language}/{address}")
        assert answer is not None
        assert answer.status == 200, address

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]")
            kind = field.first.evaluate("field => field.type")
            if not field.first.is_visible() and kind != "hidden":
                folded = self.page.locator(
                    "main details:not([open])", has=self.page.locator(f"[name={name}]")
                )
                folded.locator("summary").first.click()
            if kind == "radio":
                self.page.locator(f"main [name={name}][value={value}]").check()
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, name: str = "") -> None:
        """Press the form's first button, or the one that sends ``name``."""
        button = f"main form .btn[value={name}]" if name else "main form button.btn"
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        assert self.page.locator("main .errors").count() == 0, self.page.inner_text("main")
