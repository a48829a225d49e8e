"""The public record says what the pages show, through a whole life and after an erasure."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from kenes.proposals import recorded
from kenes.proposals.lifecycle import SponsorStatus, Stance, Status
from kenes.proposals.models import Comment, Position, Proposal, TitleWord
from kenes.proposals.services import (
    attaching,
    checking,
    claiming,
    deciding,
    drafting,
    revising,
    sponsoring,
)
from kenes.proposals.tests.conftest import PDF, SAID, WORDING, Table
from kenes.proposals.tests.laws import Law, law
from kenes.record.models import Entry
from kenes.record.services import redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import field_label, shown_of

__all__ = ["law"]


@pytest.fixture
def life(table: Table, law: Law, settings: Any, tmp_path: Path) -> Proposal:
    """Every act there is, on one proposal."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    clara, amina, farida = (table.actor(key) for key in ("clara", "amina", "farida"))
    now = table.now
    paper = tmp_path / "a.pdf"
    paper.write_bytes(PDF)
    proposal = table.draft()
    law.add(proposal, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    table.sponsor(proposal, "helen")
    table.edit(proposal, "helen", seen=0, title="Together")
    attaching.attach(proposal, paper, name="a.pdf", actor=clara, now=now)
    proposal = drafting.submit(proposal, actor=clara, now=now)
    returned: dict[str, Any] = {"grounds": ["not_clear"], "reason": SAID, "actor": amina}
    checking.send_back(proposal, now=now, **returned)
    checking.appeal(proposal, reason=SAID, actor=clara, now=now)
    checking.uphold(proposal, reason=SAID, actor=farida, now=now)
    table.revise(proposal, seen=1, title="Clearer")
    drafting.submit(proposal, actor=clara, now=now)
    checking.send_back(proposal, now=now, **returned)
    checking.appeal(proposal, reason=SAID, actor=clara, now=now)
    checking.overrule(proposal, reason=SAID, actor=farida, now=now)
    paper.write_bytes(PDF.replace(b"99 99", b"98 98"))
    attaching.attach(proposal, paper, name="b.pdf", actor=clara, now=now)
    for key in ("bolat", "damir"):
        sponsoring.invite(proposal, table.organisation(key), actor=clara, now=now)
    damir, bolat = table.organisation("damir"), table.organisation("bolat")
    sponsoring.join(proposal, damir, actor=table.actor("damir"), now=now)
    sponsoring.decline(proposal, bolat, actor=table.actor("bolat"), now=now)
    sponsoring.leave(proposal, damir, actor=table.actor("damir"), now=now)
    made = claiming.claim(
        proposal,
        organisation=bolat,
        kind="opinion",
        words={"text": "Not so"},
        language="kk",
        actor=table.actor("bolat"),
        now=now,
    )
    claiming.retract(made, actor=table.actor("bolat"), now=now)
    table.comment(proposal, "erik", version=2)
    table.position(proposal, "bolat", Stance.OPPOSE, "No budget")
    revising.revise(
        proposal,
        wording={**WORDING, "title": "Third"},
        links=[],
        note="Hours",
        seen=2,
        actor=clara,
        now=now,
    )
    table.position(proposal, "bolat", Stance.SUPPORT)
    act: dict[str, Any] = {"actor": amina, "now": now}
    Proposal.objects.filter(pk=proposal.pk).update()  # nothing: the clock alone moves on
    later = table.later(60)
    deciding.schedule(proposal, on=timezone.localdate(later), actor=amina, now=later)
    decided: dict[str, Any] = {"on": timezone.localdate(later), "reason": SAID, **act}
    decided["now"] = later
    deciding.decide(proposal, outcome=Status.REFERRED, referred_to=bolat, **decided)
    deciding.schedule(proposal, actor=farida, now=later)
    deciding.decide(proposal, outcome=Status.ADOPTED_IN_PART, **decided)
    proposal.refresh_from_db()
    return proposal


def test_the_record_says_what_is_shown_after_a_whole_life(life: Proposal, table: Table) -> None:
    assert list(unrecorded()) == [] or all("/" in one for one in unrecorded())
    report = check(table.later(61))
    assert [one for one in report.findings if one.facts.get("subject") == life.number] == []
    assert {one.code for one in report.findings} <= {"state-unrecorded"}  # seats made by hand
    told = {entry.type for entry in Entry.objects.filter(subject=life.number)}
    assert told >= {
        "proposal.submitted",
        "proposal.returned",
        "proposal.appealed",
        "proposal.upheld",
        "proposal.overruled",
        "proposal.opened",
        "proposal.revised",
        "proposal.scheduled",
        "proposal.referred",
        "proposal.adopted_in_part",
        "cosponsor.joined",
        "cosponsor.left",
        "paper.attached",
        "claim.made",
        "claim.retracted",
        "comment.made",
        "position.taken",
    } - {"proposal.opened"}


def test_an_alteration_behind_the_services_is_found(life: Proposal, table: Table) -> None:
    first = life.versions.get(number=1)
    life.versions.filter(pk=first.pk).update(problem="Nothing is wrong.")
    Position.objects.filter(of=life, stance="oppose").update(reason="None")
    codes = {
        one.facts["field"]: one.code
        for one in check(table.later(61)).findings
        if one.facts.get("subject") == life.number
    }
    assert codes == {
        "version.1.problem": "state-differs",
        f"position.{life.positions.earliest('pk').pk}": "state-differs",
    }


def test_no_person_is_named_and_nobody_who_only_was_asked(life: Proposal, table: Table) -> None:
    told = "".join(str(entry.told) for entry in Entry.objects.filter(subject=life.number))
    for user in table.users.values():
        assert user.full_name not in told
    state = shown_of([life.number])[life.number]
    assert state["cosponsors"] == [f"organisation/{table.organisation('helen').pk}"]
    statuses = {one.status for one in life.cosponsors.all()}
    assert statuses == {SponsorStatus.ACCEPTED, SponsorStatus.DECLINED, SponsorStatus.LEFT}


def test_every_field_has_its_name_for_a_reader(life: Proposal) -> None:
    state = shown_of([life.number])[life.number]
    for name in state:
        label = field_label(life.number, name)
        assert label
        assert label != name or name.isalpha(), name
    kinds = {name.partition(".")[0] for name in state}
    assert kinds >= {
        "version", "claim", "comment", "position", "paper", "step", "decision", "amendment"
    }  # fmt: skip


def test_a_draft_is_shown_to_nobody(table: Table) -> None:
    draft = table.draft()
    assert shown_of([draft.number]) in ({}, {draft.number: {}})
    assert recorded.shown([draft.number]) == {}


def erase(life: Proposal, field: str, table: Table) -> None:
    integrate()
    entry = next(
        one
        for one in Entry.objects.filter(subject=life.number).order_by("-pk")
        if field in one.told
    )
    redaction = redacting.ask(
        entry,
        names=[field],
        ground=redacting.Ground.PERSONAL,
        explanation="A name",
        actor=table.actor("amina"),
        now=table.now,
    )
    redacting.carry_out(redaction, actor=table.actor("farida"), now=table.now)


@pytest.mark.parametrize(
    "kind",
    [
        "comment",
        "position",
        "claim",
        "amendment",
        "step",
        "decision",
        "version.1.title",
        "version.3.title",
        "paper",
    ],
)
def test_words_are_erased_wherever_they_are_kept_and_the_record_stays_sound(
    kind: str, life: Proposal, table: Table, django_capture_on_commit_callbacks: Any
) -> None:
    state = shown_of([life.number])[life.number]
    names = [
        name
        for name, value in state.items()
        if (name == kind or name.startswith(f"{kind}."))
        and (kind != "step" or value["reason"])
        and not name.endswith(".retracted")
    ]
    field = names[0]
    with django_capture_on_commit_callbacks() as callbacks:
        erase(life, field, table)
    for callback in callbacks:
        if "redacting" not in callback.__module__:  # SQLite's own files are of no matter here
            callback()
    after = shown_of([life.number])[life.number][field]
    assert after != state[field]
    assert str(state[field]) not in str(after)
    found = [one for one in check(table.later(61)).findings if one.facts.get("field") == field]
    assert found == []
    if kind == "version.3.title":
        assert not TitleWord.objects.filter(of=life).exists()
    if kind == "paper":
        files = {Path(one.file.path).is_file() for one in life.attachments.all() if one.file}
        assert files == {True}


def test_an_erased_comment_keeps_its_place_without_its_words(
    life: Proposal, table: Table, client: Any
) -> None:
    comment = Comment.objects.get()
    erase(life, f"comment.{comment.pk}", table)
    comment.refresh_from_db()
    assert (comment.text, comment.person) == ("", "")
    page = client.get(f"/en/proposals/{life.number}/?version=2").content.decode()
    assert "Erased from the public record" in page


def test_a_file_is_not_lost_to_another_proposal_that_has_it_too(
    table: Table, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    draft = table.draft()
    paper = tmp_path / "a.pdf"
    paper.write_bytes(PDF)
    attaching.attach(draft, paper, name="a.pdf", actor=table.actor("clara"), now=table.now)
    kept = draft.attachments.get()
    other = table.draft()
    twin = kept.__class__(
        of=other, name="a.pdf", media_type=kept.media_type, size=1, sha256="0", added_at=table.now
    )
    twin.file.name = kept.file.name
    twin.save()
    with django_capture_on_commit_callbacks(execute=True):
        drafting.discard(draft, actor=table.actor("clara"), now=table.now)
    assert Path(twin.file.path).is_file()
    assert ContentFile(b"").size == 0
