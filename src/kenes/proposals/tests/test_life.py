"""A proposal from its draft to the decision: what moves it, what is refused, what is kept."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.members.models import Tenure
from kenes.proposals.lifecycle import DECIDED, MOVES, OUTCOMES, FormGround, Status, after
from kenes.proposals.models import Follower, Proposal, TitleWord
from kenes.proposals.services import checking, deciding, drafting, following, sponsoring
from kenes.proposals.tests.conftest import HOSTILE, SAID, Table
from kenes.record.models import Entry

ACTS = sorted({move.action for move in MOVES})


@pytest.mark.parametrize(("action", "status"), list(itertools.product(ACTS, Status.values)))
def test_each_act_moves_from_its_sources_and_from_nowhere_else(action: str, status: str) -> None:
    if any(move.action == action and status in move.sources for move in MOVES):
        assert after(action, status) in Status
    else:
        with pytest.raises(IllegalMove):
            after(action, status)


def test_every_status_is_reached_and_what_is_decided_moves_only_when_referred_or_withdrawn() -> (
    None
):
    assert {move.target for move in MOVES} == set(Status.values) - {"draft"}
    ends = {status for status in DECIDED if not any(status in move.sources for move in MOVES)}
    assert ends == DECIDED - {Status.REFERRED}


@pytest.mark.parametrize("status", Status.values)
def test_a_proposal_reaches_every_status_through_its_services(status: str, table: Table) -> None:
    proposal = table.at(status)
    proposal.refresh_from_db()
    assert proposal.status == status
    assert proposal.is_decided == (status in DECIDED)
    assert (proposal.submitted_at is None) == (status == Status.DRAFT)


def test_a_draft_takes_its_number_when_it_is_submitted(table: Table) -> None:
    first, second = table.draft(), table.draft()
    assert first.number.startswith("draft-")
    year = table.today.year
    assert drafting.submit(second, actor=table.actor("clara"), now=table.now).number == (
        f"P-{year}-001"
    )
    assert drafting.submit(first, actor=table.actor("clara"), now=table.now).number == (
        f"P-{year}-002"
    )
    assert Proposal.objects.get(pk=first.pk).draft_key == first.number


def test_a_draft_enters_nothing_in_the_record_and_nobody_else_sees_it(table: Table) -> None:
    draft = table.draft()
    assert not Entry.objects.exists()
    assert Act.objects.get().kind == "proposal.begin"
    for key, sees in (("clara", True), ("helen", False), ("amina", False), ("bolat", False)):
        assert Proposal.objects.visible_to(table.actor(key)).filter(pk=draft.pk).exists() == sees


def test_an_organisation_that_was_asked_sees_the_draft_until_it_declines(table: Table) -> None:
    draft, helen = table.draft(), table.organisation("helen")
    sponsoring.invite(draft, helen, actor=table.actor("clara"), now=table.now)
    seen = Proposal.objects.visible_to(table.actor("helen")).filter(pk=draft.pk)
    assert seen.exists()
    sponsoring.decline(draft, helen, actor=table.actor("helen"), now=table.now)
    assert not seen.exists()


def test_what_is_missing_is_told_by_field_before_anything_is_submitted(table: Table) -> None:
    draft = table.draft(problem="", justification="")
    with pytest.raises(ValidationError) as caught:
        drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    assert set(caught.value.message_dict) == {"problem", "justification"}
    draft.refresh_from_db()
    assert (draft.status, draft.number) == (Status.DRAFT, draft.draft_key)


def test_the_form_is_checked_in_the_time_of_the_bylaws(table: Table) -> None:
    proposal = table.at(Status.SUBMITTED)
    assert proposal.form_due_on is not None
    assert table.today + timedelta(days=7) <= proposal.form_due_on
    assert not proposal.is_check_overdue(proposal.form_due_on)
    assert proposal.is_check_overdue(proposal.form_due_on + timedelta(days=1))


def test_the_time_for_comments_is_shortened_with_a_reason_only(table: Table) -> None:
    proposal = table.at(Status.SUBMITTED)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    with pytest.raises(ValidationError, match="why"):
        checking.accept(proposal, short=True, **act)
    opened = checking.accept(proposal, short=True, reason=SAID, **act)
    assert opened.comments_until is not None
    assert (opened.comments_until - table.today).days in range(14, 25)
    assert opened.takes_comments(opened.comments_until)
    assert not opened.takes_comments(opened.comments_until + timedelta(days=1))
    assert opened.steps.get(act="accept").facts["short"] is True


def test_a_return_names_a_ground_of_form_and_explains_it(table: Table) -> None:
    proposal = table.at(Status.SUBMITTED)
    act: dict[str, Any] = {"actor": table.actor("amina"), "now": table.now}
    with pytest.raises(ValidationError) as caught:
        checking.send_back(proposal, grounds=["a bad idea"], reason=SAID, **act)
    assert "grounds" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        checking.send_back(proposal, grounds=[FormGround.SAME], reason={"en": " "}, **act)
    assert "reason" in caught.value.message_dict


def test_a_returned_proposal_is_mended_and_submitted_again_under_its_number(table: Table) -> None:
    proposal = table.at(Status.RETURNED)
    number, submitted_at = proposal.number, proposal.submitted_at
    table.revise(proposal, title="Mended")
    again = drafting.submit(proposal, actor=table.actor("clara"), now=table.later(2))
    assert (again.number, again.submitted_at) == (number, submitted_at)
    assert again.form_due_on is not None
    assert again.form_due_on >= timezone.localdate(table.later(9))


def test_the_chair_may_overrule_the_secretariat(table: Table) -> None:
    proposal = table.at(Status.RETURNED)
    act: dict[str, Any] = {"reason": SAID, "now": table.now}
    with pytest.raises(NotAllowed, match="No appeal"):
        checking.overrule(proposal, actor=table.actor("farida"), **act)
    checking.appeal(proposal, actor=table.actor("clara"), **act)
    with pytest.raises(NotAllowed, match="already"):
        checking.appeal(proposal, actor=table.actor("clara"), **act)
    with pytest.raises(NotAllowed, match="role"):
        checking.overrule(proposal, actor=table.actor("amina"), **act)
    opened = checking.overrule(proposal, actor=table.actor("farida"), **act)
    assert (opened.status, opened.appealed_at) == (Status.IN_COMMENT, None)
    assert opened.comments_until is not None


def test_the_chair_may_uphold_the_return(table: Table) -> None:
    proposal = table.at(Status.RETURNED)
    act: dict[str, Any] = {"reason": SAID, "now": table.now}
    checking.appeal(proposal, actor=table.actor("clara"), **act)
    kept = checking.uphold(proposal, actor=table.actor("farida"), **act)
    assert (kept.status, kept.appealed_at) == (Status.RETURNED, None)


def test_it_goes_on_an_agenda_once_the_time_for_comments_is_over(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    with pytest.raises(NotAllowed, match="once the time for comments"):
        deciding.schedule(proposal, actor=table.actor("amina"), now=table.now)
    placed = deciding.schedule(proposal, actor=table.actor("amina"), now=table.later(60))
    assert placed.status == Status.AGENDA


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_decision_is_recorded_with_its_reasons(outcome: Status, table: Table) -> None:
    proposal = table.at(Status.AGENDA)
    to = table.organisation("bolat") if outcome == Status.REFERRED else None
    act: dict[str, Any] = {
        "outcome": outcome,
        "on": table.today,
        "now": table.now,
        "referred_to": to,
    }
    with pytest.raises(ValidationError) as caught:
        deciding.decide(proposal, reason={}, actor=table.actor("farida"), **act)
    assert "reason" in caught.value.message_dict
    decided = deciding.decide(proposal, reason=SAID, actor=table.actor("farida"), **act)
    assert (decided.status, decided.decision_reason) == (outcome, {"en": SAID["en"].strip()})
    assert Entry.objects.latest("pk").type == f"proposal.{outcome}"


def test_a_decision_is_not_dated_when_it_cannot_have_been_taken(table: Table) -> None:
    proposal = table.at(Status.AGENDA)
    for on in (table.today + timedelta(days=1), table.today - timedelta(days=1)):
        with pytest.raises(ValidationError) as caught:
            deciding.decide(
                proposal,
                outcome=Status.ADOPTED,
                on=on,
                reason=SAID,
                actor=table.actor("farida"),
                now=table.now,
            )
        assert "on" in caught.value.message_dict


def test_what_was_referred_may_come_back_to_an_agenda(table: Table) -> None:
    proposal = table.at(Status.REFERRED)
    back = deciding.schedule(proposal, actor=table.actor("amina"), now=table.later(60))
    assert (back.status, back.decided_on, back.referred_to) == (Status.AGENDA, None, None)
    assert back.steps.filter(act="decide").exists()


def test_its_author_withdraws_it_with_a_reason_until_it_is_decided(table: Table) -> None:
    proposal = table.at(Status.AGENDA)
    with pytest.raises(ValidationError):
        deciding.withdraw(proposal, reason={}, actor=table.actor("clara"), now=table.now)
    with pytest.raises(NotAllowed, match="made the proposal"):
        deciding.withdraw(proposal, reason=SAID, actor=table.actor("helen"), now=table.now)
    gone = deciding.withdraw(proposal, reason=SAID, actor=table.actor("clara"), now=table.now)
    assert gone.status == Status.WITHDRAWN
    with pytest.raises(NotAllowed, match="adopted"):
        deciding.withdraw(
            table.at(Status.ADOPTED), reason=SAID, actor=table.actor("clara"), now=table.now
        )


def test_a_discarded_draft_is_gone_with_all_that_was_prepared(table: Table) -> None:
    draft = table.draft()
    with pytest.raises(NotAllowed):
        drafting.discard(draft, actor=table.actor("helen"), now=table.now)
    drafting.discard(draft, actor=table.actor("clara"), now=table.now)
    assert not Proposal.objects.exists()
    with pytest.raises(NotAllowed, match="draft"):
        drafting.discard(table.at(Status.SUBMITTED), actor=table.actor("clara"), now=table.now)
    with pytest.raises(ValidationError, match="discarded"):
        drafting.submit(draft, actor=table.actor("clara"), now=table.now)


def test_who_lost_the_seat_a_minute_ago_is_refused(table: Table) -> None:
    draft, clara = table.draft(), table.actor("clara")
    Tenure.objects.filter(user=table.users["clara"]).update(
        starts_on=table.today - timedelta(days=9), ends_on=table.today - timedelta(days=1)
    )
    with pytest.raises(NotAllowed):
        drafting.submit(draft, actor=clara, now=table.now)


def test_nobody_checks_the_form_of_their_own_organisations_proposal(table: Table) -> None:
    proposal, clara = table.at(Status.SUBMITTED), table.users["clara"]
    office = table.users["amina"].offices.get()
    office.pk, office.user = None, clara
    office.save()
    with pytest.raises(NotAllowed, match="your own organisation"):
        checking.accept(proposal, actor=table.actor("clara"), now=table.now)


def test_following_begins_and_ends_once(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    for _twice in range(2):
        following.follow(proposal, actor=table.actor("galym"), now=table.now)
    assert Follower.objects.filter(user=table.users["galym"]).count() == 1
    for _twice in range(2):
        following.unfollow(proposal, actor=table.actor("galym"), now=table.now)
    assert not Follower.objects.filter(user=table.users["galym"]).exists()
    kinds = Act.objects.filter(kind__in=("proposal.follow", "proposal.unfollow"))
    assert kinds.count() == 2
    with pytest.raises(NotAllowed):
        following.follow(table.draft(), actor=table.actor("galym"), now=table.now)


def test_a_title_is_found_by_the_beginnings_of_its_words(table: Table) -> None:
    table.at(Status.SUBMITTED)
    words = {bytes(word.word).decode() for word in TitleWord.objects.all()}
    assert {"lawyers", "ұлы", "әділет", "script"} <= words
    assert "<" not in "".join(words)
    assert HOSTILE not in words
