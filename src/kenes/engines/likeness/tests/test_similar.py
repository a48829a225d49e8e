"""Repeated texts are always found, similar ones with the words in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.likeness import Entry, Index, LikenessError, Pair, normalised
from kenes.engines.likeness.similar import LEAST_JUDGED
from kenes.engines.likeness.tests.conftest import Rows


def entries(*texts: str, language: str = "en") -> list[Entry]:
    return [
        Entry(key=f"{place}", text=text, language=language) for place, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "124.15. Ratify the Convention (Norway; Iran (Islamic Republic of)).",
        "RATIFY – the convention",
        "a) Ratify the Convention;",
        "(iv) Ratify the “Convention”",
        "Ratify the Conven\u00adtion (France and Togo)",
    ],
)
def test_number_case_punctuation_and_states_make_no_difference(text: str) -> None:
    assert normalised(text) == "ratify the convention"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("16 days of activism", "16 days of activism"),
        ("Ratify the protocol (OP-CAT)", "ratify the protocol op cat"),
        ("(Norway)", "norway"),
        ("Ратифицировать (Норвегия, Босния и Герцеговина)", "ратифицировать"),
        ("Конвенцияны бекіту (Норвегия және Германия)", "конвенцияны бекіту"),
        ("Принять закон (второе чтение)", "принять закон второе чтение"),
        ("", ""),
    ],
)
def test_what_belongs_to_the_text_is_kept(text: str, kept: str) -> None:
    assert normalised(text) == kept


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_every_text_is_found_again(texts: list[str]) -> None:
    index = Index().add(entries(*texts))
    for place, text in enumerate(texts):
        assert f"{place}" in index.repeats(text, language="en")
        found = index.nearest(text, language="en", count=len(texts))
        assert f"{place}" in {one.key for one in found if one.is_repeat}
        assert all(0 <= one.likeness <= 1 for one in found)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_texts_added_one_by_one_are_found_as_if_added_at_once(order: list[int]) -> None:
    texts = [f"word{place % 7} other{place % 5} thing{place}" for place in order]
    at_once, one_by_one = Index().add(entries(*texts)), Index()
    for entry in entries(*texts):
        one_by_one.add([entry])
    for text in texts:
        mine, theirs = (
            {
                one.key
                for one in index.nearest(text, language="en", count=len(texts))
                if one.is_repeat
            }
            for index in (at_once, one_by_one)
        )
        assert mine == theirs


def test_another_wording_is_found_with_the_words_in_common(rows: Rows) -> None:
    index = Index().add(entries(*(row[0] for row in rows)))
    index.add([Entry(key="x", text="Prohibit torture in all prisons.", language="en")])
    found = index.nearest("All prisons: Torturing must be Banned!", language="en", count=3)
    assert found[0].key == "x"
    assert not found[0].is_repeat
    assert found[0].probability is None
    assert found[0].words == ("prisons", "Torturing", "Banned")
    assert found[0].likeness > found[1].likeness >= found[2].likeness


@pytest.mark.parametrize(
    ("language", "planted", "asked"),
    [
        (
            "ru",
            "Запретить пытки в местах лишения свободы.",
            "Запрет пыток в месте лишения свободы",
        ),
        ("kk", "Азаптауға толық тыйым салу.", "Азаптауларға тыйым салынсын"),
    ],
)
def test_other_forms_of_words_are_no_other_words(language: str, planted: str, asked: str) -> None:
    index = Index().add(entries("Школы и дороги", "Мектеп пен жол", planted, language=language))
    found = index.nearest(asked, language=language)
    assert found[0].key == "2"
    assert len(found[0].words) >= 2


def test_repeats_come_first_and_a_similar_text_is_told_of_once() -> None:
    index = Index().add(
        entries(
            "End child labour.",
            "1.2. End child labour (Togo)",
            "End child labour in mines.",
            "END CHILD LABOUR IN MINES",
        )
    )
    found = index.nearest("end child labour", language="en")
    assert [(one.key, one.is_repeat, one.also) for one in found] == [
        ("0", True, ()),
        ("1", True, ()),
        ("2", False, ("3",)),
    ]
    assert [one.probability for one in found] == [1.0, 1.0, None]


def test_own_and_rejected_keys_are_not_told_of() -> None:
    index = Index().add(entries("End child labour.", "End child labour.", "End child labour now."))
    found = index.nearest("End child labour.", language="en", without={"0", "2"})
    assert [one.key for one in found] == ["1"]
    assert index.nearest("End child labour.", language="en", least=0.999, without="01") == []


def test_languages_are_kept_apart() -> None:
    index = Index().add(
        [
            Entry(key="1", text="Закон", language="ru"),
            Entry(key="1", text="Заң", language="kk"),
            Entry(key="2", text="Закон", language="kk"),
        ]
    )
    assert [one.key for one in index.nearest("закон", language="ru")] == ["1"]
    assert index.repeats("закон", language="kk") == ["2"]
    assert len(index) == 3
    with pytest.raises(LikenessError, match="'de' is none of the languages kk, ru, en"):
        index.add([Entry(key="3", text="Gesetz", language="de")])
    with pytest.raises(LikenessError, match="'../x'"):
        index.nearest("Gesetz", language="../x")


def test_a_changed_text_takes_the_place_of_the_former(rows: Rows) -> None:
    index = Index().add(entries(*(row[0] for row in rows)))
    for version in range(300):
        index.add([Entry(key="0", text=f"Version {version} of it", language="en")])
    assert len(index) == len(rows)
    assert index.repeats("Version 298 of it", language="en") == []
    assert index.repeats("Version 299 of it", language="en") == ["0"]


def test_what_was_removed_is_not_told_of(rows: Rows) -> None:
    index = Index().add(entries(*(row[0] for row in rows)))
    index.remove([f"{place}" for place in range(1, len(rows))]).remove(["none such"])
    assert len(index) == 1
    assert "0" in index
    assert "1" not in index
    assert {one.key for one in index.nearest(rows[1][0], language="en")} <= {"0"}


def test_nothing_is_like_nothing() -> None:
    assert Index().nearest("torture", language="en") == []
    index = Index().add(entries("torture", ""))
    assert index.nearest("құқық", language="kk") == []
    assert index.nearest("\x00", language="en", count=0) == []
    assert index.likeness("torture", language="en", key="none") is None
    assert index.likeness("Torture!", language="en", key="0") == 1.0


def test_a_likeness_becomes_a_probability_once_enough_was_judged(rows: Rows) -> None:
    index = Index().add(entries(*(row[0] for row in rows)))
    like = [
        Pair(text=f"{row[0]} Please.", language="en", key=f"{place}")
        for place, row in enumerate(rows[:30])
    ]
    unlike = [
        Pair(text=row[0], language="en", key=f"{len(rows) - 1 - place}")
        for place, row in enumerate(rows[:30])
    ]
    few = LEAST_JUDGED - 1
    assert index.learn(accepted=like[:few], rejected=unlike).scale_ is None
    assert index.judged_ == (few, 30)
    index.learn(accepted=like, rejected=unlike)
    found = index.nearest(f"{rows[0][0]} Please.", language="en", count=40)
    told = [one.probability for one in found if one.probability is not None]
    assert len(told) == len(found)
    assert told == sorted(told, reverse=True)
    assert told[0] > 0.8
    assert told[-1] < 0.5


def test_provisions_concerned_are_ranked_for_a_recommendation() -> None:
    index = Index().add(
        [
            Entry(key="code#a1", text="Everyone may assemble peacefully.", language="en"),
            Entry(key="code#a2", text="Judges are independent of others.", language="en"),
            Entry(key="code#a3", text="Torture of a detained person is a crime.", language="en"),
        ]
    )
    found = index.nearest("Criminalise torture of detainees", language="en")
    assert found[0].key == "code#a3"
    assert "torture" in found[0].words


@pytest.mark.parametrize(
    ("language", "text", "other"),
    [
        ("en", "The right of the child to be heard", "The court and the police of the capital"),
        ("ru", "Право ребёнка на то, чтобы быть услышанным", "Не могут быть, чтобы и на то"),
        ("kk", "Баланың пікірін айту құқығы үшін және", "Сот үшін және полиция туралы"),
    ],
)
def test_words_that_only_join_others_make_no_texts_alike(
    language: str, text: str, other: str
) -> None:
    index = Index().add([Entry(key="x", text=other, language=language)])
    assert index.nearest(text, language=language) == []
