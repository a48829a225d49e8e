"""The pages: what each reader sees and does there, and how many queries that takes."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from kenes.members import calendar
from kenes.members.models import DutyKind, Organisation
from kenes.record.models import Entry
from kenes.replies import listing
from kenes.replies.models import Reply, Request
from kenes.replies.tests.conftest import HOSTILE, Table


@pytest.fixture
def enter(table: Table, settings: Settings) -> Callable[[str], Client]:
    """A browser in which a person has signed in; nobody needs a second factor here."""
    settings.KENES_SECOND_FACTOR = False

    def entered(name: str) -> Client:
        client = Client()
        client.force_login(table.users[name])
        return client

    return entered


def ask(table: Table, **facts: Any) -> Request:
    return table.ask(**{"now": timezone.now(), **facts})


def text_of(response: Any) -> str:
    said: str = response.content.decode()
    return said


FORM = {
    "to": "of-bolat",
    "text": "When will the plan be published?",
    "language": "en",
    "visibility": "public",
    "about": "",
}


def test_a_member_asks_and_is_told_the_number_and_the_day(
    table: Table, enter: Callable[[str], Client]
) -> None:
    client = enter("clara")
    page = text_of(client.get("/en/requests/new/?to=of-bolat&about=R-2014-126"))
    assert 'value="of-bolat"' in page
    assert 'value="R-2014-126"' in page
    assert "data-draft" in page
    response = client.post("/en/requests/new/", {**FORM, "asked_by": table.qalqan.pk}, follow=True)
    made = Request.objects.get()
    assert response.redirect_chain == [(f"/en/requests/{made.number}/", 302)]
    said = text_of(response)
    assert f"{made.number} is asked. The reply of Ministry of Internal Affairs is due on" in said
    assert "Waiting for the reply of Ministry of Internal Affairs, due in" in said
    assert "When will the plan be published?" in said


def test_the_secretariat_asks_in_the_name_of_the_body(
    table: Table, enter: Callable[[str], Client]
) -> None:
    client = enter("amina")
    client.post(
        "/en/requests/new/",
        {**FORM, "asked_by": "body", "kind": "recommendation", "about": "r-2014-126"},
    )
    made = Request.objects.get()
    assert (made.asked_by, made.kind, made.about) == (None, "recommendation", "R-2014-126")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "  "}, "This field is required"),
        ({"to": "nobody-such"}, "No organisation is named so"),
        ({"to": "of-clara"}, "This is your own organisation"),
        ({"about": "what"}, "Give a number, as R-2014-126"),
        ({"asked_by": "999999"}, "Select a valid choice"),
        ({"text": "x" * 5_001}, "at most 5000 characters"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_says_why_and_loses_nothing(
    table: Table, enter: Callable[[str], Client], given: dict[str, str], said: str
) -> None:
    client = enter("clara")
    response = client.post("/en/requests/new/", {**FORM, "asked_by": table.qalqan.pk, **given})
    assert response.status_code in {422, 403}
    assert said in text_of(response)
    if response.status_code == 422 and "text" not in given:
        assert FORM["text"] in text_of(response)
    assert not Request.objects.exists()


@pytest.mark.parametrize("who", ["galym", "irina"])
def test_who_may_not_ask_is_told_so(enter: Callable[[str], Client], who: str) -> None:
    response = enter(who).get("/en/requests/new/")
    assert response.status_code == 403
    assert "Your role does not include this." in text_of(response)


def test_the_whole_way_from_draft_to_signature(
    table: Table, enter: Callable[[str], Client]
) -> None:
    request = ask(table)
    here = f"/en/requests/{request.number}/"
    bolat, irina = enter("bolat"), enter("irina")
    assert "Draft a reply" in text_of(bolat.get(here))
    assert HOSTILE.split("<")[0] in text_of(bolat.get(f"{here}reply/"))
    given = {"kind": "answered", "text": "", "language": "en", "edited": "0", "referred_to": ""}
    saved = bolat.post(f"{here}reply/", {**given, "do": "save"})
    assert saved["Location"] == f"{here}reply/"
    refused = bolat.post(f"{here}reply/", {**given, "edited": "1", "do": "hand_up"})
    assert refused.status_code == 422
    assert "Write the answer." in text_of(refused)
    assert 'name="edited" value="2"' in text_of(refused)
    up = bolat.post(
        f"{here}reply/", {**given, "text": "In May.", "edited": "2", "do": "hand_up"}, follow=True
    )
    assert "Handed up: the validator signs it or gives it back." in text_of(up)
    assert "Draft a reply" not in text_of(up)
    assert "Go on with the draft" not in text_of(up)
    assert bolat.get(f"{here}reply/")["Location"] == here

    page = text_of(irina.get(f"{here}sign/"))
    assert "In May." in page
    assert "will be public" in page
    back = irina.post(f"{here}return/", {"note": "Name the day."}, follow=True)
    assert "The draft is back" in text_of(back)
    assert "Name the day." in text_of(bolat.get(f"{here}reply/"))
    bolat.post(f"{here}reply/", {**given, "text": "On 4 May.", "edited": "3", "do": "hand_up"})
    stale = irina.post(f"{here}sign/", {"edited": "3"})
    assert stale.status_code == 422
    assert "The draft was changed after you opened it" in text_of(stale)
    assert "On 4 May." in text_of(stale)
    signed = irina.post(f"{here}sign/", {"edited": "4"})
    assert signed["Location"] == here
    visitor = text_of(Client().get(here))
    assert "Ministry of Internal Affairs replied on" in visitor
    assert "in time" in visitor
    assert "On 4 May." in visitor
    assert "Irina Sokolova" in visitor
    assert "Bolat" not in visitor


@pytest.mark.parametrize("is_public", [True, False])
def test_who_has_a_passkey_signs_the_entry_with_it_where_there_is_one(
    table: Table, enter: Callable[[str], Client], is_public: bool
) -> None:
    Authenticator.objects.create(
        user=table.users["irina"], type=Authenticator.Type.WEBAUTHN, data={}
    )
    request = ask(table, is_public=is_public)
    table.hand_up(request, now=timezone.now())
    here = f"/en/requests/{request.number}/"
    signed = enter("irina").post(f"{here}sign/", {"edited": "1"})
    if is_public:
        entry = Entry.objects.get(type="reply.signed")
        assert signed["Location"].startswith(reverse("record:sign", args=[entry.uuid]))
        assert f"next={quote(here, safe='')}" in signed["Location"]
    else:
        assert signed["Location"] == here


def test_two_who_draft_at_once_see_both_texts(
    table: Table, enter: Callable[[str], Client]
) -> None:
    table.give("helen", DutyKind.FOCAL_POINT, table.ministry)
    request = ask(table)
    address = f"/en/requests/{request.number}/reply/"
    given = {"kind": "answered", "language": "en", "edited": "0", "referred_to": "", "do": "save"}
    enter("bolat").post(address, {**given, "text": "Written by Bolat"})
    response = enter("helen").post(address, {**given, "text": "Written by Helen"})
    assert response.status_code == 422
    page = text_of(response)
    assert "Written by Bolat" in page
    assert "Written by Helen" in page
    assert 'name="edited" value="1"' in page
    assert Reply.objects.get().text == "Written by Bolat"
    enter("helen").post(address, {**given, "edited": "1", "text": "Written by both"})
    assert Reply.objects.get().text == "Written by both"


@pytest.mark.parametrize("who", [None, "clara", "amina", "farida", "erik"])
def test_a_draft_is_seen_by_nobody_outside_the_institution(
    table: Table, enter: Callable[[str], Client], who: str | None
) -> None:
    request = ask(table)
    table.hand_up(request, text="Not yet said", now=timezone.now())
    client = enter(who) if who else Client()
    here = f"/en/requests/{request.number}/"
    for path in ("", "reply/", "sign/", "return/"):
        response = client.get(f"{here}{path}", follow=True)
        assert "Not yet said" not in text_of(response)
        assert "drafted" not in text_of(response)
        if path and who:
            assert response.status_code == 403
    assert "Not yet said" not in text_of(client.get("/en/organisations/of-bolat/requests/"))


def test_a_validator_of_another_institution_learns_nothing_of_a_draft(
    table: Table, enter: Callable[[str], Client]
) -> None:
    table.give("damir", DutyKind.VALIDATOR, table.committee)
    one, two = ask(table), ask(table, text="Two")
    table.hand_up(two, now=timezone.now())
    client = enter("damir")
    for path in ("sign/", "return/"):
        for request in (one, two):
            assert client.get(f"/en/requests/{request.number}/{path}").status_code == 403


def test_a_validator_with_nothing_to_sign_is_led_back(
    table: Table, enter: Callable[[str], Client]
) -> None:
    request = ask(table)
    for path in ("sign/", "return/"):
        response = enter("irina").get(f"/en/requests/{request.number}/{path}", follow=True)
        assert "Nothing waits here to be signed." in text_of(response)


def test_who_drafted_is_told_why_another_signs(
    table: Table, enter: Callable[[str], Client]
) -> None:
    table.give("bolat", DutyKind.VALIDATOR, table.ministry)
    request = ask(table)
    table.hand_up(request, now=timezone.now())
    page = text_of(enter("bolat").get(f"/en/requests/{request.number}/"))
    assert "You have drafted this reply: another person signs it." in page
    assert "Read and sign the reply" not in page


def test_the_asker_withdraws_on_a_page_that_says_what_follows(
    table: Table, enter: Callable[[str], Client]
) -> None:
    request = ask(table)
    client, address = enter("clara"), f"/en/requests/{request.number}/withdraw/"
    assert "owes no reply any more" in text_of(client.get(address))
    said = text_of(client.post(address, {"reason": "Answered by telephone"}, follow=True))
    assert "is withdrawn." in said
    assert "Answered by telephone" in said
    assert "Withdraw it" not in said
    again = client.post(address, {"reason": ""})
    assert "waits for no reply any more" in text_of(again)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_hostile_words_are_words_on_every_page(
    table: Table, enter: Callable[[str], Client], language: str
) -> None:
    now = timezone.now()
    Organisation.objects.update(name_en=HOSTILE, name_ru=HOSTILE, name_kk=HOSTILE)
    request = ask(table)
    table.draft(request, now=now)
    reply = Reply.objects.get()
    Reply.objects.update(returned_note=HOSTILE, drafted_by_name=HOSTILE)
    here = f"/{language}/requests/{request.number}/"
    pages = [
        Client().get(f"/{language}/waiting/"),
        Client().get(f"/{language}/organisations/of-bolat/requests/"),
        Client().get(here),
        enter("bolat").get(f"{here}reply/"),
        enter("clara").get(f"{here}withdraw/"),
        enter("clara").get(f"/{language}/requests/new/?to={HOSTILE}&about={HOSTILE}"),
    ]
    Reply.objects.filter(pk=reply.pk).update(status="handed_up")
    pages += [enter("irina").get(f"{here}{path}") for path in ("", "sign/")]
    for response in pages:
        assert response.status_code == 200
        assert "<script>alert" not in text_of(response)
        assert "&lt;script&gt;alert" in text_of(response)


def test_the_list_has_the_longest_overdue_first_with_days_in_words(table: Table) -> None:
    today = timezone.localdate()
    for n, days in enumerate((3, -2, 0, -40, 1)):
        request = ask(table, text=f"question {n}")
        Request.objects.filter(pk=request.pk).update(
            due_on=today + timedelta(days=days),
            first_due_on=today + timedelta(days=days),
            asked_on=today - timedelta(days=60),
        )
    page = text_of(Client().get("/en/waiting/"))
    assert re.findall(r"question (\d)", page) == ["3", "1", "2", "4", "0"]
    words = [
        "Overdue by 40 days",
        "Overdue by 2 days",
        "Due today",
        "Due in 1 day",
        "Due in 3 days",
    ]
    places = [page.index(one) for one in words]
    assert places == sorted(places)


def test_the_list_narrows_by_kind_and_says_when_nothing_is_left(table: Table) -> None:
    ask(table)
    ask(table, addressee=table.lakes)
    page = text_of(Client().get("/en/waiting/?kind=international"))
    assert "Q-" in page
    assert "Ministry of Internal Affairs" not in page
    assert "No institution of this kind owes an answer" in text_of(
        Client().get("/en/waiting/?kind=donor")
    )
    assert "Ministry of Internal Affairs" in text_of(Client().get("/en/waiting/?kind=nonsense"))


def test_an_empty_list_says_what_will_be_here(db: None) -> None:
    assert "Nothing waits for an answer" in text_of(Client().get("/en/waiting/"))


def test_pages_go_on_by_key_and_back_and_show_each_row_once(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ROWS", 4)
    for n in range(11):
        ask(table, text=f"question {n}", days=10 + n // 3)
    for start in ("/en/waiting/?kind=state_body", "/en/organisations/of-bolat/requests/"):
        seen, address, way = [], start, []
        while address:
            page = text_of(Client().get(address))
            way.append(address)
            seen += re.findall(r'class="id" href="/en/requests/(Q-\d+-\d+)/"', page)
            found = re.search(r'rel="next" href="([^"]+)"', page)
            address = start.partition("?")[0] + found[1].replace("&amp;", "&") if found else ""
        assert len(seen) == 11
        assert len(set(seen)) == 11
        back = re.search(r'rel="prev" href="([^"]+)"', page)
        assert back is not None
        before = start.partition("?")[0] + back[1].replace("&amp;", "&")
        rows = re.findall(r'href="/en/requests/(Q-\d+-\d+)/"', text_of(Client().get(before)))
        assert rows == seen[4:8]


@pytest.mark.parametrize(
    "place", ["x", "2026-13-01.1", "2026-01-01.", "2026-01-01.-1", "2026-01-01.9" + "9" * 30, "."]
)
def test_a_place_that_cannot_be_read_is_the_beginning(table: Table, place: str) -> None:
    ask(table)
    for name in ("after", "before"):
        assert "Q-" in text_of(Client().get("/en/waiting/", {name: place}))


def test_files_hold_what_the_list_shows_and_no_formula(table: Table) -> None:
    ask(table, text="=cmd|' /C calc'!A0")
    ask(table, text="Two", addressee=table.lakes)
    answer = Client().get("/en/waiting/export/?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["Asked of"] for row in rows] == [
        "Ministry of Internal Affairs",
        "Community of Lake Countries",
    ]
    assert rows[0]["Text"] == "'=cmd|' /C calc'!A0"
    narrowed = Client().get("/en/waiting/export/?format=json&kind=international")
    (one,) = json.loads(narrowed.getvalue())
    assert (one["text"], one["asked_by"], one["addressee_kind"]) == (
        "Two",
        "Qalqan",
        "international",
    )
    assert Client().get("/en/waiting/export/?format=exe").status_code == 404
    for form in ("xlsx",):
        assert Client().get(f"/en/waiting/export/?format={form}").getvalue()[:2] == b"PK"


def test_lists_ask_as_often_for_thirty_as_for_one(
    table: Table, enter: Callable[[str], Client]
) -> None:
    def queries(client: Client, address: str) -> int:
        caches["pages"].clear()
        client.get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = ("/en/waiting/", "/en/organisations/of-bolat/requests/", "/en/waiting/?kind=ngo")
    clients = (Client(), enter("irina"))
    ask(table)
    few = [queries(client, address) for client in clients for address in addresses]
    for n in range(30):
        to = table.taza_su if n % 2 else table.ministry
        ask(table, text=f"question {n}", addressee=to)
    many = [queries(client, address) for client in clients for address in addresses]
    assert many == few
    assert max(many) <= 14


def test_a_request_page_asks_as_often_for_a_long_story_as_for_a_short_one(table: Table) -> None:
    def queries(request: Request) -> int:
        address = f"/en/requests/{request.number}/"
        Client().get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return len(captured)

    now = timezone.now()
    short, long = ask(table), ask(table, text="Long")
    before = queries(short)
    until = calendar.due_on(long.due_on, 5, "KAZ")
    table.reply(long, kind="more_time", until=until, now=now)
    table.reply(long, kind="referred", referred_to=table.committee, now=now)
    # One more for the institutions named by replies.
    assert queries(long) <= before + 1


def test_the_address_for_citing_leads_to_the_page_in_the_readers_language(table: Table) -> None:
    request = ask(table)
    answer = Client().get(f"/{request.number}", headers={"accept-language": "ru"})
    assert answer["Location"] == f"/ru/requests/{request.number}/"
    assert Client().get("/Q-2026-999").status_code == 302  # says nothing of what exists
    assert Client().get("/en/requests/Q-2026-999/").status_code == 404


def test_an_organisations_page_leads_to_asking_it(
    table: Table, enter: Callable[[str], Client]
) -> None:
    way = "/en/requests/new/?to=of-bolat"
    assert way in text_of(enter("clara").get("/en/organisations/of-bolat/"))
    for who in ("bolat", "galym"):  # their own, and who does not ask
        assert way not in text_of(enter(who).get("/en/organisations/of-bolat/"))
    assert way not in text_of(Client().get("/en/organisations/of-bolat/"))
    assert "/en/organisations/of-bolat/requests/" in text_of(
        Client().get("/en/organisations/of-bolat/")
    )


def test_a_kept_page_is_made_anew_when_the_reply_is_signed(table: Table) -> None:
    request = ask(table)
    here = f"/en/requests/{request.number}/"
    assert "Waiting for the reply" in text_of(Client().get(here))
    assert "Waiting for the reply" in text_of(Client().get(here))
    table.reply(request, now=timezone.now())
    assert "Waiting for the reply" not in text_of(Client().get(here))


def test_erased_words_leave_a_note_on_the_page(table: Table) -> None:
    request = ask(table)
    Request.objects.filter(pk=request.pk).update(text="")
    assert "These words were erased" in text_of(Client().get(f"/en/requests/{request.number}/"))
