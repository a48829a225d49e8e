"""A mistake of the caller is told where it is made."""

from datetime import datetime

import pytest

from kenes.engines.typeset import Block, Heading, Paragraph, Run, Table, WrongDocument
from kenes.engines.typeset.blocks import anchors, in_order, plain
from kenes.engines.typeset.tests.making import paper


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (Heading("x", level=4), "level 4"),
        (Heading("x", anchor="a b"), "no anchor"),
        (Paragraph("x", language="russian"), "no code of a language"),
        (Paragraph("x", align="justify"), "no side"),
        (Table(head=(), rows=()), "has a head"),
        (Table(head=("a", "b"), rows=(("1", "2"), ("1", "2", "3"))), "Row 2 has 3 cells"),
        (Table(head=("a", "b"), rows=(), widths=(1,)), "1 widths for 2 columns"),
        (Table(head=("a", "b"), rows=(), widths=(1, 0)), "widths"),
    ],
)
def test_a_wrong_block_is_refused_with_what_is_wrong(block: Block, sentence: str) -> None:
    with pytest.raises(WrongDocument, match=sentence):
        paper(block)


def test_a_paper_has_a_title_a_language_and_a_time_with_a_zone() -> None:
    for facts in (
        {"title": " "},
        {"language": "Russian"},
        {"made_at": datetime(2026, 11, 3)},  # noqa: DTZ001 -- the mistake
    ):
        with pytest.raises(WrongDocument):
            paper(Paragraph("x"), **facts)


def test_a_paper_knows_its_anchors() -> None:
    assert anchors(paper().blocks) == {"course", "p1"}


def test_runs_are_one_text_for_who_does_not_care_how_they_look() -> None:
    assert plain((Run("a", bold=True), Run("b"))) == plain("ab") == "ab"


def test_no_level_of_headings_is_left_out() -> None:
    given = (3, 3, 1, 3, 2, 3)
    made = in_order(tuple(Heading("x", level=level) for level in given))
    assert [one.level for one in made if isinstance(one, Heading)] == [1, 2, 1, 2, 2, 3]


def test_a_heading_that_nobody_sees_is_none_and_an_anchor_is_in_one_place() -> None:
    given = (Heading("\u202e", anchor="p"), Heading("x", anchor="p"), Paragraph("y", anchor="p"))
    assert list(in_order(given)) == [Heading("x", anchor="p"), Paragraph("y")]
