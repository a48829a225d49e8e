"""Comments, positions, claims, co-sponsors, papers: who says what, and what stays of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.proposals import matter
from kenes.proposals.lifecycle import ClaimKind, Stance, Status
from kenes.proposals.models import Claim, CoSponsor, Proposal
from kenes.proposals.services import attaching, claiming, sponsoring
from kenes.proposals.tests.conftest import PDF, Table
from kenes.record.models import Entry


def claim(table: Table, proposal: Proposal, by: str, kind: str, **words: str) -> Claim:
    return claiming.claim(
        proposal,
        organisation=table.organisation(by),
        kind=kind,
        words={"text": "61 of 100 wait", **words},
        language="en",
        actor=table.actor(by),
        now=table.now,
    )


def test_comments_are_taken_from_every_side_and_observers_while_in_comment(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    for by in ("clara", "helen", "bolat", "damir", "erik"):
        table.comment(proposal, by)
    assert [one.chamber.side for one in proposal.comments.all()] == [
        "civil",
        "civil",
        "state",
        "parliament",
        "observer",
    ]
    with pytest.raises(NotAllowed, match="only while"):
        table.comment(table.at(Status.SUBMITTED), "bolat")
    with pytest.raises(NotAllowed, match="over"):
        table.comment(proposal, "bolat", now=table.later(70))


@pytest.mark.parametrize("wrong", [{"text": " \n"}, {"paragraph": 99}, {"text": "x" * 5_001}])
def test_an_empty_or_misplaced_comment_is_refused(wrong: dict[str, Any], table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    with pytest.raises(ValidationError):
        table.comment(proposal, "bolat", **wrong)
    assert not proposal.comments.exists()


def test_a_comment_on_what_was_changed_meanwhile_is_asked_again(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.revise(proposal, title="Other")
    with pytest.raises(ValidationError, match="new version"):
        table.comment(proposal, "bolat", version=1)
    table.comment(proposal, "bolat", version=2)


def test_reservation_and_opposition_need_reasons(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    for stance in (Stance.RESERVATION, Stance.OPPOSE):
        with pytest.raises(ValidationError) as caught:
            table.position(proposal, "bolat", stance, " ")
        assert "reason" in caught.value.message_dict
    table.position(proposal, "bolat", Stance.OPPOSE, "No budget")
    table.position(proposal, "helen", Stance.SUPPORT)


def test_a_later_position_takes_the_place_of_an_earlier_one_that_stays(table: Table) -> None:
    proposal = table.at(Status.AGENDA)
    table.position(proposal, "bolat", Stance.OPPOSE, "No budget")
    table.position(proposal, "bolat", Stance.SUPPORT)
    with pytest.raises(ValidationError, match="already"):
        table.position(proposal, "bolat", Stance.SUPPORT)
    table.position(proposal, "helen", Stance.SUPPORT)
    matter.gather(proposal)
    benches = {bench.side: bench for bench in matter.benches(proposal)}
    (stand,) = benches["state"].stands
    assert (stand.now.stance, [one.stance for one in stand.earlier]) == ("support", ["oppose"])
    assert len(benches["civil"].stands) == 1
    assert benches["parliament"].stands == ()
    assert "observer" not in benches


def test_observers_comment_and_take_no_position(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.comment(proposal, "erik")
    with pytest.raises(NotAllowed):
        table.position(proposal, "erik", Stance.SUPPORT)


@pytest.mark.parametrize("by", ["clara", "bolat"])
def test_a_fact_needs_its_evidence_from_ministries_and_ngos_alike(by: str, table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    with pytest.raises(ValidationError) as caught:
        claim(table, proposal, by, ClaimKind.FACT)
    assert "evidence" in caught.value.message_dict
    claim(table, proposal, by, ClaimKind.FACT, evidence="Report 2024, p. 12")
    claim(table, proposal, by, ClaimKind.OPINION)
    claim(table, proposal, by, ClaimKind.LEGAL_VIEW)
    assert proposal.claims.count() == 3


def test_a_public_claim_that_is_taken_back_stays_to_be_seen(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    made = claim(table, proposal, "bolat", ClaimKind.OPINION)
    with pytest.raises(NotAllowed, match="no seat"):
        claiming.retract(made, actor=table.actor("clara"), now=table.now)
    for _twice in range(2):
        claiming.retract(made, actor=table.actor("bolat"), now=table.now)
    made.refresh_from_db()
    assert made.retracted_at == table.now
    assert Entry.objects.filter(type="claim.retracted").count() == 1


def test_a_claim_of_a_draft_is_gone_when_it_is_taken_back(table: Table) -> None:
    made = claim(table, table.draft(), "clara", ClaimKind.OPINION)
    claiming.retract(made, actor=table.actor("clara"), now=table.now)
    assert not Claim.objects.exists()
    assert not Entry.objects.exists()


def test_a_co_sponsor_edits_the_draft_and_nothing_more(table: Table) -> None:
    draft = table.draft()
    with pytest.raises(NotAllowed):
        table.edit(draft, "helen", seen=0)
    table.sponsor(draft, "helen")
    table.edit(draft, "helen", seen=0, title="Together")
    with pytest.raises(NotAllowed):
        sponsoring.invite(
            draft, table.organisation("bolat"), actor=table.actor("helen"), now=table.now
        )


def test_only_who_was_asked_joins_and_only_once(table: Table) -> None:
    draft, helen = table.draft(), table.organisation("helen")
    with pytest.raises(NotAllowed, match="not asked"):
        sponsoring.join(draft, helen, actor=table.actor("helen"), now=table.now)
    table.sponsor(draft, "helen")
    with pytest.raises(IllegalMove):
        sponsoring.join(draft, helen, actor=table.actor("helen"), now=table.now)
    with pytest.raises(ValidationError, match="asked already"):
        sponsoring.invite(draft, helen, actor=table.actor("clara"), now=table.now)
    sponsoring.leave(draft, helen, actor=table.actor("helen"), now=table.now)
    sponsoring.invite(draft, helen, actor=table.actor("clara"), now=table.now)
    assert CoSponsor.objects.get().status == "invited"


@pytest.mark.parametrize("key", ["clara", "erik"])
def test_neither_the_author_nor_an_observer_is_asked_to_co_sponsor(key: str, table: Table) -> None:
    with pytest.raises(ValidationError):
        sponsoring.invite(
            table.draft(), table.organisation(key), actor=table.actor("clara"), now=table.now
        )


def test_a_refusal_is_told_to_nobody_and_joining_in_public_is_recorded(table: Table) -> None:
    proposal, clara = table.at(Status.IN_COMMENT), table.actor("clara")
    count = Entry.objects.count()
    for key in ("helen", "bolat"):
        sponsoring.invite(proposal, table.organisation(key), actor=clara, now=table.now)
    sponsoring.decline(
        proposal, table.organisation("bolat"), actor=table.actor("bolat"), now=table.now
    )
    assert Entry.objects.count() == count
    sponsoring.join(
        proposal, table.organisation("helen"), actor=table.actor("helen"), now=table.now
    )
    assert Entry.objects.latest("pk").type == "cosponsor.joined"


def test_a_co_sponsor_is_named_for_good_once_it_is_decided(table: Table) -> None:
    proposal = table.at(Status.ADOPTED)
    helen = table.organisation("helen")
    proposal.cosponsors.create(organisation=helen, status="accepted", invited_at=table.now)
    with pytest.raises(NotAllowed, match="stay named"):
        sponsoring.leave(proposal, helen, actor=table.actor("helen"), now=table.now)


def attach(table: Table, proposal: Proposal, path: Path, name: str = "paper.pdf") -> None:
    attaching.attach(proposal, path, name=name, actor=table.actor("clara"), now=table.now)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    return path


def test_a_paper_is_kept_once_and_deleted_with_its_draft(
    table: Table,
    pdf: Path,
    tmp_path: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    draft = table.draft()
    attach(table, draft, pdf, "Есеп <2024>.pdf")
    with pytest.raises(ValidationError) as caught:
        attach(table, draft, pdf)
    assert "there already" in caught.value.message_dict["file"][0]
    paper = draft.attachments.get()
    assert paper.name == "Есеп <2024>.pdf"
    assert Path(paper.file.path).is_file()
    with django_capture_on_commit_callbacks(execute=True):
        attaching.detach(paper, actor=table.actor("clara"), now=table.now)
    assert not draft.attachments.exists()
    assert not Path(paper.file.path).exists()


def test_a_public_paper_is_recorded_and_stays(
    table: Table, pdf: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    proposal = table.at(Status.RETURNED)
    attach(table, proposal, pdf)
    assert Entry.objects.latest("pk").type == "paper.attached"
    with pytest.raises(NotAllowed):
        attaching.detach(proposal.attachments.get(), actor=table.actor("clara"), now=table.now)
    with pytest.raises(NotAllowed, match="as it does"):
        attach(table, table.at(Status.AGENDA), pdf)
