"""The pages of those who take part: with and without script, for every person, on bad input."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.opinions.lifecycle import Circle, Moderation, Proposing, StatementStatus, Status
from kenes.opinions.models import Consultation, OpinionMap, Participant, Statement, Vote
from kenes.opinions.services import stating
from kenes.opinions.tests.opened import HOSTILE, invited, opened

pytestmark = pytest.mark.django_db
FETCH: dict[str, Any] = {"HTTP_X_REQUESTED_WITH": "fetch"}
SignIn = Callable[[str], Client]


@pytest.fixture
def one(cast: dict[str, User]) -> Consultation:
    return opened()


def url(one: Consultation, name: str = "vote/", language: str = "en") -> str:
    return f"/{language}/consultations/{one.number}/{name}"


def inside(client: Client, one: Consultation, **given: str) -> Client:
    assert client.post(url(one, "enter/"), given).status_code == 303
    return client


def say(client: Client, one: Consultation, status: int = 303, **given: Any) -> Any:
    answer = client.post(url(one), {"statement": 1, "value": "1", **given})
    assert answer.status_code == status
    return answer


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_page_is_read_in_every_language(
    language: str, one: Consultation, client: Client
) -> None:
    inside(client, one)
    say(client, one)
    for name in ("enter/?again=yes", "vote/", "vote/?statement=1", "vote/own/", "propose/"):
        answer = client.get(url(one, name, language))
        assert answer.status_code == 200, name
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert 'style="' not in text
        assert answer["Cache-Control"] == "private, no-store"


def test_the_door_says_what_is_promised_and_what_is_not(one: Consultation, client: Client) -> None:
    text = client.get(url(one, "enter/")).content.decode()
    for said in (
        "Everybody may take part.",
        "You are a number here.",
        "At the close the key is destroyed",
        "whoever runs this machine could link a member to a number",
        "never of fewer than 11 people",
        "not before.",
        "Sign in as a member",
    ):
        assert said in text
    assert text.count("<button class=") == 1


def test_coming_in_sets_a_cookie_for_these_pages_alone(one: Consultation, client: Client) -> None:
    answer = client.post(url(one, "enter/"))
    assert (answer.status_code, answer["Location"]) == (303, f"{url(one)}#voting")
    for code in ("en", "kk", "ru"):
        cookie = answer.cookies[f"voice_{code}"]
        assert cookie["path"] == f"/{code}/consultations/{one.number}/"
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert cookie["max-age"] == timedelta(days=51).total_seconds()
    assert "sessionid" not in answer.cookies
    assert client.get(url(one, "enter/")).status_code == 302  # is in already
    assert Participant.objects.count() == 1


def test_the_cookie_is_secure_where_the_house_is(
    one: Consultation, client: Client, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.post(url(one, "enter/")).cookies["voice_en"]["secure"]


def test_an_invitation_is_read_from_the_address_once(one: Consultation, client: Client) -> None:
    Consultation.objects.update(circle=Circle.INVITED)
    code = invited(one, "a-code")
    assert "by the link they were given" in client.get(url(one, "enter/")).content.decode()
    assert client.post(url(one, "enter/")).status_code == 403
    answer = client.get(url(one, f"enter/?code={code}"))
    assert '<input type="hidden" name="code" value="a-code">' in answer.content.decode()
    assert answer["Referrer-Policy"] == "strict-origin"
    went = client.post(url(one, "enter/"), {"code": code})
    assert code not in went["Location"]
    wrong = Client().post(url(one, "enter/"), {"code": "wrong\x00" * 9})
    assert wrong.status_code == 403


def test_a_script_is_told_to_wait(one: Consultation) -> None:
    Consultation.objects.update(entries_an_hour=2)
    answers = [Client().post(url(one, "enter/")) for _n in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 429, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 3_601
    assert "Many people have begun from your network" in answers[3].content.decode()
    elsewhere = Client().post(url(one, "enter/"), HTTP_X_FORWARDED_FOR="198.51.100.4")
    assert elsewhere.status_code == 303


def test_without_script_a_vote_leads_to_the_next_statement(
    one: Consultation, client: Client
) -> None:
    inside(client, one)
    page = client.get(url(one)).content.decode()
    number = re.findall(r'name="statement" value="(\d+)"', page)[0]
    answer = say(client, one, statement=number, value="-1")
    assert answer["Location"] == f"{url(one)}?after={number}#voting"
    assert Vote.objects.values_list("statement__number", "value").get() == (int(number), -1)
    text = client.get(answer["Location"]).content.decode()
    assert "You have voted on 1 of 12 statements." in text
    assert "Your vote is counted." in text
    assert f"?statement={number}" in text


def test_with_script_the_next_card_is_in_the_answer(one: Consultation, client: Client) -> None:
    inside(client, one)
    answer = client.post(url(one), {"statement": 3, "value": "0"}, **FETCH)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert 'data-said="Your vote is counted."' in text
    assert "csrfmiddlewaretoken" in text
    assert 'value="3"' not in text


def test_no_answer_is_coloured_nor_counted(one: Consultation, client: Client) -> None:
    """Nothing of how others voted is on the page, nor on the card."""
    for n in range(15):
        say(inside(Client(), one), one, statement=1, value="1" if n else "-1")
    inside(client, one)
    for text in (
        client.get(url(one, "vote/?statement=1")).content.decode(),
        client.post(url(one), {"statement": 2, "value": "1"}, **FETCH).content.decode(),
    ):
        assert not re.search(r"\b(14|15|93|94)\b", re.sub(r"<[^>]+>", "", text))
        assert len(set(re.findall(r'<button class="answer" name="value"', text))) == 1


def test_later_votes_nothing(one: Consultation, client: Client) -> None:
    inside(client, one)
    assert say(client, one, value="later")["Location"] == f"{url(one)}#voting"
    assert not Vote.objects.exists()


def test_own_votes_are_listed_and_changed(one: Consultation, client: Client) -> None:
    inside(client, one)
    assert "You have not voted yet" in client.get(url(one, "vote/own/")).content.decode()
    say(client, one)
    say(client, one, statement=2, value="0")
    text = client.get(url(one, "vote/own/")).content.decode()
    assert re.findall(r'own-vote">(\w+)<', text) == ["Agree", "Pass"]
    page = client.get(url(one, "vote/?statement=1&then=own")).content.decode()
    assert "your vote so far: Agree" in page
    assert say(client, one, value="-1", then="own")["Location"] == url(one, "vote/own/")
    assert (
        client.post(url(one), {"statement": 1, "value": "0", "then": "own"}, **FETCH).status_code
        == 204
    )
    text = client.get(url(one, "vote/own/")).content.decode()
    assert re.findall(r'own-vote">(\w+)<', text) == ["Pass", "Pass"]
    one.statements.filter(number=1).update(status=StatementStatus.REJECTED)
    assert "rejected" in client.get(url(one, "vote/own/")).content.decode()


def test_own_votes_come_a_page_at_a_time(client: Client, cast: dict[str, User]) -> None:
    one = opened(120)
    inside(client, one)
    who = Participant.objects.get()
    Vote.objects.bulk_create(
        Vote(of=one, participant=who, statement=statement, value=1, at=timezone.now())
        for statement in one.statements.all()
    )
    text = client.get(url(one, "vote/own/")).content.decode()
    assert text.count('class="own-vote"') == 50
    follow = re.findall(r'rel="next" href="([^"]+)"', text)[0].replace("&amp;", "&")
    assert client.get(url(one, f"vote/own/{follow}")).content.decode().count('own-vote"') == 50


def test_after_the_last_statement_it_thanks(client: Client, cast: dict[str, User]) -> None:
    one = opened(2)
    inside(client, one)
    say(client, one)
    text = client.post(url(one), {"statement": 2, "value": "1"}, **FETCH).content.decode()
    assert "You have voted on every statement. Thank you." in text
    assert "See the map" in text
    assert "Propose a statement" in text
    assert "Thank you" in client.get(url(one)).content.decode()


def test_the_original_stands_beside_a_translation(client: Client, one: Consultation) -> None:
    inside(client, one)
    text = client.get(url(one, "vote/?statement=2")).content.decode()
    assert '<blockquote dir="auto" lang="ru">Утверждение 2</blockquote>' in text
    kazakh = client.get(url(one, "vote/?statement=2", "kk")).content.decode()
    assert 'id="statement" dir="auto" lang="ru">Утверждение 2<' in kazakh


@pytest.mark.parametrize(
    "given",
    [
        {"value": "7"},
        {"value": ""},
        {"value": "1\x00"},
        {"value": "9" * 400},
        {"statement": "0"},
        {"statement": ""},
        {"statement": "99999999999999999999999"},
        {"statement": "1\x00"},
        {"statement": "-1"},
        {"statement": "999"},
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    given: dict[str, str], one: Consultation, client: Client
) -> None:
    inside(client, one)
    answer = say(client, one, 422, **given)
    assert 'class="notice error refused"' in answer.content.decode()
    assert not Vote.objects.exists()
    for query in ("statement=%00", "statement=9999999999999999999999", "after=x", "after=-3"):
        assert client.get(url(one, f"vote/?{query}")).status_code == 200


def test_too_fast_is_told_when_to_go_on(one: Consultation, client: Client) -> None:
    inside(client, one)
    statuses = []
    for n in range(25):
        answer = client.post(
            url(one), {"statement": 1 + n % 12, "value": str(1 - n // 12)}, **FETCH
        )
        statuses.append(answer.status_code)
    assert statuses == [200] * 20 + [429] * 5
    assert answer["Retry-After"] == "10"
    assert "faster than anybody reads" in answer.content.decode()
    assert Vote.objects.count() == 20


def test_wrong_methods_and_addresses(one: Consultation, client: Client) -> None:
    for name in ("enter/", "vote/", "propose/"):
        assert client.put(url(one, name)).status_code == 405
        assert client.get(f"/en/consultations/C-1999-001/{name}").status_code == 404
        assert client.get(f"/en/consultations/%00/{name}").status_code == 404
    assert client.post(url(one, "vote/own/")).status_code == 405


def test_who_is_not_in_goes_to_the_door(one: Consultation, client: Client) -> None:
    for name in ("vote/", "vote/own/", "propose/"):
        assert client.get(url(one, name))["Location"] == url(one, "enter/")
    assert client.post(url(one), {"statement": 1, "value": "1"}).status_code == 302
    assert client.post(url(one), {"statement": 1, "value": "1"}, **FETCH).status_code == 302
    assert not Vote.objects.exists()


def test_roles_and_states(cast: dict[str, User], signed_in: SignIn) -> None:
    """Visitor, member, observer, secretary; members, invited, public; draft, open, closed."""
    expected = {
        ("", "members"): 403,
        ("", "invited"): 403,
        ("", "public"): 303,
        ("clara", "members"): 303,
        ("clara", "invited"): 303,
        ("clara", "public"): 303,
        ("erik", "members"): 403,
        ("erik", "public"): 403,
        ("amina", "members"): 403,
        ("amina", "public"): 303,
    }
    for (key, circle), status in expected.items():
        client = signed_in(key) if key else Client()
        for state in (Status.OPEN, Status.DRAFT, Status.CLOSED):
            one = opened(2, circle=circle, status=state)
            answer = client.post(url(one, "enter/"))
            wanted = status if state == Status.OPEN else 403
            assert answer.status_code == wanted, (key, circle, state)
            assert one.participants.exists() is (wanted == 303)


def test_a_closed_consultation_takes_no_vote(one: Consultation, client: Client) -> None:
    inside(client, one)
    Consultation.objects.update(status=Status.CLOSED)
    extras: list[dict[str, Any]] = [{}, FETCH]
    for extra in extras:
        answer = client.post(url(one), {"statement": 1, "value": "1"}, **extra)
        assert answer["Location"] == one.get_absolute_url()
    assert "This consultation is closed." in client.get(url(one, "enter/")).content.decode()
    assert not Vote.objects.exists()


def test_a_cookie_of_another_consultation_opens_nothing(one: Consultation, client: Client) -> None:
    other = opened()
    inside(client, other)
    for name in ("voice_en", "voice_kk", "voice_ru"):
        client.cookies[name]["path"] = "/"
    assert client.get(url(one))["Location"] == url(one, "enter/")
    forged = Client()
    forged.cookies["voice_en"] = "member:1"
    assert forged.get(url(one))["Location"] == url(one, "enter/")


def test_forms_need_their_token(one: Consultation) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(url(one, "enter/")).status_code == 403
    page = client.get(url(one, "enter/")).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    assert client.post(url(one, "enter/"), {"csrfmiddlewaretoken": token}).status_code == 303
    assert client.post(url(one), {"statement": 1, "value": "1"}).status_code == 403
    given = {"statement": 1, "value": "1", "csrfmiddlewaretoken": token}
    assert client.post(url(one), given, **FETCH).status_code == 200


def test_proposing(one: Consultation, client: Client) -> None:
    inside(client, one)
    page = client.get(url(one, "propose/")).content.decode()
    assert "One idea" in page
    given = {"text": f"The ferry should run in winter {HOSTILE}", "language": "en"}
    answer = client.post(url(one, "propose/"), given)
    assert answer["Location"] == url(one)
    made = Statement.objects.get(author__isnull=False)
    assert (made.status, made.language, made.is_seed) == (StatementStatus.WAITING, "en", False)
    assert "waits for the moderator" in client.get(url(one)).content.decode()


def test_what_was_said_already_is_shown_first(
    one: Consultation, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stating, "alike", lambda of, text, language: list(of.statements.all()[:5]))
    inside(client, one)
    given = {"text": "Much the same", "language": "en"}
    page = client.post(url(one, "propose/"), given)
    assert page.status_code == 422
    text = page.content.decode()
    assert "This may have been said already" in text
    assert text.count("Vote on this one instead") == 3
    assert ">Much the same</textarea>" in text.replace("\n", "")
    answer = client.post(url(one, "propose/"), {**given, "other": "yes"})
    assert answer.status_code == 302
    assert Statement.objects.filter(author__isnull=False).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "required"),
        ({"text": "x" * 281}, "at most 280"),
        ({"text": "x" * 90_000}, "at most"),
        ({"text": "\x00"}, "Null characters"),
        ({"language": "de"}, "valid choice"),
    ],
)
def test_a_bad_statement_comes_back_whole(
    given: dict[str, str], said: str, one: Consultation, client: Client
) -> None:
    inside(client, one)
    whole = {"text": "A fine one", "language": "en", **given}
    page = client.post(url(one, "propose/"), {**whole, "other": "yes"})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert (
        whole["text"].replace("\x00", "\ufffd")[:200] in page.content.decode()
        or "\x00" in whole["text"]
    )


def test_limits_of_proposing(one: Consultation, client: Client) -> None:
    inside(client, one)
    for n in range(6):
        page = client.post(
            url(one, "propose/"), {"text": f"Idea {n} of mine", "language": "en", "other": "yes"}
        )
    assert page.status_code == 422
    assert "are not put to the vote yet" in page.content.decode()
    assert Statement.objects.filter(status=StatementStatus.WAITING).count() == 5


def test_statements_of_the_secretariat_alone(one: Consultation, client: Client) -> None:
    inside(client, one)
    Consultation.objects.update(proposing=Proposing.SECRETARIAT, moderation=Moderation.AFTER)
    page = client.post(url(one, "propose/"), {"text": "Kept words", "language": "en"})
    assert page.status_code == 403
    assert "come from the secretariat" in page.content.decode()
    assert "Kept words" in page.content.decode()


def test_a_vote_costs_few_queries(
    one: Consultation, client: Client, django_assert_max_num_queries: Any
) -> None:
    OpinionMap.objects.create(of=one, at=timezone.now(), routing={"1": 1.0})
    inside(client, one)
    client.get(url(one))
    with django_assert_max_num_queries(9):
        answer = client.post(url(one), {"statement": 1, "value": "1"}, **FETCH)
    assert answer.status_code == 200


def test_a_members_vote_costs_few_queries(
    one: Consultation, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = inside(signed_in("clara"), one)
    client.get(url(one))
    with django_assert_max_num_queries(16):
        answer = client.post(url(one), {"statement": 1, "value": "1"}, **FETCH)
    assert answer.status_code == 200
