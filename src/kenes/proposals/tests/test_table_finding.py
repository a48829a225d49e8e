"""A structural element in words leads to its provision, however it is cited."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.reading import read
from kenes.engines.lawtext.tree import Act, Kind, Unit, walk
from kenes.proposals.table.finding import find
from kenes.proposals.table.picking import SHOWN_AT_ONCE, contents, parts
from kenes.proposals.table.words import cited_all

ACT = read(
    """Глава 1. Общие положения
Статья 1. Первая
1. Один.
1) раз;
2) два;
а) буква.
2. Два.
Статья 12. Двенадцать
Слова статьи.
Первый абзац.
Второй абзац.
Статья 12-1. После неё
1. Один.
Глава 2. Иное
Статья 13. Последняя
1. Один.
""".splitlines(),
    language="ru",
    title="Закон",
).act


@pytest.mark.parametrize(
    ("said", "anchor"),
    [
        ("статья 1", "art_1"),
        ("Статья 12¹", "art_12-1"),
        ("ст. 12–1", "art_12-1"),
        ("12-1", "art_12-1"),
        ("пункт 2 статьи 1", "art_1__para_2"),
        ("статья 1, пункт 2", "art_1__para_2"),
        ("п. 2 ст. 1", "art_1__para_2"),
        ("часть 2 статьи 1", "art_1__para_2"),
        ("подпункт 2) пункта 1 статьи 1", "art_1__para_1__subpara_2"),
        ("подпункт а) пункта 1 статьи 1", "art_1__para_1__subpara_а"),
        ("1 1 2", "art_1__para_1__subpara_2"),
        ("article 1(1)(2)", "art_1__para_1__subpara_2"),
        ("Article 1, paragraph 2", "art_1__para_2"),
        ("1-баптың 1-тармағының 2) тармақшасы", "art_1__para_1__subpara_2"),
        ("12-1-бап", "art_12-1"),
        ("глава 2", "chp_2"),
        ("2-тарау", "chp_2"),
        ("абзац 2 статьи 12", "art_12__al_2"),
        ("  art_13__para_1 ", "art_13__para_1"),
    ],
)
def test_it_is_found_as_people_cite_it(said: str, anchor: str) -> None:
    assert find(ACT, said) == [anchor]


def test_what_can_be_several_is_all_of_them() -> None:
    assert find(ACT, "пункт 1") == ["art_1__para_1", "art_12-1__para_1", "art_13__para_1"]


@pytest.mark.parametrize("said", ["", " ", "статья 99", "<script>", "статья", "\x00", "я" * 9_999])
def test_what_is_not_there_is_not_found(said: str) -> None:
    assert find(ACT, said) == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_provision_is_found_by_what_it_is_called(language: str) -> None:
    act = Act(title="", language=language, units=ACT.units)
    cited = cited_all(act, [one.anchor for one in walk(act)])
    assert {anchor: find(act, said) for anchor, said in cited.items()} == {
        anchor: [anchor] for anchor in cited
    }


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_words_are_answered(said: str) -> None:
    assert set(find(ACT, said)) <= {one.anchor for one in walk(ACT)}


def test_the_contents_of_a_long_act_open_chapter_by_chapter() -> None:
    chapters = tuple(
        Unit(
            kind=Kind.CHAPTER,
            number=str(chapter),
            heading="Глава",
            children=tuple(
                Unit(kind=Kind.ARTICLE, number=str(chapter * 100 + n), text=f"слово{chapter}")
                for n in range(99)
            ),
        )
        for chapter in range(1, 11)
    )
    act = Act(title="", language="ru", units=chapters)
    assert len(contents(act)) == 10 < SHOWN_AT_ONCE
    assert len(contents(act, within="chp_3")) == 10 + 99
    assert [one.anchor for one in contents(act, words="СЛОВО3")][:1] == ["art_300"]
    assert len(contents(ACT)) == 6
    assert [one.anchor for one in parts(ACT, "art_1")][0] == "art_1__para_1"
