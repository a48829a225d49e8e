"""A comparative table as a file, in the reader's language."""

import json
from collections.abc import Callable
from datetime import datetime

from kenes.engines.typeset import to_docx, to_pdf
from kenes.members import country
from kenes.proposals.table import exporting, printing
from kenes.proposals.table.exporting import Paper

# What each is called; the keys are endings of names.
FILES = {"pdf": "PDF", "docx": "DOCX", "xml": "Akoma Ntoso", "json": "JSON", "txt": "TXT"}


def made(paper: Paper, kind: str, now: datetime) -> bytes:
    """The file itself; ``kind``: one of ``FILES``. Of a version it is the same at any time."""
    at = now if paper.is_draft else paper.version.made_at
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: to_pdf(printing.document(paper, at)),
        "docx": lambda: to_docx(printing.document(paper, at)),
        "xml": lambda: exporting.as_bill(paper, country.code()),
        "json": lambda: _json(paper).encode(),
        "txt": lambda: exporting.as_text(paper).encode(),
    }
    return makers[kind]()


def _json(paper: Paper) -> str:
    return json.dumps(exporting.as_data(paper), ensure_ascii=False, indent=1) + "\n"
