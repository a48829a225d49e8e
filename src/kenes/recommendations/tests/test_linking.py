"""What a recommendation is linked to: others that ask for the same, and provisions."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kenes.access.types import NotAllowed, operator
from kenes.accounts.models import User
from kenes.law.models import Act
from kenes.law.tests import made
from kenes.members.actors import actor_for
from kenes.recommendations.cited import Place, cited
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries, linking
from kenes.record.models import Entry
from kenes.record.services import bundling

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
MACHINE = operator("test")


def recommend(text: str) -> Recommendation:
    facts = {"country": "KAZ", "mechanism": "UPR", "published_on": date(2020, 5, 4)}
    now = timezone.now()
    return entries.record(text=text, language="en", facts=facts, actor=MACHINE, now=now)


@pytest.fixture
def pair(cast: dict[str, User]) -> tuple[Recommendation, Recommendation]:
    return recommend("End torture <b>now</b>"), recommend("End all torture")


@pytest.fixture
def act(cast: dict[str, User]) -> Act:
    now = timezone.now()
    one = made.act("procedure-code", now=now)
    text = "Article 14. Arrest\n1. Nobody is arrested without a judge.\nArticle 15. Bail\nBail."
    made.version(one, date(2020, 1, 1), text, now=now, language="en")
    return one


def said(one: Recommendation) -> dict[str, object]:
    """The newest word of the record on what it is linked to, which the page agrees with."""
    assert bundling.standing(one.number).differing == ()
    told = Entry.objects.filter(subject=one.number).latest("id").payloads()
    return {name: json.loads(told.get(name, '"-"')) for name in ("similar", "provisions")}


def test_two_are_linked_once_and_told_of_on_both_pages(
    pair: tuple[Recommendation, Recommendation], cast: dict[str, User], client: Client
) -> None:
    one, other = pair
    by: dict[str, Any] = {"actor": actor_for(cast["amina"]), "now": timezone.now()}
    linking.link_similar(one, other, **by)
    assert said(one) == {"similar": [other.number], "provisions": "-"}
    for first, second in ((one, other), (other, one)):
        with pytest.raises(ValidationError, match="linked already"):
            linking.link_similar(first, second, **by)
        page = client.get(f"/en/recommendations/{first.number}/").content.decode()
        assert "Asks for the same" in page
        assert f'href="/en/recommendations/{second.number}/"' in page
        assert "Take the link out" not in page
    with pytest.raises(ValidationError, match="itself"):
        linking.link_similar(one, one, **by)
    linking.unlink_similar(other, one, **by)  # from either page
    assert said(one) == {"similar": None, "provisions": "-"}
    assert said(other)["similar"] == "-"
    with pytest.raises(ValidationError, match="not linked"):
        linking.unlink_similar(one, other, **by)


def test_a_provision_is_linked_where_it_is_and_cited_as_it_read_then(
    pair: tuple[Recommendation, Recommendation], act: Act, cast: dict[str, User], client: Client
) -> None:
    one, _other = pair
    by: dict[str, Any] = {"actor": actor_for(cast["amina"]), "now": timezone.now()}
    linking.link_provision(one, act, "art_14", **by)
    linking.link_provision(one, act, "", **by)
    wanted = [f"act/{act.pk}#", f"act/{act.pk}#art_14"]
    assert said(one) == {"similar": "-", "provisions": wanted}
    with pytest.raises(ValidationError, match="linked already"):
        linking.link_provision(one, act, "art_14", **by)
    with pytest.raises(ValidationError, match="no provision"):
        linking.link_provision(one, act, "art_99", **by)
    # The act is renumbered later: what was linked stays what it was.
    later = timezone.now() + timedelta(days=1)
    made.version(act, date(2024, 1, 1), "Article 14. Costs\nCosts.", now=later, language="en")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "procedure-code, article 14" in page
    assert "/en/law/acts/procedure-code/2020-01-01/art_14/" in page
    assert "Arrest. Nobody is arrested" in page
    assert 'href="/en/law/acts/procedure-code/"' in page
    linking.unlink_provision(one, act, "art_14", **by)
    assert said(one)["provisions"] == wanted[:1]
    linking.unlink_provision(one, act, "", **by)
    assert said(one)["provisions"] is None
    with pytest.raises(ValidationError, match="not linked"):
        linking.unlink_provision(one, act, "", **by)


def test_many_provisions_are_cited_with_a_few_queries(
    act: Act, django_assert_num_queries: Any
) -> None:
    now = timezone.now()
    places = [Place(act=act.code, anchor=anchor, at=now) for anchor in ("art_14", "art_15", "x")]
    places.append(Place(act="no-such", anchor="art_1", at=now))
    with django_assert_num_queries(4):
        found = cited(places)
    assert [found[place].label for place in places[:3]] == ["article 14", "article 15", "x"]
    assert places[3] not in found
    with django_assert_num_queries(4):
        cited(places[:1])


def test_only_the_secretariat_links(
    pair: tuple[Recommendation, Recommendation], act: Act, cast: dict[str, User]
) -> None:
    one, other = pair
    now = timezone.now()
    for key in ("clara", "bolat", "erik"):
        actor = actor_for(cast[key])
        with pytest.raises(NotAllowed):
            linking.link_similar(one, other, actor=actor, now=now)
        with pytest.raises(NotAllowed):
            linking.link_provision(one, act, "art_14", actor=actor, now=now)


def test_a_secretary_links_and_unlinks_on_pages(
    pair: tuple[Recommendation, Recommendation], act: Act, signed_in: SignedIn
) -> None:
    one, other = pair
    client = signed_in("amina")
    url = f"/en/recommendations/{one.number}"
    page = client.get(f"{url}/link/").content.decode()
    assert "&lt;b&gt;now" in page
    for bad in ("", "R-1-1", "\x00", one.number, "x" * 30):
        answer = client.post(f"{url}/link/", {"other": bad})
        assert answer.status_code == 422, bad
    answer = client.post(f"{url}/link/", {"other": f" {other.number.lower()} "}, follow=True)
    assert "are linked" in answer.content.decode()
    answer = client.get(f"{url}/link/?act=procedure-code")
    assert answer["Location"] == f"{url}/link/acts/procedure-code/"
    assert client.get(f"{url}/link/?act=nothing").status_code == 200
    page = client.get(answer["Location"]).content.decode()
    assert '<option value="art_14">' in page
    assert client.post(answer["Location"], {"anchor": "art_99"}).status_code == 422
    page = client.post(answer["Location"], {"anchor": "art_14"}, follow=True).content.decode()
    assert "The provision is linked" in page
    assert page.count("Take the link out") == 2
    for kind, value in (("similar", other.number), ("provision", "procedure-code#art_14")):
        client.post(f"{url}/unlink/", {"kind": kind, "value": value})
        again = client.post(f"{url}/unlink/", {"kind": kind, "value": value}, follow=True)
        assert "not linked" in again.content.decode()
    assert not one.similar.exists()
    assert not one.concerns.exists()
    for bad in ("\x00", "R-1-1", "no-such#art_1"):
        for kind in ("similar", "provision", ""):
            answer = client.post(f"{url}/unlink/", {"kind": kind, "value": bad})
            assert answer.status_code == 404
    member = signed_in("clara")
    assert member.get(f"{url}/link/").status_code == 403
    sent = {"kind": "similar", "value": other.number}
    assert member.post(f"{url}/unlink/", sent).status_code == 403
