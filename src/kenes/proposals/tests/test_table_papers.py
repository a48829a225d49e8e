"""A comparative table on paper and for machines: what a ministry sends, what a parser reads."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.utils.translation import override
from lxml import etree

from kenes.engines.lawtext.akn_parts import NAMESPACE
from kenes.engines.lawtext.tests.schema import schema_in
from kenes.engines.typeset import to_docx, to_pdf
from kenes.engines.typeset.tests.making import opened, pages_of, words_of
from kenes.proposals import exporting as proposals_exported
from kenes.proposals import recorded
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting
from kenes.proposals.table import exporting
from kenes.proposals.table import rows as having
from kenes.proposals.table.exporting import Paper
from kenes.proposals.table.printing import document
from kenes.proposals.table.reading import read
from kenes.proposals.tests.conftest import Table
from kenes.proposals.tests.laws import FIRST, Law, law

__all__ = ["law"]
AKN = {"a": NAMESPACE}
NASTY = (
    '1. <b>Адвокат</b> #read("/etc/passwd") $x^2$ &amp; ]]> {{ 7*7 }} '
    "\u202eعدالة\u202c 😀 \x0b допущен."
)


def paper_of(proposal: Proposal) -> Paper:
    proposal.refresh_from_db()
    version = proposal.versions.get(is_current=True)
    rows = having.working(proposal) if proposal.is_draft else having.taken(version)
    table = read(list(rows))
    return Paper(proposal=proposal, version=version, table=table, is_draft=proposal.is_draft)


@pytest.fixture
def sent(table: Table, law: Law) -> Proposal:
    """Three acts, each kind of amendment, one stacked on another, and words that would act."""
    draft = table.draft()
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    law.add(draft, "art_2__para_1", "1. Адвокат всегда допускается в течение часа.")
    law.add(draft, "art_1__para_1", NASTY)
    law.add(draft, "art_3")
    law.add(draft, "art_2", "Статья 2-1. Ещё\n1. Текст.\n1) часть.", change="insert")
    for code in ("second", "third"):
        act = law.act(code, f"Закон {code}")
        law.version(act, "Статья 1. Один\n1. Слово.\n", FIRST)
        law.add(draft, "статья 1", "Статья 1. Один\n1. Другое слово.", act=act)
    return drafting.submit(draft, actor=table.actor("clara"), now=table.now)


def test_the_paper_lies_and_has_its_head_on_every_page(sent: Proposal, table: Table) -> None:
    with override("ru"):
        made = document(paper_of(sent), table.now)
    pdf = to_pdf(made)
    file = opened(pdf)
    _left, _bottom, width, height = map(float, file.pages[0].MediaBox)
    assert width > height
    pages = pages_of(pdf)
    assert all(sent.number in page for page in pages)
    assert f"1 / {len(pages)}" in pages[0]
    words = words_of(pdf)
    for said in ("пункт1статьи2", "Адвокатвсегдадопускаетсявтечениечаса.", "статья2-1"):
        assert said in words
    assert "root:" not in words
    assert '#read("/etc/passwd")$x^2$&amp;]]>{{7*7}}' in words


def test_no_word_is_parted_at_the_end_of_a_line(sent: Proposal, table: Table) -> None:
    with override("kk"):
        pages = pages_of(to_pdf(document(paper_of(sent), table.now)))
    assert "\ufffe" not in "".join(pages)


def test_the_docx_marks_what_goes_and_what_comes(sent: Proposal, table: Table) -> None:
    with override("ru"):
        content = to_docx(document(paper_of(sent), table.now))
    made = docx.Document(io.BytesIO(content))
    (grid,) = [one for one in made.tables if len(one.columns) == 5]
    runs = [
        run for row in grid.rows for cell in row.cells for p in cell.paragraphs for run in p.runs
    ]
    assert any(run.font.strike and run.text == "суток" for run in runs)
    assert any(run.font.underline and run.bold and run.text == "часа" for run in runs)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        etree.fromstring(archive.read("word/document.xml"))  # hostile words are still words


def test_a_drafts_paper_says_that_it_is_one(table: Table, law: Law) -> None:
    draft = table.draft()
    law.add(draft, "art_3")
    with override("en"):
        made = document(paper_of(draft), table.now)
    assert made.mark == "Draft"
    assert draft.number not in words_of(to_pdf(made))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_bill_is_valid_and_says_what_it_does_to_which_provision(
    sent: Proposal, shared_data: Path, language: str
) -> None:
    with override(language):
        bill = exporting.as_bill(paper_of(sent), "kz")
    root = etree.fromstring(bill)
    schema_in(shared_data).assertValid(root)
    assert len(root.findall("a:bill/a:body/a:article", AKN)) == 3
    mods = [one.get("type") for one in root.findall(".//a:textualMod", AKN)]
    assert mods.count("insertion") == mods.count("repeal") == 1
    (repeal,) = [
        one for one in root.findall(".//a:textualMod", AKN) if one.get("type") == "repeal"
    ]
    (aim,) = repeal.findall("a:destination", AKN)
    assert aim.get("href") == "/akn/kz/act/2014-07-04/code/rus@2025-01-01#art_3"
    cells = root.findall(".//a:attachment//a:td", AKN)
    assert any("<b>Адвокат</b>" in (p.text or "") for cell in cells for p in cell)


def test_as_data_and_as_text_it_says_the_same(sent: Proposal) -> None:
    with override("en"):
        data, text = exporting.as_data(paper_of(sent)), exporting.as_text(paper_of(sent))
    assert json.loads(json.dumps(data)) == data
    rows = [row for act in data["acts"] for row in act["rows"]]
    assert [row["number"] for row in rows] == list(range(1, 8))
    assert all(row["proposed"].split("\n")[0] in text for row in rows)
    assert rows[2]["base"] != rows[2]["in_force"]  # the stacked one: order of the act
    told = next(proposals_exported.exported(iter([sent])))
    assert len(told["versions"][0]["table"]) == 7


def test_a_table_whose_text_is_missing_is_named_and_still_printed(
    table: Table, law: Law, shared_data: Path
) -> None:
    draft = table.draft()
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    sent = drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    sent.amendments.update(language="kk")
    with override("en"):
        paper = paper_of(sent)
        (said,) = exporting.missing(paper.table)
        assert "not in the house" in said
        assert "not in the house" in exporting.as_text(paper)
        assert "notinthehouse" in words_of(to_pdf(document(paper, table.now)))
        schema_in(shared_data).assertValid(etree.fromstring(exporting.as_bill(paper, "kz")))


def test_erased_words_are_nowhere_and_what_rested_on_them_makes_no_noise(
    sent: Proposal, table: Table
) -> None:
    rows: Any = sent.amendments.filter(version__isnull=False, anchor="art_2__para_1")
    first = rows.order_by("order").first()
    recorded._erase(sent.number, f"amendment.{first.pk}", True)
    paper = paper_of(sent)
    line = next(one for one in paper.table.lines if one.pk == first.pk)
    assert (line.is_erased, line.proposed) == (True, "")
    assert not any(line.is_blocked for line in paper.table.lines)
    with override("en"):
        assert "Erasedfromthepublicrecord" in words_of(to_pdf(document(paper, table.now)))
