"""A paper as DOCX: styles, not looks; a head that repeats; a language for each run."""

import io
import zipfile
from dataclasses import replace
from itertools import count

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from kenes.engines.typeset import wordml, words
from kenes.engines.typeset.blocks import (
    Block,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    Note,
    Paragraph,
    Run,
    Signatures,
    Table,
    Text,
    anchors,
    in_order,
    is_short,
    runs_of,
)
from kenes.engines.typeset.wordml import Element, el, run

_TWIPS = 635  # English metric units in a twentieth of a point
_PROPERTY = 255  # characters that Word takes for one
_SIDES = {"center": "center", "right": "right"}
_DROPPED = ("thumbnail", "customXml", "extended-properties")


def to_docx(document: Document) -> bytes:
    """The paper as an OOXML file that Word and LibreOffice open. Equal documents, equal bytes.

    A4, margins 3, 1.5, 2 and 2 cm; Times New Roman, which every office program has or stands in
    for. No author is named, and no address is fetched when it is opened.
    """
    return _Writing(document).written()


class _Writing:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._file = docx.Document()
        self._body = self._file.element.body
        self._end = self._body.find(qn("w:sectPr"))
        self._blocks = tuple(in_order(document.blocks))
        self._anchors, self._places = anchors(self._blocks), count(1)
        self._styles: dict[str, str] = {}
        self._width = 0  # of the line, in twips

    def written(self) -> bytes:
        document = self._document
        wordml.dress(self._file.styles, document.language)
        self._lay_out()
        self._properties()
        self._opening()
        for block in self._blocks:
            self._block(block)
        out = io.BytesIO()
        self._file.save(out)
        return _with_fixed_times(out.getvalue())

    # the sheet

    def _lay_out(self) -> None:
        document, section = self._document, self._file.sections[0]
        width, height = Mm(210), Mm(297)
        section.left_margin = Mm(20 if document.landscape else 30)
        if document.landscape:
            section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
        section.page_width, section.page_height = width, height
        section.right_margin, section.top_margin, section.bottom_margin = Mm(15), Mm(20), Mm(20)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        self._width = (width - section.left_margin - section.right_margin) // _TWIPS
        head = f"{document.mark}  ·  {document.head}" if document.mark else document.head
        self._edge(section.header, head, [run(_edge(document.left))])
        for footer in (section.footer, section.first_page_footer):
            pages = [*wordml.field("PAGE"), run(" / "), *wordml.field("NUMPAGES")]
            self._edge(footer, document.foot, pages)

    def _edge(self, part: Element, left: str, right: list[Element]) -> None:
        """A running head or foot: words on the left, others at the right margin."""
        part.is_linked_to_previous = False
        paragraph = part.paragraphs[0]
        facts = paragraph._p.get_or_add_pPr()
        for old in facts.findall(qn("w:tabs")):
            facts.remove(old)
        stops = [
            el("w:tab", {"w:val": kind, "w:pos": place})
            for kind, place in (("clear", 4320), ("clear", 8640), ("right", self._width))
        ]
        facts.append(el("w:tabs", None, *stops))
        paragraph._p.extend([run(_edge(left)), el("w:r", None, el("w:tab")), *right])

    def _properties(self) -> None:
        document, facts = self._document, self._file.core_properties
        facts.title = words.line(words.title(document.title, document.left), _PROPERTY)
        facts.subject = words.line(document.subject, _PROPERTY)
        facts.language = document.language
        facts.identifier = words.line(document.left, _PROPERTY)
        facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
        facts.created = facts.modified = document.made_at
        facts.revision = 1
        package = self._file.part.package
        for links in (package.rels, self._file.part.rels):
            for key in [one for one, link in links.items() if link.reltype.endswith(_DROPPED)]:
                del links[key]
        for link in self._file.part.rels.values():
            if link.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
                link.target_part._blob = wordml.FONTS

    def _opening(self) -> None:
        document = self._document
        if document.masthead:
            self._add(self._paragraph(_over(document.masthead), wordml.MASTHEAD))
        if document.left or document.right:
            tabs = el("w:tabs", None, el("w:tab", {"w:val": "right", "w:pos": self._width}))
            line = self._paragraph(_edge(document.left), "Normal", tabs)
            line.extend([el("w:r", None, el("w:tab")), run(_edge(document.right))])
            self._add(line)
        if document.mark:
            self._add(
                self._paragraph((Run(_edge(document.mark).upper(), bold=True),), wordml.LINE)
            )
        self._add(self._paragraph(words.title(document.title, document.left), "Title"))
        for text in document.lines:
            self._add(self._paragraph(text, wordml.LINE))

    # blocks

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                made = self._paragraph(
                    block.text, f"Heading {block.level}", language=block.language
                )
                self._add(self._placed(made, block.anchor))
            case Paragraph():
                self._add(self._placed(self._numbered(block), block.anchor))
            case ListBlock():
                for place, item in enumerate(block.items, 1):
                    one = (
                        self._numbered(
                            Paragraph(item, number=f"{place}.", language=block.language)
                        )
                        if block.ordered
                        else self._paragraph(item, "List Bullet", language=block.language)
                    )
                    self._add(one)
            case Table():
                self._table(block)
            case KeyValues():
                rows = [
                    [self._paragraph(name, "Normal"), self._paragraph(text, "Normal")]
                    for name, text in block.pairs
                ]
                self._grid(rows, (1, 3))
            case Note():
                style = wordml.STRONG_NOTE if block.strong else wordml.NOTE
                self._add(self._paragraph(block.text, style))
            case Signatures():
                self._signatures(block)
            case _:
                self._add(el("w:p", None, el("w:r", None, el("w:br", {"w:type": "page"}))))

    def _numbered(self, block: Paragraph) -> Element:
        if block.number:
            made = self._paragraph(block.number, wordml.NUMBERED)
            made.append(el("w:r", None, el("w:tab")))
            made.extend(self._runs(block.text, block.language))
            return made
        style = wordml.SMALL if block.small else "Normal"
        side = _SIDES.get(block.align)
        facts = [el("w:jc", {"w:val": side})] if side else []
        return self._paragraph(block.text, style, *facts, language=block.language)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._add(self._paragraph(table.caption, "Caption"))
        widths = self._widths(table.widths or (1.0,) * len(table.head))
        caption = words.line(table.caption, _PROPERTY)
        lines = ("top", "left", "bottom", "right", "insideH", "insideV")
        made = el(
            "w:tbl",
            None,
            el(
                "w:tblPr",
                None,
                el("w:tblW", {"w:w": sum(widths), "w:type": "dxa"}),
                wordml.borders("w:tblBorders", *(wordml.border(a, "single", 4, 0) for a in lines)),
                el("w:tblLayout", {"w:type": "fixed"}),
                _margins(),
                el("w:tblLook", {"w:val": "0020", "w:firstRow": 1, "w:noVBand": 1}),
                *([el("w:tblCaption", {"w:val": caption})] if caption else []),
            ),
            el("w:tblGrid", None, *(el("w:gridCol", {"w:w": width}) for width in widths)),
        )
        head = tuple(_bold(_edge(cell)) for cell in table.head)
        repeats = el("w:trPr", None, el("w:cantSplit"), el("w:tblHeader"))
        made.append(self._row(head, widths, repeats, shade="EDEDED"))
        for row in table.rows:
            if len(row) == 1 < len(widths):
                line = (sum(widths),)
                made.append(self._row((_bold(row[0]),), line, span=len(widths), shade="F5F5F5"))
            else:
                whole = (
                    [el("w:trPr", None, el("w:cantSplit"))]
                    if is_short(row, table, landscape=self._document.landscape)
                    else []
                )
                made.append(self._row(row, widths, *whole))
        self._add(made)
        self._add(el("w:p"))  # two tables on end would run into one

    def _row(
        self,
        row: tuple[Text, ...],
        widths: tuple[int, ...],
        *facts: Element,
        span: int = 0,
        shade: str = "",
    ) -> Element:
        made = el("w:tr", None, *facts)
        for text, width in zip(row, widths, strict=True):
            cell = el("w:tcPr", None, el("w:tcW", {"w:w": width, "w:type": "dxa"}))
            if span:
                cell.append(el("w:gridSpan", {"w:val": span}))
            if shade:
                cell.append(el("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": shade}))
            made.append(el("w:tc", None, cell, self._paragraph(text, wordml.CELL)))
        return made

    def _grid(self, rows: list[list[Element]], shares: tuple[float, ...]) -> None:
        """Columns without lines; each cell is a paragraph, or some in a list."""
        widths = self._widths(shares)
        made = el(
            "w:tbl",
            None,
            el(
                "w:tblPr",
                None,
                el("w:tblW", {"w:w": sum(widths), "w:type": "dxa"}),
                el("w:tblLayout", {"w:type": "fixed"}),
            ),
            el("w:tblGrid", None, *(el("w:gridCol", {"w:w": width}) for width in widths)),
        )
        for row in rows:
            line = el("w:tr", None, el("w:trPr", None, el("w:cantSplit")))
            for cell, width in zip(row, widths, strict=True):
                facts = el("w:tcPr", None, el("w:tcW", {"w:w": width, "w:type": "dxa"}))
                inner = cell if isinstance(cell, list) else [cell]
                line.append(el("w:tc", None, facts, *inner))
            made.append(line)
        if rows:
            self._add(made)
            self._add(el("w:p"))

    def _signatures(self, block: Signatures) -> None:
        rows = []
        for one in block.people:
            when = self._paragraph(one.when or "_" * 28, wordml.CELL)
            name = self._paragraph((Run(one.name, bold=True),), "Normal")
            rows.append([self._paragraph(one.office, "Normal"), [name, when]])
        self._grid(rows, (1, 1))

    def _widths(self, shares: tuple[float, ...]) -> tuple[int, ...]:
        return tuple(int(self._width * share / sum(shares)) for share in shares)

    # words

    def _paragraph(self, text: Text, style: str, *facts: Element, language: str = "") -> Element:
        key = self._style(style)
        made = el("w:p", None, el("w:pPr", None, el("w:pStyle", {"w:val": key}), *facts))
        made.extend(self._runs(text, language))
        return made

    def _style(self, name: str) -> str:
        if name not in self._styles:  # the library looks through all of them each time
            self._styles[name] = str(self._file.styles[name].style_id)
        return self._styles[name]

    def _runs(self, text: Text, language: str = "") -> list[Element]:
        return [self._run(one, language) for one in runs_of(text)]

    def _run(self, one: Run, language: str) -> Element:
        looks = [
            *([el("w:b")] if one.bold else []),
            *([el("w:i")] if one.italic else []),
            *([el("w:strike")] if one.mark == "del" and not one.link else []),
        ]
        spoken = one.language or language
        to = self._target(one.link)
        if to is not None or (one.mark == "ins" and not one.link):
            looks.append(el("w:u", {"w:val": "single"}))
        if spoken:
            looks.append(el("w:lang", {"w:val": spoken}))
        made = run(words.clean(one.text), *looks)
        if to is not None:
            to.append(made)
            return to
        return made

    def _target(self, link: str) -> Element | None:
        """Only to the web, encrypted, or within the paper."""
        if link.startswith("#") and link[1:] in self._anchors:
            return el("w:hyperlink", {"w:anchor": f"a-{link[1:]}", "w:history": 1})
        if link.startswith("https://") and link.isascii() and link.isprintable():
            key = self._file.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            return el("w:hyperlink", {"r:id": key, "w:history": 1})
        return None

    def _placed(self, paragraph: Element, anchor: str) -> Element:
        if anchor:
            place = next(self._places)
            paragraph.insert(1, el("w:bookmarkStart", {"w:id": place, "w:name": f"a-{anchor}"}))
            paragraph.append(el("w:bookmarkEnd", {"w:id": place}))
        return paragraph

    def _add(self, element: Element) -> None:
        self._end.addprevious(element)


def _edge(text: str) -> str:
    return words.line(text, words.EDGE)


def _over(text: str) -> str:
    return words.line(text, words.LONGEST_TITLE)


def _bold(text: Text) -> Text:
    return tuple(replace(one, bold=True) for one in runs_of(text))


def _margins() -> Element:
    sides = (("top", 40), ("left", 70), ("bottom", 40), ("right", 70))
    cells = (el(f"w:{side}", {"w:w": width, "w:type": "dxa"}) for side, width in sides)
    return el("w:tblCellMar", None, *cells)


def _with_fixed_times(content: bytes) -> bytes:
    """The archive without the minute at which it was packed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name)  # of 1980, as all that have no time
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
