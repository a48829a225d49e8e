"""Working Group reports and their addenda, as published."""

from collections import Counter
from pathlib import Path

import pytest

from kenes.engines import undocs
from kenes.engines.undocs.pages import running
from kenes.engines.undocs.recommending import part
from kenes.engines.undocs.report import items_of, position_of
from kenes.engines.undocs.types import Position

RESTARTING = """II. Conclusions and/or recommendations
95. The recommendations listed below enjoy the support of Atlantis:
1. Ratify the Covenant, as noted in paragraph
2 of the report (Norway);
2. Consider (Slovenia)/ratify (Republic of Korea) the Convention;
96. The recommendations below did not enjoy the support of Atlantis:
1. Abolish the death penalty (Iran (Islamic
Republic of), Chad).
97. All conclusions and/or recommendations contained in the present report reflect
"""


def test_numbers_that_restart_belong_to_their_paragraph() -> None:
    items = list(items_of(running([RESTARTING])))
    assert [item.number for item in items] == ["95.1", "95.2", "96.1"]
    assert [item.position for item in items] == [
        Position.SUPPORTED,
        Position.SUPPORTED,
        Position.NOTED,
    ]
    assert [item.states for item in items] == [("NOR",), ("SVN", "KOR"), ("IRN", "TCD")]


def test_the_states_leave_the_text_and_other_parentheses_stay() -> None:
    text, states, doubts = part("Ratify the Protocol (OP-CAT) soon (Spain) (France);4")
    assert (text, states, doubts) == ("Ratify the Protocol (OP-CAT) soon", ("ESP", "FRA"), ())


def test_a_name_that_is_no_state_is_a_doubt() -> None:
    _, states, doubts = part("Ratify the Protocol (Norway, Ruritania);")
    assert states == ("NOR",)
    assert doubts[0].code == "state-unknown"
    assert doubts[0].facts == {"name": "ruritania"}


@pytest.mark.parametrize(
    ("heading", "position"),
    [
        ("The recommendations below did not enjoy the support of Mali", Position.NOTED),
        ("have been examined by and enjoy the support of Fiji", Position.SUPPORTED),
        ("will be examined by Iraq which will provide responses", Position.PENDING),
        ("Composition of the delegation", Position.UNKNOWN),
    ],
)
def test_the_heading_tells_the_position(heading: str, position: Position) -> None:
    assert position_of(heading) is position


def test_kazakhstan_2014_is_read_whole(shared_data: Path) -> None:
    path = shared_data / "upr-reports" / "kazakhstan2014.pdf"
    reading = undocs.read(path, name=path.name)
    assert (reading.symbol, reading.country, reading.session, reading.cycle) == (
        "A/HRC/28/10",
        "KAZ",
        "20",
        2,
    )
    assert reading.published == "2014-12-10"
    counted = Counter(item.position for item in reading.items)
    assert counted == {Position.SUPPORTED: 143, Position.NOTED: 51}
    first = reading.items[0]
    assert first.page == 14
    assert first.span is not None
    assert "criminalize torture" in " ".join(reading.text[slice(*first.span)].split())


def test_an_addendum_answers_every_paragraph(shared_data: Path) -> None:
    folder = shared_data / "ohchr-matrices"
    report = undocs.read(folder / "g1423930.pdf", name="report.pdf")
    answers = undocs.read(folder / "g1504261.txt", name="addendum.txt")
    assert answers.kind is undocs.Kind.ADDENDUM
    counted = Counter(i.position for i in undocs.apply_addendum(report, answers).items)
    assert counted == {Position.SUPPORTED: 142, Position.NOTED: 21}


def test_upr_info_is_read_to_the_last_row(shared_data: Path) -> None:
    path = shared_data / "upr-info" / "sessions-6-9.csv"
    reading = undocs.read(path, name=path.name)
    assert len(reading.items) == 8343
    assert reading.problems == ()
    of_kazakhstan = [i for i in reading.items if (i.country, i.session) == ("KAZ", "7")]
    assert len(of_kazakhstan) == 129
