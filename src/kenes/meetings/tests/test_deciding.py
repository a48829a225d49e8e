"""A decision acts: proposal, recommendation, requests, by-laws, all at once or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.meetings.lifecycle import DecisionKind, Status
from kenes.meetings.models import Decision, Item, Vote
from kenes.meetings.services import attending, deciding, holding, items, voting
from kenes.meetings.tests.conftest import HOSTILE, Table
from kenes.meetings.tests.in_session import agrees, chair, held, told
from kenes.members.models import Body, BodyKind, ByLaws, Organisation
from kenes.members.services import bylaws
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, drafting
from kenes.proposals.services import deciding as of_proposals
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from kenes.replies.models import Request

TEXT = {"en": f"The register is needed {HOSTILE}", "ru": "Реестр нужен"}
WORDING = {
    "title": f"A register {HOSTILE}",
    "problem": "Nobody knows.",
    "proposal": f"A register is kept.\n\nIt is public. {HOSTILE}",
    "justification": "Article 14.",
}


class House:
    """An item under discussion about a proposal that is on the agenda."""

    def __init__(self, table: Table, *keys: str) -> None:
        self.table = table
        self.proposal = self.on_agenda()
        self.meeting, self.item, self.here = held(table, *keys, about=self.proposal.number)

    def on_agenda(self) -> Proposal:
        table, now = self.table, self.table.now
        amina, clara = table.actor("amina"), table.actor("clara")
        made = drafting.begin(
            organisation=table.organisation("clara"), language="ru", wording=WORDING,
            actor=clara, now=now,
        )  # fmt: skip
        made = drafting.submit(made, actor=clara, now=now)
        made = checking.accept(made, actor=amina, now=now)
        return of_proposals.schedule(made, actor=amina, now=table.later(days=60))

    def decide(self, kind: str = "adopt", **given: Any) -> Decision:
        facts: dict[str, Any] = {"text": TEXT, **chair(self.table), **given}
        return deciding.decide(facts.pop("item", self.item), kind=kind, **facts)

    def vote(self, kind: str = "consensus", **choices: str) -> Vote:
        vote = voting.open_(self.item, kind=kind, question={"en": "Agreed?"}, **chair(self.table))
        for key, choice in choices.items():
            voting.cast(
                vote, seat=self.table.seat(key), choice=choice,
                actor=self.table.actor(key), now=self.table.now,
            )  # fmt: skip
        return voting.close(vote, **chair(self.table))

    def refused(self, field: str, kind: str = "adopt", **given: Any) -> None:
        """It is refused at this field, and nothing of it is left."""
        before = Act.objects.count()
        with pytest.raises(ValidationError) as error:
            self.decide(kind, **given)
        found = list(getattr(error.value, "error_dict", {"": None}))
        assert found == [field]
        assert Act.objects.count() == before
        assert not Decision.objects.exists()
        self.proposal.refresh_from_db()
        assert self.proposal.status == "agenda"


def test_what_is_adopted_is_a_recommendation_and_its_addressees_are_asked(table: Table) -> None:
    house = House(table)
    vote = house.vote(bolat="for", clara="for", damir="for", helen="for")
    far, soon = table.today + timedelta(days=300), table.today + timedelta(days=10)
    ministry, committee = table.organisation("bolat"), table.organisation("damir")
    made = house.decide(vote=vote, addressees=[(ministry, far), (committee, soon)])
    year = table.today.year
    assert made.number == f"D-{year}-001"
    assert made.vote == vote
    house.proposal.refresh_from_db()
    assert (house.proposal.status, house.proposal.decided_on) == ("adopted", table.today)
    assert house.proposal.decision_reason == TEXT
    entry = Recommendation.objects.get(number=made.recommendation)
    assert {text.language: text.text for text in entry.texts.all()} == {"ru": WORDING["proposal"]}
    assert (entry.origin.proposal, entry.origin.meeting, entry.origin.decision) == (
        house.proposal.number, house.meeting.number, made.number,
    )  # fmt: skip
    asked = {one.addressee: one for one in Request.objects.all()}
    assert {one.about for one in asked.values()} == {entry.number}
    assert all(one.asked_by is None and one.is_public for one in asked.values())
    assert asked[ministry].due_on == bylaws.in_force(table.today).reply_due_on(
        ministry, table.today
    )
    assert soon <= asked[committee].due_on < asked[ministry].due_on
    assert "решени" in asked[ministry].text.casefold() or made.number in asked[ministry].text
    assert told(house.meeting)[-1] == "decision.make"
    for number in (house.meeting.number, house.proposal.number, entry.number):
        assert agrees(number)


def test_in_part_the_text_is_the_decisions_own(table: Table) -> None:
    house = House(table)
    house.refused("amended", "adopt_in_part")
    house.refused("amended", "adopt", amended={"en": "Other words"})
    made = house.decide("adopt_in_part", amended={"en": f"A register {HOSTILE}", "kk": "Тізілім"})
    entry = Recommendation.objects.get(number=made.recommendation)
    assert entry.language == "en"  # the meeting's, since the proposal's is not among them
    assert {text.language for text in entry.texts.all()} == {"en", "kk"}
    house.proposal.refresh_from_db()
    assert house.proposal.status == "adopted_in_part"
    assert agrees(house.meeting.number)


def test_what_is_not_adopted_makes_no_recommendation(table: Table) -> None:
    house = House(table)
    vote = house.vote(bolat="against", clara="for", damir="for")
    made = house.decide("not_adopt", vote=vote)
    house.proposal.refresh_from_db()
    assert (house.proposal.status, made.recommendation) == ("not_adopted", "")
    assert made.dissent == [table.organisation("bolat").pk]
    assert not Recommendation.objects.exists()


def test_it_is_referred_to_an_institution_or_to_a_working_group(table: Table) -> None:
    house = House(table)
    group = Body.objects.create(
        slug="group", kind=BodyKind.WORKING_GROUP, parent=table.body, name_en="Group"
    )
    house.refused("referred_to", "refer")
    house.refused("to", "adopt", to_body=group)
    house.refused("to", "other", to_organisation=table.organisation("bolat"))
    house.refused("referred_to_body", "refer", to_body=table.body)
    house.refused(
        "referred_to_body", "refer", to_body=group, to_organisation=table.organisation("bolat")
    )
    house.decide("refer", to_body=group)
    house.proposal.refresh_from_db()
    assert (house.proposal.status, house.proposal.goes_to) == ("referred", group)
    assert agrees(house.proposal.number)


def test_new_by_laws_are_in_force_by_this_decision(table: Table) -> None:
    house = House(table)
    day = table.today + timedelta(days=3)
    amina = table.actor("amina")
    house.refused("values", "bylaws", starts_on=day, actor=amina)
    house.refused("starts_on", "bylaws", values={"quorum_percent": 60}, actor=amina)
    house.refused("quorum_percent", "bylaws", values={"quorum_percent": 10**9}, starts_on=day,
                  actor=amina)  # fmt: skip
    house.refused("values", "other", values={"quorum_percent": 60}, starts_on=day)
    made = house.decide("bylaws", values={"quorum_percent": 60}, starts_on=day, actor=amina)
    version = ByLaws.objects.get()
    assert (version.values, version.decision, version.starts_on) == (
        {"quorum_percent": 60}, made.number, day,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["gap", "other"])
def test_other_decisions_need_no_proposal(table: Table, kind: str) -> None:
    house = House(table)
    item = items.begin(house.meeting.items.all()[2], **chair(table))
    made = house.decide(kind, item=item)
    assert (made.kind, made.item, made.recommendation) == (kind, item, "")
    with pytest.raises(ValidationError, match="about no proposal"):
        house.decide("adopt", item=item)
    with pytest.raises(ValidationError, match=f"decided already: {made.number}"):
        house.decide(kind, item=item)  # a button pressed twice
    assert agrees(house.meeting.number)


def test_a_proposal_is_decided_once(table: Table) -> None:
    house = House(table)
    house.decide()
    with pytest.raises(NotAllowed, match="stands as it does: adopted"):
        house.decide("not_adopt", text={"en": "Other"})
    assert Decision.objects.count() == 1


def test_what_was_put_to_the_vote_is_adopted_only_when_it_was_carried(table: Table) -> None:
    house = House(table)
    lost = house.vote(bolat="against", clara="for", damir="for")
    house.refused("vote", vote=lost)
    house.refused("vote")  # nor by saying nothing of the vote
    house.refused("vote", "adopt_in_part", amended={"en": "x"})
    house.refused("vote", "refer", vote=lost, to_organisation=table.organisation("bolat"))
    again = house.vote("vote", bolat="for", clara="for", damir="for", helen="against")
    house.refused("vote", vote=again)  # one of two in civil society is no two thirds
    carried = house.vote("vote", bolat="for", clara="for", damir="for")
    assert house.decide().vote == carried


def test_a_vote_of_another_item_an_open_one_and_a_void_one_carry_nothing(table: Table) -> None:
    house = House(table)
    elsewhere = House(table).vote(bolat="for", clara="for", damir="for")
    house.refused("vote", vote=elsewhere)
    open_ = voting.open_(house.item, kind="consensus", question={"en": "?"}, **chair(table))
    house.refused("", vote=open_)
    void = voting.void(open_, **chair(table))
    house.refused("vote", vote=void)


@pytest.mark.parametrize("mode", ["two_thirds", "majority"])
def test_where_the_by_laws_ask_for_a_vote_nothing_binds_without_one(
    table: Table, mode: str
) -> None:
    house = House(table)
    ByLaws.objects.create(
        number=1, values={"decision_mode": mode}, starts_on=table.today, decision="x",
        adopted_at=table.now,
    )  # fmt: skip
    house.refused("vote")
    house.vote("vote", bolat="for", clara="for", damir="for")
    assert house.decide().vote is not None


def test_dissent_of_the_vote_and_dissent_that_was_spoken_stand_together(table: Table) -> None:
    house = House(table)
    house.vote(clara="against")
    house.vote("vote", bolat="for", clara="for", damir="for")
    of_damir, of_helen = table.organisation("damir"), table.organisation("helen")
    house.refused("dissent", dissent=[_stranger()])
    made = house.decide(dissent=[of_helen, of_damir, of_helen])
    assert made.dissent == [of_helen.pk, of_damir.pk]


def test_of_a_secret_vote_no_dissent_is_told(table: Table) -> None:
    house = House(table)
    ByLaws.objects.create(
        number=1, values={"ballot": "secret", "decision_mode": "majority"},
        starts_on=table.today, decision="x", adopted_at=table.now,
    )  # fmt: skip
    vote = house.vote("vote", bolat="for", clara="against", damir="for")
    assert house.decide("not_adopt", vote=vote).dissent == []


def test_under_the_chatham_house_rule_the_record_names_no_dissent(table: Table) -> None:
    house = House(table)
    house.meeting.items.filter(pk=house.item.pk).update(is_confidential=True)
    made = house.decide("other", dissent=[table.organisation("helen")])
    assert made.dissent == [table.organisation("helen").pk]
    said = Entry.objects.get(type="decision.made").told[f"decision.{made.number}"]["payload"]
    assert '"dissent":[]' in said


def test_without_a_quorum_nothing_is_decided_then_or_afterwards(table: Table) -> None:
    house = House(table, "bolat", "clara", "helen")
    house.refused("")
    holding.close(house.meeting, **chair(table))
    house.refused("")


def test_what_was_decided_is_recorded_after_the_meeting_as_of_its_close(table: Table) -> None:
    house = House(table)
    closed = holding.close(house.meeting, **chair(table))
    made = house.decide(actor=table.actor("amina"), now=table.later(hours=1))
    assert (made.at, made.number[:2]) == (closed.closed_at, "D-")
    house.proposal.refresh_from_db()
    assert house.proposal.decided_on == timezone.localdate(table.now)
    assert agrees(house.meeting.number)


@pytest.mark.parametrize("act", ["waiting", "postponed"])
def test_an_item_that_was_not_discussed_is_not_decided(table: Table, act: str) -> None:
    house = House(table)
    other = house.meeting.items.all()[2]
    if act == "postponed":
        items.postpone(other, **chair(table))
    house.refused("", "other", item=other)


@pytest.mark.parametrize("who", ["bolat", "clara", "erik", "galym"])
def test_members_record_no_decisions(table: Table, who: str) -> None:
    house = House(table)
    with pytest.raises(NotAllowed):
        house.decide(actor=table.actor(who))
    made = house.decide()
    with pytest.raises(NotAllowed):
        deciding.correct(made, text={"en": "x"}, actor=table.actor(who), now=table.now)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "adopt\x00"}, "kind"),
        ({"text": {}}, "text"),
        ({"text": {"en": "\x00 "}}, "text"),
        ({"text": {"de": "Ja"}}, "text"),
        ({"text": {"en": "x" * 10_001}}, "text"),
        ({"addressees": "past"}, "addressees"),
        ({"addressees": "far"}, "addressees"),
        ({"addressees": "twice"}, "addressees"),
        ({"kind": "not_adopt", "addressees": "one"}, "addressees"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    table: Table, given: dict[str, Any], field: str
) -> None:
    house = House(table)
    ministry = table.organisation("bolat")
    addressed: dict[str, list[Any]] = {
        "past": [(ministry, table.today)],
        "far": [(ministry, date(9999, 12, 31))],
        "twice": [(ministry, None), (ministry, None)],
        "one": [(ministry, None)],
    }
    if "addressees" in given:
        given = {**given, "addressees": addressed[given["addressees"]]}
    house.refused(field, **given)


def test_a_step_that_fails_takes_the_whole_decision_back(table: Table) -> None:
    """The register refuses an addressee when the proposal is decided already."""
    house = House(table)
    house.refused(
        "addressees",
        addressees=[(table.organisation("bolat"), None), (table.organisation("bolat"), None)],
    )
    assert not Request.objects.exists()
    assert not Recommendation.objects.exists()
    assert house.decide().number.endswith("-001")  # and the number was not used up


def test_only_the_wording_of_a_decision_is_corrected_and_the_record_keeps_both(
    table: Table,
) -> None:
    house = House(table)
    made = house.decide()
    with pytest.raises(ValidationError, match="Nothing has changed"):
        deciding.correct(made, text=TEXT, **chair(table))
    with pytest.raises(ValidationError, match="Write what is decided"):
        deciding.correct(made, text={"en": ""}, **chair(table))
    corrected = deciding.correct(made, text={"en": "The register is kept"}, **chair(table))
    assert (corrected.text, corrected.kind) == ({"en": "The register is kept"}, DecisionKind.ADOPT)
    assert corrected.corrected_at is not None
    entry = Entry.objects.get(type="decision.corrected")
    assert "The register is needed" in entry.told["act.before"]["payload"]
    assert agrees(house.meeting.number)


def test_an_item_taken_off_meanwhile_is_told_of(table: Table) -> None:
    house = House(table)
    item = house.meeting.items.all()[2]
    stale = Item.objects.get(pk=item.pk)
    item.delete()
    house.refused("", "other", item=stale)


def test_before_the_meeting_nothing_is_decided(table: Table) -> None:
    meeting = table.meeting(Status.CALLED)
    with pytest.raises(NotAllowed, match="the meeting is called"):
        deciding.decide(meeting.items.all()[0], kind="other", text=TEXT, **chair(table))


def test_the_quorum_counts_at_the_moment_of_the_decision(table: Table) -> None:
    house = House(table)
    house.vote(bolat="for", clara="for", damir="for")
    attending.leave(house.here["bolat"], **chair(table))
    house.refused("")


def _stranger() -> Organisation:
    return Organisation.objects.create(slug="stranger", kind="ngo", name_en="Stranger")
