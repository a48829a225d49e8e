"""A gap that a side sees waits for a meeting until it was dealt with, or is seen no more."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from kenes.alignment.models import Pair
from kenes.law.models import Act, Instrument, Version
from kenes.meetings.lifecycle import Section
from kenes.meetings.services import agenda
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.test_agenda import held, waits
from kenes.meetings.tests.test_calling import act
from kenes.meetings.tests.test_planning import plan


@pytest.fixture
def pair(table: Table) -> Pair:
    """Civil society has seen a gap for ten days."""
    law: dict[str, Any] = {"name": {"en": f"Code {HOSTILE}", "ru": "Кодекс"}}
    instrument = Instrument.objects.create(
        code="iccpr", kind="treaty", name={"en": "Covenant"}, short={"en": "ICCPR", "ru": "МПГПП"}
    )
    code = Act.objects.create(
        code="code", kind="code", enacted_on=date(2014, 7, 4), entered_at=table.now, **law
    )
    return Pair.objects.create(
        number="A-2026-001",
        obligation=instrument.obligations.create(number="9", order=9),
        act=code,
        version=Version.objects.create(act=code, on=date(2015, 1, 1), entered_at=table.now),
        standing={"civil": "gap", "state": "aligned"},
        gap_since=table.today - timedelta(days=10),
        opened_at=table.now,
    )


def test_a_gap_waits_with_the_sides_that_see_it(pair: Pair, table: Table) -> None:
    one = waits(table.body, table)[pair.number]
    assert one.section == Section.OBLIGATIONS
    assert one.title["en"].startswith("ICCPR, article 9, and Code")
    assert "МПГПП" in one.title["ru"]
    assert "Кодекс" in one.title["ru"]
    assert "civil society (gap)" in one.why
    assert "state" not in one.why


def test_it_is_put_on_one_agenda_and_not_on_another(pair: Pair, table: Table) -> None:
    made = plan(table)
    assert pair.number in {item.about for item in agenda.draft(made, **act(table))}
    assert pair.number not in waits(table.body, table)


@pytest.mark.parametrize(
    ("status", "days", "waits_still"),
    [("done", 3, False), ("done", 40, True), ("postponed", 3, True), ("waiting", 3, True)],
)
def test_what_was_dealt_with_since_waits_no_longer(
    status: str, days: int, waits_still: bool, pair: Pair, table: Table
) -> None:
    held(table, pair.number, status, days)
    assert (pair.number in waits(table.body, table)) == waits_still


@pytest.mark.parametrize("status", ["", "postponed"])
def test_a_gap_that_nobody_sees_any_more_waits_no_longer(
    status: str, pair: Pair, table: Table
) -> None:
    if status:
        held(table, pair.number, status)
    Pair.objects.update(gap_since=None, standing={"civil": "aligned"})
    assert pair.number not in waits(table.body, table)


def test_a_gap_that_was_left_to_wait_is_offered_and_not_drafted(pair: Pair, table: Table) -> None:
    held(table, "", "done", 3)
    assert not waits(table.body, table)[pair.number].is_new
    made = plan(table)
    assert pair.number not in {item.about for item in agenda.draft(made, **act(table))}
    chosen = agenda.draft(made, keys=[pair.number], **act(table))
    assert [item.about for item in chosen] == [pair.number]


def test_who_prepares_the_next_meeting_finds_the_way_to_its_agenda(
    pair: Pair, table: Table, client: Client, settings: Settings
) -> None:
    settings.KENES_SECOND_FACTOR = False

    def shown(key: str) -> str:
        client.force_login(table.users[key])
        return client.get(f"/en/alignment/{pair.number}/").content.decode()

    assert "Put it on the agenda" not in shown("amina")  # no meeting is planned
    made = plan(table)
    assert "Put it on the agenda" not in shown("clara")
    found = re.search(r'href="([^"]+)">Put it on the agenda of M-', shown("amina"))
    assert found
    assert made.number in found[1]
    form = client.get(found[1]).content.decode()
    assert f'value="{pair.number}"' in form
    assert "ICCPR, article 9, and Code" in form
    agenda.draft(made, keys=[pair.number], **act(table))
    assert "Put it on the agenda" not in shown("amina")


@pytest.mark.parametrize("about", ["", "x", "A-1999-001", "seat/1", "\x00", "A" * 999])
def test_a_new_item_about_nothing_begins_empty(
    about: str, table: Table, client: Client, settings: Settings
) -> None:
    settings.KENES_SECOND_FACTOR = False
    client.force_login(table.users["amina"])
    with translation.override("en"):
        address = reverse("meetings:add_item", args=[plan(table).number])
    response = client.get(address, {"about": about})
    assert response.status_code == 200
    assert response.context["page"].form.initial == {"section": ""}
