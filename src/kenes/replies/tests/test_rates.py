"""Answer rates: of those who owe an account, each alone; of associations never."""

import re
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.members.models import Organisation, OrganisationKind
from kenes.replies import listing, rates
from kenes.replies.models import Request
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.telling import rate_sentences
from kenes.replies.tests.conftest import NOW, TODAY, Table

WITH = {"state_body", "donor", "mission", "international"}
SAID = re.compile(r"the last 12 months|replies? in time|replies? late|overdue today")


def answered(table: Table, days: int, text: str) -> None:
    table.reply(table.ask(text=text), now=NOW + timedelta(days=days))


@pytest.fixture
def asked(table: Table) -> Table:
    """Two answered in time, one late, one overdue, one not due, one withdrawn, one quiet."""
    answered(table, 5, "a")
    answered(table, 30, "b")  # on the very day
    answered(table, 31, "c")
    table.ask(text="d")
    table.ask(text="e", days=100)
    quiet = table.ask(text="f", is_public=False)
    table.reply(quiet, now=NOW + timedelta(days=60))
    withdraw(table.ask(text="g"), actor=table.actor("clara"), now=NOW)
    return table


def test_the_figures_are_what_became_of_public_requests(asked: Table) -> None:
    found = rates.of(asked.ministry, today=TODAY + timedelta(days=40))
    assert found == rates.Rates(in_time=2, late=1, overdue=1, waiting=1)
    assert rate_sentences(found) == (
        "In the last 12 months it gave 2 public replies in time.",
        "In the last 12 months it gave 1 public reply late.",
        "1 reply is overdue today.",
        "1 reply is waited for and not due yet.",
    )


def test_after_a_year_replies_are_forgotten_and_debts_are_not(asked: Table) -> None:
    found = rates.of(asked.ministry, today=TODAY + timedelta(days=800))
    assert found == rates.Rates(in_time=0, late=0, overdue=2, waiting=0)
    Request.objects.filter(status="waiting").delete()
    found = rates.of(asked.ministry, today=TODAY + timedelta(days=800))
    assert found is not None
    assert rate_sentences(found) == (
        "It owes no public reply, and it gave none in the last 12 months.",
    )


def test_a_referral_counts_as_a_reply_and_an_extension_moves_the_line(table: Table) -> None:
    table.reply(table.ask(text="a"), kind="referred", referred_to=table.committee)
    put_off = table.ask(text="b")
    table.reply(put_off, kind="more_time", until=date(2026, 4, 30))
    table.reply(put_off, now=NOW + timedelta(days=45))
    found = rates.of(table.ministry, today=TODAY + timedelta(days=50))
    assert found == rates.Rates(in_time=2, late=0, overdue=0, waiting=0)


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_only_who_owes_an_account_has_a_rate(asked: Table, kind: str) -> None:
    Organisation.objects.filter(pk=asked.ministry.pk).update(kind=kind)
    asked.ministry.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        found = rates.of(asked.ministry, today=TODAY)
    assert (found is not None) == (kind in WITH)
    # Of an association it is not even counted.
    assert len(queries) == (1 if kind in WITH else 0)


def test_a_rate_names_no_organisation_and_cannot_be_ordered() -> None:
    assert {one.name for one in fields(rates.Rates)} == {"in_time", "late", "overdue", "waiting"}
    one = rates.Rates(in_time=1, late=0, overdue=0, waiting=0)
    with pytest.raises(TypeError):
        sorted([one, one])  # type: ignore[type-var]


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_on_pages_only_those_have_the_sentences(asked: Table, kind: str) -> None:
    Organisation.objects.filter(pk=asked.ministry.pk).update(kind=kind)
    page = Client().get("/en/organisations/of-bolat/").content.decode()
    assert bool(SAID.search(page)) == (kind in WITH)
    listed = Client().get("/en/organisations/of-bolat/requests/").content.decode()
    assert not SAID.search(listed)


def test_no_list_shows_a_rate_nor_can_be_sorted_by_one(asked: Table) -> None:
    """Whatever is put into the address, the order is that of the calendar and nothing is told."""
    wanted = ("rate", "-rate", "in_time", "late", "overdue", "answered", "addressee", "count")
    for path in (
        "/en/organisations/",
        "/en/waiting/",
        "/en/organisations/of-bolat/requests/",
        "/en/bodies/",
    ):
        plain = Client().get(path).content
        for name in ("sort", "order", "order_by", "o", "rank", "by"):
            for value in wanted:
                other = Client().get(path, {name: value})
                assert other.status_code == 200
                assert _without_address(other.content) == _without_address(plain), (path, name)
        assert not SAID.search(plain.decode())


def _without_address(page: bytes) -> list[str]:
    """Numbers and organisations of a page, in their order."""
    return re.findall(r"Q-\d{4}-\d{3}|/organisations/[a-z-]+/", page.decode())


def test_no_file_has_a_column_for_it(asked: Table) -> None:
    assert not {"rate", "in_time", "late", "overdue", "answered"} & set(listing.COLUMNS)
    for form in ("csv", "json"):
        response = Client().get(f"/en/waiting/export/?format={form}&sort=rate")
        said = response.getvalue().decode()
        assert not SAID.search(said)
        assert "rate" not in said.splitlines()[0]


def test_there_is_no_way_to_ask_for_the_rates_of_several(asked: Table) -> None:
    """One function, one organisation: a query set of them has no such method or annotation."""
    names = {name for name in dir(Request.objects.all()) if "rate" in name}
    assert names <= {"iterator"} | {name for name in names if name.startswith("_")}
    with pytest.raises(AttributeError):
        rates.of(Organisation.objects.all(), today=TODAY)  # type: ignore[arg-type]
