"""The front page, the way in by language, citations, and the cache of public pages."""

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries

pytestmark = pytest.mark.django_db


def recorded(text: str) -> Recommendation:
    return entries.record(
        text=text,
        language="en",
        facts={"mechanism": "upr", "country": "KAZ", "position": "noted"},
        actor=operator("test"),
        now=timezone.now(),
    )


@pytest.mark.parametrize(("asked", "led"), [("ru", "ru"), ("kk,en;q=0.5", "kk"), ("fr", "en")])
def test_the_root_leads_to_the_readers_language(client: Client, asked: str, led: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert answer.headers["Location"] == f"/{led}/"


def test_an_empty_house_says_how_it_will_begin(client: Client) -> None:
    assert "The register is empty" in client.get("/en/").content.decode()


def test_the_front_page_counts_each_position_and_leads_to_it(
    client: Client, cast: dict[str, User]
) -> None:
    recorded("End it")
    page = client.get("/en/").content.decode()
    assert "1 recommendation, and where it stands" in page
    assert "/en/register/?position=noted" in page


def test_a_kept_page_is_made_anew_after_any_act(client: Client, cast: dict[str, User]) -> None:
    recorded("End it")
    first = client.get("/en/")
    assert client.get("/en/").headers["ETag"] == first.headers["ETag"]
    same = client.get("/en/", headers={"if-none-match": first.headers["ETag"]})
    assert same.status_code == 304
    recorded("And that")
    later = client.get("/en/", headers={"if-none-match": first.headers["ETag"]})
    assert later.status_code == 200
    assert "2 recommendations" in later.content.decode()


def test_a_kept_page_carries_the_policy_and_no_cookie(client: Client) -> None:
    for _ in range(2):
        answer = client.get("/en/")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


def test_a_number_is_an_address(client: Client) -> None:
    number = recorded("End it").number
    answer = client.get(f"/{number}", headers={"accept-language": "ru"})
    assert answer.headers["Location"].endswith(f"/recommendations/{number}/")
    assert client.get("/R-1999-1", follow=True).status_code == 404


def test_health_is_for_machines(client: Client) -> None:
    assert client.get("/health/").status_code == 200
