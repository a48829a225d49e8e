"""UN and OSCE documents in, recommendations out. No Django, no product.

``check`` a file first; ``open_source`` streams its entries; ``read`` takes all of them at once.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2

from kenes.engines.undocs import addendum, matrix, report, table, uhri
from kenes.engines.undocs.errors import MappingNeeded, NotUnderstood, UndocsError
from kenes.engines.undocs.facts import facts_of
from kenes.engines.undocs.guard import FileType, check
from kenes.engines.undocs.mapping import UPR_INFO, Mapping
from kenes.engines.undocs.pages import docx_pages, pdf_pages, running, text_pages
from kenes.engines.undocs.types import (
    Action,
    Doubt,
    Item,
    Kind,
    Position,
    Problem,
    Reading,
)

__all__ = [
    "Action",
    "Doubt",
    "FileType",
    "Item",
    "Kind",
    "Mapping",
    "MappingNeeded",
    "NotUnderstood",
    "Position",
    "Problem",
    "Reading",
    "Source",
    "UndocsError",
    "as_rows",
    "check",
    "open_source",
    "read",
    "render_page",
]

_PAGES = {".pdf": pdf_pages, ".docx": docx_pages, ".txt": text_pages}
_FIRST_PAGES = 4  # the symbol stands on the first page, the session in the introduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document being read: what it says of itself, and its entries as they are found."""

    kind: Kind
    entries: Iterator[Item | Problem]
    symbol: str = ""
    title: str = ""
    mechanism: str = ""
    country: str = ""
    session: str = ""
    cycle: int | None = None
    published: str = ""
    language: str = "en"
    page_count: int | None = None
    text: str = ""


def open_source(
    path: Path, *, name: str, kind: Kind | None = None, mapping: Mapping | None = None
) -> Source:
    """Begin to read a file of a known or guessed kind. Raises a kind of UndocsError."""
    file_type = check(path, name)
    if file_type.media_type == "text/csv":
        if mapping is None and not table.is_upr_info(path, name):
            raise MappingNeeded(f"{name}: say which column holds what.", name=name)
        known = Kind.TABLE if mapping else Kind.UPR_INFO
        entries = table.entries(path, name, mapping or UPR_INFO)
        return Source(kind=kind or known, entries=entries, mechanism="" if mapping else "UPR")
    if file_type.extension == ".xlsx":
        return Source(kind=Kind.UHRI_XLSX, entries=uhri.rows_of(path, name))
    if file_type.extension == ".json":
        return Source(kind=Kind.UHRI_JSON, entries=uhri.annotations_of(path, name))
    is_docx = file_type.extension == ".docx"
    if is_docx and kind in {None, Kind.MATRIX} and (kind or matrix.is_matrix(path, name)):
        found = list(matrix.items_of(path, name))
        symbol = matrix.symbol_of(found)
        return Source(kind=Kind.MATRIX, entries=iter(found), symbol=symbol, mechanism="UPR")
    return _document(path, name, file_type, kind)


def _document(path: Path, name: str, file_type: FileType, kind: Kind | None) -> Source:
    pages = _PAGES[file_type.extension](path, name)
    first = "\n".join(pages[:_FIRST_PAGES])[:20_000]
    facts, whole = facts_of(first), running(pages)
    is_addendum = "/Add." in facts.symbol or "\nAddendum" in first.replace(" ", "")
    kind = kind or (Kind.ADDENDUM if is_addendum else Kind.UPR_REPORT)
    if kind is Kind.ADDENDUM:
        entries = addendum.items_of(whole, facts.symbol.partition("/Add.")[0])
    else:
        entries = report.items_of(whole)
    return Source(
        kind=kind,
        entries=_named(entries, name),
        symbol=facts.symbol,
        title=facts.title,
        mechanism="UPR",
        country=facts.country,
        session=facts.session,
        cycle=facts.cycle,
        published=facts.published,
        page_count=len(pages) if file_type.extension == ".pdf" else None,
        text=whole.text,
    )


def _named(entries: Iterator[Item], name: str) -> Iterator[Item | Problem]:
    """The entries; an error on the way names the file."""
    try:
        yield from entries
    except NotUnderstood as error:
        raise NotUnderstood(f"{name}: {error}", name=name) from error


def read(
    path: Path, *, name: str, kind: Kind | None = None, mapping: Mapping | None = None
) -> Reading:
    """All of a file at once. Raises a kind of UndocsError."""
    source = open_source(path, name=name, kind=kind, mapping=mapping)
    entries = tuple(source.entries)
    return Reading(
        source=name,
        kind=source.kind,
        items=tuple(entry for entry in entries if isinstance(entry, Item)),
        problems=tuple(entry for entry in entries if isinstance(entry, Problem)),
        symbol=source.symbol,
        country=source.country,
        session=source.session,
        cycle=source.cycle,
        published=source.published,
        language=source.language,
        title=source.title,
        text=source.text,
        page_count=source.page_count,
    )


def apply_addendum(reading: Reading, answers: Reading) -> Reading:
    """The report with the positions its addendum tells; a bare ``18`` is the 18th item."""
    told = {item.number: item for item in answers.items}
    items = []
    for item in reading.items:
        answer = told.get(item.number) or told.get(item.number.rpartition(".")[2])
        if answer:
            item = replace(
                item, position=answer.position, position_verbatim=answer.position_verbatim
            )
        items.append(item)
    return replace(reading, items=tuple(items))


def as_rows(reading: Reading) -> list[dict[str, Any]]:
    """Plain objects for JSON and CSV: source, number, text, States, heading, position, page."""
    return [
        {
            "source": reading.source,
            "number": item.number,
            "text": item.text,
            "states": list(item.states),
            "heading": item.heading,
            "position": str(item.position),
            "page": item.page,
            "confidence": item.confidence,
        }
        for item in reading.items
    ]


def render_page(path: Path, number: int, width: int) -> bytes:
    """One page of a PDF (1-based) as a PNG of ``width`` pixels."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width()).to_pil()
        buffer = io.BytesIO()
        picture.convert("P", palette=1, colors=32).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()
    finally:
        document.close()
