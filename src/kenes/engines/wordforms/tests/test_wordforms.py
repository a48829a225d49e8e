import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.wordforms import fold, languages_of, pairs, query_stems, spans, stem, words

# Forms of one word; Kazakh as declined in school grammars.
KAZAKH = [
    "адам адамдар адамдарға адамдарының адамның адамға адамды адамнан адаммен адамы адамымыз",
    "құқық құқықтары құқығы құқықтар құқығын құқығына құқықтарын құқықтарымыз құқықпен құқығында",
    "бала балалардың балалар балаға баланы баласы баласының балада балалары балалармен баламен",
    "заң заңдар заңға заңының заңды заңнан заңда заңдағы заңы заңымыз",
    "ел елдер елге елі елін еліміз елімізде елдің елінде",
    "кітап кітабы кітаптар кітапты кітабын кітаптан",
    "қала қалада қалалар қаласы қаласында қаладан қалаға",
    "әйел әйелдер әйелдерге әйелдердің әйелі әйелдерді",
    "жұмыс жұмысы жұмыстар жұмысына жұмыстың",
    "ұсыну ұсынуды ұсынуға ұсынған ұсынды ұсынып ұсынатын ұсынуы",
    "азаптау азаптауға азаптаудың азаптауды азаптаудан",
    "демократия демократияның демократиялар демократияны",
    "өкіл өкілдер өкілі өкілінің өкілдеріне",
    "іс істер ісі ісінде",
]
RUSSIAN = [
    "закон закона законы законами законе",
    "рекомендация рекомендации рекомендаций рекомендациями",
    "порядок порядка порядку",
    "пытка пытки пыток пытках",
]
ENGLISH = ["right rights", "recommend recommended recommends recommending", "woman", "law laws"]


@pytest.mark.parametrize(
    ("language", "forms"),
    [("kk", f) for f in KAZAKH] + [("ru", f) for f in RUSSIAN] + [("en", f) for f in ENGLISH],
)
def test_all_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    different = "адам бала заң құқық ел сот мемлекет әйел кітап қала іс үй дін тіл кедей"
    assert len({stem(word, "kk") for word in different.split()}) == len(different.split())


def test_an_ending_against_the_harmony_of_vowels_belongs_to_the_word() -> None:
    assert stem("адамдер", "kk") == "адамдер"
    assert stem("әйелдар", "kk") == "әйелдар"


def test_a_short_word_is_not_stripped_to_nothing() -> None:
    for word in ("ол", "да", "ана", "үй", "су", "аға"):
        assert stem(word, "kk") == word


@given(st.text(alphabet="аәбғдеіклмнңрстуүұы", min_size=1, max_size=14))
def test_a_stem_is_never_empty_and_is_its_own_stem_but_for_a_softened_end(word: str) -> None:
    found = stem(word, "kk")
    assert found
    assert stem(found, "kk")[:1] == word[:1]


def test_yo_case_soft_hyphens_and_composed_letters_are_folded() -> None:
    assert fold("ЕЩЁ Пра\u00adво") == "еще право"
    assert words("и\u0306од, ＵＮ") == words("йод UN")


def test_a_word_ends_where_letters_and_digits_end() -> None:
    assert words("A/HRC/28/10, women's rights_and—дети") == (
        ["a", "hrc", "28", "10", "women", "s", "rights", "and", "дети"]
    )


def test_a_word_without_end_is_cut_to_pieces() -> None:
    assert [len(word) for word in words("x" * 200)] == [80, 80, 40]


def test_spans_point_at_the_words_as_they_stand() -> None:
    text = "Пра\u00adво на ＵＮ-ещё"
    found = [(text[start:end], word) for start, end, word in spans(text)]
    assert found == [("Пра\u00adво", "право"), ("на", "на"), ("ＵＮ", "un"), ("ещё", "еще")]


@given(st.text(max_size=60))
def test_every_span_lies_in_the_text_and_in_order(text: str) -> None:
    end = 0
    for start, stop, word in spans(text):
        assert end <= start < stop <= len(text)
        assert re.fullmatch(r"[^\W_]+", word)
        end = stop


def test_the_letters_tell_the_languages() -> None:
    assert languages_of("құқық") == ("kk",)
    assert set(languages_of("бала")) == {"kk", "ru"}
    assert languages_of("law") == ("en",)
    assert languages_of("2014") == ()


def test_a_query_word_is_stemmed_in_every_language_it_may_belong_to() -> None:
    assert query_stems("балалардың") >= {"бала"}
    assert query_stems("правами") >= {stem("право", "ru")}
    assert query_stems("2014") == {"2014"}


def test_pairs_are_neighbours() -> None:
    assert list(pairs(["a", "b", "c"])) == ["a b", "b c"]
    assert list(pairs(["a"])) == []
