"""When the law changes meanwhile: the table is stale, and is taken over to the newer version."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import NotAllowed
from kenes.engines.lawtext.rebasing import Turn
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import amending, fitting, rebasing
from kenes.proposals.table import rows as having
from kenes.proposals.table.newer import Turned
from kenes.proposals.table.reading import read
from kenes.proposals.table.staleness import stale_among
from kenes.proposals.tests.conftest import Table
from kenes.proposals.tests.laws import CODE, FIRST, SECOND, Law, law, rows_of
from kenes.proposals.waiting import waiting

__all__ = ["law"]


def turns(proposal: Proposal, law: Law) -> dict[str, Turned]:
    rows = list(having.working(proposal))
    _last, found = rebasing.on_newest(rows, law.code, "ru")
    return {one.row.anchor: one for one in found}


def take_over(proposal: Proposal, law: Law, by: str = "clara", **given: Any) -> None:
    rows = list(having.working(proposal))
    last, _law = fitting.text_of_newest(law.code, "ru")
    facts: dict[str, Any] = {
        "act": law.code,
        "language": "ru",
        "wordings": {},
        "seen": rebasing.seen_as(rows, last),
        "actor": law.table.actor(by),
        "now": law.table.now,
        **given,
    }
    rebasing.take_over(proposal, **facts)


@pytest.fixture
def stale(table: Table, law: Law) -> Proposal:
    """A table of six rows, and a law in which each of them meets something else."""
    draft = table.draft()
    law.add(draft, "art_1__para_1", "1. Задача – защита прав лица.")
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    law.add(draft, "art_2__para_2__subpara_1", "1) по их числу;")
    law.add(draft, "art_3", "Статья 3. Срок\nСрок равен двум суткам.")
    law.add(draft, "art_4__para_1", "1. Закон вступает в силу в июле.")
    law.add(draft, "art_1", "Статья 1-1. Ещё\nТекст.", change="insert")
    newer = (
        CODE.replace("1. Задача – защита прав.", "1. Главная задача – защита прав.")
        .replace("в течение суток", "в течение двух суток")
        .replace("1) по числу;\n2) по времени.\n", "")
        .replace("Срок равен трём суткам.", "Срок равен двум суткам.")
        .replace("Статья 4.", "Статья 5.")
    )
    law.version(law.code, newer, SECOND)
    return draft


def test_each_row_says_what_the_newer_version_means_for_it(stale: Proposal, law: Law) -> None:
    assert stale_among([stale.pk]) == {stale.pk}
    found = turns(stale, law)
    assert {anchor: one.turn for anchor, one in found.items()} == {
        "art_1__para_1": Turn.MERGED,
        "art_2__para_1": Turn.CONFLICT,
        "art_2__para_2__subpara_1": Turn.GONE,
        "art_3": Turn.DONE,
        "art_4__para_1": Turn.MOVED,
        "art_1": Turn.SAME,
    }
    assert found["art_1__para_1"].wording == "1. Главная задача – защита прав лица."
    assert found["art_4__para_1"].now == "пункт 1 статьи 5"
    assert found["art_2__para_1"].needs_words


def test_nothing_is_taken_over_while_a_row_waits_for_a_person(stale: Proposal, law: Law) -> None:
    waits = turns(stale, law)["art_2__para_1"].pk
    with pytest.raises(ValidationError) as error:
        take_over(stale, law)
    assert list(error.value.message_dict) == [f"wording_{waits}"]
    with pytest.raises(ValidationError) as error:
        take_over(stale, law, wordings={waits: "1. Один.\n2. Два."})
    assert list(error.value.message_dict) == [f"wording_{waits}"]
    assert {row.base.on for row in rows_of(stale)} == {FIRST}
    assert len(rows_of(stale)) == 6


def test_taken_over_the_table_stands_on_the_newer_version(stale: Proposal, law: Law) -> None:
    waits = turns(stale, law)["art_2__para_1"].pk
    take_over(stale, law, wordings={waits: "1. Адвокат допускается сразу."})
    rows = rows_of(stale)
    assert [(row.order, row.anchor) for row in rows] == [
        (1, "art_1__para_1"),
        (2, "art_1"),
        (3, "art_2__para_1"),
        (4, "art_5__para_1"),
    ]
    assert {row.base.on for row in rows} == {SECOND}
    assert rows[2].before == "1. Адвокат допускается в течение двух суток."
    found = read(list(having.working(stale)))
    assert not found.is_stale
    assert not stale_among([stale.pk])
    assert not any(line.is_blocked for line in found.lines)
    law.add(stale, "art_3")  # and rows can be added again


def test_a_row_in_conflict_can_be_left_out(stale: Proposal, law: Law) -> None:
    waits = turns(stale, law)["art_2__para_1"].pk
    take_over(stale, law, left_out=[waits])
    assert waits not in {row.pk for row in rows_of(stale)}


def test_what_was_changed_while_reading_is_not_taken_over(stale: Proposal, law: Law) -> None:
    rows = list(having.working(stale))
    last, _law = fitting.text_of_newest(law.code, "ru")
    seen = rebasing.seen_as(rows, last)
    waits = turns(stale, law)["art_2__para_1"].pk
    law.version(law.code, CODE, date(2027, 1, 1))
    with pytest.raises(ValidationError, match="once more"):
        take_over(stale, law, seen=seen, left_out=[waits])


def test_only_who_may_change_the_text_takes_the_table_over(stale: Proposal, law: Law) -> None:
    with pytest.raises(NotAllowed):
        take_over(stale, law, by="bolat")


def test_where_nothing_is_newer_nothing_is_taken_over(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_3")
    with pytest.raises(ValidationError, match="newest version"):
        take_over(draft, law)


def test_a_public_table_stays_as_it_was_said_and_a_version_carries_it_on(
    table: Table, law: Law
) -> None:
    proposal = table.at("in_comment")
    law.add(proposal, "art_4__para_1", "1. Закон вступает в силу в июле.")
    table.revise(proposal)
    law.changes()
    take_over(proposal, law)
    first = proposal.versions.get(number=2)
    (taken,) = first.amendments.all()
    assert (taken.anchor, taken.base.on) == ("art_4__para_1", FIRST)
    assert amending.differs(proposal, first)
    table.revise(proposal, seen=1)
    (carried,) = proposal.versions.get(number=3).amendments.all()
    assert (carried.anchor, carried.base.on) == ("art_5__para_1", SECOND)


def test_a_stacked_row_rests_on_what_the_one_below_it_became(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    law.add(draft, "art_2__para_1", "1. Адвокат всегда допускается в течение часа.")
    law.changes()
    first, second = rows_of(draft)
    _last, found = rebasing.on_newest(rows_of(draft), law.code, "ru")
    assert [one.needs_words for one in found] == [True, True]
    wordings = {
        first.pk: "1. Адвокат допускается в течение одного часа.",
        second.pk: "1. Адвокат всегда допускается в течение одного часа.",
    }
    take_over(draft, law, wordings=wordings)
    first, second = rows_of(draft)
    assert first.before == "1. Адвокат допускается в течение одних суток."
    assert second.before == first.wording
    assert not amending.lacking(draft)


def test_of_a_decided_proposal_the_law_is_not_told_to_have_changed(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_3")
    law.changes()
    rows = list(having.working(draft))
    assert read(rows, is_open=having.is_open(draft)).is_stale
    draft.status = Status.ADOPTED
    assert not read(rows, is_open=having.is_open(draft)).is_stale
    draft.status = Status.REFERRED  # it may come back
    assert read(rows, is_open=having.is_open(draft)).is_stale


def test_the_authors_desk_says_that_the_law_has_changed(stale: Proposal, table: Table) -> None:
    assert any("version of 1 January 2026" in one.title for one in waiting(table.actor("clara")))
    assert not any("table" in one.url for one in waiting(table.actor("bolat")))
