"""Acts as lines of print that are read again, and provisions cited as officials cite them."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.reading import beginning, read
from kenes.engines.lawtext.tests.broad_acts import sentence
from kenes.engines.lawtext.tree import Act, Kind, Unit
from kenes.engines.lawtext.writing import as_lines, heading_of, label_of

FIGURES = ("1", "2", "12-1", "12¹", "4.1")
ROMAN = ("I", "IV", "XII", "II-1")
NUMBERS = {
    **dict.fromkeys((Kind.PART, Kind.SECTION, Kind.CHAPTER, Kind.DIVISION), (*FIGURES, *ROMAN)),
    Kind.ARTICLE: FIGURES,
    Kind.PARAGRAPH: FIGURES,
    Kind.SUBPARAGRAPH: (*FIGURES, "а", "b", "ә", "в-1"),
}


def words(luck: Random) -> str:
    """Of any letters and signs, but beginning no unit."""
    while True:
        said = sentence(luck)
        if beginning(said) is None:
            return said


def numbered(luck: Random, widest: int) -> Unit:
    kind = list(NUMBERS)[luck.randint(widest, len(NUMBERS) - 1)]
    is_wide = kind.rank < Kind.ARTICLE.rank
    heading = luck.choice(("", words(luck))) if kind.rank <= Kind.ARTICLE.rank else ""
    text = "" if is_wide else luck.choice(("", words(luck)))
    children: list[Unit] = []
    if heading if is_wide else text:
        children += [
            Unit(kind=Kind.INDENT, text=words(luck)) for _one in range(luck.choice((0, 0, 1, 2)))
        ]
    if kind != Kind.SUBPARAGRAPH:
        inner = [numbered(luck, kind.rank + 1) for _one in range(luck.randint(0, 3))]
        children += sorted(inner, key=lambda one: -one.kind.rank)
    number = luck.choice(NUMBERS[kind])
    return Unit(kind=kind, number=number, heading=heading, text=text, children=tuple(children))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["kk", "ru", "en"]))
def test_what_is_printed_is_read_again(seed: int, language: str) -> None:
    luck = Random(seed)
    units = sorted(
        (numbered(luck, 0) for _one in range(luck.randint(1, 4))), key=lambda one: -one.kind.rank
    )
    act = Act(title="Act", language=language, units=tuple(units))
    lines = as_lines(act.units, language)
    assert read(lines, language=language, title="Act").act == act


ARTICLE = Unit(
    kind=Kind.ARTICLE,
    number="5",
    heading="Право",
    text="Каждый имеет право.",
    children=(
        Unit(
            kind=Kind.PARAGRAPH,
            number="1",
            text="Срок:",
            children=(Unit(kind=Kind.SUBPARAGRAPH, number="2", text="сутки."),),
            tail="Иное запрещено.",
        ),
        Unit(kind=Kind.INDENT, text="Абзац."),
    ),
)


@pytest.mark.parametrize(
    ("language", "first"),
    [("ru", "Статья 5. Право"), ("kk", "5-бап. Право"), ("en", "Article 5. Право")],
)
def test_a_unit_is_printed_in_the_words_of_its_language(language: str, first: str) -> None:
    assert as_lines([ARTICLE], language) == [
        first,
        "Каждый имеет право.",
        "1. Срок:",
        "2) сутки.",
        "Иное запрещено.",
        "Абзац.",
    ]


CHAPTER = Unit(kind=Kind.CHAPTER, number="III")
PARAGRAPH = ARTICLE.children[0]
POINT = PARAGRAPH.children[0]
THIRD = Unit(kind=Kind.INDENT, number="3")
WITHOUT = replace(ARTICLE, number="")


@pytest.mark.parametrize(
    ("path", "russian", "kazakh", "english"),
    [
        ([], "", "", ""),
        ([CHAPTER], "глава III", "III-тарау", "chapter III"),
        ([CHAPTER, ARTICLE], "статья 5", "5-бап", "article 5"),
        (
            [CHAPTER, ARTICLE, PARAGRAPH],
            "пункт 1 статьи 5",
            "5-баптың 1-тармағы",
            "article 5, paragraph 1",
        ),
        (
            [ARTICLE, PARAGRAPH, POINT],
            "подпункт 2) пункта 1 статьи 5",
            "5-баптың 1-тармағының 2) тармақшасы",
            "article 5, paragraph 1, subparagraph 2)",
        ),
        (
            [ARTICLE, PARAGRAPH, POINT, THIRD],
            "абзац 3 подпункта 2) пункта 1 статьи 5",
            "5-баптың 1-тармағының 2) тармақшасының 3-абзацы",
            "article 5, paragraph 1, subparagraph 2), indent 3",
        ),
        ([WITHOUT], "статья", "бап", "article"),
    ],
)
def test_a_provision_is_cited_as_officials_cite_it(
    path: list[Unit], russian: str, kazakh: str, english: str
) -> None:
    assert label_of(path, "ru") == russian
    assert label_of(path, "kk") == kazakh
    assert label_of(path, "en") == english


def test_a_heading_is_what_begins_the_line() -> None:
    assert [heading_of(ARTICLE, one) for one in ("ru", "kk", "en")] == [
        "Статья 5",
        "5-бап",
        "Article 5",
    ]
    assert [heading_of(one, "ru") for one in (PARAGRAPH, POINT, THIRD)] == ["1.", "2)", ""]
    assert heading_of(replace(CHAPTER, number=""), "kk") == "тарау"
