"""Official papers as PDF/UA and DOCX, out of the same blocks. No Django.

    paper = Document(title="Протокол", language="ru", made_at=now, blocks=(
        Heading("Порядок ведения"),
        Paragraph("Заседание открыл председатель.", number="1"),
        Table(head=("№", "Мероприятие"), rows=(("1", "…"),), caption="План"),
    ))
    to_pdf(paper), to_docx(paper)

Words of others are data throughout: nothing in them is taken for markup, a file or an address.
"""

from kenes.engines.typeset.blocks import (
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
    Text,
)
from kenes.engines.typeset.docx import to_docx
from kenes.engines.typeset.errors import NotTypeset, TypesetError, WrongDocument
from kenes.engines.typeset.pdf import to_pdf

__all__ = [
    "Block",
    "Document",
    "Heading",
    "KeyValues",
    "ListBlock",
    "NotTypeset",
    "Note",
    "PageBreak",
    "Paragraph",
    "Run",
    "Signature",
    "Signatures",
    "Table",
    "Text",
    "TypesetError",
    "WrongDocument",
    "to_docx",
    "to_pdf",
]
