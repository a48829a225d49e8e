"""The table of what the fonts have: neither more nor less than the typesetter says."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.typeset import Document, NotTypeset, Paragraph, to_pdf, words
from kenes.engines.typeset.letters import RANGES
from kenes.engines.typeset.pdf import _compiled
from kenes.engines.typeset.tests.making import opened, paper


def as_written(text: str) -> str:
    return text


def test_every_letter_of_the_table_is_set() -> None:
    letters = [
        chr(point)
        for first, last in RANGES
        for point in range(first, last + 1)
        if unicodedata.category(chr(point)) != "Cn"
    ]
    assert len(letters) > 5_000
    spread = "\n".join(letters)
    assert opened(_compiled(paper(Paragraph(spread)), as_written)).pages


@pytest.mark.parametrize("letter", ["😀", "日", "\u0f00", "\u0b85", "\ud7a3"])
def test_a_letter_outside_of_it_is_refused_as_it_is(letter: str) -> None:
    assert words.shown(letter) == words.STAND_IN
    with pytest.raises(Exception, match="could not be displayed"):
        _compiled(paper(Paragraph(letter)), as_written)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_no_text_whatever_stops_a_paper(text: str) -> None:
    try:
        made = to_pdf(paper(Paragraph(text)))
    except NotTypeset as error:
        raise AssertionError(repr(text)) from error
    assert opened(made).pages


def test_cleaning_leaves_nothing_that_xml_or_a_page_cannot_hold() -> None:
    assert words.clean("a\x00b\x0b\ud800\u202ec\r\nd\te\u2028f") == "ab\nc\nd e\nf"


def test_text_is_composed_so_that_short_i_is_one_letter() -> None:
    assert words.clean("и\u0306") == "й"


def test_stand_ins_keep_what_any_font_combines() -> None:
    assert words.surely_shown("№ 4 – «Ұлы» e\u0301 अ") == "№ 4 – «Ұлы» e□ □"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("министрліктерінің", "ми-нистр-лік-те-рі-нің"),
        ("ұйымдастырушылық", "ұйым-дас-ты-ру-шы-лық"),
        ("қабылдау", "қабылдау"),
    ],
)
def test_long_kazakh_words_may_break_between_syllables(word: str, parts: str) -> None:
    assert words.hyphened(word, "kk").replace("\u00ad", "-") == parts
    assert words.hyphened(word, "ru") == word


def test_a_document_is_a_plain_value() -> None:
    assert isinstance(paper(), Document)
    assert paper() == paper()
