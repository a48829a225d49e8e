"""What waits is put on the agenda once, with its reason; items are ordered and changed."""

from datetime import timedelta
from itertools import pairwise
from time import perf_counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kenes.meetings.lifecycle import ItemStatus, Section, Status
from kenes.meetings.models import Item, Meeting
from kenes.meetings.services import agenda, awaiting, calling
from kenes.meetings.services.agenda import Waits
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.test_calling import act, proposed, with_item
from kenes.meetings.tests.test_planning import called, plan, refused, unsaid
from kenes.members.models import Body, BodyKind, Office, Tenure
from kenes.proposals.models import Proposal
from kenes.proposals.services import deciding
from kenes.recommendations.models import (
    LawStanding,
    Origin,
    Recommendation,
    RecommendationText,
    Standing,
)
from kenes.replies.models import Request
from kenes.replies.services import asking

WORDS = {"en": "A matter", "ru": "Вопрос"}


def waits(of: Meeting | Body, table: Table) -> dict[str, Waits]:
    with translation.override("en"):
        return {one.key: one for one in agenda.waiting(of, table.today)}


def asked(table: Table, days: int, **facts: Any) -> Request:
    """A question of Taza Su to the ministry, some days ago; a reply is due after 30 days."""
    for held in (Tenure, Office):
        held.objects.update(starts_on=table.today - timedelta(days=400))
    return asking.ask(
        addressee=table.organisation("bolat"),
        asked_by=table.organisation("helen"),
        text=f"How many {Request.objects.count()}? {HOSTILE}",
        language="en",
        actor=table.actor("helen"),
        now=table.later(days=-days),
        **facts,
    )


def recommended(table: Table, number: str, **facts: Any) -> Recommendation:
    made = Recommendation.objects.create(
        number=number,
        natural_key=number,
        language="en",
        created_at=table.now,
        changed_at=table.now,
        **facts,
    )
    for language, state in (("en", "original"), ("ru", "checked"), ("kk", "draft")):
        RecommendationText.objects.create(
            recommendation=made, language=language, text=f"{HOSTILE} " * 40, state=state
        )
    return made


def held(table: Table, about: str, status: str, days: int = 3, body: Body | None = None) -> Item:
    """An item of a meeting held some days ago."""
    day = table.today - timedelta(days=days)
    made = table.meeting(Status.CLOSED, on=day, **({"body": body} if body else {}))
    made.items.all().delete()
    return Item.objects.create(
        meeting=made,
        order=1,
        section=Section.OTHER,
        title=WORDS,
        about=about,
        status=status,
        minutes=25,
    )


def test_proposals_whose_comments_are_over_wait(table: Table) -> None:
    ready = proposed(table)
    open_ = proposed(table, is_over=False)
    found = waits(table.body, table)
    assert open_.number not in found
    one = found[ready.number]
    assert one.section == Section.LAW_MAKING
    assert one.title == {"en": "Access of lawyers"}
    assert one.why.startswith("The time for comments ended on ")
    assert one.presenter == table.organisation("clara")


def test_a_proposal_on_the_agenda_of_no_meeting_waits(table: Table) -> None:
    proposal = proposed(table)
    deciding.schedule(proposal, actor=table.actor("amina"), now=table.now)
    assert "no coming meeting" in waits(table.body, table)[proposal.number].why


def test_overdue_public_requests_wait_and_no_others(table: Table) -> None:
    late = asked(table, 60)
    asked(table, 5)
    asked(table, 60, is_public=False)
    about = asked(table, 60, about=proposed(table).number)
    found = {key: one for key, one in waits(table.body, table).items() if key[0] == "Q"}
    assert set(found) == {late.number, about.number}
    assert "without a reply: overdue by" in found[late.number].why
    assert found[late.number].section == Section.OTHER
    assert found[about.number].section == Section.LAW_MAKING
    assert set(found[late.number].title) == {"kk", "ru", "en"}  # phrases of the house


def test_a_question_that_was_extended_and_is_open_for_long_waits(table: Table) -> None:
    request = asked(table, 70)
    Request.objects.update(due_on=table.today + timedelta(days=5))
    assert "still open" in waits(table.body, table)[request.number].why
    Request.objects.update(asked_on=table.today - timedelta(days=50))
    assert request.number not in waits(table.body, table)


def test_contested_assessments_and_what_was_adopted_and_is_overdue_wait(table: Table) -> None:
    before = table.today - timedelta(days=10)
    recommended(table, "R-2014-001", standing=Standing.CONTESTED, standing_since=before)
    recommended(table, "R-2014-002", standing=Standing.DONE, standing_since=before)
    for number, due, standing in (
        ("R-2025-001", before, Standing.NONE),
        ("R-2025-002", before, Standing.DONE),
        ("R-2025-003", table.today, Standing.NOT_DONE),
    ):
        made = recommended(table, number, standing=standing)
        Origin.objects.create(recommendation=made, adopted_on=before, due_on=due)
    found = {key: one for key, one in waits(table.body, table).items() if key[0] == "R"}
    assert set(found) == {"R-2014-001", "R-2025-001"}
    assert {one.section for one in found.values()} == {Section.OBLIGATIONS}
    assert set(found["R-2014-001"].title) == {"en", "ru"}  # a draft translation is no title
    assert all(len(text) <= 300 for text in found["R-2014-001"].title.values())


def test_what_was_left_to_wait_when_the_body_met_is_offered_and_not_drafted(table: Table) -> None:
    table.meeting(Status.CLOSED, on=table.today - timedelta(days=20))
    for number, days in (("R-2014-001", 30), ("R-2014-002", 10)):
        since = table.today - timedelta(days=days)
        recommended(table, number, standing=Standing.CONTESTED, standing_since=since)
    found = waits(table.body, table)
    assert (found["R-2014-001"].is_new, found["R-2014-002"].is_new) == (False, True)
    made = plan(table)
    drafted = {item.about for item in agenda.draft(made, **act(table))}
    assert "R-2014-002" in drafted
    assert "R-2014-001" not in drafted
    chosen = agenda.draft(made, keys=["R-2014-001"], **act(table))
    assert [item.about for item in chosen] == ["R-2014-001"]


def test_a_contested_change_in_law_returns_though_its_assessments_were_left(table: Table) -> None:
    table.meeting(Status.CLOSED, on=table.today - timedelta(days=20))
    long_ago, lately = (table.today - timedelta(days=days) for days in (30, 10))
    recommended(
        table,
        "R-2014-001",
        standing=Standing.CONTESTED,
        standing_since=long_ago,
        law=LawStanding.CONTESTED,
        law_since=lately,
    )
    found = waits(table.body, table)["R-2014-001"]
    assert found.is_new
    assert found.why.startswith("A change in law that was entered for it has been contested")
    assert "R-2014-001" in {item.about for item in agenda.draft(plan(table), **act(table))}


@pytest.mark.parametrize(
    ("status", "days", "waits_still"),
    [("done", 3, False), ("done", 40, True), ("postponed", 3, True), ("waiting", 3, True)],
)
def test_what_was_dealt_with_since_waits_no_longer(
    status: str, days: int, waits_still: bool, table: Table
) -> None:
    request = asked(table, 60)  # due 30 days ago
    held(table, request.number, status, days)
    assert (request.number in waits(table.body, table)) == waits_still


@pytest.mark.parametrize(
    ("status", "said"), [("postponed", "It was postponed at M-"), ("waiting", "not reached at M-")]
)
def test_what_was_left_over_is_carried_on_once(status: str, said: str, table: Table) -> None:
    left = held(table, "", status)
    held(table, "", ItemStatus.DONE)
    made = plan(table)
    found = waits(made, table)
    assert set(found) == {"opening", f"item-{left.pk}"}
    assert said in found[f"item-{left.pk}"].why
    agenda.draft(made, **act(table))
    carried = made.items.get(carried_from=left)
    assert (carried.title, carried.minutes) == (WORDS, 25)
    assert waits(made, table) == {}
    agenda.remove(carried, **act(table))
    assert set(waits(made, table)) == {f"item-{left.pk}"}


def test_what_a_cancelled_meeting_was_to_deal_with_waits_again(table: Table) -> None:
    made = table.meeting(Status.CANCELLED, on=table.today + timedelta(days=3))
    found = waits(table.body, table)
    assert len(found) == 3  # the opening of the next, and two items
    assert made.number in list(found.values())[1].why


def test_a_proposal_decided_meanwhile_is_not_carried_on(table: Table) -> None:
    proposal = proposed(table)
    held(table, proposal.number, ItemStatus.POSTPONED)
    assert proposal.number in waits(table.body, table)
    Proposal.objects.update(status="withdrawn")
    assert proposal.number not in waits(table.body, table)


def test_a_working_group_deals_with_what_is_referred_to_it_and_it_comes_back(
    table: Table,
) -> None:
    group = Body.objects.create(
        slug="group", kind=BodyKind.WORKING_GROUP, name_en="Group", parent=table.body
    )
    proposal, other = proposed(table), proposed(table)
    asked(table, 60)
    Proposal.objects.filter(pk=proposal.pk).update(
        status="referred",
        referred_to_body=group,
        decided_on=table.today - timedelta(days=9),
    )
    assert set(waits(group, table)) == {"opening", proposal.number}
    assert proposal.number not in waits(table.body, table)
    assert other.number in waits(table.body, table)
    held(table, proposal.number, ItemStatus.DONE, body=group)
    assert set(waits(group, table)) == {"opening"}
    assert "It was referred on" in waits(table.body, table)[proposal.number].why


def test_drafting_twice_adds_nothing_twice_and_two_meetings_do_not_share(table: Table) -> None:
    proposal, request = proposed(table), asked(table, 60)
    first, second = plan(table), plan(table, 90)
    made = agenda.draft(first, **act(table))
    assert {one.about for one in made} == {"", proposal.number, request.number}
    assert agenda.draft(first, **act(table)) == []
    assert [one.order for one in first.items.all()] == [1, 2, 3]
    assert [one.section for one in first.items.all()] == ["opening", "law_making", "other"]
    assert {one.about for one in agenda.draft(second, **act(table))} == {""}
    assert agenda.draft(second, keys=["nothing", "\x00"], **act(table)) == []


def test_an_item_takes_the_section_it_is_moved_into(table: Table) -> None:
    made = plan(table)
    for section in (Section.LAW_MAKING, Section.LAW_MAKING, Section.OTHER, Section.OTHER):
        agenda.add(made, section=section, title=WORDS, **act(table))

    def sections() -> list[str]:
        return [one.section for one in made.items.all()]

    last = made.items.last()
    assert last
    assert agenda.move(last, to=3, **act(table)).section == Section.OTHER  # its own border
    last.refresh_from_db()
    assert agenda.move(last, to=1, **act(table)).section == Section.LAW_MAKING
    assert sections() == ["law_making"] * 3 + ["other"]
    last.refresh_from_db()
    assert agenda.move(last, to=10**9, **act(table)).section == Section.OTHER
    assert sections() == ["law_making"] * 2 + ["other"] * 2
    agenda.change_item(last, facts={"section": Section.OPENING}, **act(table))
    assert sections() == ["opening", "law_making", "law_making", "other"]
    assert [one.order for one in made.items.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"en": "\x00 "}}, "title"),
        ({"title": {"en": "x" * 301}}, "title"),
        ({"note": {"en": "x" * 10_001}}, "note"),
        ({"section": "lunch"}, "section"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 10**9}, "minutes"),
        ({"about": "P-2026-999"}, "about"),
        ({"about": "x" * 200}, "about"),
        ({"about": "\x00"}, "about"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_at_its_field(
    facts: dict[str, Any], field: str, table: Table
) -> None:
    made = plan(table)
    given = {"section": Section.OTHER, "title": WORDS} | facts
    with pytest.raises(ValidationError) as error:
        agenda.add(made, **given, **act(table))
    assert refused(error) == {field}
    item = agenda.add(made, section=Section.OTHER, title=WORDS, **act(table))
    with pytest.raises(ValidationError) as error:
        agenda.change_item(item, facts=facts, **act(table))
    assert refused(error) == {field}


def test_a_draft_or_a_question_in_confidence_is_no_item(table: Table) -> None:
    quiet = asked(table, 5, is_public=False)
    made = plan(table)
    with pytest.raises(ValidationError, match="No public matter"):
        agenda.add(made, section=Section.OTHER, title=WORDS, about=quiet.number, **act(table))
    proposal = proposed(table)
    agenda.add(made, section=Section.OTHER, title=WORDS, about=proposal.number, **act(table))
    with pytest.raises(ValidationError, match="on the agenda already"):
        agenda.add(made, section=Section.OTHER, title=WORDS, about=proposal.number, **act(table))


def test_what_was_called_up_stays_as_it_is(table: Table) -> None:
    made = table.meeting(Status.OPEN)
    item = made.items.first()
    assert item
    Item.objects.filter(pk=item.pk).update(status=ItemStatus.PRESENT)
    for do in (
        lambda: agenda.remove(item, **act(table)),
        lambda: agenda.move(item, to=2, **act(table)),
        lambda: agenda.change_item(item, facts={"minutes": 5}, **act(table)),
    ):
        with pytest.raises(ValidationError, match="called up already"):
            do()
    version = made.version
    agenda.add(made, section=Section.OTHER, title=WORDS, **act(table))
    made.refresh_from_db()
    assert made.version == version + 1  # who follows it sees it


def test_what_is_changed_after_the_notice_is_in_the_record(table: Table) -> None:
    made = called(table)
    for n in range(3):
        agenda.add(made, section=Section.OTHER, title={"en": f"{n} {HOSTILE}"}, **act(table))
    item = made.items.get(title__en=f"2 {HOSTILE}")
    agenda.move(item, to=2, **act(table))
    agenda.change_item(item, facts={"minutes": 45, "is_confidential": True}, **act(table))
    agenda.remove(made.items.get(title__en=f"0 {HOSTILE}"), **act(table))
    assert unsaid() == []


def test_two_hundred_items_are_called_and_moved_within_the_size_of_an_entry(
    table: Table,
) -> None:
    made = with_item(table)
    Item.objects.bulk_create(
        Item(meeting=made, order=n, section=Section.OTHER, title={"en": f"{n} {HOSTILE}" * 4})
        for n in range(2, 201)
    )
    made = calling.call(made, **act(table))
    last = made.items.last()
    assert last
    begun = perf_counter()
    agenda.move(last, to=2, **act(table))
    assert perf_counter() - begun < 2  # a loaded machine; alone it takes a fifth of it
    assert [one.order for one in made.items.all()] == list(range(1, 201))
    assert all(one.order < other.order for one, other in pairwise(made.items.all()))
    assert unsaid() == []


def test_what_waits_is_found_with_the_same_few_queries(table: Table) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_:
            agenda.waiting(table.body, table.today)
        return len(asked_)

    proposed(table)
    asked(table, 60)
    recommended(table, "R-2014-001", standing=Standing.CONTESTED, standing_since=table.today)
    held(table, "", ItemStatus.POSTPONED)
    before = queries()
    for n in range(12):
        proposed(table)
        asked(table, 60)
        recommended(
            table, f"R-2015-{n:03}", standing=Standing.CONTESTED, standing_since=table.today
        )
        held(table, "", ItemStatus.POSTPONED)
    assert queries() == before
    assert before < 20


def test_no_more_of_one_kind_is_offered_than_can_be_read(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(awaiting, "LISTED", 2)
    for _n in range(3):
        asked(table, 60)
    assert len([key for key in waits(table.body, table) if key[0] == "Q"]) == 2
