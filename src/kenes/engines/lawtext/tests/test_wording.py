"""A proposed wording takes the shape of what it replaces, and loses nothing of it."""

import pytest

from kenes.engines.lawtext.tree import Kind, Unit
from kenes.engines.lawtext.wording import printed, read_unit, reworded

PARAGRAPH, INDENT, ARTICLE = Kind.PARAGRAPH, Kind.INDENT, Kind.ARTICLE
TAILED = Unit(
    kind=ARTICLE,
    number="5",
    heading="Grounds",
    text="A person is detained where\nthe law says so:",
    children=(
        Unit(kind=PARAGRAPH, number="1", text="there is a suspicion;", tail="as defined"),
        Unit(kind=PARAGRAPH, number="2", text="a court has ordered it"),
    ),
    tail="and not otherwise.",
)


def test_a_changed_word_leaves_the_tree_as_it_was() -> None:
    wording = printed(TAILED, "en").replace("suspicion", "grave suspicion")
    made = reworded(TAILED, wording, "en")
    assert made is not None
    assert made.tail == TAILED.tail
    assert made.text == TAILED.text
    assert made.children[0] == Unit(
        kind=PARAGRAPH, number="1", text="there is a grave suspicion;", tail="as defined"
    )
    assert made.children[1] == TAILED.children[1]


def test_another_paragraph_leaves_the_words_around_it_where_they_were() -> None:
    wording = printed(TAILED, "en").replace("and not", "3. a treaty allows it\nand not")
    made = reworded(TAILED, wording, "en")
    assert made is not None
    assert [child.number for child in made.children] == ["1", "2", "3"]
    assert (made.text, made.tail) == (TAILED.text, TAILED.tail)
    assert made.children[:2] == TAILED.children


def test_a_unit_without_a_number_takes_other_words() -> None:
    bare = Unit(kind=PARAGRAPH, text="Everybody has counsel.")
    made = reworded(bare, "Everybody has counsel at once.", "en")
    assert made == Unit(kind=PARAGRAPH, text="Everybody has counsel at once.")
    nameless = Unit(kind=ARTICLE, heading="Counsel", text="Everybody has counsel.")
    made = reworded(nameless, "Article. Counsel\nNobody waits for counsel.", "en")
    assert made == Unit(kind=ARTICLE, heading="Counsel", text="Nobody waits for counsel.")


def test_a_number_that_print_does_not_tell_stays() -> None:
    unit = Unit(kind=ARTICLE, number="12 bis", heading="Counsel", text="Everybody has counsel.")
    made = reworded(unit, "Article 12 bis. Counsel\nNobody waits for counsel.", "en")
    assert made is not None
    assert (made.number, made.heading) == ("12 bis", "Counsel")


@pytest.mark.parametrize(
    ("language", "was", "said", "number"),
    [
        ("en", "Article 5. Counsel\nx", "Article 6. Counsel\nx", "6"),
        ("ru", "Статья 5. Защитник\nх", "Статья 5-1. Защитник\nх", "5-1"),
        ("kk", "5-бап. Қорғаушы\nх", "5¹-бап. Қорғаушы\nх", "5¹"),
        ("ru", "Глава III. Суд", "Глава III-1. Суд", "III-1"),
        ("ru", "а) суд;", "а-1) суд;", "а-1"),
    ],
)
def test_another_number_is_read_as_it_is_written(
    language: str, was: str, said: str, number: str
) -> None:
    unit = read_unit(was, language)
    assert unit is not None
    made = reworded(unit, said, language)
    assert made is not None
    assert made.number == number
    assert printed(made, language) == said


@pytest.mark.parametrize(
    "wording",
    [
        "",
        " \n\r\n\x00",
        "no article at all",
        "1. A paragraph.",
        "Article 5. One\nx\nArticle 6. Two\ny",
        "before it\nArticle 5. Counsel\nx",
    ],
)
def test_what_is_not_one_article_is_none(wording: str) -> None:
    assert reworded(TAILED, wording, "en") is None


def test_an_indent_is_one_line_that_begins_nothing() -> None:
    unit = Unit(kind=INDENT, text="as the law says;")
    assert reworded(unit, "as  the law\tsays now;", "en") == Unit(
        kind=INDENT, text="as the law says now;"
    )
    for wording in ("one\ntwo", "1. one", "Article 5. One"):
        assert reworded(unit, wording, "en") is None
