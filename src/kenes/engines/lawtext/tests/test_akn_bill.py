"""A bill in Akoma Ntoso: valid whatever its wordings are, and telling machines what it does."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kenes.engines.lawtext.akn_bill import MODS, Amended, Bill, Clause, written
from kenes.engines.lawtext.akn_parts import NAMESPACE
from kenes.engines.lawtext.tests.schema import schema_in

AKN = {"a": NAMESPACE}
HOSTILE = '<article eId="x">&boo; ]]> </p>\x00\x0b\ud800 әділет \u202eعدالة'


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> etree.XMLSchema:
    return schema_in(shared_data)


def clause(**given: Any) -> Clause:
    facts = {
        "number": "1",
        "said": "Пункт 2 статьи 5 изложить в следующей редакции:",
        "mod": "substitution",
        "target": "art_5__para_2",
        "element": "пункт 2 статьи 5",
        "in_force": "2. Адвокат допускается в течение суток.",
        "proposed": "2. Адвокат допускается в течение часа.\n1) немедленно;\n2) без описи.",
        "justification": "Пункт 2 статьи 14 Пакта.",
    }
    return Clause(**{**facts, **given})


def bill(*clauses: Clause, **given: Any) -> Bill:
    amended = Amended(
        said="Внести в Уголовно-процессуальный кодекс следующие изменения:",
        country="kz",
        number="231-v",
        enacted_on=date(2014, 7, 4),
        version_on=date(2026, 1, 1),
        language="ru",
        clauses=clauses,
    )
    facts: dict[str, Any] = {
        "title": "О доступе адвокатов",
        "language": "ru",
        "country": "kz",
        "number": "p-2026-014",
        "on": date(2026, 6, 3),
        "author": "Общество «Qalqan»",
        "head": ("№", "Элемент", "В силе", "Предлагается", "Обоснование"),
        "amended": (amended,),
    }
    return Bill(**{**facts, **given})


def read(made: Bill) -> etree._Element:
    return etree.fromstring(written(made))


def test_what_is_written_is_valid_and_quotes_units_of_law(schema: etree.XMLSchema) -> None:
    article = clause(mod="insertion", target="art_12", proposed="Статья 12-1. Новая\n1. Текст.")
    gone = clause(mod="repeal", proposed="", target="art_7")
    root = read(bill(clause(), article, gone))
    schema.assertValid(root)
    quoted = root.findall(".//a:quotedStructure", AKN)
    assert [one[0].tag.rpartition("}")[2] for one in quoted] == ["paragraph", "article"]
    assert len(quoted[0].findall(".//a:subparagraph", AKN)) == 2
    mods = root.findall(".//a:textualMod", AKN)
    assert [one.get("type") for one in mods] == ["substitution", "insertion", "repeal"]
    assert mods[0].find("a:destination", AKN).get("href").endswith("rus@2026-01-01#art_5__para_2")
    known = {one.get("eId") for one in root.iter() if one.get("eId")}
    sources = {one.get("href").removeprefix("#") for one in root.findall(".//a:source", AKN)}
    assert sources <= known


def test_the_table_is_attached_with_all_its_columns(schema: etree.XMLSchema) -> None:
    root = read(bill(clause()))
    rows = root.findall(".//a:attachment//a:tr", AKN)
    assert [len(row) for row in rows] == [5, 1, 5]
    said = ["\n".join(p.text or "" for p in cell) for cell in rows[2]]
    assert said[1:3] == ["пункт 2 статьи 5", "2. Адвокат допускается в течение суток."]
    assert said[4] == "Пункт 2 статьи 14 Пакта."


def test_words_that_are_no_unit_are_quoted_line_by_line(schema: etree.XMLSchema) -> None:
    root = read(bill(clause(proposed="Просто слова\nи ещё строка")))
    schema.assertValid(root)
    (quoted,) = root.findall(".//a:quotedStructure", AKN)
    assert [one.text for one in quoted] == ["Просто слова", "и ещё строка"]


def test_a_bill_without_a_clause_is_valid(schema: etree.XMLSchema) -> None:
    schema.assertValid(read(bill(amended=())))


words = st.lists(
    st.sampled_from((HOSTILE, "Статья 1. x", "1. x", "1) x", "", "\n", " ")) | st.text(max_size=6),
    max_size=5,
).map("\n".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words, words, st.sampled_from(MODS), st.sampled_from(("", "art_5", "art_5+2__para_1")))
def test_it_is_valid_whatever_the_words_are(
    schema: etree.XMLSchema, proposed: str, other: str, mod: str, target: str
) -> None:
    facts = {"said": other, "element": other, "in_force": other, "justification": other}
    one = clause(proposed=proposed, mod=mod, target=target, **facts)
    schema.assertValid(read(bill(one, clause(), title=other, author=other)))
