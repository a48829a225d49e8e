from hypothesis import given
from hypothesis import strategies as st

from kenes.recommendations.marks import marked
from kenes.recommendations.query import understand


def said(text: str, question: str, language: str = "en") -> str:
    parts = marked(text, understand(question), language)
    return "".join(f"[{part}]" if is_marked else part for part, is_marked in parts)


def test_any_form_of_the_word_is_marked() -> None:
    assert said("Ratify Conventions.", "convention") == "Ratify [Conventions]."
    assert said("Права на пра\u00adво", "право", "ru") == "[Права] на [пра\u00adво]"
    assert said("Балалардың құқығы", "құқық бала", "kk") == "[Балалардың] [құқығы]"


def test_a_phrase_is_marked_as_one_and_its_words_alone_are_not() -> None:
    assert said("Civil  society and society", '"civil society"') == "[Civil  society] and society"


def test_a_word_within_a_marked_phrase_is_not_marked_twice() -> None:
    assert said("civil society", '"civil society" society') == "[civil society]"


def test_markup_is_left_as_it_stands() -> None:
    assert said("<b>law</b>", "b law") == "<[b]>[law]</[b]>"


def test_nothing_asked_marks_nothing() -> None:
    assert said("Ratify", "") == said("Ratify", "-ratify") == "Ratify"


def test_a_long_text_is_shown_round_its_match() -> None:
    text = "word " * 400 + "torture " + "more " * 400
    shown = said(text, "torture")
    assert shown.startswith("…word")
    assert shown.endswith("more…")
    assert "[torture]" in shown
    assert len(shown) < 720


@given(st.text(max_size=80), st.text(max_size=20))
def test_the_parts_of_a_short_text_are_the_text(text: str, question: str) -> None:
    parts = marked(text, understand(question), "en")
    assert "".join(part for part, _is_marked in parts) == text


@given(st.text(alphabet="ab ", min_size=800, max_size=1_500))
def test_a_long_text_is_never_shown_whole(text: str) -> None:
    shown = "".join(part for part, _is_marked in marked(text, understand("ab"), "en"))
    assert len(shown) <= 702
    assert shown.strip("…") in text
