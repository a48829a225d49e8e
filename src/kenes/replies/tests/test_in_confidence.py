"""What was asked in confidence: the two sides and the officers, nobody else, nowhere else."""

import re

import pytest
from django.test import Client

from kenes.access.types import VISITOR, operator
from kenes.journal.models import Entry as Act
from kenes.members.models import DutyKind
from kenes.record.models import Entry
from kenes.record.subjects import kind_of, shown_of
from kenes.replies import rates, recorded
from kenes.replies.models import Request
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.tests.conftest import NOW, TODAY, Table

SECRET = "Who was in the room on the ninth?"
READERS = {"amina", "farida", "bolat", "irina", "clara"}


@pytest.fixture
def quiet(table: Table) -> Request:
    return table.ask(is_public=False, text=SECRET)


def test_both_sides_and_the_officers_read_it_and_nobody_else(table: Table, quiet: Request) -> None:
    def reads(name: str) -> bool:
        return Request.objects.visible_to(table.actor(name)).filter(pk=quiet.pk).exists()

    assert {name for name in table.users if reads(name)} == READERS
    assert not Request.objects.visible_to(VISITOR).exists()
    assert Request.objects.visible_to(operator("x")).count() == 1


def test_who_drafts_or_signs_for_the_asker_reads_it_as_well(table: Table, quiet: Request) -> None:
    table.give("galym", DutyKind.VALIDATOR, table.qalqan)
    assert Request.objects.visible_to(table.actor("galym")).count() == 1


def test_none_of_its_acts_is_in_the_record(table: Table, quiet: Request) -> None:
    table.reply(quiet)
    withdraw(table.ask(is_public=False, text="Two"), actor=table.actor("clara"), now=NOW)
    third = table.ask(is_public=False, text="Three")
    table.reply(third, kind="referred", referred_to=table.committee)
    passed_on = Request.objects.get(follows=third)
    assert not passed_on.is_public
    assert not Entry.objects.filter(subject__startswith="Q-").exists()
    kinds = set(Act.objects.values_list("kind", flat=True))
    assert kinds == {
        "request.ask_quietly",
        "request.withdraw_quietly",
        "request.refer_quietly",
        "reply.draft",
        "reply.submit",
        "reply.sign_quietly",
    }
    kind = kind_of(quiet.number)
    assert kind is not None
    assert list(kind.every()) == []
    assert shown_of([quiet.number]) == {quiet.number: {}}


def test_a_public_request_does_not_name_it_as_what_belongs_to_it(table: Table) -> None:
    kind = kind_of("Q-2026-001")
    assert kind is not None
    public = table.ask()
    table.reply(public, kind="referred", referred_to=table.committee)
    made = Request.objects.get(follows=public)
    assert list(kind.related(public.number)) == [made.number]
    Request.objects.filter(pk=made.pk).update(is_public=False)
    assert list(kind.related(public.number)) == []


@pytest.mark.parametrize("who", [None, "helen", "damir", "erik", "galym"])
def test_its_address_is_that_of_nothing_to_all_others(
    table: Table, quiet: Request, who: str | None, settings: object
) -> None:
    client = Client()
    settings.KENES_SECOND_FACTOR = False  # type: ignore[attr-defined]
    if who:
        client.force_login(table.users[who])
    for path in ("", "withdraw/", "reply/", "sign/", "return/"):
        mine = client.get(f"/en/requests/{quiet.number}/{path}")
        none = client.get(f"/en/requests/Q-2026-999/{path}")
        assert mine.status_code == none.status_code
        assert mine.status_code == (302 if not who and path else 404)
        if mine.status_code == 404:
            assert _bare(mine.content, quiet.number) == _bare(none.content, "Q-2026-999")


def _bare(page: bytes, number: str) -> str:
    """A page without the number asked for and the token of its forms."""
    return re.sub(r'value="\w{64}"', "", page.decode().replace(number, ""))


def test_no_list_file_or_page_tells_of_it(table: Table, quiet: Request, settings: object) -> None:
    settings.KENES_SECOND_FACTOR = False  # type: ignore[attr-defined]
    addresses = [
        "/en/waiting/",
        "/en/waiting/?kind=state_body",
        "/en/organisations/of-bolat/requests/",
        "/en/organisations/of-bolat/",
        "/en/organisations/of-clara/",
        "/en/record/",
        f"/en/record/matter/?subject={quiet.number}",
        f"/en/record/bundle/?subject={quiet.number}",
        "/en/register/?q=room",
        *(f"/en/waiting/export/?format={form}" for form in ("csv", "json")),
    ]
    for who in (None, "helen", "erik"):
        client = Client()
        if who:
            client.force_login(table.users[who])
        for address in addresses:
            response = client.get(address, follow=True)
            said = response.getvalue() if response.streaming else response.content
            assert SECRET.encode() not in said, address
            if quiet.number not in address:
                assert quiet.number.encode() not in said, address


def test_its_readers_see_it_and_that_it_is_in_no_record(
    table: Table, quiet: Request, settings: object
) -> None:
    settings.KENES_SECOND_FACTOR = False  # type: ignore[attr-defined]
    for name in sorted(READERS):
        client = Client()
        client.force_login(table.users[name])
        response = client.get(f"/en/requests/{quiet.number}/")
        assert response.status_code == 200, name
        assert SECRET in response.content.decode()
        assert "It is not in the public record" in response.content.decode()
        assert "In the public record</h2>" not in response.content.decode()


def test_the_institutions_own_people_find_it_above_the_public_list(
    table: Table, quiet: Request, settings: object
) -> None:
    settings.KENES_SECOND_FACTOR = False  # type: ignore[attr-defined]
    client = Client()
    client.force_login(table.users["irina"])
    assert quiet.number in client.get("/en/waiting/").content.decode()


def test_rates_do_not_count_it(table: Table, quiet: Request) -> None:
    nothing = rates.Rates(in_time=0, late=0, overdue=0, waiting=0)
    assert rates.of(table.ministry, today=TODAY) == nothing
    table.reply(quiet)
    assert rates.of(table.ministry, today=TODAY) == nothing


def test_the_state_of_a_reply_is_told_by_the_same_function(table: Table, quiet: Request) -> None:
    """Whoever shows it elsewhere shows what the page shows."""
    table.reply(quiet)
    quiet.refresh_from_db()
    assert recorded.state_of(quiet)["status"] == "answered"
