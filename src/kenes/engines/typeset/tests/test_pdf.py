"""PDF/UA: what a reader, a screen reader and an archive find in it."""

from datetime import timedelta

import pytest
import typst

from kenes.engines.typeset import (
    NotTypeset,
    Paragraph,
    Run,
    Table,
    to_pdf,
)
from kenes.engines.typeset.pdf import _world
from kenes.engines.typeset.tests.making import (
    HOSTILE,
    KAZAKH,
    MADE_AT,
    everywhere,
    opened,
    pages_of,
    paper,
    tags,
    words_of,
)


def test_it_says_what_it_is_and_in_which_language() -> None:
    pdf = opened(to_pdf(paper(subject="Протокол")))
    assert str(pdf.Root.Lang) == "ru"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == "Протокол заседания M-2026-004"
    assert "/Author" not in pdf.docinfo
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
    assert str(pdf.docinfo.CreationDate) == "D:20261103093000Z"


def test_its_sheet_is_a4_lying_where_that_is_asked() -> None:
    for landscape, sheet in ((False, (595, 842)), (True, (842, 595))):
        pdf = opened(to_pdf(paper(landscape=landscape)))
        _left, _bottom, width, height = map(float, pdf.pages[0].MediaBox)
        assert (round(width), round(height)) == sheet


def test_every_part_is_tagged_as_what_it_is() -> None:
    pdf = opened(to_pdf(paper()))
    found = [str(tag.S) for tag in tags(pdf)]
    assert {"/Title", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/THead", "/Link"} <= {*found}
    assert found.count("/TH") == 3
    assert found.count("/TD") == 80 * 3 + 1
    assert found.index("/H1") < found.index("/Table")


def test_head_cells_say_that_they_head_columns() -> None:
    pdf = opened(to_pdf(paper()))
    heads = [tag for tag in tags(pdf) if tag.S == "/TH"]
    scopes = [str(facts.Scope) for tag in heads for facts in tag.A if "/Scope" in facts]
    assert scopes == ["/Column"] * 3


def test_the_head_of_a_table_is_on_each_page_it_goes_over() -> None:
    pages = pages_of(to_pdf(paper()))
    with_rows = [page for page in pages if "Подготовить проект" in page]
    assert len(with_rows) > 1
    assert all("Мероприятие" in page for page in with_rows)


def test_a_short_row_is_on_one_page_and_a_long_one_goes_over_some() -> None:
    short = pages_of(to_pdf(paper(Table(head=("a",), rows=(("первая\nвторая\nтретья",),) * 60))))
    assert all(page.count("первая") == page.count("третья") for page in short)
    assert len(pages_of(to_pdf(paper(Table(head=("a",), rows=(("слово " * 5_000,),)))))) > 3


@pytest.mark.parametrize("count", [50, 200, 500, 1_000])
def test_nothing_of_a_narrow_column_is_lost_at_the_end_of_a_page(count: int) -> None:
    table = Table(head=("a", "b"), rows=(("Ж " * count, "x"),), widths=(1, 16))
    pages = pages_of(to_pdf(paper(Paragraph("\n" * 20), table, landscape=True)))
    assert "".join(pages).count("Ж") == count


def test_pages_are_counted_and_carry_the_number_of_the_paper() -> None:
    pages = pages_of(to_pdf(paper()))
    assert len(pages) > 2
    for place, page in enumerate(pages, 1):
        assert f"{place} / {len(pages)}" in page
        assert "M-2026-004" in page


def test_kazakh_letters_are_letters_in_it() -> None:
    assert "".join(KAZAKH.split()) in words_of(to_pdf(paper(Paragraph(KAZAKH))))


def test_a_paragraph_in_another_language_says_so() -> None:
    pdf = opened(to_pdf(paper(Paragraph("English words", language="en"), Paragraph("Русские"))))
    assert "en" in {str(tag.get("/Lang", "")) for tag in tags(pdf)}


def test_equal_papers_are_equal_bytes_and_another_minute_is_another() -> None:
    assert to_pdf(paper()) == to_pdf(paper())
    assert to_pdf(paper()) != to_pdf(paper(made_at=MADE_AT + timedelta(minutes=1)))


def test_no_text_is_taken_for_markup_or_an_address() -> None:
    """As it was written stands what could be a program, a formula, a link or a comment."""
    words = words_of(to_pdf(everywhere(HOSTILE)))
    for part in (
        '#read("/etc/passwd")',
        '#import"x.typ"',
        "$x^2$",
        "*bold*_it_@ref<label>//gone/*gone*/",
        "<script>alert(1)</script>&amp;]]>{{7*7}}",
    ):
        assert words.count(part) >= 12
    assert "root:" not in words


def test_what_no_font_has_is_stood_in_for_and_said() -> None:
    said = "Знак □ заменяет недостающие."
    with_emoji = words_of(to_pdf(paper(Paragraph("Сад 😀 日"), lacking=said)))
    assert "Сад□□" in with_emoji
    assert "".join(said.split()) in with_emoji
    assert "заменяет" not in words_of(to_pdf(paper(Paragraph("Сад"), lacking=said)))


@pytest.mark.parametrize(
    "text",
    [
        "Ж" * 10_000,
        "é\u0301\u0327\u0338" * 40,  # marks upon marks, of several fonts
        "ឩ្ ཀྵ \u0e3f\u0301\u05b0\u0300 अ\u0301",
        "\u202e\u2066abc\u2069\u202c" * 50,
        "\n" * 300,
        "",
        " ",
    ],
    ids=["long-word", "many-marks", "scripts", "directions", "lines", "empty", "space"],
)
def test_any_text_makes_a_paper(text: str) -> None:
    assert opened(to_pdf(everywhere(f"T{text}"))).pages


def test_a_word_longer_than_any_stays_on_the_sheet() -> None:
    pages = pages_of(to_pdf(paper(Paragraph("Ж" * 10_000))))
    assert "".join(pages).count("Ж") == 10_000
    assert len(pages) > 2


def test_links_lead_to_the_web_encrypted_or_within_the_paper() -> None:
    addresses = ("https://un.org/a?b=1", "http://un.org", "javascript:alert(1)", "file:///etc/x")
    links = tuple(Run(f"{one} ", link=one) for one in (*addresses, "#p1", "#nowhere"))
    pdf = opened(to_pdf(paper(Paragraph(links), Paragraph("x", anchor="p1"))))
    notes = list(pdf.pages[0].Annots)
    assert [str(one.A.URI) for one in notes if "/A" in one] == ["https://un.org/a?b=1"]
    assert ["/Dest" in one for one in notes] == [False, True]


def test_nothing_acts_when_it_is_opened() -> None:
    pdf = opened(to_pdf(everywhere(HOSTILE)))
    assert {"/OpenAction", "/AA", "/AcroForm", "/EmbeddedFiles"}.isdisjoint(pdf.Root.keys())


@pytest.mark.parametrize(
    "source",
    ['#read("/../blocks.py")', '#read("/etc/passwd")', '#import "@preview/cetz:0.4.0": *'],
)
def test_even_a_template_of_ours_would_reach_no_file_and_no_package(source: str) -> None:
    with pytest.raises(typst.TypstError, match="file|package|root"):
        typst.compile(source.encode(), **_world())


def test_a_refusal_of_the_typesetter_is_told_as_ours() -> None:
    with pytest.raises(NotTypeset):
        to_pdf(paper(Table(head=("a", "b"), rows=(), widths=(float("inf"), 1))))


def test_what_is_new_is_underlined_and_what_is_gone_struck_out() -> None:
    words = (Run("в течение "), Run("суток", mark="del"), Run("часа", bold=True, mark="ins"))
    plain = tuple(Run(run.text, bold=run.bold) for run in words)
    marked, bare = (to_pdf(paper(Table(head=("a",), rows=((one,),)))) for one in (words, plain))
    assert words_of(marked) == words_of(bare)
    assert _lines(marked) - _lines(bare) == 2  # one under, one through


def _lines(pdf: bytes) -> int:
    file = opened(pdf)
    return file.pages[0].Contents.read_bytes().count(b" l\n")


def test_words_of_a_law_are_not_parted_at_the_ends_of_lines() -> None:
    text = "Қылмыстық қудалау органдарының лауазымды адамдарына ұсынылатын құжаттамалары " * 6
    parted, whole = (
        pages_of(to_pdf(paper(Table(("a", "b"), ((text, ""),), (2, 9), hyphens=one))))
        for one in (True, False)
    )
    assert "\ufffe" in "".join(parted)
    assert "\ufffe" not in "".join(whole)
    assert "".join("".join(whole).split()).count("құжаттамалары") == 6


def test_a_word_wider_than_its_column_stays_in_it() -> None:
    table = Table(("a", "b"), (("Ж" * 300, "x"),), widths=(1, 9), hyphens=False)
    pages = pages_of(to_pdf(paper(table, landscape=True)))
    longest = max(len(line) for line in "".join(pages).split("\n") if "Ж" in line)
    assert longest < 20
    assert "".join(pages).count("Ж") == 300
