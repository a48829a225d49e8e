"""The pages of a consultation as people meet them: shown, refused, kept, escaped, counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.members.models import ByLaws
from kenes.opinions import waiting
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, OpinionMap, Participant, Statement
from kenes.opinions.services import entering
from kenes.opinions.tests.conftest import SEEDS, Enter, House
from kenes.opinions.tests.shown import lived, text_at, url
from kenes.record.services.integrating import integrate
from kenes.ui import related

ALL, NEW = "/en/consultations/", "/en/consultations/new/"
TEXT = "Lay judges decide together with professional ones"


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_page_is_read_in_every_language(language: str, house: House, enter: Enter) -> None:
    one, draft = lived(house), house.draft()
    closed = house.closed(house.opened())
    visitors = [(one, ""), (one, "statements/"), (closed, ""), (closed, "statements/")]
    visitors += [(one, f"statements/?show={show}") for show in ("rejected", "merged", "waiting")]
    secretary = [(draft, name) for name in ("", "change/", "open/", "discard/", "statements/")]
    secretary += [(draft, f"statements/{n}") for n in ("new/", "many/", "1/translate/", "1/drop/")]
    secretary += [(one, name) for name in ("", "extend/", "close/", "invite/", "statements/new/")]
    secretary += [(one, "statements/?show=waiting"), (one, "statements/7/decide/")]
    addresses = [("", url(*page, language)) for page in visitors]
    addresses += [("amina", url(*page, language)) for page in secretary]
    for key, address in (
        *addresses,
        ("", f"/{language}/consultations/"),
        ("amina", f"/{language}/consultations/"),
        ("amina", f"/{language}/consultations/new/"),
    ):
        shown = text_at(enter(key), address)
        assert f'<html lang="{language}"' in shown
        assert "<script>alert" not in shown, address
        assert ' style="' not in shown, address


def test_a_page_says_what_is_asked_promised_and_until_when(house: House, enter: Enter) -> None:
    one = house.opened()
    integrate()
    shown = text_at(enter(""), url(one))
    for part in (
        "What should change first?",
        "Open until",
        "20 days more",
        "Everybody may take part.",
        "Take part",
        "5 statements",
        "fewer than 11 people so far",
        "What is promised",
        "whoever runs this machine could link a member to a number",
        "Opened until",
        "The body answers what was found",
        "This page says what it says",
        one.number,
    ):
        assert part in shown, part
    assert "For those who lead it" not in shown


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (10, "fewer than 11 people so far"),
        (11, "10 people or a few more"),
        (14, "10 people or a few more"),
        (404, "400 people or a few more"),
    ],
)
def test_people_are_counted_roughly(count: int, said: str, house: House, enter: Enter) -> None:
    one = house.opened()
    Participant.objects.bulk_create(
        Participant(of=one, number=n, way="public", digest=f"{n:064}", entered_on=house.today)
        for n in range(1, count + 1)
    )
    assert said in text_at(enter(""), url(one))


def test_the_final_count_is_that_of_the_published_map(house: House, enter: Enter) -> None:
    one = house.closed(house.opened())
    OpinionMap.objects.filter(of=one).update(facts={"persons": 412})
    assert "412 people" in text_at(enter(""), url(one))
    OpinionMap.objects.filter(of=one).update(facts={})
    shown = text_at(enter(""), url(one))
    assert "fewer than 11 people" in shown
    assert "was destroyed at the close" in shown
    assert "Enough &lt;script&gt;" in shown


@pytest.mark.parametrize(
    ("circle", "key", "said"),
    [
        ("public", "", "Take part"),
        ("members", "", "Take part"),  # the door tells how to sign in
        ("members", "clara", "Take part"),
        ("members", "helen", "Take part"),
        ("public", "erik", "Observers watch"),
        ("invited", "amina", "enter by the link they were given"),
    ],
)
def test_each_reader_is_told_what_they_can_do(
    circle: str, key: str, said: str, house: House, enter: Enter
) -> None:
    one = house.opened(circle=circle)
    shown = text_at(enter(key), url(one))
    assert said in shown
    assert (f'href="{url(one, "enter/")}"' in shown) == (said == "Take part")


def test_who_has_come_in_goes_on(house: House, enter: Enter) -> None:
    one = house.opened()
    entering.enter(one, actor=house.actor("clara"), now=house.now)
    response = enter("clara").get(url(one))
    assert "Go on voting" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("key", ["", "clara", "erik"])
def test_a_draft_is_read_by_those_who_prepare_it_alone(
    key: str, house: House, enter: Enter
) -> None:
    draft = house.draft()
    for name in ("", "statements/", "statements/1/"):
        assert enter(key).get(url(draft, name)).status_code in {403, 404}
    assert draft.name not in text_at(enter(key), ALL)
    assert draft.number in text_at(enter("farida"), ALL)


def test_a_draft_leads_from_what_is_missing_to_its_opening(house: House, enter: Enter) -> None:
    draft = house.draft(seeds=3)
    opening = f'<a class="btn" href="{url(draft, "open/")}"'
    for name, main in (("", "statements/"), ("statements/", "")):
        shown = text_at(enter("amina"), url(draft, name))
        assert "2 statements more" in shown
        assert opening not in shown
        assert not main or f'<a class="btn" href="{url(draft, main)}"' in shown
    ready = house.draft()
    opening = f'<a class="btn" href="{url(ready, "open/")}"'
    for name in ("", "statements/"):
        shown = text_at(enter("amina"), url(ready, name))
        assert "Before it can be opened" not in shown
        assert opening in shown


@pytest.mark.parametrize(
    "name",
    ["change/", "open/", "extend/", "close/", "discard/", "invite/", "statements/1/drop/"]
    + ["statements/new/", "statements/many/", "statements/1/decide/", "statements/1/translate/"],
)
@pytest.mark.parametrize("key", ["", "clara"])
def test_what_the_secretariat_does_nobody_else_does(
    name: str, key: str, house: House, enter: Enter
) -> None:
    one, client = house.opened(), enter(key)
    before = list(Consultation.objects.values()), list(Statement.objects.values())
    for answer in (client.get(url(one, name)), client.post(url(one, name), {"act": "reject"})):
        assert answer.status_code in {302, 403}
        if answer.status_code == 302:
            assert "/account/login/" in answer["Location"]
    assert (list(Consultation.objects.values()), list(Statement.objects.values())) == before


@pytest.mark.parametrize(
    "address", ["C-2026-999/", "C-%00/", f"{'x' * 30}/", "C-2026-001/statements/4294967296/"]
)
def test_what_is_not_there_is_not_found(address: str, house: House, enter: Enter) -> None:
    house.opened()
    text_at(enter(""), f"{ALL}{address}", 404)


def form(**given: Any) -> dict[str, Any]:
    return {
        "name_en": "Water of the lake",
        "question_en": "What should be done?",
        "body": "",
        "circle": "public",
        "proposing": "participants",
        "moderation": "before",
        "languages": ["kk", "ru", "en"],
        "about": "",
        "entries_an_hour": "60",
        **given,
    }


def test_one_is_prepared_written_opened_extended_and_closed_by_hand(
    house: House, enter: Enter
) -> None:
    client, body = enter("amina"), house.facts()["body"]
    answer = client.post(NEW, form(body=body.pk))
    one = Consultation.objects.get()
    assert answer["Location"] == url(one, "statements/")
    assert "5 statements more" in text_at(client, url(one))
    client.post(url(one, "statements/many/"), {"text": "\n".join(SEEDS), "language": "en"})
    seed = {"text_en": TEXT, "text_ru": "Присяжные", "language": "en", "is_about_voter": "on"}
    client.post(url(one, "statements/new/"), seed)
    assert one.statements.get(number=6).is_about_voter
    client.post(url(one, "statements/6/translate/"), {"text_ru": "Заседатели", "text_kk": ""})
    client.post(url(one, "statements/2/drop/"))
    client.post(url(one, "change/"), form(body=body.pk, name_en="Water of the river"))
    page = text_at(client, url(one, "open/"))
    assert "5 statements are public then" in page
    last = house.today + timedelta(days=14)
    answer = client.post(url(one, "open/"), {"closes_on": last.isoformat()})
    one.refresh_from_db()
    assert answer["Location"].startswith(url(one))
    assert (one.status, one.name_en) == (Status.OPEN, "Water of the river")
    later = (last + timedelta(days=7)).isoformat()
    client.post(url(one, "extend/"), {"closes_on": later, "reason": "Asked for"})
    shown = text_at(client, url(one))
    assert "Extended to" in shown
    assert "Asked for" in shown
    client.post(url(one, "close/"), {"reason": "Enough is said"})
    one.refresh_from_db()
    assert one.status == Status.CLOSED
    shown = text_at(enter(""), url(one))
    assert "Enough is said" in shown
    assert "Amina" in shown


@pytest.mark.parametrize(
    ("given", "kept", "said"),
    [
        ({"name_en": ""}, "What should be done?", "A consultation needs a title."),
        ({"name_en": "\x00"}, "What should be done?", "Null characters are not allowed."),
        ({"entries_an_hour": "9" * 30}, "Water of the lake", "less than or equal"),
        ({"circle": "x"}, "Water of the lake", "Select a valid choice"),
        ({"about": "R-2026-999"}, "R-2026-999", "There is no such public number: R-2026-999."),
        ({"languages": []}, "Water of the lake", "This field is required."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    given: dict[str, Any], kept: str, said: str, house: House, enter: Enter
) -> None:
    body = house.facts()["body"]
    answer = enter("amina").post(NEW, form(body=body.pk, **given))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    assert kept in shown
    assert not Consultation.objects.exists()


def test_invitations_are_shown_once_to_be_cut_apart(house: House, enter: Enter) -> None:
    one, client = house.opened(circle="invited"), enter("amina")
    answer = client.post(url(one, "invite/"), {"count": "3"})
    shown = answer.content.decode()
    links = re.findall(r'href="(http://testserver/en/consultations/[^"]+code=[^"]+)"', shown)
    assert len(set(links)) == 3
    assert answer["Cache-Control"] == "private, no-store"
    assert enter("").get(links[0]).status_code == 200
    again = text_at(client, url(one, "invite/"))
    assert "code=" not in again
    first = re.search(r'name="first" value="(\d+)"', again)
    assert first
    answer = client.post(url(one, "invite/back/"), {"first": first[1]}, follow=True)
    assert "3 invitations hold no more." in answer.content.decode()
    for said in ("", "x", "9" * 30, first[1]):
        answer = client.post(url(one, "invite/back/"), {"first": said}, follow=True)
        assert "There are no such invitations any more." in answer.content.decode()
    assert client.get(url(one, "invite/back/")).status_code == 405
    for count in ("0", "501", "9" * 40, "many", ""):
        assert client.post(url(one, "invite/"), {"count": count}).status_code == 422


def test_the_list_has_open_ones_first_and_is_narrowed(house: House, enter: Enter) -> None:
    assert "No consultation yet" in text_at(enter(""), ALL)
    closed, one = house.closed(house.opened()), house.opened(name={"en": "Second"})
    shown = text_at(enter(""), ALL)
    assert shown.index(one.number) < shown.index(closed.number)
    only = text_at(enter(""), f"{ALL}?status=closed")
    assert closed.number in only
    assert one.number not in only
    assert "No such consultation" in text_at(enter(""), f"{ALL}?body=nothing")
    assert one.number in text_at(enter(""), f"{ALL}?status=draft")  # not for a visitor
    assert one.number in text_at(enter(""), f"{ALL}?body={one.body.slug}&after=%00_x")


def test_the_list_turns_its_pages(house: House, enter: Enter) -> None:
    body = house.facts()["body"]
    Consultation.objects.bulk_create(
        Consultation(
            number=f"C-2025-{n:03}",
            body=body,
            name_en=f"Number {n}",
            circle="public",
            status=Status.CLOSED,
            created_at=house.now,
            opened_on=house.today,
            closes_on=house.today,
            closed_at=house.now,
        )
        for n in range(1, 71)
    )
    seen: list[str] = []
    address = ALL
    while address:
        shown = text_at(enter(""), address)
        seen += re.findall(r'class="id" href="[^"]+">(C-2025-\d+)<', shown)
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        address = ALL + following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"C-2025-{n:03}" for n in range(70, 0, -1)]


def test_numbers_lead_to_their_pages(house: House, enter: Enter) -> None:
    one = house.opened()
    answer = enter("").get(f"/{one.number}", headers={"Accept-Language": "kk"})
    assert answer["Location"] == url(one, language="kk")
    answer = enter("").get(f"/{one.number}.3", headers={"Accept-Language": "ru"})
    assert answer["Location"] == url(one, "statements/3/", "ru")


def test_its_matter_leads_to_it(house: House, enter: Enter) -> None:
    first = house.opened()
    second = house.opened(about=first.number.lower())
    assert second.about == first.number
    (group,) = related.about(first.number, house.today)
    assert [one.number for one in group.items] == [second.number]
    shown = text_at(enter(""), url(second))
    assert f'href="{url(first)}"' in shown


def test_the_desk_tells_each_what_waits(house: House, enter: Enter) -> None:
    one = house.opened()
    house.proposed(one, TEXT)
    members = waiting.waiting(house.actor("clara"), house.today)
    assert [row.title.partition(":")[0] for row in members] == ["An open consultation"]
    assert waiting.waiting(house.actor("erik"), house.today) == []
    near = house.today + timedelta(days=18)
    titles = [row.title for row in waiting.waiting(house.actor("amina"), near)]
    assert len(titles) == 2
    assert titles[0].startswith("1 statement waits in")
    assert "is about to close" in titles[1]
    house.closed(one)
    (answer,) = waiting.waiting(house.actor("amina"), house.today)
    assert "The body answers" in answer.title
    (late,) = waiting.waiting(house.actor("amina"), house.today + timedelta(days=300))
    assert "overdue" in late.clock
    assert one.number in text_at(enter("amina"), "/en/desk/")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("name", "key", "most"),
    [
        ("", "clara", 32),
        ("", "amina", 34),
        ("statements/", "clara", 16),
        ("statements/?show=waiting", "amina", 20),
    ],
)
def test_the_queries_of_a_page_do_not_grow(
    name: str, key: str, most: int, house: House, enter: Enter
) -> None:
    few, many = house.opened(), house.opened(seeds=40)
    for one, count in ((few, 2), (many, 30)):
        for n in range(count):
            house.participant(one, 100 + n)
            house.proposed(
                one, f"Whoever is detained sees judge {n} within 48 hours", number=100 + n
            )
    client = enter(key)
    small, large = queries(client, url(few, name)), queries(client, url(many, name))
    assert large <= small
    assert large <= most


def test_the_map_is_offered_as_the_by_laws_say(house: House, enter: Enter) -> None:
    one = house.opened()
    ByLaws.objects.create(
        number=ByLaws.objects.count() + 1,
        starts_on=house.today,
        values={"consultation_results": "nobody"},
        adopted_at=house.now,
    )
    shown = text_at(enter(""), url(one))
    assert "The map is shown to nobody before the close." in shown
    assert "The map of opinions so far" not in shown
