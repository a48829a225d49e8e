"""A paper with one block of each kind, and ways to look into what was made."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdfium2

from kenes.engines.typeset import (
    Block,
    Document,
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
)

MADE_AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
KAZAKH = "Әлеуметтік ғылым, қоңыр өзен, ұлы үміт, һәм іс: ӘҒҚҢӨҰҮҺІ әғқңөұүһі"
HOSTILE = (
    '#read("/etc/passwd") #import "x.typ" $x^2$ *bold* _it_ @ref <label> // gone /* gone */ '
    "\\n `raw` = Head \x00\x07\x1b[31m <script>alert(1)</script> &amp; ]]> {{ 7*7 }} "
    "\u202eعدالة\u202c עברית 😀 日本 \ud800 \ufffe"
)
BLOCKS: tuple[Block, ...] = (
    Note("Это проект.", strong=True),
    KeyValues((("Место", "Астана"), ("Время", (Run("10:00", bold=True),)))),
    Heading("Ход заседания", anchor="course"),
    Heading("Вопрос 1", level=2),
    Paragraph(f"{KAZAKH}. " * 6, number="1.", anchor="p1", language="kk"),
    Paragraph("Исправление 1", small=True),
    Paragraph((Run("см. пункт 1", link="#p1"), Run(" и "), Run("сайт", link="https://un.org/a"))),
    ListBlock(("Первое", "Второе")),
    ListBlock(("Первое", "Второе"), ordered=True),
    Table(
        head=("№", "Мероприятие", "Срок"),
        rows=(("Раздел I",), *((str(n), "Подготовить проект", "2026") for n in range(80))),
        widths=(1, 6, 2),
        caption="План",
    ),
    PageBreak(),
    Signatures((Signature("Председатель", "Ф. Искакова", "утвердила"), Signature("Секретарь"))),
)


def paper(*blocks: Block, **facts: Any) -> Document:
    """A Russian paper; by default with all kinds of blocks."""
    values: dict[str, Any] = {
        "title": "Протокол заседания M-2026-004",
        "language": "ru",
        "made_at": MADE_AT,
        "blocks": blocks or BLOCKS,
        "masthead": "Диалоговая площадка",
        "left": "M-2026-004",
        "right": "Астана, 3 ноября 2026 г.",
        "lines": ("Квартальное заседание",),
        "head": "Протокол M-2026-004",
        "foot": "kenes.example",
    }
    return Document(**{**values, **facts})


def everywhere(text: str) -> Document:
    """A paper with a text in each place that has room for one."""
    return paper(
        Heading(text),
        Paragraph(text, number="1."),
        Paragraph((Run(text, bold=True, italic=True),), small=True),
        ListBlock((text,)),
        ListBlock((text,), ordered=True),
        Table(head=(text, "b"), rows=((text, text), (text,)), caption=text),
        KeyValues(((text, text),)),
        Note(text),
        Signatures((Signature(text, text, text),)),
        title=text,
        lines=(text,),
        **dict.fromkeys(("masthead", "left", "right", "head", "foot", "mark", "subject"), text),
    )


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the structure, in reading order; they last as long as ``pdf``."""

    def walk(node: Any) -> Iterator[pikepdf.Dictionary]:
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node.K)

    return list(walk(pdf.Root.StructTreeRoot))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, lines joined as a reader would copy them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range().replace("\r\n", "\n"))
            text.close()
            page.close()
        return found
    finally:
        document.close()


def words_of(pdf: bytes) -> str:
    """All its text, without spaces and hyphens at the ends of lines."""
    text = "".join(pages_of(pdf))
    return "".join(text.replace("\ufffe\n", "").replace("\u200b", "").split())
