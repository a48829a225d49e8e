"""Statements that both sides share wait for an agenda until somebody takes them up."""

from datetime import timedelta

import pytest

from kenes.meetings.lifecycle import ItemStatus, Section
from kenes.meetings.models import Item
from kenes.meetings.services import agenda
from kenes.meetings.tests.conftest import Table
from kenes.meetings.tests.test_agenda import held, waits
from kenes.meetings.tests.test_calling import proposed
from kenes.meetings.tests.test_planning import plan
from kenes.members.models import BodyKind
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.tests.opened import opened
from kenes.proposals.models import Link


@pytest.fixture
def over(table: Table) -> Consultation:
    """Closed five days ago; both sides share statements 2 and 3."""
    one = opened(4, status=Status.CLOSED, closed_at=table.later(days=-5))
    day = table.today - timedelta(days=5)
    Statement.objects.filter(of=one, number__in=(2, 3)).update(agreed_on=day)
    return one


def shared(table: Table) -> set[str]:
    return {key for key in waits(table.body, table) if key.startswith("C-")}


def test_they_wait_with_the_reason(over: Consultation, table: Table) -> None:
    found = waits(table.body, table)
    one = found[f"{over.number}.2"]
    assert shared(table) == {f"{over.number}.2", f"{over.number}.3"}
    assert one.section == Section.LAW_MAKING
    assert one.title["ru"] == "Утверждение 2"
    assert over.number in one.why


def test_in_one_act_they_are_on_an_agenda_and_wait_no_longer(
    over: Consultation, table: Table
) -> None:
    meeting = plan(table, 40)
    actor = table.actor("amina")
    made = agenda.draft(meeting, keys=shared(table), actor=actor, now=table.now)
    assert {item.about for item in made} == {f"{over.number}.2", f"{over.number}.3"}
    assert shared(table) == set()
    item = Item.objects.get(meeting=meeting, about=f"{over.number}.2")
    agenda.remove(item, actor=actor, now=table.now)
    assert shared(table) == {f"{over.number}.2"}


def test_what_was_dealt_with_waits_no_longer_and_what_was_postponed_does(
    over: Consultation, table: Table
) -> None:
    held(table, f"{over.number}.2", ItemStatus.DONE)
    held(table, f"{over.number}.3", ItemStatus.POSTPONED)
    found = waits(table.body, table)
    assert shared(table) == {f"{over.number}.3"}
    assert "It was postponed" in found[f"{over.number}.3"].why


def test_one_that_became_a_proposal_waits_as_that(over: Consultation, table: Table) -> None:
    made = proposed(table)
    Link.objects.create(of=made, number=f"{over.number}.2")
    assert shared(table) == {f"{over.number}.3"}
    assert made.number in waits(table.body, table)


def test_an_erased_one_is_named_by_its_number(over: Consultation, table: Table) -> None:
    Statement.objects.filter(of=over, number=2).update(text={})
    assert waits(table.body, table)[f"{over.number}.2"].title == {"ru": f"{over.number}.2"}


def test_a_working_group_is_not_asked(over: Consultation, table: Table) -> None:
    body = table.body
    body.kind = next(kind for kind in BodyKind.values if kind != BodyKind.PLENARY)
    assert {key for key in waits(body, table) if key.startswith("C-")} == set()
