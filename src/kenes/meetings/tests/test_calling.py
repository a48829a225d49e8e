"""Notice: what has to be known, how early, what it publishes, whom it invites, what it moves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.meetings.lifecycle import Answer, Mode, Section, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import agenda, calling, inviting, planning
from kenes.meetings.tests.conftest import Table
from kenes.meetings.tests.test_planning import called, hours, plan, refused, unsaid
from kenes.members.models import Body, BodyKind, ByLaws, Office, Tenure
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, drafting
from kenes.record.models import Entry

WORDING = {"title": "Access of lawyers", "problem": "p", "proposal": "q", "justification": "j"}


def proposed(table: Table, is_over: bool = True) -> Proposal:
    """A proposal of Qalqan in comment; the time is over, or not yet."""
    for held in (Tenure, Office):
        held.objects.update(starts_on=table.today - timedelta(days=100))
    then = table.later(days=-60 if is_over else 0)
    by: dict[str, Any] = {"actor": table.actor("clara"), "now": then}
    made = drafting.begin(
        organisation=table.organisation("clara"), language="en", wording=WORDING, **by
    )
    made = drafting.submit(made, **by)
    return checking.accept(made, actor=table.actor("amina"), now=then)


def with_item(table: Table, days: int = 60, about: str = "", **facts: Any) -> Meeting:
    day = table.today + timedelta(days=days)
    made = plan(table, days, **({"place": {"en": "Hall"}} | hours(day) | facts))
    agenda.add(
        made,
        section=Section.LAW_MAKING,
        title={"en": "An item"},
        about=about,
        actor=table.actor("amina"),
        now=table.now,
    )
    return made


def act(table: Table) -> dict[str, Any]:
    return {"actor": table.actor("amina"), "now": table.now}


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"starts_at": None, "ends_at": None}, {"starts_at", "ends_at"}),
        ({"ends_at": None}, {"ends_at"}),
        ({"place": {}}, {"place"}),
        ({"mode": Mode.BOTH}, {"link"}),
        ({"mode": Mode.ONLINE, "place": {}, "link": "https://a.example"}, set()),
    ],
)
def test_who_is_invited_knows_hour_and_place(
    facts: dict[str, Any], fields: set[str], table: Table
) -> None:
    made = with_item(table, **facts)
    if not fields:
        assert calling.call(made, **act(table)).status == Status.CALLED
        return
    with pytest.raises(ValidationError) as error:
        calling.call(made, **act(table))
    assert refused(error) == fields


def test_an_empty_agenda_is_no_notice(table: Table) -> None:
    day = table.today + timedelta(days=60)
    made = plan(table, place={"en": "Hall"}, **hours(day))
    with pytest.raises(ValidationError, match="agenda is empty"):
        calling.call(made, **act(table))


@pytest.mark.parametrize(("days", "is_short"), [(14, False), (13, True), (1, True), (60, False)])
def test_notice_is_as_long_as_the_by_laws_ask_or_says_why_not(
    days: int, is_short: bool, table: Table
) -> None:
    made = with_item(table, days)
    if is_short:
        with pytest.raises(ValidationError, match="14 days’ notice") as error:
            calling.call(made, **act(table))
        assert refused(error) == {"short_notice"}
    made = calling.call(made, short_notice={"en": "A law is in its third reading"}, **act(table))
    assert bool(made.short_notice) == is_short
    assert made.papers_until == max(table.today, made.on - timedelta(days=7))
    assert unsaid() == []


def test_other_by_laws_ask_for_other_notice(table: Table) -> None:
    ByLaws.objects.create(
        number=1,
        values={"notice_days": 3, "papers_days": 2},
        starts_on=table.today,
        decision="1",
        adopted_at=table.now,
    )
    made = calling.call(with_item(table, 3), **act(table))
    assert made.papers_until == made.on - timedelta(days=2)


def test_all_who_sit_on_the_body_or_serve_it_are_invited_once(table: Table) -> None:
    seat = table.seat("clara")
    Tenure.objects.create(
        seat=seat,
        user=table.users["galym"],
        organisation=table.organisation("clara"),
        person_name="Galym",
        capacity="alternate",
        starts_on=table.today,
    )
    made = called(table)
    found = {one.user_id: one for one in made.invitations.all()}
    keys = {key for key, user in table.users.items() if user.pk in found}
    assert keys == {"amina", "farida", "bolat", "clara", "damir", "erik", "helen", "galym"}
    assert found[table.users["galym"].pk].is_alternate
    assert found[table.users["amina"].pk].seat is None
    assert inviting.invite_new(made, **act(table)) == []
    Tenure.objects.create(
        seat=table.seat("bolat"),
        user=table.users["irina"],
        organisation=table.organisation("bolat"),
        person_name="Irina",
        capacity="alternate",
        starts_on=table.today,
    )
    (new,) = inviting.invite_new(made, **act(table))
    assert new.user == table.users["irina"]


def test_proposals_on_the_agenda_are_scheduled_with_the_notice(table: Table) -> None:
    proposal = proposed(table)
    made = calling.call(with_item(table, about=proposal.number), **act(table))
    proposal.refresh_from_db()
    assert (proposal.status, proposal.agenda_on) == (ProposalStatus.AGENDA, made.on)
    later = made.on + timedelta(days=5)
    planning.change(made, facts={"on": later}, **act(table))
    proposal.refresh_from_db()
    assert proposal.agenda_on == later
    planning.cancel(made, reason={"en": "Ill"}, **act(table))
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.AGENDA
    assert proposal.agenda_on is None
    acts = Entry.objects.filter(subject=proposal.number).order_by("id")
    types = acts.values_list("type", flat=True)
    assert list(types)[-3:] == ["proposal.scheduled", *["proposal.rescheduled"] * 2]
    again = with_item(table, 90, about=proposal.number)
    calling.call(again, **act(table))
    proposal.refresh_from_db()
    assert proposal.agenda_on == again.on
    assert unsaid() == []


def test_a_proposal_still_in_comment_keeps_the_meeting_from_being_called(table: Table) -> None:
    proposal = proposed(table, is_over=False)
    made = with_item(table, about=proposal.number)
    with pytest.raises(ValidationError, match=proposal.number):
        calling.call(made, **act(table))
    made.refresh_from_db()
    assert made.status == Status.PLANNED
    assert not made.invitations.exists()


def test_the_meeting_of_a_working_group_moves_no_proposal(table: Table) -> None:
    proposal = proposed(table)
    group = Body.objects.create(
        slug="group", kind=BodyKind.WORKING_GROUP, name_en="Group", parent=table.body
    )
    day = table.today + timedelta(days=60)
    made = planning.plan(
        group,
        kind="other",
        mode="room",
        on=day,
        place={"en": "Hall"},
        language="en",
        **hours(day),
        **act(table),
    )
    agenda.add(
        made,
        section=Section.LAW_MAKING,
        title={"en": "x"},
        about=proposal.number,
        **act(table),
    )
    made = calling.call(made, **act(table))
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.IN_COMMENT
    invited = {one.user_id for one in made.invitations.all()}
    assert invited == {table.users[key].pk for key in ("amina", "farida")}  # the plenary's offices


def test_what_comes_on_or_off_the_agenda_after_the_notice_is_public(table: Table) -> None:
    proposal = proposed(table)
    made = called(table)
    item = agenda.add(
        made,
        section=Section.LAW_MAKING,
        title={"en": "Late"},
        about=proposal.number,
        **act(table),
    )
    proposal.refresh_from_db()
    assert proposal.agenda_on == made.on
    made.refresh_from_db()
    assert made.sequence == 1
    agenda.remove(item, **act(table))
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.AGENDA
    assert proposal.agenda_on is None
    assert Entry.objects.filter(type="agenda.changed").count() == 2
    assert unsaid() == []


@pytest.mark.parametrize("key", ["amina", "farida", "bolat"])
def test_everybody_answers_their_own_invitation(key: str, table: Table) -> None:
    made = called(table)
    own = made.invitations.get(user=table.users[key])
    by: dict[str, Any] = {"actor": table.actor(key), "now": table.now}
    held = inviting.answer(own, answer=Answer.COMES, note=" By  train\x00", **by)
    assert (held.answer, held.note) == (Answer.COMES, "By train")
    for answer, note, field in (
        ("perhaps", "", "answer"),
        (Answer.NONE, "", "answer"),
        (Answer.ABSENT, "x" * 301, "note"),
    ):
        with pytest.raises(ValidationError) as error:
            inviting.answer(own, answer=answer, note=note, **by)
        assert refused(error) == {field}
    if key == "bolat":
        assert inviting.answer(own, answer=Answer.ALTERNATE, **by).answer == Answer.ALTERNATE
    else:
        with pytest.raises(ValidationError, match="seat"):
            inviting.answer(own, answer=Answer.ALTERNATE, **by)


def test_a_guest_is_invited_by_name_once(table: Table) -> None:
    made = called(table)
    irina = table.users["irina"]
    assert inviting.invite(made, user=irina, **act(table)).person_name == irina.full_name
    with pytest.raises(ValidationError) as error:
        inviting.invite(made, user=irina, **act(table))
    assert refused(error) == {"user"}
    assert inviting.invite(made, person_name="A judge", **act(table)).user is None
    for name in ("", " \x00 ", "x" * 201):
        with pytest.raises(ValidationError):
            inviting.invite(made, person_name=name, **act(table))
