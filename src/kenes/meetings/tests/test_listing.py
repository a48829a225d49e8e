"""Lists of meetings: narrowed, and turned page by page without a gap."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.meetings import listing
from kenes.meetings.lifecycle import Status
from kenes.meetings.tests.conftest import Table

ALL = "/en/meetings/"


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "before=1_2",
        "after=2026-01-01_99999999999999999999",
        "after=2026-99-01_1",
        "year=0",
        "year=99999999999",
        "body=%00",
        "body=nobody",
        "year=%D9%A2%D9%A0%D9%A2%D9%A6",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(query: str, table: Table) -> None:
    table.meeting(Status.CLOSED)
    assert Client().get(f"{ALL}?{query}").status_code == 200
    assert Client().get(f"{ALL}calendar.ics?{query}").status_code == 200


def test_the_pages_of_the_list_show_each_meeting_once(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ROWS", 3)
    made = [
        table.meeting(Status.CLOSED, on=table.today - timedelta(days=n // 2)).number
        for n in range(8)
    ]
    ahead = table.meeting(Status.PLANNED, on=table.today + timedelta(days=1)).number
    seen: list[str] = []
    link, previous = ALL, ""
    while link:
        shown = Client().get(link).content.decode()
        assert (ahead in shown) == (link == ALL)
        seen += re.findall(r'class="id" href="[^"]+">(M-[^<]+)<', shown.partition('"over"')[2])
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        link = ALL + following[1].replace("&amp;", "&") if following else ""
        before = re.search(r'rel="prev" href="([^"]+)"', shown)
        previous = before[1] if before else ""
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == 8
    assert "before=" in previous


def test_the_list_answers_from_an_index_whatever_its_filter(table: Table) -> None:
    table.meeting(Status.CLOSED)
    for body in ("", "council"):
        rows = listing.found(body=body, year=table.today.year)
        with CaptureQueriesContext(connection) as queries:
            listing.over(rows, table.today, filters={}, after="2999-01-01_1", before="")
            listing.ahead(rows, table.today)
        asked = [one["sql"] for one in queries if 'FROM "meetings_meeting"' in one["sql"]]
        assert len(asked) == 2
        for sql in asked if connection.vendor == "sqlite" else ():
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                told = " ".join(str(row) for row in cursor.fetchall())
            assert "USING INDEX meeting_newest" in told
            assert "TEMP B-TREE" not in told
            assert "SCAN meetings_meeting" not in told
