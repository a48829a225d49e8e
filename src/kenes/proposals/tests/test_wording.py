"""The text: edited by two at once, versioned once it is public, compared word by word."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.access.types import NotAllowed
from kenes.proposals import matter, texts
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Version
from kenes.proposals.services import changes, drafting
from kenes.proposals.services.changes import ChangedMeanwhile
from kenes.proposals.tests.conftest import WORDING, Table
from kenes.ui.differences import Row


def text_of(row: Row, kinds: set[str]) -> str:
    return "".join(piece.text for piece in row.pieces if piece.kind in kinds)


def marked(before: str, after: str) -> str:
    signs = {"same": "{}", "ins": "+{}+", "del": "-{}-"}
    return "|".join(
        "".join(signs[piece.kind].format(piece.text) for piece in row.pieces)
        for row in texts.compare(before, after)
    )


def test_the_second_of_two_who_edit_at_once_is_refused_with_the_first_ones_text(
    table: Table,
) -> None:
    draft = table.draft()
    table.sponsor(draft, "helen")
    table.edit(draft, "helen", seen=0, title="Of Helen")
    with pytest.raises(ChangedMeanwhile) as caught:
        table.edit(draft, "clara", seen=0, title="Of Clara")
    assert (caught.value.current.title, caught.value.edited) == ("Of Helen", 1)
    draft.refresh_from_db()
    assert draft.versions.get().title == "Of Helen"
    table.edit(draft, "clara", seen=1, title="Of both")
    assert draft.versions.get().title == "Of both"


def test_a_draft_is_changed_in_place_and_a_public_text_never(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    with pytest.raises(NotAllowed, match="draft"):
        table.edit(proposal, "clara", seen=0)
    table.comment(proposal, "bolat")
    before = Version.objects.get(of=proposal)
    table.revise(proposal, title="Shorter")
    old, new = proposal.versions.all()
    assert (old.title, old.problem, old.made_at) == (before.title, before.problem, before.made_at)
    assert (old.is_current, new.is_current, new.number, new.title) == (False, True, 2, "Shorter")
    assert proposal.comments.get().version == old


def test_of_two_new_versions_at_once_the_second_is_refused(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.revise(proposal, seen=0, title="First")
    with pytest.raises(ChangedMeanwhile):
        table.revise(proposal, seen=0, title="Second")
    assert proposal.versions.count() == 2


def test_a_new_version_says_what_has_changed_and_has_changed(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    with pytest.raises(ValidationError, match="Nothing has changed"):
        table.revise(proposal)
    with pytest.raises(ValidationError):
        table.revise(proposal, title="Other", problem="  ")
    assert proposal.versions.count() == 1


def test_recommendations_are_linked_by_numbers_that_exist(table: Table) -> None:
    with pytest.raises(ValidationError) as caught:
        drafting.begin(
            organisation=table.organisation("clara"),
            language="en",
            wording=WORDING,
            links=["R-1999-001"],
            actor=table.actor("clara"),
            now=table.now,
        )
    assert "R-1999-001" in caught.value.message_dict["links"][0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"problem": "x" * 20_001}, "problem"),
        ({"proposal": "\n\n".join("x" * 500)}, "__all__"),
    ],
)
def test_a_wording_that_is_too_long_is_refused_by_field(
    changed: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        changes.wording({**WORDING, **changed})
    told = getattr(caught.value, "message_dict", {"__all__": caught.value.messages})
    assert list(told) == [field]


def test_paragraphs_are_numbered_through_all_parts() -> None:
    problem = texts.tidy(" a\r\n \u00a0\r\nb\nb2\r\n")
    version = Version(problem=problem, proposal=" \n\n c", justification="d\n \n\ne")
    found = [(one.number, one.text) for one in texts.flat(version)]
    assert found == [(1, "a"), (2, "b\nb2"), (3, "c"), (4, "d"), (5, "e")]
    assert [one.anchor for one in texts.paragraphs(version)["proposal"]] == ["p3"]


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("in three hours", "in six hours", "in -three-+six+ hours"),
        ("one\n\ntwo", "one\n\ntwo", "one|two"),
        ("one\n\ntwo", "one", "one|-two-"),
        ("one", "zero\n\none", "+zero+|one"),
        ("", "all new", "+all new+"),
        ("Үш сағат ішінде", "Алты сағат ішінде", "-Үш-+Алты+ сағат ішінде"),
        ("a b c", "a x y c", "a -b-+x y+ c"),
        ("<b>bold</b>", "<i>bold</i>", "<-b-+i+>bold</-b-+i+>"),
    ],
)
def test_two_wordings_are_compared_by_words(before: str, after: str, seen: str) -> None:
    assert marked(before, after) == seen


WORDS = st.text(st.sampled_from("ab <>&\n\u202eқ"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(before=WORDS, after=WORDS)
def test_a_comparison_loses_no_word_of_either_wording(before: str, after: str) -> None:
    rows = texts.compare(before, after)
    old = [text for row in rows if (text := text_of(row, {"same", "del"}))]
    new = [text for row in rows if (text := text_of(row, {"same", "ins"}))]
    assert (old, new) == (texts.split(before), texts.split(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b " + "a " * 9_999),
        (" ".join(str(n % 90) for n in range(6_000)), " ".join(str(n % 91) for n in range(6_000))),
        ("\n\n".join("xy" for _n in range(399)), "\n\n".join("x" for _n in range(399))),
        ("ab" * 10_000, "ba" * 10_000),
    ],
)
def test_no_wording_makes_the_comparison_slow(before: str, after: str) -> None:
    began = time.perf_counter()
    texts.compare(before, after)
    assert time.perf_counter() - began < 3


def test_a_comment_stays_with_its_paragraph_while_that_is_unchanged(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.comment(proposal, "bolat", 3, text="on the hours")
    table.comment(proposal, "bolat", 4, text="on the register")
    table.comment(proposal, "helen", 0, text="on the whole")
    table.revise(
        proposal,
        problem="Lawyers wait.",  # one paragraph fewer: all that follow move up
        proposal="Within six hours.\n\nA register shows the hour.",
    )
    matter.gather(proposal)
    shown = matter.read(proposal, matter.version_of(proposal, ""))
    found = {
        passage.number: [(one.text, one.on_version) for one in passage.remarks]
        for section in shown.sections
        for passage in section.passages
        if passage.remarks
    }
    assert found == {3: [("on the register", 1)]}
    assert [(one.text, one.on_version) for one in shown.whole.remarks] == [("on the whole", 1)]
    assert [(one.version, one.count) for one in shown.elsewhere] == [(1, 1)]
    first = matter.read(proposal, matter.version_of(proposal, "1"))
    counts = [len(one.remarks) for section in first.sections for one in section.passages]
    assert sum(counts) == 2
