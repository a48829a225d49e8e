"""Pages, Markdown and plain text as people have them: what is law in them, and what is not."""

import json
from datetime import date
from pathlib import Path

import pytest

from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.files import read_act
from kenes.engines.lawtext.lines import Passed
from kenes.engines.lawtext.reading import Doubt, Reading
from kenes.engines.lawtext.tree import Kind, find, walk

RUSSIAN = (
    "О порядке обращений\nСтатья 1. Основные понятия\nОбращение – это письменное заявление "
    "человека, поданное в государственный орган.\n"
)
KAZAKH = (
    "Өтініштерді қарау тәртібі туралы\n1-бап. Осы Заңда пайдаланылатын негізгі ұғымдар\n"
    "Өтініш – адамның мемлекеттік органға жазбаша түрде берген арызы.\n"
)


def read(text: str | bytes, name: str = "a.txt", language: str = "ru") -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_act(data, name, language=language)


def anchors(reading: Reading) -> list[str]:
    return [placed.anchor for placed in walk(reading.act) if placed.unit.kind != Kind.INDENT]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_letters_are_told_in_every_encoding_of_the_region(encoding: str) -> None:
    found = read(RUSSIAN.encode(encoding))
    assert (found.act, found.act.title) == (read(RUSSIAN).act, "О порядке обращений")


def test_kazakh_letters_of_the_old_encoding_are_kazakh() -> None:
    assert read(KAZAKH.encode("kz1048"), language="kk").act == read(KAZAKH, language="kk").act
    assert read(KAZAKH, language="kk").act.units[0].number == "1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (RUSSIAN.replace("–", "-").encode("koi8-r"), "encoding"),
        (RUSSIAN.replace("–", "-").encode("cp866"), "encoding"),
        (RUSSIAN.encode().replace("орган".encode(), b"\xd0\xd0"), "damaged"),
        (RUSSIAN.encode("utf-16-le"), "binary"),
        ("Loi\nArticle 1. Le congé et la grève\nDéjà".encode("cp1252"), "encoding"),
    ],
    ids=["koi8", "cp866", "broken-utf8", "utf16-without-mark", "french"],
)
def test_letters_that_cannot_be_told_are_never_guessed(data: bytes, code: str) -> None:
    with pytest.raises(FileError) as told:
        read(data)
    assert told.value.code == code


def test_a_page_keeps_the_heading_of_its_article_and_not_that_of_the_site() -> None:
    page = """<!doctype html><html><body><form><header>Сайт</header><main><article>
      <header><h1>О порядке</h1></header><p>Статья 12<sup>1</sup>.&nbsp;Сроки<!-- x --> и дни</p>
      <p>1.&#160;Пять дней;<br>2. Иное.<p hidden>Статья 98. x</p><div style="display: none">y</div>
      <img src="https://example.org/a.png"><hr></article></main></form>
      <footer>2026</footer></body></html>"""
    found = read(page, "a.htm")
    assert (found.kind, found.act.title) == ("html", "О порядке")
    assert anchors(found) == ["art_12-1", "art_12-1__para_1", "art_12-1__para_2"]
    assert found.act.units[0].heading == "Сроки и дни"
    assert found.passed == (
        Passed(kind="hidden", count=2, first="Статья 98. x"),
        Passed(kind="picture", count=1),
    )


def test_a_page_in_another_encoding_is_a_page() -> None:
    page = (
        f"<html><body>{''.join(f'<p>{line}</p>' for line in RUSSIAN.splitlines())}</body></html>"
    )
    for encoding in ("utf-16", "cp1251"):
        found = read(page.encode(encoding), "a.txt")
        assert (found.kind, found.act) == ("html", read(RUSSIAN).act)


def test_an_entity_of_a_page_stays_a_word() -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>Закон</p>'
        "<p>Статья 1. А &x; &laquo;Б&raquo;</p></body></html>"
    )
    assert read(page).act.units[0].heading == "А &x; «Б»"


def test_lines_of_markdown_are_one_paragraph_but_for_those_that_begin_a_unit() -> None:
    text = (
        "# Закон\n\n## Статья 1. Сроки\n\n3. Пять\n   дней;\n4. *Шесть* [дней](https://e.org)\n\n"
        "а) рабочих;\nб) иных,\nзначит всех.\nв) прочих  \nкроме `1`.\n\n"
        "![знак](a.png)\n\n    Статья 2. Код\n"
    )
    found = read(text, "a.md")
    assert anchors(found) == [
        *("art_1", "art_1__para_3", "art_1__para_4"),
        *(f"art_1__para_4__subpara_{letter}" for letter in "абв"),
        "art_2",
    ]
    said = {placed.anchor: placed.unit.text for placed in walk(found.act)}
    assert said["art_1__para_3"] == "Пять дней;"
    assert said["art_1__para_4"] == "Шесть дней"
    assert said["art_1__para_4__subpara_б"] == "иных, значит всех."
    assert said["art_1__para_4__subpara_в__al_1"] == "кроме 1."
    assert found.passed == (Passed(kind="picture", count=1),)


def test_notes_of_editors_are_no_law_and_notes_of_the_act_are() -> None:
    text = """Кодекс
    Статья 1. Кража
    Кража наказывается штрафом.
    Примечание. Кражей признаётся тайное хищение.
    Сноска. Статья 1 с изменениями, внесёнными Законом от 3 июля 2017 года.
    Примечание ИЗПИ!
    В статью 2 предусмотрены изменения Законом от 1 июля 2024 года.
    Статья 2. Разбой
    Разбой наказывается."""
    found = read(text)
    assert anchors(found) == ["art_1", "art_2"]
    assert "Кражей признаётся" in str(found.act)
    (note,) = found.passed
    assert (note.kind, note.count, note.first[:17]) == ("note", 2, "Сноска. Статья 1 ")
    assert "предусмотрены" not in str(found.act)


def test_kazakh_notes_of_editors_are_no_law_and_notes_of_the_act_are() -> None:
    text = """Кодекс
    1-бап. Ұрлық
    Ұрлық айыппұлға жазаланады.
    Ескертпе. Ұрлық деп жасырын жымқыру танылады.
    Ескерту. 1-бапқа өзгеріс енгізілді – 03.07.2017 № 84-VI Заңымен.
    ЗҚАИ-ның ескертпесі!
    2-бапқа өзгерістер енгізу көзделген – 01.07.2024 № 107-VIII Заңымен.
    2-бап. Тонау
    Тонау жазаланады."""
    found = read(text, language="kk")
    assert anchors(found) == ["art_1", "art_2"]
    assert "жымқыру" in str(found.act)
    assert [(one.kind, one.count) for one in found.passed] == [("note", 2)]


@pytest.mark.parametrize(
    ("language", "contents", "form"),
    [("ru", "Содержание", "Статья {}. {}"), ("kk", "МАЗМҰНЫ", "{}-бап. {}"),
     ("en", "Contents", "Article {}. {}")],
)  # fmt: skip
def test_a_table_of_contents_does_not_double_the_articles(
    language: str, contents: str, form: str
) -> None:
    heads = [form.format(one, f"X{one}") for one in range(1, 5)]
    above = [
        f"{head}\t{page}" if page % 2 else f"{head}.....{page}" for page, head in enumerate(heads)
    ]
    body = [line for head in heads for line in (head, "Words.")]
    found = read("\n".join(["Act", contents, *above, "", *body, heads[0]]), language=language)
    assert anchors(found) == ["art_1", "art_2", "art_3", "art_4", "art_1+2"]
    assert (found.act.title, found.act.preamble) == ("Act", "")
    assert found.passed == (Passed(kind="contents", count=4, first=" ".join(above[0].split())),)
    last = 3 + 4 + 1 + 8
    repeated = next(one for one in found.problems if one.doubt == Doubt.REPEATED)
    assert repeated.line == last, "lines are counted in the file as it is"


def test_headings_that_come_once_are_no_table_of_contents() -> None:
    text = "Act\nArticle 1. A\nArticle 2. B\nArticle 3. C\nWords.\nArticle 1. A\nMore."
    found = read(text, language="en")
    assert found.passed == ()
    assert len(found.act.units) == 4


def test_what_is_signed_beneath_is_no_provision() -> None:
    text = (
        "Закон\nСтатья 1. Сроки\nПять дней.\nПрезидент\nРеспублики Казахстан\nК. Токаев\n"
        "Астана, Акорда, 5 января 2026 года\n№ 12-VIII ЗРК"
    )
    found = read(text)
    assert found.act.units[0].text == "Пять дней."
    assert found.act.ending.splitlines()[::4] == ["Президент", "№ 12-VIII ЗРК"]
    kazakh = "Заң\n1-бап. Мерзім\nБес күн.\nҚазақстан Республикасының\nПрезиденті Қ. Тоқаев"
    signed = "Қазақстан Республикасының\nПрезиденті Қ. Тоқаев"
    assert read(kazakh, language="kk").act.ending == signed


def test_a_provision_about_an_office_is_no_signature() -> None:
    text = "Закон\nСтатья 1. Состав\nВ состав входят:\nПрезидент\nМинистр юстиции"
    assert read(text).act.ending == ""
    text = "Закон\nСтатья 1. Состав\nСостав назначается.\nПрезидент вправе:\n1) назначать."
    assert read(text).act.ending == ""


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("(с изменениями и дополнениями по состоянию на 01.07.2024 г.)", date(2024, 7, 1)),
        ("(01.07.2024 ж. жағдай бойынша өзгерістермен)", date(2024, 7, 1)),
        ("Consolidated as of 2024-07-01", date(2024, 7, 1)),
        ("по состоянию на 31.02.2024", None),
        ("от 1 июля 2024 года", None),
    ],
)
def test_the_day_of_a_wording_is_taken_where_the_file_says_it(line: str, day: date | None) -> None:
    assert read(f"Закон\n{line}\nСтатья 1. А\nб.").version_on == day


def test_what_is_hard_to_see_does_not_hide_an_article() -> None:
    found = read("Закон\n\u200bСтатья\u00a01.\u00adСро\u00adки\x07\nПять дней.\ufeff")
    assert (found.act.units[0].heading, found.act.units[0].text) == ("Сроки", "Пять дней.")


def test_real_acts_without_articles_are_trees_of_paragraphs(shared_data: Path) -> None:
    said: dict[str, Reading] = {}
    for path in sorted((shared_data / "kz-law").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        found = read_act(file["text"].encode(), path.name, language="ru", title=file["title"])
        assert found.problems[0].doubt == Doubt.NO_ARTICLES
        said[path.stem.removeprefix("adilet_")] = found
    short = said["223249"]
    assert anchors(short) == [
        *("para_1", "para_2", "para_2__subpara_1", "para_2__subpara_2", "para_3", "para_4")
    ]
    assert short.act.ending == "Аким Камыстинского района\nЕ. Жаулыбаев"
    assert said["223251"].act.ending == "Министр финансов\nРеспублики Казахстан\nМ. Такиев"
    # Its reasons are numbered, and so is what it decides: the same numbers twice.
    court = said["223231"]
    assert anchors(court)[:6] == [f"para_{n}" for n in range(1, 7)]
    assert [one.about for one in court.problems[1:]] == ["para_1+2", "para_2+2", "para_3+2"]
    reason = find(court.act, "para_6")
    assert reason is not None
    assert any("Статья 50 Закона" in child.text for child in reason.unit.children)
