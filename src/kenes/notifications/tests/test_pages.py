"""The reader's own notices and choices; the link that stops letters; the count in the header."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.accounts.models import User
from kenes.notifications import links
from kenes.notifications.lifecycle import LetterStatus, Mode
from kenes.notifications.models import Choice, Letter, Notice
from kenes.notifications.tests.conftest import MINUTE, House

LIST, CHOICES = "/en/notices/", "/en/account/notifications/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str = LIST) -> str:
    return client_of(user).get(address).content.decode()


def test_an_empty_page_says_what_will_be_here(house: House) -> None:
    shown = page(house["irina"])
    assert "Nothing was told to you yet" in shown
    assert ">Notices</a>" in shown  # no count of nothing
    assert "Mark all as read" not in shown


def test_a_notice_is_unread_until_it_is_opened_and_leads_to_its_matter(house: House) -> None:
    asked = house.ask()
    house.tick()
    notice = Notice.objects.get(user=house["irina"])
    client = client_of(house["irina"])
    shown = client.get(LIST).content.decode()
    assert ">Notices (1)</a>" in shown
    assert ">unread</span>" in shown
    assert f'href="/en/notices/{notice.pk}/"' in shown
    assert "Qalqan asks Ministry of Internal Affairs" in shown
    answer = client.get(f"/ru/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/ru/requests/{asked.number}/")
    shown = client.get(LIST).content.decode()
    assert ">Notices</a>" in shown
    assert ">unread</span>" not in shown


def test_what_others_are_told_is_not_there(house: House) -> None:
    house.ask()
    house.tick()
    notice = Notice.objects.get(user=house["irina"])
    clara = client_of(house["clara"])
    assert "Qalqan asks" not in clara.get(LIST).content.decode()
    assert clara.get(f"/en/notices/{notice.pk}/").status_code == 404
    clara.post("/en/notices/read/", {"through": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_as_read_but_those_that_came_meanwhile(house: House) -> None:
    for n in range(3):
        house.ask(f"Question {n}?")
    house.tick()
    seen = Notice.objects.of(house["irina"].pk).latest("pk").pk
    house.ask("Meanwhile?")
    house.tick()
    client = client_of(house["irina"])
    shown = client.post("/en/notices/read/", {"through": seen}, follow=True).content.decode()
    assert "3 notices are marked as read." in shown
    assert ">Notices (1)</a>" in shown
    for wrong in ("", "x", "-1", "9" * 30, "٣"):
        assert client.post("/en/notices/read/", {"through": wrong}).status_code == 302


def test_pages_go_back_by_key_and_cost_the_same_for_many(house: House) -> None:
    house.ask("First?")
    house.tick()
    client = client_of(house["irina"])
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for n in range(119):
        house.ask(f"Question {n}?")
    house.tick()
    client.get(LIST)
    with CaptureQueriesContext(connection) as many:
        shown = client.get(LIST).content.decode()
    assert len(few) == len(many)
    assert ">Notices (99+)</a>" in shown
    met: list[str] = []
    address = LIST
    while address:
        shown = client.get(address).content.decode()
        met += [part.partition("/")[0] for part in shown.split('href="/en/notices/')[1:]]
        found = shown.partition('rel="next" href="')[2]
        address = LIST + found.partition('"')[0] if found else ""
    numbers = [int(one) for one in met if one.isdigit()]
    assert len(numbers) == 120
    assert numbers == sorted(numbers, reverse=True)
    assert client.get(LIST + "?before=nonsense").status_code == 200


def test_a_letter_in_doubt_is_told_beside_its_notice(house: House) -> None:
    house.ask()
    house.tick()
    assert "may not have reached you" not in page(house["irina"])
    Letter.objects.update(status=LetterStatus.DOUBTFUL, sent_at=None)
    assert "may not have reached you" in page(house["irina"])


def test_the_header_costs_a_visitor_nothing_and_a_reader_one_question(house: House) -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get("/en/account/login/")
    assert not [one for one in asked.captured_queries if "notifications" in one["sql"]]
    with CaptureQueriesContext(connection) as asked:
        page(house["irina"], "/en/account/")
    assert len([one for one in asked.captured_queries if "notifications" in one["sql"]]) == 1


def test_choices_are_one_form_in_which_habits_are_chosen_at_first(house: House) -> None:
    shown = page(house["irina"], CHOICES)
    assert shown.count("<select") == 6  # what is only told to officers is not asked
    assert 'value="at_once" selected' in shown
    client = client_of(house["irina"])
    given = {
        f"{name}_{part}": value
        for name in ("requests", "drafts", "reminders", "proposals", "meetings", "places")
        for part, value in (("shown", "on"), ("email", "weekly"))
    }
    answer = client.post(CHOICES, {**given, "places_email": "none"}, follow=True)
    assert "Saved." in answer.content.decode()
    assert set(Choice.objects.values_list("category", "is_shown", "email")) == {
        ("requests", True, "weekly"),
        ("drafts", True, "weekly"),
        ("reminders", True, "weekly"),
        ("proposals", True, "weekly"),
        ("meetings", True, "weekly"),
        ("places", True, "none"),
    }


def test_a_mode_that_does_not_exist_is_refused_and_nothing_is_kept(house: House) -> None:
    client = client_of(house["irina"])
    answer = client.post(CHOICES, {"requests_email": "hourly"})
    assert "Nothing was saved yet" in answer.content.decode()
    assert not Choice.objects.exists()


def test_one_post_without_sign_in_or_token_stops_letters_at_once(house: House) -> None:
    house.ask()
    house.tick()
    (message,) = (one for one in mail.outbox if one.to == [house["irina"].email])
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    path = link.removeprefix("https://kenes.example")
    strict = Client(enforce_csrf_checks=True)
    asked = strict.get(path)
    assert "<button" in asked.content.decode()
    assert not Choice.objects.exists()  # to look changes nothing
    done = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert list(Choice.objects.values_list("category", "email", "is_shown")) == [
        ("requests", Mode.NONE, True)
    ]
    assert "<button" not in strict.get(path).content.decode().partition("<main")[2]
    mail.outbox.clear()
    house.wait(11 * MINUTE)
    house.ask("Another?")
    house.tick()
    assert [one.to for one in mail.outbox] == [[house["bolat"].email]]


def test_all_letters_are_stopped_by_the_other_button(house: House) -> None:
    path = links.stop_url(house["irina"].pk, {"requests"}, "en").removeprefix(
        "https://kenes.example"
    )
    Client().post(path, {"everything": "yes"})
    assert set(Choice.objects.values_list("email", flat=True)) == {Mode.NONE}


@pytest.mark.parametrize("token", ["x", "5.all:x", "nobody.all"])
def test_a_link_that_nobody_here_has_signed_leads_nowhere(house: House, token: str) -> None:
    for ask in (Client().get, Client().post):
        answer = ask(f"/en/account/notifications/stop/{token}/")
        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.content.decode()
    assert not Choice.objects.exists()
