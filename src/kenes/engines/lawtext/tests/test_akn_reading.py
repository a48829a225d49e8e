"""Akoma Ntoso of other houses: their names and numbers are understood, the rest is named."""

from datetime import date
from pathlib import Path

import pytest

from kenes.engines.lawtext.akn_parts import NAMESPACE
from kenes.engines.lawtext.akn_reading import DEEPEST, AknError, Read, read
from kenes.engines.lawtext.tree import Act, Kind, repeated, walk


def akn(inside: str, space: str = NAMESPACE) -> bytes:
    return f'<akomaNtoso xmlns="{space}">{inside}</akomaNtoso>'.encode()


def body(inside: str, name: str = "act") -> bytes:
    return akn(f"<{name}><meta/><body>{inside}</body></{name}>")


def shown(act: Act) -> list[tuple[str, str, str]]:
    return [(one.anchor, one.unit.heading, one.unit.text) for one in walk(act)]


def meta(language: str, day: str = "2020-05-01") -> str:
    return (
        f'<meta><identification source="#x"><FRBRExpression><FRBRdate date="{day}" name="x"/>'
        f'<FRBRlanguage language="{language}"/></FRBRExpression></identification></meta>'
    )


def test_a_bill_of_another_house_in_a_draft_of_the_standard_is_read(shared_data: Path) -> None:
    path = shared_data / "akoma-ntoso" / "uy_bill_2010-09-27.xml"
    found = read(path.read_bytes())
    assert found.act.title == "PROYECTO DE LEY"
    assert found.act.language == "es"
    assert found.version_on == date(2010, 9, 27)
    said = shown(found.act)
    assert [anchor for anchor, _heading, _text in said] == [
        *("art_1", "art_2", "art_3", "art_3__subpara_a", "art_3__subpara_b")
    ]
    assert said[0][2].startswith("- Declárese como interpretación auténtica de la Constitución")
    assert said[3][2].endswith(
        "o mantener suspendidas y/o archivadas, indagatorias o acciones penales."
    )
    assert found.act.ending.startswith("Montevideo, 27 de setiembre de 2010.\n")
    # The motives stand beside the bill in one collection.
    assert [name for _line, name in found.passed_over] == ["doc"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        *(("Artículo 1º.", "1"), ("Article 12-1.", "12-1"), ("Статья 12¹", "12¹"), ("§ 4", "4")),
        *(("5-бап.", "5"), ("(a)", "a"), ("б)", "б"), ("1.2.", "1.2"), ("CHAPTER IV", "IV")),
        *(("12A.", "12A"), ("12 bis", "12 bis"), ("Art. 7", "7"), ("[3]", "3"), ("Sole", "Sole")),
        *(("12<sup>1</sup>.", "12¹"), ("Final provisions", "Final provisions"), ("", "")),
    ],
)
def test_of_a_number_with_its_words_the_number_is_kept(said: str, number: str) -> None:
    found = read(body(f"<article><num>{said}</num><content><p>x</p></content></article>"))
    assert found.act.units[0].number == number


def test_names_of_other_houses_are_understood_and_the_rest_is_named() -> None:
    source = """<bill><meta/><coverPage/><body><title><num>I</num><article><num>1</num>
    <clause><num>1.</num><content><p>Text <b>in bold</b>.<!-- x --> More.</p></content></clause>
    <toc/></article></title></body></bill>"""
    found = read(akn(source, f"{NAMESPACE}/WD17"))
    assert shown(found.act) == [
        ("sec_i", "", ""),
        ("art_1", "", ""),
        ("art_1__para_1", "", "Text in bold. More."),
    ]
    assert [name for _line, name in found.passed_over] == ["coverPage", "toc"]
    assert all(line > 0 for line, _name in found.passed_over)


def test_sections_are_articles_where_there_are_no_others() -> None:
    source = """<chapter><num>Chapter 1</num><section><num>3.</num><heading>Trees</heading>
    <subsection><num>(1)</num><intro><p>No tree</p></intro>
    <paragraph><num>(a)</num><content><p>is cut;</p></content></paragraph>
    <paragraph><num>(b)</num><intro><p>is sold</p></intro>
    <subparagraph><num>(i)</num><content><p>dry;</p></content></subparagraph></paragraph>
    <wrapUp><p>without leave.</p></wrapUp></subsection></section></chapter>"""
    found = read(body(source))
    assert shown(found.act) == [
        ("chp_1", "", ""),
        ("art_3", "Trees", ""),
        ("art_3__para_1", "", "No tree"),
        ("art_3__para_1__subpara_a", "", "is cut;"),
        ("art_3__para_1__subpara_b", "", "is sold"),
        ("art_3__para_1__subpara_b__al_1", "", "(i) dry;"),
    ]
    paragraph = found.act.units[0].children[0].children[0]
    assert paragraph.tail == "without leave."


def test_lists_tables_and_quoted_units_lose_no_word() -> None:
    source = """<article><num>1</num><list><intro><p>Both:</p></intro>
    <point><num>1)</num><content><p>one;</p></content></point></list>
    <hcontainer><heading>Odd</heading><content><p>words</p></content></hcontainer></article>
    <article><num>2</num><content><p>Read <mod>as:<quotedStructure><article><num>7</num><heading>H
    </heading><content><p>Q</p></content></article></quotedStructure></mod></p>
    <table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>
    <ul><li>c<p>d</p></li></ul><tblock><p>e</p></tblock></content></article>"""
    found = read(body(source))
    assert shown(found.act) == [
        ("art_1", "", "Both:"),
        ("art_1__subpara_1", "", "one;"),
        ("art_2", "", "Read as:\n7\nH\nQ\na\nb\nc\nd\ne"),
    ]
    assert found.act.units[0].tail == "Odd\nwords"


def test_units_stand_in_wider_ones_whatever_the_file_says() -> None:
    source = """<paragraph><num>1</num><article><num>5</num><content><p>x</p></content>
    </article></paragraph><alinea><num>–</num><content><p>y</p></content>
    <point><num>a</num><content><p>z</p></content></point><wrapUp><p>w</p></wrapUp></alinea>"""
    kinds = [one.unit.kind for one in walk(read(body(source)).act)]
    assert kinds == [Kind.PARAGRAPH, Kind.SUBPARAGRAPH, *[Kind.INDENT] * 3]


def test_notes_are_left_out_and_named() -> None:
    found = read(
        body("<article><num>1</num><content><p>A<authorialNote><p>N</p></authorialNote>B</p>"
             "</content></article>")
    )  # fmt: skip
    assert found.act.units[0].text == "AB"
    assert [name for _line, name in found.passed_over] == ["authorialNote"]


def test_of_several_expressions_the_one_in_the_language_is_read() -> None:
    def one(language: str, word: str) -> str:
        article = f"<article><num>1</num><content><p>{word}</p></content></article>"
        return (
            f"<component><act>{meta(language)}<preface><p>{word}</p></preface>"
            f"<body>{article}</body></act></component>"
        )

    source = akn(
        f"<documentCollection>{meta('kaz')}<collectionBody/></documentCollection>"
        f"<components>{one('kaz', 'Құқық')}{one('rus', 'Право')}</components>"
    )
    assert (read(source, "ru").act.title, read(source, "kk").act.title) == ("Право", "Құқық")
    assert read(source, "ru").act.language == "ru"
    assert [name for _line, name in read(source, "ru").passed_over] == ["act"]


def test_a_portion_of_an_act_is_read_and_attachments_are_named() -> None:
    article = "<article><num>5</num><content><p>x</p></content></article>"
    found = read(akn(f"<portion>{meta('eng')}<portionBody>{article}</portionBody></portion>"))
    assert [one.anchor for one in walk(found.act)] == ["art_5"]
    attached = (
        f"<act>{meta('rus')}<body>{article}</body><attachments><attachment><doc><mainBody><p>t</p>"
        "</mainBody></doc></attachment></attachments></act>"
    )
    found = read(akn(attached), "ru")
    assert [name for _line, name in found.passed_over] == ["attachments"]


def test_a_file_that_names_no_language_is_in_that_of_who_imports() -> None:
    found: Read = read(body("<article><num>1</num></article>"), "kk")
    assert (found.act.language, found.version_on) == ("kk", None)


def test_repeated_numbers_keep_addresses_of_their_own() -> None:
    one = "<article><num>12-1</num></article>"
    act = read(body(f"{one}{one.replace('-1', '¹')}{one}")).act
    assert [placed.anchor for placed in walk(act)] == ["art_12-1", "art_12-1+2", "art_12-1+3"]
    assert repeated(act) == ["art_12-1+2", "art_12-1+3"]


ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<act/>", "not Akoma Ntoso"),
        (akn("<act/>", "http://example.org/akn"), "not Akoma Ntoso"),
        (akn("<act/>", "http://www.akomantoso.org/2.0"), "not Akoma Ntoso"),
        (ENTITY + akn("&b;"), "document type"),
        (akn("<act/>"), "no body"),
        (akn("<judgment/>"), "no act, bill"),
        (akn(f"<act>{meta('rus', 'soon')}<body/></act>"), "FRBRdate is no date"),
        (body("<article><content><p>in <del>three</del> hours</p></content></article>"),
         "tracked change, “three”"),
        (body("<chapter>" * (DEEPEST + 2) + "</chapter>" * (DEEPEST + 2)), "in one another"),
        (body("<hcontainer>" * 200 + "</hcontainer>" * 200), "in one another"),
        (body("<chapter>" * 10_000), "Excessive depth"),
    ],
    ids=["empty", "bare", "foreign", "akn2", "entity", "no-body", "judgment", "date", "tracked",
         "deep", "through", "deepest"],
)  # fmt: skip
def test_what_is_no_act_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(AknError, match=said) as told:
        read(data)
    assert "root:" not in str(told.value)
