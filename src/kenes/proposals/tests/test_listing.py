"""Lists: narrowed, searched, and turned page by page without a gap."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from django.test import Client

from kenes.database import paging
from kenes.proposals import listing
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal
from kenes.proposals.tests.conftest import Table

ADDRESS = "/en/proposals/"


def numbers(**filters: str) -> list[str]:
    found = listing.found(**filters).order_by("-submitted_at", "-id")
    return list(found.values_list("number", flat=True))


def pages(filters: dict[str, str], step: str, start: str = "") -> Iterator[paging.Page[Proposal]]:
    """Slices from a link on, following ``next_url`` or ``previous_url``."""
    link = start
    while True:
        given = {name: value[0] for name, value in parse_qs(link.removeprefix("?")).items()}
        found = listing.found(status=filters.get("status", ""))
        slice_ = listing.newest_first(
            found,
            filters=filters,
            after=given.get("after", ""),
            before=given.get("before", ""),
        )
        yield slice_
        link = getattr(slice_, step)
        if not link:
            return


def test_the_pages_show_each_proposal_once_forwards_and_backwards(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ROWS", 3)
    made = [table.at(Status.SUBMITTED).number for _n in range(8)][::-1]  # all of one moment
    forwards = list(pages({"status": "submitted"}, "next_url"))
    assert [one.number for slice_ in forwards for one in slice_.rows] == made
    assert [len(slice_.rows) for slice_ in forwards] == [3, 3, 2]
    assert "status=submitted" in forwards[0].next_url
    assert forwards[0].previous_url == ""
    back = list(pages({}, "previous_url", forwards[-1].previous_url))
    assert [one.number for slice_ in back[::-1] for one in slice_.rows] == made[:6]


def test_proposals_are_narrowed_by_status_and_by_the_chamber_of_their_author(
    table: Table,
) -> None:
    civil = table.at(Status.SUBMITTED)
    state = table.at(Status.ADOPTED, "bolat")
    table.draft()
    assert numbers() == [state.number, civil.number]
    assert numbers(status="adopted") == [state.number]
    assert numbers(status="draft") == []
    assert numbers(chamber="civil") == [civil.number]
    assert numbers(chamber="civil", status="adopted") == []
    assert numbers(status="no status") == numbers()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("lawyer", True),
        ("LAWYERS detain", True),
        ("әділ ҰЛЫ", True),
        ("عدالة", True),
        ("<script>", True),
        ("lawyers absent", False),
        ("awyers", False),
        ("  ", True),
        ("%\\", True),
    ],
)
def test_titles_are_found_by_the_beginnings_of_words(
    words: str, is_found: bool, table: Table
) -> None:
    table.at(Status.SUBMITTED)
    assert bool(numbers(words=words)) == is_found


def test_a_new_title_is_found_and_the_old_one_no_longer(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.revise(proposal, title="Hours of counsel")
    assert numbers(words="hours")
    assert not numbers(words="lawyers")


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "before=1_2",
        "after=2026-01-01_9",
        "after=2026-99-01T00:00:00Z_1",
        "after=2026-01-01T00:00:00%2B00:00_99999999999999999999",
        "status=%00",
        "chamber=%00",
        "chamber=nobody",
        "q=%ff%00",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(query: str, table: Table) -> None:
    table.at(Status.SUBMITTED)
    assert Client().get(f"{ADDRESS}?{query}").status_code == 200


@pytest.mark.parametrize("number", ["P-1", "%00", "draft-", "%F0%9F%98%80", "x" * 3_000, "0"])
def test_what_is_no_number_is_not_found(number: str, db: None) -> None:
    for page in ("", "compare/"):
        assert Client().get(f"{ADDRESS}{number}/{page}").status_code == 404
