"""Elements of WordprocessingML, and what of a paper is the same in all of them: styles, fields."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

Element = Any
FACE = "Times New Roman"
NUMBERED, SMALL, LINE = "Numbered Paragraph", "Small Paragraph", "Paper Line"
MASTHEAD, NOTE, STRONG_NOTE, CELL = "Masthead", "Note", "Strong Note", "Table Text"
HANGING = Mm(10)
_INK, _SOFT = RGBColor(0, 0, 0), RGBColor(0x40, 0x40, 0x40)
# Names that other houses' machines have for a face like Times.
FONTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:font w:name="Times New Roman"><w:altName w:val="Liberation Serif;Tinos;PT Serif"/>'
    b'<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)


def el(tag: str, facts: dict[str, object] | None = None, *inner: Element) -> Element:
    """``el("w:b", {"w:val": 1})``: an element with its attributes and children."""
    made = OxmlElement(tag)
    for name, value in (facts or {}).items():
        made.set(qn(name), str(value))
    made.extend(inner)
    return made


def run(text: str, *looks: Element) -> Element:
    """A run; each newline of its text begins a line. ``looks`` come in the schema's order."""
    made = el("w:r", None, *([el("w:rPr", None, *looks)] if looks else []))
    for place, line in enumerate(text.split("\n")):
        if place:
            made.append(el("w:br"))
        words = el("w:t", {"xml:space": "preserve"})
        words.text = line
        made.append(words)
    return made


def field(code: str) -> list[Element]:
    """A field that the reader's program fills in: PAGE, NUMPAGES."""
    asked = el("w:instrText", {"xml:space": "preserve"})
    asked.text = f" {code} "
    return [
        el("w:r", None, el("w:fldChar", {"w:fldCharType": "begin"})),
        el("w:r", None, asked),
        el("w:r", None, el("w:fldChar", {"w:fldCharType": "separate"})),
        run("1"),
        el("w:r", None, el("w:fldChar", {"w:fldCharType": "end"})),
    ]


def border(side: str, kind: str, size: int, space: int = 4) -> Element:
    """``size`` in eighths of a point."""
    return el(f"w:{side}", {"w:val": kind, "w:sz": size, "w:space": space, "w:color": "auto"})


def borders(tag: str, *sides: Element) -> Element:
    return el(tag, None, *sides)


def dress(styles: Any, language: str) -> None:
    """The styles of a paper: its face, its language, its steps."""
    _defaults(styles, language)
    normal = styles["Normal"]
    _look(normal, 12, space=6)
    normal.paragraph_format.line_spacing = 1.08
    normal.paragraph_format.widow_control = True
    _look(styles["Title"], 17, bold=True, before=12, space=8, align="CENTER")
    _no_border(styles["Title"])
    _look(styles["Heading 1"], 14, bold=True, before=16, space=6)
    _look(styles["Heading 2"], 12.5, bold=True, before=12, space=6)
    _look(styles["Heading 3"], 12, italic=True, before=10, space=4)
    _look(styles["Caption"], 11, bold=True, before=10, space=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _look(styles[name], 9.5, soft=True)
    _look(styles["List Bullet"], 12, space=3)
    numbered = _look(_new(styles, NUMBERED), 12, space=6, align="JUSTIFY")
    numbered.paragraph_format.left_indent = HANGING
    numbered.paragraph_format.first_line_indent = -HANGING
    numbered.paragraph_format.tab_stops.add_tab_stop(HANGING)
    small = _look(_new(styles, SMALL), 10, space=6, soft=True)
    small.paragraph_format.left_indent = HANGING
    _look(_new(styles, LINE), 11, space=3, align="CENTER")
    masthead = _look(_new(styles, MASTHEAD), 12.5, bold=True, space=8, align="CENTER")
    _frame(masthead, border("bottom", "thickThinSmallGap", 18))
    _frame(_look(_new(styles, NOTE), 10, before=6, space=8), border("left", "single", 18, 8))
    strong = _look(_new(styles, STRONG_NOTE), 10, bold=True, before=6, space=8)
    _frame(strong, *(border(side, "single", 8) for side in ("top", "left", "bottom", "right")))
    _look(_new(styles, CELL), 9.5)


def _defaults(styles: Any, language: str) -> None:
    looks = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(looks):
        looks.remove(old)
    looks.append(_face())
    looks.append(el("w:lang", {"w:val": language, "w:eastAsia": language, "w:bidi": "ar-SA"}))


def _face() -> Element:
    return el("w:rFonts", {f"w:{script}": FACE for script in ("ascii", "hAnsi", "eastAsia", "cs")})


def _new(styles: Any, name: str) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    return style


def _look(
    style: Any,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    soft: bool = False,
    before: float = 0,
    space: float = 0,
    align: str = "",
) -> Any:
    looks = style.element.get_or_add_rPr()
    for old in list(looks):  # faces, colours and letter-spacing of the library's own paper
        looks.remove(old)
    looks.append(_face())
    style.font.bold, style.font.italic = bold, italic
    style.font.size = Pt(size)
    style.font.color.rgb = _SOFT if soft else _INK
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(space)
    if align:
        style.paragraph_format.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    return style


def _frame(style: Any, *sides: Element) -> None:
    _no_border(style)
    style.element.get_or_add_pPr().insert_element_before(
        borders("w:pBdr", *sides),
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing"),
        *("w:jc", "w:outlineLvl"),
    )


def _no_border(style: Any) -> None:
    facts = style.element.get_or_add_pPr()
    for old in facts.findall(qn("w:pBdr")):
        facts.remove(old)
