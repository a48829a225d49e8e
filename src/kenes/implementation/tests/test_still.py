"""What is agreed by both sides and still not done: the page, its order, and its feed."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.implementation import still
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import adopting, assessing, contesting, entries

PAGE, FEED = "/en/still-not-done/", "/en/still-not-done.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & Ұлы әділет \u202eعدالة \x0b\x1b"
MACHINE = operator("test")

pytestmark = pytest.mark.django_db


@dataclass
class House:
    """A register while it is being filled."""

    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def adopted(self, days: int, due: int | None = None, text: str = "Publish") -> Recommendation:
        ministry = Organisation.objects.get(slug="of-bolat")
        return adopting.adopt(
            texts={"en": text},
            language="en",
            adopted_on=self.ago(days),
            addressees=[(ministry, None if due is None else self.ago(-due))],
            actor=MACHINE,
            now=self.now,
        )

    def recommended(self, text: str = "Ratify") -> Recommendation:
        facts: dict[str, Any] = {"country": "KAZ", "mechanism": "UPR"}
        return entries.record(text=text, language="en", facts=facts, actor=MACHINE, now=self.now)

    def assess(self, one: Recommendation, state: str, civil: str, days: int = 0) -> None:
        for by, grade in ((Assessor.STATE, state), (Assessor.CIVIL, civil)):
            assessing.assess(
                one, by=by, grade=Grade(grade), on=self.ago(days), actor=MACHINE, now=self.now
            )


@pytest.fixture
def house(cast: dict[str, User]) -> House:
    return House()


def shown(client: Client, address: str = PAGE) -> list[str]:
    caches["pages"].clear()
    return [row.number for row in client.get(address).context["page"].found.rows]


def text_of(client: Client, address: str = PAGE) -> str:
    caches["pages"].clear()
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_longest_agreed_stands_first_and_what_is_done_is_gone(
    house: House, client: Client
) -> None:
    young, old, done = house.adopted(5), house.adopted(500), house.adopted(50)
    other, disputed, unassessed = (house.recommended(text) for text in ("A", "B", "C"))
    house.assess(done, "implemented", "implemented")
    house.assess(other, "not_begun", "not_implemented", days=90)
    house.assess(disputed, "implemented", "not_begun")
    assert shown(client) == [old.number, other.number, young.number]
    assert unassessed.number not in text_of(client)


def test_each_says_how_it_was_agreed_since_when_and_who_is_asked(
    house: House, client: Client
) -> None:
    house.adopted(400, due=-3)
    text = text_of(client)
    assert "for 13 months" in text
    assert "not yet assessed by both sides" in text
    assert "Ministry of Internal Affairs" in text
    assert "overdue by 3 days" in text
    other = house.recommended()
    house.assess(other, "not_begun", "not_begun", days=1)
    text = text_of(client)
    assert "for 1 day" in text
    assert "Both sides say since" in text
    assert "not begun" in text


def test_where_the_sides_differ_on_our_own_the_page_says_so(house: House, client: Client) -> None:
    one = house.adopted(40)
    house.assess(one, "implemented", "not_begun")
    assert "the sides differ on whether it is done" in text_of(client)
    house.assess(one, "partly", "partly")
    assert "both sides say that it is not done" in text_of(client)


def test_a_contested_assessment_is_no_agreement(
    house: House, client: Client, cast: dict[str, User]
) -> None:
    one = house.recommended()
    house.assess(one, "not_begun", "not_begun")
    assert shown(client) == [one.number]
    contesting.contest(
        one.assessments.get(by="civil"),
        organisation=Organisation.objects.get(slug="of-bolat"),
        reason="It has begun.",
        language="en",
        actor=actor_for(cast["bolat"]),
        now=house.now,
    )
    assert shown(client) == []


def test_an_empty_page_says_what_will_stand_here(house: House, client: Client) -> None:
    assert "Nothing that was agreed is left undone" in text_of(client)
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/still-not-done/").status_code == 200


def test_pages_follow_one_another_and_lead_back(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(still, "ROWS", 3)
    made = [house.adopted(days) for days in (9, 9, 8, 7, 7, 7, 2, 1)]
    seen, address, last = [], PAGE, None
    while address:
        caches["pages"].clear()
        found = client.get(address).context["page"].found
        seen.append([row.number for row in found.rows])
        address, last = (PAGE + found.next_url) if found.next_url else "", found
    assert [len(some) for some in seen] == [3, 3, 2]
    assert [number for some in seen for number in some] == [one.number for one in made]
    assert last is not None
    assert shown(client, PAGE + last.previous_url) == seen[1]


@pytest.mark.parametrize(
    "place", ["x", "2026-01-01", "2026-13-01.5", ".5", "2026-01-01.99999999999999999999", "\x00.1"]
)
def test_a_place_that_cannot_be_read_is_none(house: House, client: Client, place: str) -> None:
    one = house.adopted(3)
    for name in ("after", "before"):
        assert [
            row.number for row in client.get(PAGE, {name: place}).context["page"].found.rows
        ] == [one.number]


def test_a_page_costs_the_same_for_one_and_for_thirty(house: House, client: Client) -> None:
    def cost(address: str) -> int:
        client.get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one = house.adopted(3, due=5)
    house.assess(one, "partly", "partly")
    before = cost(PAGE), cost(FEED)
    for days in range(4, 34):
        house.assess(house.adopted(days, due=days), "partly", "not_begun")
    assert (cost(PAGE), cost(FEED)) == before


def test_the_list_is_read_off_its_index(house: House) -> None:
    house.adopted(3)
    if connection.vendor == "sqlite":
        plan = still._undone().order_by("undone_since", "id")[:5].explain()
        assert "recommendation_still_undone" in plan
        assert "TEMP B-TREE" not in plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        assert (
            "recommendation_still_undone"
            in still._undone().order_by("undone_since", "id")[:5].explain()
        )


def test_words_are_words_on_the_page(house: House, client: Client) -> None:
    house.adopted(3, text=HOSTILE)
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'lang="en"' in page


def test_the_page_names_its_feed_and_the_feed_is_atom(house: House, client: Client) -> None:
    first, second = house.adopted(300, due=-3, text=HOSTILE), house.adopted(3)
    assert (
        '<link rel="alternate" type="application/atom+xml" '
        f'title="Agreed by both sides and still not done" href="{FEED}">'
    ) in client.get(PAGE).content.decode()
    answer = client.get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    found = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert ids == [f"http://testserver/{one.number}" for one in (second, first)]
    hostile = found[1]
    title, summary = hostile.findtext(f"{ATOM}title"), hostile.findtext(f"{ATOM}summary")
    assert title is not None
    assert title.startswith(f"{first.number}: <script>alert(1)</script> &")  # a plain text
    assert summary is not None
    assert "<script>" not in summary  # HTML
    assert "&lt;script&gt;" in summary
    assert "Ministry of Internal Affairs" in summary
    updated = hostile.findtext(f"{ATOM}updated")
    assert updated is not None
    assert datetime.fromisoformat(updated).date() == house.ago(300)
    assert feed.findtext(f"{ATOM}updated") == found[0].findtext(f"{ATOM}updated")


def test_an_entry_keeps_its_id_in_every_language_and_whatever_day_it_is(
    house: House, client: Client
) -> None:
    one = house.adopted(3)
    feeds = [client.get(f"/{code}/still-not-done.atom").content for code in ("kk", "ru", "en")]
    ids = {etree.fromstring(feed).findtext(f"{ATOM}entry/{ATOM}id") for feed in feeds}
    assert ids == {f"http://testserver/{one.number}"}
    caches["pages"].clear()
    assert client.get("/en/still-not-done.atom").content == feeds[2]


def test_a_feed_of_nothing_is_a_feed(house: House, client: Client) -> None:
    feed = etree.fromstring(client.get(FEED).content)
    assert feed.findall(f"{ATOM}entry") == []
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "").date() == house.today


def test_a_feed_holds_the_newest_only(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kenes.implementation.feeds.ENTRIES", 2)
    made = [house.adopted(days) for days in (30, 20, 10)]
    feed = etree.fromstring(client.get(FEED).content)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert ids == [f"http://testserver/{one.number}" for one in (made[2], made[1])]


def test_a_long_text_is_cut_in_lists_and_whole_on_its_page(house: House, client: Client) -> None:
    house.adopted(3, text="word " * 1_900)
    assert len(client.get(PAGE).content) < 30_000
    assert len(client.get(FEED).content) < 15_000
