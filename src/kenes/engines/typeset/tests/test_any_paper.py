"""Whatever blocks and texts are put together: a paper comes of it, as PDF/UA and as DOCX."""

import io

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenes.engines.typeset import (
    Block,
    Heading,
    KeyValues,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Signatures,
    Table,
    Text,
    to_docx,
    to_pdf,
)
from kenes.engines.typeset.tests.making import opened, paper

NASTY = ("", " ", "\n", "#", "\u202e", "ң", "عَدْل", "😀", "e\u0301", "\x00", "Ж" * 90, "a\u200db")
plain = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=4).map("".join)
links = st.sampled_from(("", "#p1", "#none", "https://un.org/", "javascript:x"))
runs = st.builds(
    Run,
    plain,
    bold=st.booleans(),
    italic=st.booleans(),
    link=links,
    language=st.sampled_from(("", "kk", "en")),
    mark=st.sampled_from(("", "ins", "del", "#x")),
)
texts: st.SearchStrategy[Text] = plain | st.lists(runs, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    row = st.lists(texts, min_size=columns, max_size=columns).map(tuple)
    rows = draw(st.lists(row | st.tuples(texts), max_size=4))
    head = draw(st.lists(plain, min_size=columns, max_size=columns))
    return Table(
        head=tuple(head), rows=tuple(rows), caption=draw(plain), hyphens=draw(st.booleans())
    )


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, texts, level=st.integers(1, 3), anchor=st.sampled_from(("", "p1"))),
    st.builds(Paragraph, texts, number=plain, small=st.booleans(), anchor=st.just("p1")),
    st.builds(Paragraph, texts, align=st.sampled_from(("left", "center", "right"))),
    st.builds(ListBlock, st.lists(texts, max_size=3).map(tuple), ordered=st.booleans()),
    st.builds(KeyValues, st.lists(st.tuples(plain, texts), max_size=3).map(tuple)),
    st.builds(Note, texts, strong=st.booleans()),
    st.builds(
        Signatures, st.lists(st.builds(Signature, plain, plain, plain), max_size=3).map(tuple)
    ),
    st.just(PageBreak()),
    tables(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(blocks, max_size=6), plain)
def test_a_paper_comes_of_any_blocks(found: list[Block], edge: str) -> None:
    made = paper(
        *found,
        title=f"{edge}\u202e",
        **dict.fromkeys(("masthead", "left", "right", "head", "foot", "mark"), edge),
        lines=(edge,),
    )
    assert opened(to_pdf(made)).pages
    assert docx.Document(io.BytesIO(to_docx(made))).sections
