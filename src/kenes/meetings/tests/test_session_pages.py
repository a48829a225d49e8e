"""The pages of meetings before they are held, as people meet them."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from kenes.meetings.lifecycle import Answer, DecisionKind, MeetingKind, Section, Status
from kenes.meetings.models import Decision, Item, Meeting
from kenes.meetings.services import agenda, calling, inviting, papers
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.test_calling import act, proposed, with_item
from kenes.meetings.tests.test_planning import called, hours, plan

Enter = Callable[[str], Client]
ALL = "/en/meetings/"


@pytest.fixture
def enter(table: Table, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Enter:
    settings.KENES_SECOND_FACTOR = False
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("files"))

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(table.users[key])
        return client

    return client_of


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(path)
    return path


def url(name: str, *more: object) -> str:
    with override("en"):
        return reverse(f"meetings:{name}", args=more)


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def full(table: Table, pdf: Path) -> Meeting:
    """A called meeting with hostile words wherever words can be."""
    day = table.today + timedelta(days=60)
    said = {"en": HOSTILE, "ru": HOSTILE}
    made = plan(
        table,
        kind=MeetingKind.EXTRA,
        title=said,
        reason=said,
        place=said,
        link="https://secret.example/room",
        **hours(day),
    )
    for section in Section:
        item = agenda.add(
            made,
            section=section,
            title=said,
            note=said,
            presenter=table.organisation("clara"),
            **act(table),
        )
    name = f"a {HOSTILE.replace('/', '')}.pdf"
    papers.table(made, path=pdf, name=name, **act(table))
    papers.table(made, item=item, path=pdf, name=name, **act(table))
    return calling.call(made, **act(table))


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_a_meeting_is_read_at_every_place_of_its_life(
    status: str, language: str, table: Table, enter: Enter
) -> None:
    made = table.meeting(Status(status))
    for key in ("", "clara", "amina"):
        assert made.number in text_at(enter(key), f"/{language}/meetings/{made.number}/")


def test_nothing_hostile_is_markup_on_any_page(table: Table, enter: Enter, pdf: Path) -> None:
    made = full(table, pdf)
    item, paper = made.items.first(), made.papers.first()
    assert item
    assert paper
    own = made.invitations.get(user=table.users["bolat"])
    inviting.answer(
        own, answer=Answer.ABSENT, note=HOSTILE, actor=table.actor("bolat"), now=table.now
    )
    number = made.number
    pages = [
        ("", ALL),
        ("", url("plan", made.on.year)),
        ("", url("one", number)),
        ("amina", url("one", number)),
        ("amina", url("agenda", number)),
        ("amina", url("change", number)),
        ("amina", url("cancel", number)),
        ("amina", url("change_item", number, item.pk)),
        ("amina", url("table", number)),
        ("amina", url("take_out", number, paper.pk)),
        ("amina", url("invited", number)),
        ("bolat", url("answer", number)),
    ]
    for key, address in pages:
        shown = text_at(enter(key), address)
        assert "<script>alert" not in shown, address
        assert "&lt;script&gt;alert" in shown or "alert(1)&lt;script" in shown, address


def test_an_agenda_is_hidden_until_the_notice_and_a_link_always(
    table: Table, enter: Enter
) -> None:
    made = with_item(table, link="https://secret.example/room")
    address = url("one", made.number)
    for key in ("", "clara"):
        assert "An item" not in text_at(enter(key), address)
    assert "An item" in text_at(enter("amina"), address)
    calling.call(made, **act(table))
    assert "An item" in text_at(enter(""), address)
    assert "secret.example" not in text_at(enter(""), address)
    assert "secret.example" not in text_at(enter("galym"), address)
    assert "secret.example" in text_at(enter("clara"), address)
    assert "secret.example" in text_at(enter("amina"), address)


def test_both_standing_questions_stand_on_every_agenda(table: Table, enter: Enter) -> None:
    made = called(table)
    shown = text_at(enter(""), url("one", made.number))
    assert str(Section.LAW_MAKING.label) in shown
    assert str(Section.OBLIGATIONS.label) in shown
    assert str(Section.OTHER.label) not in shown


def test_a_secretary_plans_the_four_meetings_of_a_year_with_one_form(
    table: Table, enter: Enter
) -> None:
    year = table.today.year + 1
    client, address = enter("amina"), url("new_year", year)
    assert "First quarter" in text_at(client, address)
    given = {
        "body": "council",
        "on_1": f"{year}-02-03",
        "on_2": "",
        "on_3": f"{year}-09-03",
        "on_4": f"{year + 1}-12-03",
        "starts_at": "10:00",
        "ends_at": "13:00",
        "mode": "room",
        "language": "kk",
        "place_en": HOSTILE,
    }
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert f"{year + 1}-12-03" in refused.content.decode()
    assert not Meeting.objects.exists()
    assert client.post(address, given | {"on_4": f"{year}-12-03"}).status_code == 302
    assert Meeting.objects.count() == 3
    shown = text_at(client, url("plan", year))
    assert "The by-laws ask for at least 4 meetings a year." in shown
    assert "3 planned" in shown
    assert "1 more is to be planned." in shown
    assert "10:00–13:00 (UTC+5)" in shown


def test_a_meeting_goes_from_plan_to_notice_by_its_forms(table: Table, enter: Enter) -> None:
    client, day = enter("amina"), table.today + timedelta(days=30)
    given = {
        "body": "council",
        "kind": "extra",
        "on": day.isoformat(),
        "mode": "online",
        "language": "en",
        "title_en": "On torture",
    }
    refused = client.post(url("new"), given)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "On torture" in said
    assert "Say why an extra meeting is needed." in said
    assert "Give the link by which people join online." in said
    given |= {"reason_en": "It cannot wait", "link": "https://meet.example/1"}
    made_at = client.post(url("new"), given)["Location"]
    made = Meeting.objects.get()
    assert made_at == url("one", made.number)
    assert "agenda is empty" not in text_at(client, url("call", made.number))
    refused = client.post(url("call", made.number), {})
    assert refused.status_code == 422
    assert "Say at what hour it begins." in refused.content.decode()
    change = {
        "on": day.isoformat(),
        "starts_at": "09:30",
        "ends_at": "12:00",
        "mode": "online",
        "link": "https://meet.example/1",
        "language": "en",
        "title_en": "On torture",
        "reason_en": "It cannot wait",
        "is_public": "on",
    }
    assert client.post(url("change", made.number), change).status_code == 302
    item = {"section": "law_making", "title_en": "Access", "minutes": "30"}
    assert client.post(url("add_item", made.number), item).status_code == 302
    answer = client.post(url("call", made.number), {})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.status == Status.CALLED
    assert "09:30–12:00" in text_at(enter(""), url("one", made.number))
    assert client.post(url("cancel", made.number), {"reason_en": HOSTILE}).status_code == 302
    assert "Cancelled" in text_at(enter(""), url("one", made.number))


def test_what_waits_is_ticked_and_put_on_the_agenda_once(table: Table, enter: Enter) -> None:
    proposal = proposed(table)
    made, client = plan(table), enter("amina")
    shown = text_at(client, url("agenda", made.number))
    assert proposal.number in shown
    assert "The time for comments ended" in shown
    assert shown.count(" checked") == 2  # with the opening
    answer = client.post(url("draft_agenda", made.number), {"key": [proposal.number]})
    assert answer.status_code == 302
    client.post(url("draft_agenda", made.number), {"key": [proposal.number]})
    client.post(url("draft_agenda", made.number), {})
    item = made.items.get()
    assert (item.about, item.title) == (proposal.number, {"en": "Access of lawyers"})
    assert f'value="{proposal.number}"' not in text_at(client, url("agenda", made.number))


def test_an_agenda_is_put_in_order_by_buttons(table: Table, enter: Enter) -> None:
    made, client = plan(table), enter("amina")
    for n in range(5):
        agenda.add(made, section=Section.OTHER, title={"en": f"Item {n}"}, **act(table))

    def order() -> list[str]:
        return [one.title["en"][-1] for one in made.items.all()]

    def move(n: int, **way: str) -> None:
        pk = made.items.get(title={"en": f"Item {n}"}).pk
        assert client.post(url("move_item", made.number, pk), way).status_code == 302

    move(3, way="up")
    assert order() == ["0", "1", "3", "2", "4"]
    move(0, to="4")
    assert order() == ["1", "3", "2", "0", "4"]
    move(4, to="1")
    assert order() == ["4", "1", "3", "2", "0"]
    for nothing in ("", "-1", "x", "10000000000", "٣"):
        move(4, to=nothing)
    assert order() == ["4", "1", "3", "2", "0"]
    move(1, to="9999")
    assert order() == ["4", "3", "2", "0", "1"]
    pk = made.items.get(title={"en": "Item 4"}).pk
    assert client.post(url("remove_item", made.number, pk)).status_code == 302
    assert order() == ["3", "2", "0", "1"]
    assert client.post(url("remove_item", made.number, pk)).status_code == 404


def test_an_organisation_tables_a_paper_and_takes_it_out(
    table: Table, enter: Enter, pdf: Path
) -> None:
    made, client = called(table), enter("clara")
    address = url("table", made.number)
    assert text_at(client, address)

    def send(key: str, name: str = "a.pdf", **given: str) -> int:
        upload = SimpleUploadedFile(name, pdf.read_bytes(), "application/pdf")
        return enter(key).post(address, {"file": upload, **given}).status_code

    own = str(table.organisation("clara").pk)
    assert send("clara", organisation=own) == 302
    assert send("clara", organisation=str(table.organisation("bolat").pk)) == 422
    assert send("clara", name="a.exe", organisation=own) == 422
    assert send("galym", organisation=own) == 403
    paper = made.papers.get()
    assert paper.organisation == table.organisation("clara")
    response = enter("").get(url("paper", made.number, paper.pk))
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response).startswith(b"%PDF")
    out = url("take_out", made.number, paper.pk)
    assert enter("bolat").get(out).status_code == 403
    assert client.post(out).status_code == 302
    assert not made.papers.exists()


def test_a_late_paper_is_shown_as_late(table: Table, enter: Enter, pdf: Path) -> None:
    made = called(table)
    then = act(table) | {"now": table.later(days=54)}
    late = papers.table(made, path=pdf, name="a.pdf", **then)
    assert late.is_late
    shown = text_at(enter(""), url("one", made.number))
    assert re.search(r'class="badge wait">late<', shown)


def test_papers_of_a_plan_are_for_who_prepares_and_for_their_own(
    table: Table, enter: Enter, pdf: Path
) -> None:
    made = plan(table)
    own = papers.table(
        made,
        organisation=table.organisation("clara"),
        path=pdf,
        name="a.pdf",
        actor=table.actor("clara"),
        now=table.now,
    )
    for key, status in (("", 404), ("bolat", 404), ("clara", 200), ("amina", 200)):
        response = enter(key).get(url("paper", made.number, own.pk))
        assert response.status_code == status, key
        if response.streaming:
            response.getvalue()  # to its end, so that what it reads is closed
    assert "a.pdf" in text_at(enter("clara"), url("one", made.number))
    assert "a.pdf" not in text_at(enter("bolat"), url("one", made.number))


def test_who_comes_is_for_officers_and_counted_by_chamber(table: Table, enter: Enter) -> None:
    made, client = called(table), enter("bolat")
    address = url("answer", made.number)
    assert client.post(address, {"answer": "comes", "note": HOSTILE}).status_code == 302
    assert client.post(address, {"answer": "perhaps"}).status_code == 422
    assert "Your answer" in text_at(client, url("one", made.number))
    assert enter("galym").get(address).status_code == 404
    shown = text_at(enter("amina"), url("invited", made.number))
    assert "Bolat Serikuly" in shown
    assert "not enough yet" in shown
    for key in ("bolat", "erik", "galym"):
        assert enter(key).get(url("invited", made.number)).status_code == 403
    guest = {"user": "galym@kenes.example"}
    assert enter("amina").post(url("invite", made.number), guest).status_code == 302
    assert text_at(enter("galym"), address)


@pytest.mark.parametrize("key", ["", "clara", "erik", "galym"])
def test_others_are_let_into_no_page_of_officers(key: str, table: Table, enter: Enter) -> None:
    made = called(table)
    item = made.items.get()
    client = enter(key)
    for name, more in (
        ("new", ()),
        ("new_year", (table.today.year,)),
        ("change", (made.number,)),
        ("call", (made.number,)),
        ("cancel", (made.number,)),
        ("agenda", (made.number,)),
        ("add_item", (made.number,)),
        ("change_item", (made.number, item.pk)),
        ("invited", (made.number,)),
        ("invite", (made.number,)),
    ):
        assert client.get(url(name, *more)).status_code == (403 if key else 302), name
    for name in ("draft_agenda", "invite_new"):
        assert client.post(url(name, made.number)).status_code == (403 if key else 302), name
    for name in ("move_item", "remove_item"):
        answer = client.post(url(name, made.number, item.pk), {"way": "up"})
        assert answer.status_code == (403 if key else 302), name
    assert made.items.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"on": "9999-12-31"},
        {"on": "0001-01-01"},
        {"on": "\x00"},
        {"starts_at": "25:99"},
        {"link": "\x00"},
        {"title_en": "\x00"},
        {"body": "\x00"},
        {"kind": "\x00"},
        {"language": "xx"},
        {"papers_until": "99999999999-01-01"},
        {"minutes": "1000000000"},
        {"minutes": "-1"},
        {"about": "P-9999-9999999"},
        {"about": "\x00" * 90},
        {"presenter": "\x00"},
        {"section": "x" * 10_000},
        {"to": "1" * 1_000},
        {"answer": "\x00", "note": "\x00"},
        {"user": "\x00@x", "person_name": "\x00"},
    ],
)
def test_absurd_input_is_answered_with_a_sentence(
    given: dict[str, str], table: Table, enter: Enter
) -> None:
    made, client = called(table), enter("amina")
    item = made.items.get()
    whole = {"section": "other", "title_en": "x", "minutes": "5", "language": "en"}
    for address in (
        url("new"),
        url("new_year", table.today.year),
        url("change", made.number),
        url("add_item", made.number),
        url("change_item", made.number, item.pk),
        url("move_item", made.number, item.pk),
        url("draft_agenda", made.number),
        url("answer", made.number),
        url("invite", made.number),
        url("table", made.number),
    ):
        assert client.post(address, whole | given).status_code in {302, 422}, address


@pytest.mark.parametrize("number", ["M-1", "%00", "x" * 3_000, "0", "%F0%9F%98%80"])
def test_what_is_no_number_is_not_found(number: str, db: None) -> None:
    for page in ("", "meeting.ics", "papers/1/"):
        assert Client().get(f"{ALL}{number}/{page}").status_code == 404


@pytest.mark.parametrize("year", [0, 1, 1989, 9999, 10**9])
def test_a_plan_of_no_year_is_not_found(year: int, table: Table, enter: Enter) -> None:
    assert Client().get(f"{ALL}plan/{year}/").status_code == 404
    assert enter("amina").get(f"{ALL}plan/{year}/new/").status_code == 404


@pytest.mark.parametrize("name", ["all", "one", "agenda", "plan"])
def test_queries_do_not_grow_with_meetings_and_items(
    name: str, table: Table, enter: Enter
) -> None:
    made = table.meeting(Status.CALLED)
    more = {"plan": (made.on.year,), "all": ()}.get(name, (made.number,))
    client = enter("amina")
    client.get(url(name, *more))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_at(client, url(name, *more))
        return len(queries)

    before = asked()
    Item.objects.bulk_create(
        Item(
            meeting=made,
            order=n,
            section=Section.OTHER,
            title={"en": f"{n}"},
            about=f"R-2014-{n}",
            presenter=table.organisation("clara"),
        )
        for n in range(4, 204)
    )
    for _n in range(20):
        table.meeting(Status.CLOSED)
        table.meeting(Status.PLANNED, on=table.today + timedelta(days=1))
    assert asked() <= before + 1  # the first item about something asks for its name


def test_a_number_leads_to_its_meeting(table: Table) -> None:
    made = table.meeting(Status.CLOSED)
    response = Client(headers={"accept-language": "ru"}).get(f"/{made.number}")
    assert response["Location"] == f"/ru/meetings/{made.number}/"


def test_a_number_leads_to_its_decision(table: Table) -> None:
    meeting = table.meeting(Status.CLOSED)
    Decision.objects.create(
        number="D-2026-007",
        meeting=meeting,
        item=meeting.items.get(order=1),
        kind=DecisionKind.OTHER,
        text={"en": "It is decided."},
        at=table.now,
    )
    response = Client(headers={"accept-language": "kk"}).get("/D-2026-007")
    assert response["Location"] == f"/kk/meetings/{meeting.number}/#D-2026-007"
    assert Client().get("/D-2026-008").status_code == 404
