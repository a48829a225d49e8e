"""Acts are read in three languages, and what is doubtful is named with its place."""

import pytest

from kenes.engines.lawtext.reading import Doubt, NotAnAct, read
from kenes.engines.lawtext.tree import Kind, walk

RUSSIAN = """
ЗАКОН
О праве задержанного на защиту
Глава 1. Общие положения
Статья 1. Основные понятия
В настоящем Законе используются понятия:
1) адвокат – лицо, оказывающее помощь;
2) задержанный – лицо, лишённое свободы.
Статья 2. Право на защиту
1. Адвокат допускается в течение трёх часов.
Время записывается.
2. Порядок определяется:
а) настоящим Законом;
б) иными актами.
Глава 2
Ответственность
Статья 2-1. Книга учёта
Статья 12¹. Иное
Статья 5 настоящего Закона не применяется.
"""
KAZAKH = """
Ұсталған адамның қорғалу құқығы туралы
1-тарау. Жалпы ережелер
1-бап. Негізгі ұғымдар
1. Адвокат үш сағат ішінде жіберіледі.
2-1-бап. Тіркеу кітабы
1) сағаты жазылады;
2-тарау. Жауаптылық
3-бап. Жауаптылық
Кінәлі адам жауап береді.
"""
ENGLISH = """
Act on the Right to Counsel
PART I. GENERAL
Chapter 1. First things
Article 1. Terms
1. A lawyer is admitted within three hours.
(a) by day;
(b) by night.
Article 2
Nobody waits.
"""


def anchors(text: str, language: str) -> list[str]:
    return [one.anchor for one in walk(read(text.splitlines(), language=language).act)]


def test_a_russian_act_is_read() -> None:
    reading = read(RUSSIAN.splitlines(), language="ru")
    assert (reading.act.title, reading.act.preamble) == ("ЗАКОН", "О праве задержанного на защиту")
    assert anchors(RUSSIAN, "ru") == [
        "chp_1",
        "art_1",
        "art_1__subpara_1",
        "art_1__subpara_2",
        "art_2",
        "art_2__para_1",
        "art_2__para_1__al_1",
        "art_2__para_2",
        "art_2__para_2__subpara_а",
        "art_2__para_2__subpara_б",
        "chp_2",
        "art_2-1",
        "art_12-1",
    ]
    second = reading.act.units[1]
    assert (second.kind, second.heading) == (Kind.CHAPTER, "Ответственность")
    last = second.children[-1]
    assert (last.number, last.heading) == ("12¹", "Иное")
    assert last.text == "Статья 5 настоящего Закона не применяется."


def test_a_kazakh_act_is_read() -> None:
    assert anchors(KAZAKH, "kk") == [
        "chp_1",
        "art_1",
        "art_1__para_1",
        "art_2-1",
        "art_2-1__subpara_1",
        "chp_2",
        "art_3",
    ]


def test_an_english_act_is_read() -> None:
    assert anchors(ENGLISH, "en") == [
        "part_i",
        "part_i__chp_1",
        "art_1",
        "art_1__para_1",
        "art_1__para_1__subpara_a",
        "art_1__para_1__subpara_b",
        "art_2",
    ]


def test_what_is_doubtful_is_named_with_its_line() -> None:
    text = "Act\nArticle 1. One\nText.\nArticle 3. Three\nArticle 3. Again\nText."
    found = {
        (one.doubt, one.line, one.about) for one in read(text.splitlines(), language="en").problems
    }
    assert found == {
        (Doubt.OUT_OF_ORDER, 4, "3"),
        (Doubt.REPEATED, 5, "art_3+2"),
    }


def test_an_act_without_articles_says_so() -> None:
    reading = read(["ПРИКАЗЫВАЮ:", "1. Внести изменения.", "2. Опубликовать."], language="ru")
    assert [one.doubt for one in reading.problems] == [Doubt.NO_ARTICLES]
    assert [one.number for one in reading.act.units] == ["1", "2"]


@pytest.mark.parametrize("lines", [[], ["", " \x00 "]])
def test_nothing_is_no_act(lines: list[str]) -> None:
    with pytest.raises(NotAnAct):
        read(lines, language="ru")
