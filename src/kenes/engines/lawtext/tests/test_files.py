"""Acts out of real files: whatever kind they are, the same act; what is none says why."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kenes.engines.lawtext.akn import Identity, written
from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.files import read_act
from kenes.engines.lawtext.reading import Doubt, Reading
from kenes.engines.lawtext.tree import Kind, walk

LINES = [
    "О порядке обращений",
    "Глава 1. Общие положения",
    "Статья 1. Основные понятия",
    "1. Обращение – письменное заявление.",
    "2. Срок ответа – пять рабочих дней.",
    "1) для министерств;",
    "2) для акиматов.",
    "Статья 12¹. Жалобы",
    "Жалоба подаётся в суд.",
]
ANCHORS = [
    "chp_1",
    "art_1",
    "art_1__para_1",
    "art_1__para_2",
    "art_1__para_2__subpara_1",
    "art_1__para_2__subpara_2",
    "art_12-1",
]


def anchors(reading: Reading) -> list[str]:
    return [placed.anchor for placed in walk(reading.act) if placed.unit.kind != Kind.INDENT]


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word(lines: list[str] = LINES) -> Any:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def as_html() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in LINES).replace("12¹", "12<sup>1</sup>")
    page = f"<nav><p>Статья 99. Меню</p></nav>{body}<script>Статья 98. x</script>"
    return f"<!doctype html><html><head><title>x</title></head><body>{page}</body></html>".encode()


MARKDOWN = """# О порядке обращений

## Глава 1. Общие положения

### Статья 1. Основные понятия

1. Обращение – письменное заявление.
2. Срок ответа – пять рабочих дней.

1) для министерств;
2) для акиматов.

### Статья 12¹. Жалобы

Жалоба подаётся
в суд.
"""


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        ("\n".join(LINES).encode(), "act.txt", "text"),
        ("\r\n".join(LINES).encode("utf-16"), "act.txt", "text"),
        ("\n".join(LINES).replace("¹", "-1").encode("cp1251"), "act.txt", "text"),
        (as_html(), "act.html", "html"),
        (MARKDOWN.encode(), "act.md", "markdown"),
        (saved(word()), "act.docx", "docx"),
        (saved(word()), "act", "docx"),
    ],
    ids=["utf8", "utf16", "cp1251", "html", "markdown", "docx", "docx-without-name"],
)
def test_the_same_act_out_of_every_kind_of_file(data: bytes, name: str, kind: str) -> None:
    found = read_act(data, name, language="ru")
    assert found.kind == kind
    assert found.act.title == "О порядке обращений"
    assert anchors(found) == ANCHORS


def test_an_export_is_read_again() -> None:
    act = read_act("\n".join(LINES).encode(), "a.txt", language="ru").act
    day = date(2024, 1, 1)
    identity = Identity(country="kz", number="1", enacted_on=day, version_on=day)
    found = read_act(written(act, identity), "act.xml", language="ru")
    assert (found.kind, found.act, found.version_on) == ("akn", act, day)


def numbered(document: Any) -> None:
    """A list with the words of articles in its numbers, and paragraphs beneath, as Word keeps."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, text) in enumerate((("decimal", "Статья %1."), ("decimal", "%2."))):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            one = OxmlElement(tag)
            one.set(qn("w:val"), value)
            level.append(one)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    root.append(number)


def put_in_list(paragraph: Any, depth: int) -> None:
    facts = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    facts.get_or_add_ilvl().val = depth
    facts.get_or_add_numId().val = 77


def test_numbers_that_the_word_processor_gives_are_read() -> None:
    document = Document()
    numbered(document)
    document.add_paragraph("Закон")
    for text, depth in (("Право", 0), ("Каждый.", 1), ("Никто.", 1), ("Суд", 0), ("Все.", 1)):
        put_in_list(document.add_paragraph(text), depth)
    found = read_act(saved(document), "law.docx", language="ru")
    assert anchors(found) == ["art_1", "art_1__para_1", "art_1__para_2", "art_2", "art_2__para_1"]
    assert found.act.units[0].heading == "Право"
    assert found.problems == ()


def tracked(tag: str, text: str) -> Any:
    document = word()
    change = OxmlElement(f"w:{tag}")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText" if tag == "del" else "w:t")
    words.text = text
    run.append(words)
    change.append(run)
    document.paragraphs[3]._p.append(change)
    return document


@pytest.mark.parametrize("tag", ["ins", "del", "moveFrom", "moveTo"])
def test_tracked_changes_are_named_and_never_guessed(tag: str) -> None:
    with pytest.raises(FileError) as told:
        read_act(saved(tracked(tag, "немедленно")), "act.docx", language="ru")
    assert told.value.code == "tracked"
    assert told.value.facts == {"n": 1, "words": "немедленно"}


def test_what_is_no_law_is_left_out_and_named() -> None:
    document = word(
        [
            "Закон",
            "Глава 1. Общее",
            "Статья 1. Понятия",
            "Статья 2. Сроки",
            "Глава 1. Общее",
            "Статья 1. Понятия",
            "Текст.",
            "Сноска. Статья 1 с изменениями от 1 мая.",
            "Статья 2. Сроки",
            "Пять дней.",
        ]
    )
    secret = document.add_paragraph().add_run("Тайный абзац.")
    secret.font.hidden = True
    found = read_act(saved(document), "act.docx", language="ru")
    assert anchors(found) == ["chp_1", "art_1", "art_2"]
    assert {one.kind: one.count for one in found.passed} == {
        "hidden": 1,
        "note": 1,
        "contents": 3,
    }
    assert "Тайный" not in str(found.act)


def test_an_act_without_articles_and_one_that_repeats_itself_are_read_with_a_doubt() -> None:
    plain = read_act("Приказ\n1. Внести.\n2. Опубликовать.".encode(), "a.txt", language="ru")
    assert [one.doubt for one in plain.problems] == [Doubt.NO_ARTICLES]
    twice = "Закон\nСтатья 12-1. А\nа.\nСтатья 12¹. Б\nб."
    found = read_act(twice.encode(), "a.txt", language="ru")
    assert [(one.doubt, one.line, one.about) for one in found.problems] == [
        (Doubt.REPEATED, 4, "art_12-1+2"),
        (Doubt.OUT_OF_ORDER, 2, "12-1"),
    ]


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;">]>'
)
AKN = b'<akomaNtoso xmlns="%s"><act><meta/><body/></act></akomaNtoso>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\n ", "a.txt", "empty"),
        (b"%PDF-1.7 ...", "act.docx", "pdf"),
        (b"\x00\x01\x02\x03 nothing", "a.txt", "binary"),
        (bytes(range(1, 32)) * 20 + b"\x81", "a.txt", "binary"),
        (b"PK\x03\x04 cut short", "a.docx", "damaged"),
        (archive({"xl/workbook.xml": b"<a/>"}), "a.docx", "not_an_act_file"),
        (archive({"word/document.xml": b"<a"}), "a.docx", "damaged"),
        (archive({"word/document.xml": ENTITY + b"<a>&x;</a>"}), "a.docx", "doctype"),
        (
            archive({"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}),
            "a.docx",
            "too_large",
        ),
        (
            archive({f"{n}": b"" for n in range(5_001)} | {"word/document.xml": b"<a/>"}),
            "a.docx",
            "too_large",
        ),
        (b"<?xml version='1.0'?><invoice/>", "a.xml", "not_an_act_file"),
        (ENTITY + AKN % b"http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "a.xml", "akn"),
        (LAUGHS + AKN % b"http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "a.xml", "akn"),
        (AKN % b"urn:another:house", "a.xml", "akn"),
        (AKN % b"http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "a.xml", ""),
        (AKN % b"http://docs.oasis-open.org/legaldocml/ns/akn/3.0/WD17", "a.xml", ""),
        (b"x" * 300_000, "a.txt", "too_long"),
        (b"a\n" * 200_001, "a.txt", "no_text"),
        (b"<html><body>" + b"<div>" * 10_000 + b"Article 1. A", "a.html", "damaged"),
        (b"<html><body><p>1. a <ins>b</ins></p>", "a.html", "tracked"),
        (b"<html><body><script>alert(1)</script></body></html>", "a.html", "no_text"),
        (b"\xff\xfe\x00", "a.txt", "damaged"),
        (b"{\\rtf1\\ansi Law}", "a.doc", "not_an_act_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a.doc", "not_an_act_file"),
        (b'[{"text": "Law"}]', "a.txt", "not_an_act_file"),
        (b"> " * 90 + b"Deep", "a.md", "damaged"),
        (b"# A\n\n" + b"word " * 2_000_000, "a.md", "too_long"),
        (b"# A\n\n" + (b"word " * 60 + b"\n") * 30_000, "a.md", "too_large"),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong(data: bytes, name: str, code: str) -> None:
    if not code:
        read_act(data, name, language="ru")
        return
    with pytest.raises(FileError) as told:
        read_act(data, name, language="ru")
    assert told.value.code == code
    assert "passwd" not in str(told.value.facts).replace("file:///etc/passwd", "")


def test_a_number_of_a_list_of_the_web_is_written_where_it_is_not() -> None:
    page = "<html><body><h1>Act</h1><p>Article 1. A</p><ol start=4><li>One.<li>Two.</ol>"
    found = read_act(page.encode(), "a.html", language="en")
    assert anchors(found) == ["art_1", "art_1__para_4", "art_1__para_5"]
