"""A paper as PDF/UA-1: tagged, titled, in a language, with its fonts inside."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import typst

from kenes.engines.typeset import words
from kenes.engines.typeset.blocks import (
    Block,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    Note,
    Paragraph,
    Signatures,
    Table,
    Text,
    anchors,
    in_order,
    is_short,
    runs_of,
    widths_of,
)
from kenes.engines.typeset.errors import NotTypeset

Data = dict[str, Any]
_FOLDER = Path(__file__).parent / "template"  # all that the typesetter could read
_NO_GLYPH = "could not be displayed"
_LETTER = 1.9  # millimetres, of a table's type


def to_pdf(document: Document) -> bytes:
    """The paper as PDF 1.7, PDF/UA-1. Equal documents give equal bytes.

    A character that none of the fonts has is printed as □ and ``document.lacking`` said at the
    end. The texts travel as JSON; the template is fixed, and no text of it is markup.
    Raises NotTypeset when the typesetter refuses.
    """
    try:
        return _compiled(document, words.shown)
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise NotTypeset(f"The paper was not set: {error}") from error
    # Each character is in a font, but not all that stand upon one another are in the same.
    try:
        return _compiled(document, words.surely_shown)
    except typst.TypstError as error:
        raise NotTypeset(f"The paper was not set: {error}") from error


def _compiled(document: Document, show: Callable[[str], str]) -> bytes:
    packed = json.dumps(_Packing(document, show).packed(), ensure_ascii=False)
    # The template goes by its path: a source handed over as bytes takes one of 65,535 places
    # that the typesetter has for sources in a process, and never gives it back.
    pdf: bytes = typst.compile(
        str(_FOLDER / "paper.typ"),
        sys_inputs={"paper": packed},
        timestamp=int(document.made_at.timestamp()),
        **_world(),
    )
    return pdf


def _world() -> dict[str, Any]:
    """All that the typesetter knows of: one folder, the fonts inside it, no packages."""
    return {
        "root": str(_FOLDER),
        "package_path": str(_FOLDER),
        "package_cache_path": str(_FOLDER),
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "format": "pdf",
        "pdf_standards": ["ua-1"],
    }


@cache
def _fonts() -> typst.Fonts:
    """Those inside the typesetter, so that every machine makes the same paper."""
    return typst.Fonts(include_system_fonts=False)


class _Packing:
    """A document as plain data for the template; notes whether a character had to be stood in."""

    def __init__(self, document: Document, show: Callable[[str], str]) -> None:
        self._document, self._show = document, show
        self._blocks = tuple(in_order(document.blocks))
        self._anchors = anchors(self._blocks)
        self._lacks = False

    def packed(self) -> Data:
        document = self._document
        blocks = [self._block(block) for block in self._blocks]
        data: Data = {
            "title": self._line(words.title(document.title, document.left)),
            "subject": self._line(document.subject, words.LONGEST_TITLE) or None,
            "masthead": self._line(document.masthead, words.LONGEST_TITLE),
            "language": document.language,
            "landscape": document.landscape,
            **{
                name: self._line(getattr(document, name), words.EDGE)
                for name in ("left", "right", "head", "foot", "mark")
            },
            "lines": [self._runs(line) for line in document.lines],
            "blocks": blocks,
        }
        if self._lacks and document.lacking:
            blocks.append(self._block(Note(document.lacking)))
        return data

    def _block(self, block: Block) -> Data:
        match block:
            case Heading():
                return {
                    "kind": "heading",
                    "text": self._runs(block.text),
                    "level": block.level,
                    **_placed(block),
                }
            case Paragraph():
                number = {"number": self._line(block.number, 20)} if block.number else {}
                return {
                    "kind": "paragraph",
                    "text": self._runs(block.text),
                    "align": block.align,
                    "small": block.small,
                    **number,
                    **_placed(block),
                }
            case ListBlock():
                return {
                    "kind": "list",
                    "items": [self._runs(item) for item in block.items],
                    "ordered": block.ordered,
                    **_placed(block),
                }
            case Table():
                return self._table(block)
            case KeyValues():
                pairs = [[self._line(name), self._runs(text)] for name, text in block.pairs]
                return {"kind": "facts", "pairs": pairs}
            case Note():
                return {"kind": "note", "text": self._runs(block.text), "strong": block.strong}
            case Signatures():
                return {
                    "kind": "signatures",
                    "people": [
                        {
                            "office": self._line(one.office),
                            "name": self._line(one.name),
                            **({"when": self._line(one.when)} if one.when else {}),
                        }
                        for one in block.people
                    ],
                }
            case _:
                return {"kind": "page"}

    def _table(self, table: Table) -> Data:
        data: Data = {
            "kind": "table",
            "head": [self._runs(words.line(cell, words.EDGE), narrow=True) for cell in table.head],
            "rows": [
                {
                    "cells": self._cells(row, table),
                    "whole": is_short(row, table, landscape=self._document.landscape),
                }
                for row in table.rows
            ],
            "hyphens": table.hyphens,
            "widths": list(table.widths or (1.0,) * len(table.head)),
        }
        if table.caption:
            data["caption"] = self._line(table.caption)
        return data

    def _cells(self, row: tuple[Text, ...], table: Table) -> list[list[Data]]:
        """Where words are not hyphened, one that is wider than its column is broken anywhere."""
        if table.hyphens:
            return [self._runs(cell, narrow=True) for cell in row]
        widths = widths_of(row, table, landscape=self._document.landscape)
        return [
            self._runs(cell, longest=min(words.LONGEST_WORD, int(width / _LETTER) or 1))
            for cell, width in zip(row, widths, strict=True)
        ]

    def _runs(
        self, text: Text, *, narrow: bool = False, longest: int = words.LONGEST_WORD
    ) -> list[Data]:
        return [
            {
                "lines": self._words(
                    run.text, run.language if narrow else "und", longest=longest
                ).split("\n"),
                **({"bold": True} if run.bold else {}),
                **({"italic": True} if run.italic else {}),
                **({"mark": run.mark} if run.mark in {"ins", "del"} and not run.link else {}),
                **({"language": run.language} if run.language else {}),
                **self._link(run.link),
            }
            for run in runs_of(text)
        ]

    def _words(self, text: str, language: str, *, longest: int = words.LONGEST_WORD) -> str:
        cleaned = words.clean(text)
        shown = self._show(cleaned)
        self._lacks = self._lacks or shown != cleaned
        return words.broken(words.hyphened(shown, language or self._document.language), longest)

    def _line(self, text: str, most: int = 0) -> str:
        return self._words(words.line(text, most or len(text)), "und")

    def _link(self, link: str) -> Data:
        """Only to the web, encrypted, or within the paper."""
        if link.startswith("#") and link[1:] in self._anchors:
            return {"anchor": f"a-{link[1:]}"}
        if link.startswith("https://") and link.isascii() and link.isprintable():
            return {"address": link}
        return {}


def _placed(block: Heading | Paragraph | ListBlock) -> Data:
    anchor = getattr(block, "anchor", "")
    return {
        **({"anchor": f"a-{anchor}"} if anchor else {}),
        **({"language": block.language} if block.language else {}),
    }
