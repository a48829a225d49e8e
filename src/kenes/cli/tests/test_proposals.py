import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, drafting, speaking

TITLE = "Адвокаттың қол жеткізуі <script>"


@pytest.fixture
def proposal(cast: dict[str, User]) -> Proposal:
    """One in comment, and a draft nobody else may read."""
    now, clara = timezone.now(), actor_for(cast["clara"])
    drafts = [
        drafting.begin(
            organisation=Organisation.objects.get(slug="of-clara"),
            language="kk",
            wording={"title": title, "problem": "p", "proposal": "q", "justification": "j"},
            actor=clara,
            now=now,
        )
        for title in (TITLE, "Secret")
    ]
    made = drafting.submit(drafts[0], actor=clara, now=now)
    made = checking.accept(made, actor=actor_for(cast["amina"]), now=now)
    speaking.comment(
        made,
        organisation=Organisation.objects.get(slug="of-bolat"),
        version=1,
        paragraph=1,
        text="Жоқ",
        language="kk",
        actor=actor_for(cast["bolat"]),
        now=now + timedelta(minutes=1),
    )
    return made


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["proposal", *arguments]) == status
    return capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(said(capsys, *arguments, "--json"))


def test_the_list_has_what_is_public(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert proposal.number in said(capsys, "list")
    (one,) = told(capsys, "list")
    assert (one["number"], one["title"], one["chamber"]) == (proposal.number, TITLE, "civil")
    assert told(capsys, "list", "адвокат", "--status", "in_comment", "--chamber", "civil")
    assert said(capsys, "list", "secret", status=1) == ""
    assert said(capsys, "list", "--status", "adopted", "--json", status=1).strip() == "[]"


def test_one_is_shown_with_all_that_was_said(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "comments: 1" in said(capsys, "show", proposal.number.lower())
    one = told(capsys, "show", proposal.number)
    (comment,) = one["comments"]
    assert (comment["text"], comment["organisation"]["slug"]) == ("Жоқ", "of-bolat")
    assert [step["act"] for step in one["steps"]] == ["submit", "accept"]


def test_the_export_names_no_person_and_no_draft(
    proposal: Proposal, cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "export", "--json")
    assert [one["number"] for one in json.loads(text)] == [proposal.number]
    assert "Secret" not in text
    assert not [user for user in cast.values() if user.full_name in text]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "P-1999-001"], "no public proposal"),
        (["list", "--chamber", "nobody"], "no chamber"),
        (["export"], "add --json"),
    ],
)
def test_what_is_not_there_is_answered_with_a_sentence(
    arguments: list[str],
    sentence: str,
    proposal: Proposal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["proposal", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_draft_is_not_shown_by_its_key(
    proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = Proposal.objects.get(status="draft")
    assert main(["proposal", "show", draft.number]) == 2
