"""Who is told what, act by act; a table that names no act twice and none that nobody writes."""

from pathlib import Path

import pytest
from django.utils import timezone

from kenes.accounts.models import User
from kenes.accounts.services import recovery
from kenes.journal.services import write
from kenes.members.models import (
    Body,
    Capacity,
    DutyKind,
    OfficeKind,
    Organisation,
    Seat,
    Tenure,
)
from kenes.members.services import duties, offices, seats
from kenes.notifications.audience import AUDIENCE
from kenes.notifications.models import Notice
from kenes.notifications.tests.conftest import DAY, House
from kenes.notifications.titles import SENTENCES, sentence
from kenes.opinions.tests.conftest import House as Holding
from kenes.proposals.lifecycle import FormGround, Stance, Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import (
    checking,
    deciding,
    drafting,
    following,
    revising,
    speaking,
    sponsoring,
)
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Document, Import
from kenes.recommendations.tasks import AT_ONCE
from kenes.record.acts import PRIVATE, PUBLIC
from kenes.record.models import Entry
from kenes.record.services import redacting
from kenes.replies.services import drafting as replying
from kenes.replies.services import withdrawing

WORDING = {
    "title": "Access of lawyers <b>",
    "problem": "Lawyers wait for days.",
    "proposal": "The first meeting takes place within three hours.",
    "justification": "Article 14 of the Covenant.",
}


def told(house: House, title: str) -> dict[str, str]:
    """Who was told something, by key, and under which category; what was told is forgotten."""
    house.tick()
    keys = {user.pk: key for key, user in house.users.items()}
    found = {
        keys[notice.user_id]: notice.category for notice in Notice.objects.filter(title=title)
    }
    Notice.objects.all().delete()
    return found


def organisation(key: str) -> Organisation:
    return Organisation.objects.get(slug=f"of-{key}")


def test_every_act_of_the_table_is_written_and_every_title_has_its_sentence() -> None:
    assert AUDIENCE.keys() - PUBLIC.keys() - PRIVATE.keys() == set()
    titles = {told.title for row in AUDIENCE.values() for told in row.told}
    assert titles == SENTENCES.keys()
    listed = Path(__file__).parents[1].joinpath("audience.py").read_text(encoding="utf-8")
    assert [kind for kind in AUDIENCE if listed.count(f'"{kind}": ') != 1] == []


def test_a_draft_that_is_handed_up_and_returned_concerns_those_two(house: House) -> None:
    request = house.ask()
    assert told(house, "request.asked") == {"bolat": "requests", "irina": "requests"}
    reply = replying.save_draft(
        request,
        kind="answered",
        text="So.",
        language="en",
        edited=0,
        actor=house.actor("bolat"),
        now=house.now,
    )
    replying.hand_up(reply, edited=1, actor=house.actor("bolat"), now=house.now)
    assert told(house, "reply.handed_up") == {"irina": "drafts"}
    replying.return_draft(reply, note="Why?", actor=house.actor("irina"), now=house.now)
    assert told(house, "reply.returned") == {"bolat": "drafts"}


def test_what_happened_to_a_draft_meanwhile_is_not_told(house: House) -> None:
    reply = replying.save_draft(
        house.ask(),
        kind="answered",
        text="So.",
        language="en",
        edited=0,
        actor=house.actor("bolat"),
        now=house.now,
    )
    replying.hand_up(reply, edited=1, actor=house.actor("bolat"), now=house.now)
    replying.return_draft(reply, note="Why?", actor=house.actor("irina"), now=house.now)
    assert told(house, "reply.handed_up") == {}


def test_a_withdrawn_request_is_told_to_who_would_have_answered(house: House) -> None:
    request = house.ask()
    house.tick()
    withdrawing.withdraw(request, actor=house.actor("clara"), now=house.now)
    assert told(house, "request.withdrawn") == {"bolat": "requests", "irina": "requests"}


@pytest.fixture
def draft(house: House) -> Proposal:
    house.now = timezone.now()  # proposals ask the clock on the wall as well
    made = drafting.begin(
        organisation=organisation("clara"),
        language="en",
        wording=WORDING,
        actor=house.actor("clara"),
        now=house.now,
    )
    house.tick()
    assert not Notice.objects.exists()
    return made


@pytest.fixture
def submitted(house: House, draft: Proposal) -> Proposal:
    """Clara's, which Helen co-sponsors and Erik follows."""
    helen = organisation("helen")
    sponsoring.invite(draft, helen, actor=house.actor("clara"), now=house.now)
    assert told(house, "proposal.invited") == {"helen": "invitations"}
    sponsoring.join(draft, helen, actor=house.actor("helen"), now=house.now)
    assert told(house, "proposal.joined") == {"clara": "proposals"}
    made = drafting.submit(draft, actor=house.actor("clara"), now=house.now)
    following.follow(made, actor=house.actor("erik"), now=house.now)
    found = told(house, "proposal.submitted")
    assert found == {"amina": "submitted", "helen": "proposals", "erik": "proposals"}
    return made


def test_an_invitation_that_was_answered_is_told_to_nobody(house: House, draft: Proposal) -> None:
    helen = organisation("helen")
    sponsoring.invite(draft, helen, actor=house.actor("clara"), now=house.now)
    sponsoring.decline(draft, helen, actor=house.actor("helen"), now=house.now)
    assert told(house, "proposal.invited") == {}


def test_the_check_of_form_is_told_to_the_authors_first_and_to_who_stands_beside(
    house: House, submitted: Proposal
) -> None:
    checking.send_back(
        submitted,
        grounds=[FormGround.NOT_CLEAR],
        reason={"en": "Unclear."},
        actor=house.actor("amina"),
        now=house.now,
    )
    others = {"helen": "proposals", "erik": "proposals"}
    assert told(house, "proposal.returned") == {"clara": "form", **others}
    submitted.refresh_from_db()
    checking.appeal(submitted, reason={"en": "It is."}, actor=house.actor("clara"), now=house.now)
    assert told(house, "proposal.appealed") == {"farida": "submitted"}
    submitted.refresh_from_db()
    checking.uphold(submitted, reason={"en": "No."}, actor=house.actor("farida"), now=house.now)
    assert told(house, "proposal.upheld") == {"clara": "form", **others}


def test_what_happens_to_a_proposal_is_told_to_authors_co_sponsors_and_followers(
    house: House, submitted: Proposal
) -> None:
    proposal = checking.accept(submitted, actor=house.actor("amina"), now=house.now)
    everybody = {"clara": "proposals", "helen": "proposals", "erik": "proposals"}
    assert told(house, "proposal.accepted") == {**everybody, "clara": "form"}
    without = {key: {k: v for k, v in everybody.items() if k != key} for key in everybody}
    speaking.comment(
        proposal,
        organisation=organisation("helen"),
        version=1,
        paragraph=1,
        text="Two hours.",
        language="en",
        actor=house.actor("helen"),
        now=house.now,
    )
    assert told(house, "proposal.commented") == without["helen"]
    speaking.take_position(
        proposal,
        organisation=organisation("damir"),
        stance=Stance.SUPPORT,
        reason="",
        language="en",
        actor=house.actor("damir"),
        now=house.now,
    )
    assert told(house, "proposal.position") == everybody
    proposal.refresh_from_db()
    revising.revise(
        proposal,
        wording={**WORDING, "title": "Access of lawyers at once"},
        links=[],
        note="Shorter.",
        seen=proposal.edited,
        actor=house.actor("clara"),
        now=house.now,
    )
    assert told(house, "proposal.revised") == without["clara"]
    house.wait(60 * DAY)
    proposal.refresh_from_db()
    deciding.schedule(proposal, actor=house.actor("amina"), now=house.now)
    assert told(house, "proposal.scheduled") == everybody
    proposal.refresh_from_db()
    deciding.decide(
        proposal,
        outcome=Status.NOT_ADOPTED,
        on=house.today,
        reason={"en": "Too dear."},
        actor=house.actor("amina"),
        now=house.now,
    )
    house.tick()
    notice = Notice.objects.get(title="proposal.decided", user=house["erik"])
    assert sentence(notice.title, notice.facts) == (
        f"The body decided on {proposal.number}, “Access of lawyers at once”: not adopted"
    )


def test_places_are_told_to_who_is_given_them(house: House) -> None:
    amina, body = house.actor("amina"), Body.objects.get()
    facts = {"user": house["galym"], "person_name": "Galym", "starts_on": house.today}
    offices.give(body, facts={**facts, "kind": OfficeKind.MODERATOR}, actor=amina, now=house.now)
    assert told(house, "office.given") == {"galym": "places"}
    taza_su = organisation("helen")
    duties.give(taza_su, facts={**facts, "kind": DutyKind.VALIDATOR}, actor=amina, now=house.now)
    assert told(house, "duty.given") == {"galym": "places"}
    seat = Seat.objects.get(organisation=taza_su)
    given = {**facts, "capacity": Capacity.ALTERNATE, "nomination": "Letter 5"}
    seats.appoint(seat, facts=given, actor=amina, now=house.now)
    assert told(house, "seat.given") == {"galym": "places"}


@pytest.fixture
def second(house: House) -> User:
    """Another secretary."""
    user = User.objects.create_user("second@kenes.example", "four quiet words", full_name="Saule")
    house.users["saule"] = user
    offices.give(
        Body.objects.get(),
        facts={
            "user": user,
            "kind": OfficeKind.SECRETARY,
            "person_name": "Saule",
            "starts_on": house.today,
        },
        actor=house.actor("amina"),
        now=house.now,
    )
    house.tick()
    Notice.objects.all().delete()
    return user


def test_what_needs_a_second_officer_is_told_to_those_who_may_be_it(
    house: House, second: User
) -> None:
    recovery.ask(house["clara"], reason="Lost", actor=house.actor("amina"), now=timezone.now())
    assert told(house, "recovery.asked") == {"saule": "second"}
    entry = Entry.objects.latest("pk")
    name = next(iter(entry.told))
    redacting.ask(
        entry,
        names=[name],
        ground=redacting.Ground.MISTAKE,
        explanation="By mistake",
        actor=house.actor("amina"),
        now=house.now,
    )
    assert told(house, "redaction.asked") == {"saule": "second", "farida": "second"}


def test_a_recovery_that_was_decided_is_told_to_nobody(house: House, second: User) -> None:
    asked = recovery.ask(
        house["clara"], reason="Lost", actor=house.actor("amina"), now=timezone.now()
    )
    recovery.withdraw(asked, actor=house.actor("amina"), now=timezone.now())
    assert told(house, "recovery.asked") == {}


@pytest.mark.parametrize(
    ("size", "keys"), [(AT_ONCE, {"saule"}), (AT_ONCE + 1, {"saule", "amina"})]
)
def test_a_document_that_was_read_is_told_to_who_had_to_wait_for_it(
    house: House, second: User, size: int, keys: set[str]
) -> None:
    document = Document.objects.create(
        sha256="0" * 64,
        name="report.pdf",
        media_type="application/pdf",
        size=size,
        received_at=house.now,
    )
    made = Import.objects.create(
        document=document,
        started_by_id=house["amina"].pk,
        started_at=house.now,
        status=ImportStatus.READY,
    )
    write("import.read", made, actor=house.actor("amina"), at=house.now, counts={})
    assert told(house, "import.ready").keys() == keys


def test_a_consultation_that_opens_and_closes_is_told_to_all_at_the_table(house: House) -> None:
    holding = Holding(users=house.users, now=house.now)
    one = holding.opened()
    seated = {user_id for user_id in Tenure.objects.values_list("user_id", flat=True) if user_id}
    everybody = {key for key, user in house.users.items() if user.pk in seated}
    opened = told(house, "consultation.opened")
    assert opened.keys() == everybody
    assert set(opened.values()) == {"consultations"}
    holding.closed(one)
    assert told(house, "consultation.closed").keys() == everybody
