"""DOCX: what Word and LibreOffice find in it, and what they do not."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from kenes.engines.typeset import Paragraph, Run, Table, to_docx
from kenes.engines.typeset.tests.making import HOSTILE, KAZAKH, MADE_AT, everywhere, paper


def read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def all_text(content: bytes) -> str:
    root = etree.fromstring(parts_of(content)["word/document.xml"])
    return "".join(root.itertext(qn("w:t")))


def test_parts_have_styles_and_not_looks() -> None:
    made = read(to_docx(paper()))
    styles = {one.style.name: one.text for one in made.paragraphs}
    assert styles["Title"] == "Протокол заседания M-2026-004"
    assert styles["Heading 1"] == "Ход заседания"
    assert styles["Heading 2"] == "Вопрос 1"
    assert styles["Masthead"] == "Диалоговая площадка"
    assert styles["Caption"] == "План"
    assert styles["List Bullet"] == "Второе"
    assert styles["Numbered Paragraph"].startswith("2.\t")
    assert styles["Small Paragraph"] == "Исправление 1"


def test_the_head_of_a_table_repeats_and_a_row_of_one_cell_goes_over_all() -> None:
    table = next(one for one in read(to_docx(paper())).tables if len(one.columns) == 3)
    head, section = table.rows[0], table.rows[1]
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert section._tr.trPr is None
    assert [cell.text for cell in head.cells] == ["№", "Мероприятие", "Срок"]
    assert {cell.text for cell in section.cells} == {"Раздел I"}
    assert len(table.rows) == 82
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "План"


@pytest.mark.parametrize("landscape", [False, True])
def test_the_sheet_has_the_margins_of_official_papers(landscape: bool) -> None:
    section = read(to_docx(paper(landscape=landscape))).sections[0]
    found = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    asked = (297, 210, 20, 15) if landscape else (210, 297, 30, 15)
    # Word counts in twentieths of a point.
    assert [round(length.mm, 1) for length in found] == list(asked)
    assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (20, 20)


def test_pages_are_counted_by_fields_and_the_first_has_no_running_head() -> None:
    section = read(to_docx(paper(mark="Проект"))).sections[0]
    assert section.different_first_page_header_footer
    assert "Проект" in section.header.paragraphs[0].text
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        codes = [one.text.strip() for one in footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_it_says_its_language_and_that_of_a_paragraph_in_another() -> None:
    made = read(to_docx(paper(Paragraph("words", language="en"), Paragraph("слова"))))
    default = made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == "ru"
    spoken = [one.get(qn("w:val")) for one in made.element.iter(qn("w:lang"))]
    assert spoken == ["en"]
    assert made.core_properties.language == "ru"


def test_it_names_no_machine_and_no_author() -> None:
    content = to_docx(paper(subject="Протокол"))
    facts = read(content).core_properties
    assert (facts.title, facts.subject) == ("Протокол заседания M-2026-004", "Протокол")
    assert (facts.author, facts.last_modified_by, facts.comments) == ("", "", "")
    assert facts.created == facts.modified == MADE_AT
    names = parts_of(content).keys()
    assert not [one for one in names if "thumbnail" in one or "customXml" in one or "app" in one]
    assert b"python-docx" not in b"".join(parts_of(content).values())


def test_equal_papers_are_equal_bytes() -> None:
    assert to_docx(paper()) == to_docx(paper())
    assert to_docx(paper()) != to_docx(paper(made_at=MADE_AT + timedelta(minutes=1)))


def test_no_text_is_taken_for_markup() -> None:
    content = to_docx(everywhere(HOSTILE))
    text = all_text(content)
    for part in ("<script>alert(1)</script> &amp; ]]>", "عدالة", "עברית", "😀 日本"):
        assert text.count(part) >= 10
    assert not set("\x00\x07\x1b\u202e") & set(text)
    document = parts_of(content)["word/document.xml"]
    assert not list(etree.fromstring(document).iter(qn("w:fldSimple"), qn("w:instrText")))


@pytest.mark.parametrize("text", ["Ж" * 10_000, "\n" * 300, "", " "], ids=len)
def test_any_text_makes_a_paper(text: str) -> None:
    assert read(to_docx(everywhere(f"T{text}"))).paragraphs


def test_kazakh_letters_and_line_breaks_stay() -> None:
    made = read(to_docx(paper(Paragraph(f"{KAZAKH}\nекінші жол"))))
    assert made.paragraphs[-1].text == f"{KAZAKH}\nекінші жол"


def test_only_links_to_the_web_leave_the_file() -> None:
    addresses = ("https://un.org/a?b=1", "http://un.org", "file:///etc/x", "\\\\host\\share")
    links = tuple(Run(one, link=one) for one in (*addresses, "#p1", "#nowhere"))
    made = read(to_docx(paper(Paragraph(links), Paragraph("x", anchor="p1"))))
    outside = [one.target_ref for one in made.part.rels.values() if one.is_external]
    assert outside == ["https://un.org/a?b=1"]
    inside = [one.get(qn("w:anchor")) for one in made.element.iter(qn("w:hyperlink"))]
    assert inside == [None, "a-p1"]
    assert [one.get(qn("w:name")) for one in made.element.iter(qn("w:bookmarkStart"))] == ["a-p1"]


def test_a_table_fits_between_the_margins() -> None:
    made = read(to_docx(paper(Table(head=("a", "b", "c"), rows=(), widths=(1, 2, 4)))))
    widths = [int(one.get(qn("w:w"))) for one in made.tables[0]._tbl.tblGrid]
    assert 9340 <= sum(widths) <= 9355  # 165 mm in twentieths of a point
    assert widths[2] == pytest.approx(widths[0] * 4, abs=4)


def test_short_rows_stay_whole_and_long_ones_may_go_over_pages() -> None:
    made = read(to_docx(paper(Table(head=("a",), rows=(("short",), ("long " * 600,))))))
    kept = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in made.tables[0].rows]
    assert kept == [True, True, False]


def test_what_is_new_is_underlined_and_what_is_gone_struck_out() -> None:
    words = (Run("суток", mark="del"), Run("часа", bold=True, mark="ins", language="en"))
    made = read(to_docx(paper(Paragraph(words))))
    runs = {run.text: run for one in made.paragraphs for run in one.runs}
    assert runs["суток"].font.strike
    assert not runs["суток"].font.underline
    assert runs["часа"].font.underline
    assert not runs["часа"].font.strike
