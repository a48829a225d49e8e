"""Pages carry no script and no style of their own, and the policy says so."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.config.open_urls import OPEN_URLS
from tests.contracts.addresses import address, views
from tests.contracts.places import ROOT, files, read

TEMPLATES = [path for path in files(".html", within=("src",)) if "templates" in path.parts]
# A file of its own, which no server sends: the report that ``kenes map --out`` writes.
ALONE = {"src/kenes/opinions/templates/opinions/report.html"}
SCRIPTS = list(files(".js", within=("src",)))
SINKS = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b|new Function"
PLAIN = sorted(name for name, taken in views().items() if not taken)  # addresses without parts


class Inline(HTMLParser):
    """Finds, in a page or a template, what a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.found.append(f'<{tag} {name}="{value}">')


def test_what_is_inline_is_found() -> None:
    assert Inline('<p style="x">').found
    assert Inline('<b onclick="x()">').found
    assert Inline("<script>x()</script>").found
    assert Inline('<a href="javascript:x()">').found
    assert not Inline('<script type="module" src="x.js"></script>').found


@pytest.mark.files
def test_no_template_has_anything_inline() -> None:
    found = {path.relative_to(ROOT).as_posix(): Inline(read(path)).found for path in TEMPLATES}
    assert found
    assert {name for name, what in found.items() if what} == ALONE
    assert {what for name in ALONE for what in found[name]} == {"<style>"}


@pytest.mark.files
def test_no_script_makes_markup_out_of_text() -> None:
    assert SCRIPTS
    assert [path.name for path in SCRIPTS if re.search(SINKS, read(path))] == []


@pytest.fixture
def secretary(cast: dict[str, User], settings: Settings) -> Client:
    client = Client()
    settings.KENES_SECOND_FACTOR = False
    cast["amina"].password = "of no matter: she is signed in"
    cast["amina"].save()
    client.force_login(cast["amina"])
    return client


@pytest.mark.parametrize("name", PLAIN)
def test_every_page_has_the_policy_and_nothing_inline(name: str, secretary: Client) -> None:
    for client in [secretary, *([Client()] if name in OPEN_URLS else [])]:
        response = client.get(address(name, {}))
        policy = response["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        content = response.getvalue() if response.streaming else response.content
        if response["Content-Type"].startswith("text/html"):
            assert Inline(content.decode()).found == []


def test_refusals_have_the_policy_too(client: Client, db: None) -> None:
    response = client.get("/en/nowhere/")
    assert response.status_code == 404
    assert "default-src 'none'" in response["Content-Security-Policy"]
