import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.recommendations.index import read
from kenes.recommendations.models import Recommendation, SavedSearch
from kenes.recommendations.services import entries

NOW = datetime(2024, 5, 1, tzinfo=UTC)
PAGE, FILE = "/en/register/", "/en/register/export/"
Enter = Callable[..., Recommendation]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    caches["pages"].clear()


@pytest.fixture
def enter() -> Enter:
    """A recommendation entered by hand: R-2024-001 and so on."""

    def make(text: str = "Ratify the Convention", language: str = "en", **facts: Any) -> Any:
        facts = {"country": "KAZ", "mechanism": "UPR", "position": "noted", **facts}
        return entries.record(
            text=text, language=language, facts=facts, actor=operator("test"), now=NOW
        )

    return make


@pytest.fixture
def person(db: None, client: Client, settings: Any) -> User:
    """Someone signed in."""
    settings.KENES_SECOND_FACTOR = False
    user = User.objects.create_user(email="aigul@example.org", password="pass phrase of length")
    client.force_login(user)
    return user


def numbers(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r">\s*(R-\d{4}-\d+)", page)))


def test_a_visitor_searches_and_gets_the_words_marked_and_no_cookie(
    client: Client, enter: Enter
) -> None:
    enter("End <b>torture</b> & ill-treatment"), enter("Ratify")
    response = client.get(PAGE, {"q": "tortures"})
    page = response.content.decode()
    assert numbers(page) == ["R-2024-001"]
    assert "End &lt;b&gt;<mark>torture</mark>&lt;/b&gt; &amp; ill-treatment" in page
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize(
    "address",
    ["?q=", "?state=FRA&country=KAZ", "?q=a%20b", "?x=1", "?all=nothing", "?sort=newest&q=a"],
)
def test_an_address_leads_to_its_canonical_form(
    client: Client, enter: Enter, address: str
) -> None:
    first = client.get(PAGE + address)
    assert first.status_code == 302
    assert client.get(first["Location"]).status_code == 200


def test_the_same_question_has_the_same_address_however_it_was_asked(client: Client) -> None:
    one = client.get(f"{PAGE}?state=FRA&q=a&country=KAZ&position=")
    two = client.get(f"{PAGE}?q=+a+&country=KAZ&state=FRA&sort=newest")
    assert one["Location"] == two["Location"] == f"{PAGE}?country=KAZ&q=a&state=FRA"


def test_what_narrows_the_register_is_shown_and_can_be_taken_away(
    client: Client, enter: Enter
) -> None:
    enter(country="KAZ"), enter(country="FRA")
    page = client.get(PAGE, {"country": "KAZ", "q": "ratify"}).content.decode()
    assert numbers(page) == ["R-2024-001"]
    assert f'href="{PAGE}?country=KAZ"' in page
    assert f'href="{PAGE}?q=ratify"' in page
    assert re.search(r'value="KAZ" checked>\s*Kazakhstan\s*<span class="n">1<', page)
    assert re.search(r'value="FRA">', page)


def test_pages_follow_one_another_and_lead_back(client: Client, enter: Enter) -> None:
    for _ in range(45):
        enter(published_on=date(2024, 1, 1))
    page, seen = client.get(PAGE), []
    for _ in range(3):
        context = page.context["page"]
        seen += [row.number for row in context.rows]
        if context.next_url:
            page = client.get(context.next_url)
    assert seen == [f"R-2024-{n:03}" for n in range(45, 0, -1)]
    assert context.shown == "41–45"
    assert client.get(context.previous_url).context["page"].shown == "21–40"


def test_the_text_is_in_the_readers_language_where_there_is_one(
    client: Client, enter: Enter
) -> None:
    made = enter("Ратифицировать Конвенцию", "ru")
    entries.translate(
        made,
        language="kk",
        text="Конвенцияны ратификациялау",
        checked=False,
        actor=operator("test"),
        now=NOW,
    )
    assert '<p lang="kk">Конвенцияны' in client.get("/kk/register/").content.decode()
    assert '<p lang="ru">Ратифицировать' in client.get("/ru/register/").content.decode()


def test_all_options_of_a_long_facet_can_be_listed(client: Client, enter: Enter) -> None:
    for code in (
        "AFG",
        "ALB",
        "DZA",
        "AND",
        "AGO",
        "ARG",
        "ARM",
        "AUS",
        "AUT",
        "AZE",
        "BHS",
        "BHR",
    ):
        enter(states=[code])
    page = client.get(PAGE).content.decode()
    assert page.count('name="state"') == 10
    assert f'href="{PAGE}?all=state"' in page
    assert client.get(f"{PAGE}?all=state").content.decode().count('name="state"') == 12


def test_an_empty_register_says_how_to_begin(client: Client, enter: Enter) -> None:
    assert "The register is empty" in client.get(PAGE).content.decode()
    enter()
    assert "Nothing was found" in client.get(PAGE, {"q": "torture"}).content.decode()


def test_a_full_page_is_below_100_kilobytes_and_costs_equal_queries(
    client: Client, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        caches["pages"].clear()
        monkeypatch.setattr(read, "_kept", read._Kept())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGE}?q=the").status_code == 200
        return len(captured)

    enter("the word", states=["FRA"])
    for_one = queries()
    states = [s for s in ("AFG", "ALB", "DZA", "AND", "AGO", "ARG", "ARM", "AUS", "AUT", "AZE")]
    for n in range(30):
        enter("the word " * 200, states=states, session=str(n % 12), cycle=n % 4, sdgs=["16.b"])
    assert queries() == for_one
    assert len(client.get(f"{PAGE}?q=word").content) < 100_000


def test_what_is_shown_can_be_downloaded_in_the_same_order(client: Client, enter: Enter) -> None:
    enter("=Ratify", published_on=date(2024, 1, 1), states=["FRA", "DEU"])
    enter("Ratify", published_on=date(2024, 2, 1)), enter("Other")
    text = b"".join(client.get(FILE, {"q": "ratify", "format": "csv"})).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Number"], row["Text"]) for row in rows] == [
        ("R-2024-002", "Ratify"),
        ("R-2024-001", "'=Ratify"),
    ]
    assert rows[1]["Recommending States"] == "FRA; DEU"
    parsed = json.loads(b"".join(client.get(FILE, {"q": "ratify", "format": "json"})))
    assert parsed[1]["states"] == ["FRA", "DEU"]
    assert parsed[1]["text"] == "=Ratify"
    assert b"".join(client.get(FILE, {"format": "xlsx"}))[:2] == b"PK"
    assert client.get(FILE, {"format": "exe"}).status_code == 404


def test_a_person_keeps_a_search_and_forgets_it(
    client: Client, person: User, enter: Enter
) -> None:
    enter()
    assert "Save this search" in client.get(f"{PAGE}?q=ratify").content.decode()
    kept = client.post(f"{PAGE}saved/save/", {"name": "Mine", "query": "q=ratify&x=1&country=KAZ"})
    assert kept["Location"] == f"{PAGE}?country=KAZ&q=ratify"
    listed = client.get(f"{PAGE}saved/").content.decode()
    assert "Mine" in listed
    assert "1 recommendation" in listed
    saved = SavedSearch.objects.get()
    assert saved.query == "country=KAZ&q=ratify"
    client.post(f"{PAGE}saved/{saved.pk}/delete/")
    assert not SavedSearch.objects.exists()
    kinds = Entry.objects.filter(kind__startswith="search.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["search.save", "search.delete"]


def test_another_persons_search_is_not_there(client: Client, person: User) -> None:
    other = User.objects.create_user(email="other@example.org", password="pass phrase of length")
    theirs = SavedSearch.objects.create(user=other, name="x", query="q=a", saved_at=NOW)
    assert client.post(f"{PAGE}saved/{theirs.pk}/delete/").status_code == 404
    assert SavedSearch.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("query", ["", "x=1", "q=" + "a" * 3000])
def test_a_search_that_cannot_be_kept_is_told(client: Client, person: User, query: str) -> None:
    answer = client.post(f"{PAGE}saved/save/", {"name": "Mine", "query": query}, follow=True)
    assert 'class="notice error"' in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_a_visitor_keeps_nothing(client: Client) -> None:
    answer = client.post(f"{PAGE}saved/save/", {"name": "Mine", "query": "q=a"})
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert not SavedSearch.objects.exists()
