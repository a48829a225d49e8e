"""What a word processor keeps beside the words: its own numbers, notes, changes not yet taken."""

import zipfile
from io import BytesIO

import pytest

from kenes.engines.lawtext.docx import lines_of
from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import Passed

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def docx(body: str, *, name: str = "word/document.xml", space: str = WORD, **parts: str) -> bytes:
    """An archive with a body and other parts, each the inside of its root."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
        for part, inside in parts.items():
            made.writestr(f"word/{part}.xml", f'<w:{part} xmlns:w="{space}">{inside}</w:{part}>')
    return out.getvalue()


def p(words: str, facts: str = "") -> str:
    return f"<w:p><w:pPr>{facts}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def at(depth: int, key: str = "1") -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>'


def level(depth: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "", link: str = "") -> str:
    abstract = f'<w:abstractNum w:abstractNumId="7">{link}{"".join(levels)}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'


def read(data: bytes) -> list[str]:
    return lines_of(data)[0]


def test_articles_are_counted_through_chapters_where_the_list_says_so() -> None:
    numbering = lists(
        level(0, "Глава %1.", "upperRoman"),
        level(1, "Статья %2.", more='<w:lvlRestart w:val="0"/>'),
        level(2, "%3)", "russianLower"),
        level(3, "%2.%4."),
    )
    depths = (0, 1, 2, 2, 1, 0, 1, 3, 3, 2)
    body = "".join(p("x", at(depth)) for depth in depths)
    assert read(docx(body, numbering=numbering)) == [
        "Глава I. x",
        "Статья 1. x",
        "а) x",
        "б) x",
        "Статья 2. x",
        "Глава II. x",
        "Статья 3. x",
        "3.1. x",
        "3.2. x",
        "а) x",
    ]


def test_a_level_begins_anew_behind_the_level_it_names() -> None:
    numbering = lists(
        level(0, "%1"), level(1, "%2."), level(2, "%3)", more='<w:lvlRestart w:val="1"/>')
    )
    body = "".join(p("x", at(depth)) for depth in (0, 1, 2, 1, 2, 0, 1, 2))
    said = [line.split()[0] for line in read(docx(body, numbering=numbering))]
    assert said == ["1", "1.", "1)", "2.", "2)", "2", "1.", "1)"]


def test_a_list_that_begins_elsewhere_and_one_with_levels_of_its_own() -> None:
    begun = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    other = (
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '(%1)', 'lowerLetter')}</w:lvlOverride></w:num>"
    )
    body = "".join(p("x", at(0, key)) for key in ("1", "2", "2", "1", "3", "0", "9"))
    assert read(docx(body, numbering=lists(level(0, "%1."), more=begun + other))) == [
        *("1. x", "5. x", "6. x", "7. x", "(h) x"),
        *("x", "x"),
    ]


def test_a_style_gives_its_number_and_one_that_rests_on_it_too() -> None:
    styles = (
        '<w:style w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:styleId="Child"><w:basedOn w:val="Article"/></w:style>'
        '<w:style w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'
    )
    numbering = lists(level(0, "%1"), level(1, "Статья %2.", more='<w:pStyle w:val="Article"/>'))
    names = ("Article", "Child", "Circle", "Nobody")
    body = "".join(p("x", f'<w:pStyle w:val="{name}"/>') for name in names)
    none = p("x", f'<w:pStyle w:val="Article"/>{at(0, "0")}')
    found = read(docx(body + none, numbering=numbering, styles=styles))
    assert found == ["Статья 1. x", "Статья 2. x", "x", "x", "x"]


def test_a_list_that_takes_its_levels_from_a_style() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Laws"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    )
    numbering = lists(level(0, "%1)"), link='<w:styleLink w:val="Laws"/>', more=linked)
    assert read(docx(p("x", at(0, "2")), numbering=numbering)) == ["1) x"]


def test_bullets_have_no_number_and_neither_has_an_absurd_level() -> None:
    numbering = lists(level(0, "•", "bullet"), level(1, "%1.%2.", "decimalZero"))
    body = p("x", at(0)) + p("x", at(999_999)) + p("x", at(1)) + p("", at(1)) + p("x", at(1))
    said = read(docx(body, numbering=numbering))
    assert said == ["x", "x", "1.01. x", "", "1.02. x"]


def test_a_raised_number_stays_raised_and_a_box_is_read_once() -> None:
    up = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    number = f"<w:p><w:r><w:t>Статья 12</w:t></w:r>{up.format('1')}<w:r><w:t>. А</w:t></w:r></w:p>"
    mark = f"<w:p><w:r><w:t>слово</w:t></w:r>{up.format('*')}</w:p>"
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><mc:Choice>{p("в рамке")}</mc:Choice>'
        f"<mc:Fallback>{p('в рамке')}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read(docx(number + mark + box)) == ["Статья 12¹. А", "слово*", "", "в рамке"]


def test_tables_and_breaks_are_lines_and_hyphens_stay() -> None:
    row = f"<w:tr><w:tc>{p('1.')}</w:tc><w:tc>{p('Право')}</w:tc></w:tr>"
    broken = "<w:p><w:r><w:t>а</w:t><w:br/><w:t>12</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>"
    assert read(docx(f"<w:tbl>{row}</w:tbl>{broken}")) == ["1.", "Право", "а", "12-1"]


def test_notes_comments_pictures_and_formulas_are_left_out_and_named() -> None:
    body = (
        '<w:p><w:r><w:t>Право</w:t><w:footnoteReference w:id="2"/><w:drawing/></w:r></w:p>'
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/></w:p>'
        "<w:altChunk/>"
    )
    data = docx(
        body,
        footnotes=f'<w:footnote w:id="2">{p("См. Закон.")}</w:footnote>',
        comments=f"<w:comment>{p('Проверить')}</w:comment><w:comment>{p('Ещё')}</w:comment>",
    )
    lines, passed = lines_of(data)
    assert lines == ["Право", ""]
    assert passed == [
        Passed(kind="footnotes", count=1, first="См. Закон."),
        Passed(kind="picture", count=1),
        Passed(kind="element", count=2, first="oMath"),
        Passed(kind="comments", count=2, first="Проверить"),
    ]


def test_the_strict_form_and_a_body_of_another_name_are_read() -> None:
    assert read(docx(p("Право"), space=STRICT)) == ["Право"]
    assert read(docx(p("Право"), name="word/document2.xml")) == ["Право"]


DEL = "<w:del><w:r><w:delText>трёх часов</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    ("body", "n", "words"),
    [
        (f"<w:p>{DEL}<w:ins><w:r><w:t>часа</w:t></w:r></w:ins></w:p>", 2, "трёх часов"),
        (p("Право", "<w:rPr><w:del/></w:rPr>"), 1, "Право"),
        (p("", "<w:rPr><w:ins/></w:rPr>"), 1, "¶"),
        (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('Строка')}</w:tc></w:tr></w:tbl>", 1,
         "Строка"),
        (p("Право", f"{at(1)}<w:pPrChange><w:pPr>{at(0)}</w:pPr></w:pPrChange>"), 1, "Право"),
    ],
    ids=["words", "paragraph-mark", "empty-paragraph", "row", "number"],
)  # fmt: skip
def test_a_change_of_the_act_that_nobody_took_is_refused(body: str, n: int, words: str) -> None:
    with pytest.raises(FileError) as told:
        read(docx(body))
    assert (told.value.code, told.value.facts) == ("tracked", {"n": n, "words": words})


def test_another_look_of_the_same_words_is_no_change_of_the_act() -> None:
    looks = '<w:pPrChange><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange><w:jc w:val="both"/>'
    bold = "<w:p><w:r><w:rPr><w:b/><w:ins/><w:rPrChange><w:rPr/></w:rPrChange></w:rPr>"
    empty = "<w:p><w:del><w:r/></w:del></w:p>"
    assert read(docx(p("Право", looks) + f"{bold}<w:t>х</w:t></w:r></w:p>{empty}")) == [
        *("Право", "х", "")
    ]
