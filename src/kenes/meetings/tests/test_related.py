"""A recommendation's page names the agendas it stands on; planned ones are told to nobody."""

import pytest
from django.test import Client

from kenes.meetings import related
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Item
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.recommendations.services import adopting

pytestmark = pytest.mark.django_db


def test_an_item_is_told_once_its_agenda_is_published(table: Table, client: Client) -> None:
    held = table.meeting(Status.CLOSED)
    made = adopting.adopt(
        texts={"en": "Publish"},
        language="en",
        meeting=held.number,
        decision="D-2026-001",
        adopted_on=table.today,
        addressees=[],
        actor=table.actor("amina"),
        now=table.now,
    )
    planned, called = table.meeting(Status.PLANNED), table.meeting(Status.CALLED)
    for meeting in (planned, called, held):
        Item.objects.filter(meeting=meeting, order=2).update(about=made.number)
    found = related.about(made.number, table.today, 20)
    assert {item.number for item in found} == {called.number, held.number}
    page = client.get(f"/en/recommendations/{made.number}/").content.decode()
    assert f'<a class="id" href="/en/meetings/{held.number}/">D-2026-001</a>' in page
    assert f'<a class="id" href="/en/meetings/{held.number}/">{held.number}</a>' in page
    assert HOSTILE not in page
    assert "On agendas" in page
    assert planned.number not in page
