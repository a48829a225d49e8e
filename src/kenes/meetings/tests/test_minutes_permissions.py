"""Who may do what to minutes, at every status: the whole matrix; and what waits for whom."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from kenes.access.policy import may
from kenes.access.types import VISITOR, Action, operator
from kenes.meetings import permissions
from kenes.meetings.lifecycle import MinutesStatus, Status
from kenes.meetings.models import Correction, Invitation, Minutes
from kenes.meetings.services import circulating, correcting
from kenes.meetings.tests.conftest import Table
from kenes.meetings.tests.held import Held, held
from kenes.meetings.waiting import waiting

PEOPLE = ("bolat", "clara", "damir", "helen", "erik", "farida", "amina", "irina", "galym")
THERE = ("bolat", "clara", "damir", "helen", "erik")
ACTIONS: Mapping[str, Action] = {
    "COMPOSE": permissions.COMPOSE_MINUTES,
    "WRITE": permissions.WRITE_MINUTES,
    "PROPOSE": permissions.PROPOSE,
    "SETTLE": permissions.SETTLE,
    "APPROVE": permissions.APPROVE,
    "PUBLISH": permissions.PUBLISH,
    "CORRECT": permissions.CORRECT_MINUTES,
}
# Action -> person -> the statuses in which they may; who is not named may in none.
ALLOWED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "COMPOSE": {"amina": frozenset({"draft"})},
    "WRITE": {"amina": frozenset({"draft", "circulated"})},
    "PROPOSE": dict.fromkeys((*THERE, "farida", "amina"), frozenset({"circulated"})),
    "SETTLE": dict.fromkeys(("farida", "amina"), frozenset({"circulated", "settled"})),
    "APPROVE": {"farida": frozenset({"settled"})},
    "PUBLISH": {"amina": frozenset({"settled"})},
    "CORRECT": dict.fromkeys(("farida", "amina"), frozenset({"published"})),
}


@pytest.fixture
def story(table: Table) -> Held:
    return held(table)


@pytest.fixture(params=MinutesStatus.values)
def minutes(request: pytest.FixtureRequest, story: Held) -> Minutes:
    return story.at(request.param)


def test_everybody_may_what_the_matrix_says_and_nothing_else(
    minutes: Minutes, story: Held
) -> None:
    actors = {key: story.table.actor(key) for key in PEOPLE} | {"visitor": VISITOR}
    wrong = [
        (name, key)
        for name, action in ACTIONS.items()
        for key, actor in actors.items()
        if bool(may(actor, action, minutes))
        != (minutes.status in ALLOWED[name].get(key, frozenset()))
    ]
    assert wrong == []


def test_every_refusal_has_its_reason(minutes: Minutes, story: Held) -> None:
    for action in ACTIONS.values():
        for key in PEOPLE:
            decision = may(story.table.actor(key), action, minutes)
            assert bool(decision) or len(decision.reason) > 10


def test_the_command_line_presides_over_nothing(story: Held) -> None:
    minutes = story.at("settled")
    assert not may(operator("kenes"), permissions.APPROVE, minutes)


def test_one_who_was_invited_and_stayed_away_reads_and_proposes_nothing(story: Held) -> None:
    minutes = story.at("circulated")
    Invitation.objects.create(
        meeting=story.meeting, user=story.table.users["irina"], person_name="Irina Sokolova"
    )
    irina = story.table.actor("irina")
    assert permissions.may_read_minutes(irina, minutes)
    assert not may(irina, permissions.PROPOSE, minutes)


def waits(story: Held, key: str) -> list[str]:
    return [one.label for one in waiting(story.table.actor(key))]


class TestWaiting:
    def test_minutes_wait_for_one_after_the_other(self, story: Held) -> None:
        table = story.table
        assert waits(story, "amina") == ["Compose"]
        minutes = story.compose()
        assert waits(story, "amina") == ["Edit and circulate"]
        assert waits(story, "farida") == []
        circulating.circulate(minutes, actor=table.actor("amina"), now=table.now)
        assert waits(story, "amina") == []
        assert waits(story, "farida") == ["Read the draft"]
        assert waits(story, "clara") == ["Read the draft"]
        assert waits(story, "galym") == []
        one = minutes.paragraphs.filter(kind="speech", item__is_confidential=False)[0]
        made = correcting.propose(
            one,
            organisation=table.organisation("clara"),
            language="en",
            text="Other words.",
            reason="Mine",
            actor=table.actor("clara"),
            now=table.now,
        )
        assert waits(story, "clara") == []
        assert waits(story, "helen") == ["Read the draft"]
        assert waits(story, "farida") == ["Settle"]
        assert waits(story, "amina") == ["Settle"]
        correcting.decline(made, reason="No", actor=table.actor("farida"), now=table.now)
        Minutes.objects.update(corrections_until=table.today - timedelta(days=1))
        assert waits(story, "amina") == ["End it"]
        assert waits(story, "helen") == []
        circulating.settle(minutes, actor=table.actor("amina"), now=table.now)
        assert waits(story, "farida") == ["Read and approve"]
        assert waits(story, "amina") == []
        circulating.approve(minutes, actor=table.actor("farida"), now=table.now)
        assert waits(story, "farida") == []
        assert waits(story, "amina") == ["Publish"]
        circulating.publish(minutes, actor=table.actor("amina"), now=table.now)
        assert {key: waits(story, key) for key in PEOPLE} == dict.fromkeys(PEOPLE, [])
        assert Correction.objects.count() == 1

    def test_every_task_leads_to_a_page_and_names_its_meeting(self, story: Held) -> None:
        minutes = story.compose()
        (one,) = waiting(story.table.actor("amina"))
        assert story.meeting.number in one.title
        assert story.meeting.number in one.url
        assert one.due == minutes.due_on

    def test_an_invitation_waits_for_its_answer_until_the_day(self, table: Table) -> None:
        meeting = table.meeting(Status.CALLED)
        (one,) = waiting(table.actor("clara"))
        assert (one.label, one.due) == ("Give an answer", meeting.on)
        Invitation.objects.filter(user=table.users["clara"]).update(answer="comes")
        assert waiting(table.actor("clara")) == []
        meeting.on = table.today - timedelta(days=1)
        meeting.save()
        assert waiting(table.actor("helen")) == []

    def test_nothing_waits_for_a_visitor(self, story: Held) -> None:
        story.compose()
        assert waiting(VISITOR) == []
