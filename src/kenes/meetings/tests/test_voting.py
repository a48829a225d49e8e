"""Votes: once for each seat, each chamber by itself, secret ones without a trace of whose."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.meetings.lifecycle import Status, VoteRule, VoteStatus, Why
from kenes.meetings.models import Cast, Happening, Tally, Vote
from kenes.meetings.services import attending, holding, items, voting
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.in_session import agrees, chair, held, told
from kenes.members.models import ByLaws
from kenes.record.models import Entry

QUESTION = {"en": f"Is the register agreed? {HOSTILE}"}


class House:
    """A meeting with a vote to come, under by-laws of the test's own."""

    def __init__(self, table: Table, *keys: str, **values: Any) -> None:
        if values:
            ByLaws.objects.create(
                number=1,
                values=values,
                starts_on=table.today - timedelta(days=1),
                decision="x",
                adopted_at=table.now,
            )
        self.table = table
        self.meeting, self.item, self.here = held(table, *keys)

    def open_(self, kind: str = "consensus", **given: Any) -> Vote:
        facts: dict[str, Any] = {"question": QUESTION, **chair(self.table), **given}
        return voting.open_(self.item, kind=kind, **facts)

    def cast(self, vote: Vote, key: str, choice: str = "for", **given: Any) -> Cast:
        act: dict[str, Any] = {
            "seat": self.table.seat(key),
            "actor": self.table.actor(key),
            "now": self.table.now,
            **given,
        }
        return voting.cast(vote, choice=choice, **act)

    def close(self, vote: Vote) -> Vote:
        return voting.close(vote, **chair(self.table, minutes=5))

    def settled(self, kind: str = "consensus", **choices: str) -> Vote:
        """A vote opened, cast as told, and closed."""
        vote = self.open_(kind)
        for key, choice in choices.items():
            self.cast(vote, key, choice)
        return self.close(vote)


def test_consensus_is_carried_when_a_seat_of_each_chamber_agrees_and_none_objects(
    table: Table,
) -> None:
    house = House(table)
    vote = house.settled(bolat="for", clara="for", damir="for", helen="abstain")
    assert (vote.status, vote.rule, vote.is_secret) == ("closed", "consensus", False)
    assert (vote.result["carried"], vote.result["why"]) == (True, "carried")
    assert [row["for"] for row in vote.result["chambers"]] == [1, 1, 1]
    assert [row["abstain"] for row in vote.result["chambers"]] == [0, 0, 1]
    assert told(house.meeting)[-6:] == ["vote.open", *["vote.cast"] * 4, "vote.close"]
    assert agrees(house.meeting.number)


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"bolat": "for", "clara": "against", "damir": "for", "helen": "for"}, Why.OBJECTION),
        ({"bolat": "for", "clara": "for", "helen": "for"}, Why.SILENT),
        ({"bolat": "for", "clara": "for", "damir": "abstain"}, Why.SILENT),
        ({}, Why.SILENT),
    ],
)
def test_consensus_is_not_carried_otherwise(
    table: Table, choices: dict[str, str], why: Why
) -> None:
    vote = House(table).settled(**choices)
    assert (vote.result["carried"], vote.result["why"]) == (False, why)


def test_two_thirds_are_needed_in_each_chamber(table: Table) -> None:
    house = House(table, decision_mode="two_thirds")
    vote = house.settled("vote", bolat="for", damir="for", clara="for", helen="against")
    assert vote.rule == VoteRule.TWO_THIRDS
    assert (vote.result["carried"], vote.result["why"]) == (False, "short")
    vote = house.settled("vote", bolat="for", damir="for", clara="for", helen="abstain")
    assert vote.result["carried"] is True


def test_where_consensus_is_sought_its_test_comes_first(table: Table) -> None:
    house = House(table)
    with pytest.raises(ValidationError, match="a test of consensus first") as refused:
        house.open_("vote")
    assert list(refused.value.message_dict) == ["kind"]
    house.settled(clara="against")
    assert house.open_("vote").rule == VoteRule.TWO_THIRDS


def test_the_by_laws_say_what_carries(table: Table) -> None:
    house = House(table, decision_mode="majority")
    with pytest.raises(ValidationError, match="a majority in each chamber"):
        house.open_("vote", rule="two_thirds")
    assert house.open_("vote", rule="majority").rule == VoteRule.MAJORITY


@pytest.mark.parametrize(
    ("ballot", "asked", "is_secret"),
    [
        ("open", None, False),
        ("open", True, None),
        ("secret", None, True),
        ("secret", False, None),
        ("either", None, False),
        ("either", True, True),
    ],
)
def test_the_by_laws_say_whether_it_is_secret(
    table: Table, ballot: str, asked: bool | None, is_secret: bool | None
) -> None:
    house = House(table, ballot=ballot)
    if is_secret is not None:
        assert house.open_(is_secret=asked).is_secret is is_secret
        return
    with pytest.raises(ValidationError, match="Under the by-laws votes are"):
        house.open_(is_secret=asked)
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "poll\x00"}, "kind"),
        ({"rule": "whatever"}, "rule"),
        ({"question": {}}, "question"),
        ({"question": {"en": " \x00 "}}, "question"),
        ({"question": {"de": "Ja?"}}, "question"),
        ({"question": {"en": "x" * 1001}}, "question"),
    ],
)
def test_what_is_wrong_with_a_question_is_told(
    table: Table, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        House(table).open_(**given)
    assert list(refused.value.message_dict) == [field]
    assert not Vote.objects.exists()


def test_without_a_quorum_nothing_is_put_to_the_vote(table: Table) -> None:
    house = House(table, "bolat", "clara", "helen")
    with pytest.raises(ValidationError, match=r"There is no quorum.*parliament: 0 of 1"):
        house.open_()


def test_one_vote_at_a_time_on_the_item_under_discussion(table: Table) -> None:
    house = House(table)
    vote = house.open_()
    with pytest.raises(ValidationError, match="open already"):
        house.open_()
    voting.void(vote, **chair(table))
    items.end(house.item, **chair(table))
    with pytest.raises(ValidationError, match="not under discussion"):
        house.open_()


@pytest.mark.parametrize("who", ["clara", "erik", "galym"])
def test_members_open_and_close_no_votes(table: Table, who: str) -> None:
    house = House(table)
    act: dict[str, Any] = {"actor": table.actor(who), "now": table.now}
    with pytest.raises(NotAllowed):
        house.open_(**act)
    vote = house.open_()
    for do in (voting.close, voting.void):
        with pytest.raises(NotAllowed):
            do(vote, **act)


def test_a_seat_votes_once_and_the_second_browser_is_told(table: Table) -> None:
    house = House(table)
    vote = house.open_()
    house.cast(vote, "clara", "against", reason=f"  It costs\x00 too much {HOSTILE}")
    with pytest.raises(ValidationError, match=r"voted already, at \d\d:\d\d:\d\d: against"):
        house.cast(vote, "clara", "for")
    assert Cast.objects.get().reason == f"It costs too much {HOSTILE}"
    with pytest.raises(IntegrityError), transaction.atomic():  # nor past the service
        Cast.objects.create(
            vote=vote, seat=table.seat("clara"), organisation=table.organisation("clara"),
            chamber=table.seat("clara").chamber,
        )  # fmt: skip


def test_nobody_votes_for_another_seat_or_from_outside(table: Table) -> None:
    house = House(table, "bolat", "clara", "damir", "erik")
    vote = house.open_()
    with pytest.raises(NotAllowed, match="present on a seat"):
        house.cast(vote, "clara", seat=table.seat("bolat"))
    for who in ("helen", "farida", "amina", "erik", "galym"):  # absent, or on no seat
        with pytest.raises(NotAllowed):
            house.cast(vote, "clara", actor=table.actor(who))
    attending.leave(house.here["clara"], **chair(table))
    with pytest.raises(NotAllowed, match="present on a seat"):
        house.cast(vote, "clara")
    assert not Cast.objects.exists()


def test_after_the_seat_is_handed_over_the_new_sitter_votes_unless_it_has_voted(
    table: Table,
) -> None:
    house = House(table)
    vote = house.open_()
    house.cast(vote, "clara")
    attending.leave(house.here["clara"], **chair(table))
    attending.arrive(
        house.meeting,
        invitation=house.meeting.invitations.get(user=table.users["clara"]),
        actor=table.actor("clara"),
        now=table.now,
    )
    with pytest.raises(ValidationError, match="voted already"):
        house.cast(vote, "clara", "against")


@pytest.mark.parametrize("choice", ["", "yes", "for\x00", "None"])
def test_a_wrong_choice_is_told(table: Table, choice: str) -> None:
    house = House(table)
    vote = house.open_()
    with pytest.raises(ValidationError) as refused:
        house.cast(vote, "clara", choice)
    assert list(refused.value.message_dict) == ["choice"]


def test_reasons_are_kept_of_objections_only(table: Table) -> None:
    house = House(table)
    vote = house.open_()
    for choice, reason in (("for", "I like it"), ("against", "x" * 501)):
        with pytest.raises(ValidationError) as refused:
            house.cast(vote, "clara", choice, reason=reason)
        assert list(refused.value.message_dict) == ["reason"]


def test_after_the_close_nobody_votes_or_closes_again(table: Table) -> None:
    house = House(table)
    vote = house.settled(clara="for")
    for act in (
        lambda: house.cast(vote, "bolat"),
        lambda: house.close(vote),
        lambda: voting.void(vote, **chair(table)),
    ):
        with pytest.raises(ValidationError, match="This vote is closed"):
            act()
    void = house.open_()
    voting.void(void, **chair(table))
    with pytest.raises(ValidationError, match="broken off"):
        house.cast(void, "bolat")
    holding.close(house.meeting, **chair(table))
    with pytest.raises(ValidationError, match="closed"):
        house.cast(vote, "bolat")


def test_a_quorum_lost_during_the_vote_makes_it_void(table: Table) -> None:
    house = House(table)
    vote = house.open_()
    house.cast(vote, "damir")
    attending.leave(house.here["damir"], **chair(table))
    house.cast(vote, "bolat")
    vote = house.close(vote)
    assert (vote.status, vote.result["why"]) == (VoteStatus.VOID, "quorum")
    assert vote.result["carried"] is False
    assert "for" not in vote.result["chambers"][0]
    assert told(house.meeting)[-1] == "vote.void"
    assert Happening.objects.latest("version").facts["why"] == "quorum"
    assert Entry.objects.filter(type="vote.void").count() == 1
    assert agrees(house.meeting.number)


def test_an_open_vote_is_published_with_each_seats_choice_when_it_is_closed(
    table: Table,
) -> None:
    house = House(table)
    vote = house.open_()
    house.cast(vote, "clara", "against", reason="No")
    house.cast(vote, "bolat", "for")
    assert not Entry.objects.filter(type__startswith="vote.").exists()
    house.close(vote)
    said = Entry.objects.get(type="vote.closed").told[f"vote.{vote.pk}"]["payload"]
    assert said.count('"choice":"against"') == 1
    assert '"reason":"No"' in said
    assert agrees(house.meeting.number)


def test_a_secret_vote_leaves_totals_and_who_has_voted_and_nothing_that_joins_them(
    table: Table,
) -> None:
    house = House(table, ballot="secret")
    vote = house.open_()
    keys = [table.seat(key).pk for key in ("helen", "bolat", "clara", "damir")]
    for key, choice in (("helen", "against"), ("bolat", "for"), ("clara", "for")):
        house.cast(vote, key, choice)
    with pytest.raises(ValidationError) as refused:
        house.cast(vote, "helen")
    assert refused.value.messages == ["This seat has voted already."]
    with pytest.raises(ValidationError, match="no reasons are kept"):
        house.cast(vote, "damir", "against", reason="x")
    house.cast(vote, "damir", "for")
    vote = house.close(vote)
    assert [row["against"] for row in vote.result["chambers"]] == [0, 0, 1]
    casts = list(Cast.objects.order_by("pk").values("seat", "choice", "reason", "at"))
    assert casts == [
        {"seat": seat, "choice": "", "reason": "", "at": None} for seat in sorted(keys)
    ]
    acts = Act.objects.filter(kind="vote.cast").order_by("pk")
    assert [act.facts["seat"] for act in acts] == keys
    assert all(set(act.facts) == {"meeting", "seat", "chamber"} for act in acts)
    happened = Happening.objects.filter(kind="vote.cast").values_list("facts", flat=True)
    assert set(map(str, happened)) == {str({"vote": vote.pk})}
    assert '"votes":[]' in Entry.objects.get(type="vote.closed").told[f"vote.{vote.pk}"]["payload"]
    assert agrees(house.meeting.number)


def test_the_rows_of_a_secret_vote_are_there_before_anybody_votes_and_new_when_it_ends(
    table: Table,
) -> None:
    """Neither keys nor what a database keeps of a row's last writer tell whose vote it was."""
    house = House(table, ballot="secret")
    vote = house.open_()
    before = list(Tally.objects.order_by("pk").values_list("pk", "count"))
    assert [count for _pk, count in before] == [0] * 9
    for key in ("helen", "bolat", "clara", "damir"):
        house.cast(vote, key, "against")
    assert [pk for pk, _ in before] == list(
        Tally.objects.order_by("pk").values_list("pk", flat=True)
    )
    written = set(Cast.objects.values_list("pk", flat=True))
    house.close(vote)
    assert Tally.objects.count() == 9
    rows = list(Tally.objects.order_by("pk").values_list("chamber", "choice"))
    assert rows == sorted(rows)
    assert not written & set(Cast.objects.values_list("pk", flat=True))


def test_a_secret_vote_broken_off_keeps_no_totals(table: Table) -> None:
    house = House(table, ballot="secret")
    vote = house.open_()
    house.cast(vote, "helen", "against")
    voting.void(vote, **chair(table))
    assert not Tally.objects.exists()
    assert Cast.objects.get().choice == ""
    assert agrees(house.meeting.number)


@pytest.mark.parametrize("ballot", ["open", "secret"])
def test_a_count_that_does_not_add_up_closes_nothing(table: Table, ballot: str) -> None:
    house = House(table, ballot=ballot)
    vote = house.open_()
    house.cast(vote, "clara")
    Tally.objects.filter(vote=vote, choice="for").update(count=2)
    with pytest.raises(voting.Miscounted):
        house.close(vote)
    vote.refresh_from_db()
    assert vote.status == VoteStatus.OPEN
    if ballot == "open":  # as many in all, and elsewhere
        Tally.objects.filter(vote=vote).update(count=0)
        Tally.objects.filter(
            vote=vote, choice="against", chamber=table.seat("clara").chamber
        ).update(count=1)
        with pytest.raises(voting.Miscounted):
            house.close(vote)


@pytest.mark.parametrize("ballot", ["open", "secret"])
def test_a_recount_from_the_journal_finds_the_same(table: Table, ballot: str) -> None:
    house = House(table, ballot=ballot)
    vote = house.settled(bolat="for", clara="against", helen="abstain", damir="for")
    again = voting.recount(vote)
    assert set(again.seats) == {cast.seat_id for cast in vote.casts.all()}
    assert again.twice == frozenset()
    if ballot == "secret":
        assert set(again.seats.values()) == {""}
        assert again.totals == {}
        return
    assert again.seats == {cast.seat_id: cast.choice for cast in vote.casts.all()}
    assert again.totals == {
        row["chamber"]: {
            choice: row[choice] for choice in ("for", "against", "abstain") if row[choice]
        }
        for row in vote.result["chambers"]
    }


def test_under_the_chatham_house_rule_the_record_tells_totals_and_no_seat(table: Table) -> None:
    house = House(table)
    house.meeting.items.filter(pk=house.item.pk).update(is_confidential=True)
    vote = house.open_()
    with pytest.raises(ValidationError, match="no reasons are kept") as refused:
        house.cast(vote, "clara", "against", reason="Ours")
    assert list(refused.value.message_dict) == ["reason"]
    house.cast(vote, "clara", "against")
    vote = house.close(vote)
    said = Entry.objects.get(type="vote.closed").told[f"vote.{vote.pk}"]["payload"]
    assert '"votes":[]' in said
    assert '"against":1' in said
    assert Cast.objects.get().choice == "against"  # those who are there know


def test_only_a_meeting_that_is_held_votes(table: Table) -> None:
    meeting = table.meeting(Status.CALLED)
    with pytest.raises(NotAllowed, match="the meeting is called"):
        voting.open_(meeting.items.all()[0], kind="consensus", question=QUESTION, **chair(table))
