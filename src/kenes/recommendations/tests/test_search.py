from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from kenes.languages.types import TranslationState
from kenes.recommendations import index
from kenes.recommendations.index import read
from kenes.recommendations.models import Recommendation
from kenes.recommendations.query import Query, from_address, understand
from kenes.recommendations.search import Search

NOW = datetime(2024, 5, 1, tzinfo=UTC)
Enter = Callable[..., Recommendation]

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter() -> Enter:
    def make(text: str = "Ratify the Convention", language: str = "en", **values: Any) -> Any:
        count = Recommendation.objects.count() + 1
        values = {"number": f"R-2014-{count:03}", "country": "KAZ", **values}
        made = Recommendation.objects.create(
            natural_key=f"key-{count}",
            language=language,
            created_at=NOW,
            changed_at=NOW,
            **values,
        )
        made.texts.create(language=language, text=text, state=TranslationState.ORIGINAL)
        index.refresh([made.pk])
        return made

    return make


def found(text: str = "", **filters: list[str]) -> list[int]:
    address = QueryDict(mutable=True)
    address["q"] = text
    for facet, codes in filters.items():
        address.setlist(facet, codes)
    return sorted(Search(from_address(address)).ids)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("convention", "Ratify all Conventions", "en"),
        ("ratifying conventions", "Ratify the Convention", "en"),
        ("пытка", "Положить конец пыткам", "ru"),
        ("ещё", "Еще раз", "ru"),
        ("пыток", "Расследовать все пытки", "ru"),
        ("бала", "Балалардың құқықтарын қорғау", "kk"),
        ("құқық", "Адам құқығын сақтау", "kk"),
        ("балалар құқығы", "Баланың құқықтарын қорғау", "kk"),
        ('"civil society"', "Consult Civil Society.", "en"),
        ("«civil society»", "Consult civil society", "en"),
        ('"rights of the child"', "On the rights of the child, and more", "en"),
        ("CIVIL-SOCIETY", "Consult civil society", "en"),
    ],
)
def test_a_word_is_found_in_all_its_forms(
    enter: Enter, question: str, text: str, language: str
) -> None:
    enter("Nothing of this kind")
    enter("Ничего подобного", "ru")
    made = enter(text, language)
    assert found(question) == [made.pk]


def test_all_words_are_needed(enter: Enter) -> None:
    made = enter("End torture in prisons")
    enter("End torture"), enter("Build prisons")
    assert found("prison torture") == [made.pk]


def test_a_phrase_stands_exactly_so(enter: Enter) -> None:
    exact = enter("the rights of the child")
    enter("rights of the elderly; the child of the rights"), enter("the right of the child")
    assert found('"rights of the child"') == [exact.pk]


def test_a_phrase_of_one_word_is_that_form_alone(enter: Enter) -> None:
    one, many = enter("a right"), enter("many rights")
    assert found('"rights"') == [many.pk]
    assert found("rights") == [one.pk, many.pk]


def test_excluded_words_and_phrases_are_left_out(enter: Enter) -> None:
    made, _women, _civil = enter("torture"), enter("torture of women"), enter("civil society")
    assert found('torture -women -"civil society"') == [made.pk]
    assert found('-women -"civil society"') == [made.pk]


def test_a_number_and_a_symbol_are_found_as_such(enter: Enter) -> None:
    made = enter(number="R-2015-001", symbol="A/HRC/14/10/Add.1")
    enter("2015 001 hrc 14 10")
    assert found("r-2015-001") == found("a/hrc/14/10/add.1") == [made.pk]
    assert found(symbol=["A/HRC/14/10/Add.1"]) == [made.pk]


@pytest.mark.parametrize(
    "question",
    ['"', '""', "-", '-"', "- -", '"a', "((", "\\", "%", "'; DROP", "*", "a" * 900, "\x00", "🙂"],
)
def test_nothing_typed_is_an_error(enter: Enter, question: str) -> None:
    made = enter()
    assert found(question) in ([], [made.pk])


def test_filters_widen_within_a_facet_and_narrow_across(enter: Enter) -> None:
    one = enter(country="KAZ", position="noted")
    two = enter(country="FRA", position="noted")
    enter(country="DEU", position="noted"), enter(country="KAZ", position="supported")
    assert found(country=["KAZ", "FRA"], position=["noted"]) == [one.pk, two.pk]
    assert found(country=["nowhere"]) == []
    assert len(found(country=["\x00"])) == 4


def test_a_facet_counts_without_its_own_selection(enter: Enter) -> None:
    enter(country="KAZ", position="noted"), enter(country="FRA", position="noted")
    enter(country="KAZ", position="supported")
    facets = Search(from_address(QueryDict("country=KAZ"))).facets(["country", "position"])
    counts = {f.field: {v.code: (v.count, v.is_chosen) for v in f.values} for f in facets}
    assert counts == {
        "country": {"KAZ": (2, True), "FRA": (1, False)},
        "position": {"noted": (1, False), "supported": (1, False)},
    }


@pytest.mark.parametrize("question", ["", "convention"])
def test_a_facet_shows_its_largest_and_what_is_chosen(enter: Enter, question: str) -> None:
    for code, times in [("AAA", 3), ("BBB", 2), ("CCC", 1), ("DDD", 1)]:
        for _ in range(times):
            enter(states=[code])
    search = Search(from_address(QueryDict(f"q={question}&state=DDD&state=ZZZ")))
    (facet,) = search.facets(["state"], top=2)
    assert [(v.code, v.count) for v in facet.values] == [
        ("AAA", 3),
        ("BBB", 2),
        ("DDD", 1),
        ("ZZZ", 0),
    ]
    assert facet.has_more
    (facet,) = search.facets(["state"], top=2, opened=["state"])
    assert [v.code for v in facet.values] == ["AAA", "BBB", "CCC", "DDD", "ZZZ"]
    assert not facet.has_more


@pytest.mark.parametrize("sort", ["newest", "oldest", "number"])
def test_pages_are_the_whole_in_order_forwards_and_backwards(enter: Enter, sort: str) -> None:
    days = [None, 3, 1, 3, 2, None, 1, 3, 2, 2, 3]
    for count, day in enumerate(days):
        on = date(2014, 1, 1) + timedelta(days=day) if day is not None else None
        enter(published_on=on, number=f"R-{2020 - count % 3}-{count:03}")
    enter("left out")
    made = list(Recommendation.objects.filter(texts__text__contains="Ratify").order_by("pk"))
    keys: dict[str, Callable[[Recommendation], Any]] = {
        "newest": lambda r: (r.published_on or date.min, r.pk),
        "oldest": lambda r: (r.published_on or date.max, r.pk),
        "number": lambda r: r.number,
    }
    expected = [r.pk for r in sorted(made, key=keys[sort], reverse=sort == "newest")]
    search = Search(from_address(QueryDict(f"q=ratify&sort={sort}")))
    assert list(search.in_order()) == expected
    pages, after = [], ""
    while True:
        pages.append(search.page(size=3, after=after))
        after = pages[-1].after
        if not after:
            break
    assert [pk for page in pages for pk in page.ids] == expected
    assert [page.first for page in pages] == [1, 4, 7, 10]
    for earlier, later in zip(pages, pages[1:], strict=False):
        assert search.page(size=3, before=later.before) == earlier
    assert pages[0].before == ""


def test_a_cursor_outlives_what_it_pointed_at(enter: Enter) -> None:
    made = [enter(published_on=date(2014, 1, day)) for day in (4, 3, 2, 1)]
    after = Search(Query()).page(size=2).after
    index.forget([made[1].pk])
    made[1].delete()
    assert Search(Query()).page(size=2, after=after).ids == (made[2].pk, made[3].pk)
    for wrong in ("nonsense", "x_y", "_", "2014_99999999999999"):
        assert Search(Query()).page(size=2, after=wrong).first == 1


def test_an_address_is_canonical() -> None:
    one = from_address(QueryDict("state=FRA&q=a++b&country=KAZ&state=DEU&x=1&sort=wrong&state="))
    assert one.address() == "country=KAZ&q=a+b&state=DEU&state=FRA"
    assert from_address(QueryDict(one.address())) == one
    assert one.without("state", "FRA").address() == "country=KAZ&q=a+b&state=DEU"
    assert one.address(after="2014_3", all="").endswith("&state=FRA&after=2014_3")


def test_a_question_is_taken_apart() -> None:
    asked = understand('Torture "civil society" -women –"two words" A/HRC/28/10 R-2014-126 -')
    assert asked.words == ("torture",)
    assert asked.phrases == (("civil", "society"),)
    assert (asked.no_words, asked.no_phrases) == (("women",), (("two", "words"),))
    assert (asked.numbers, asked.symbols) == (("R-2014-126",), ("A/HRC/28/10",))


def test_a_search_costs_the_same_queries_for_one_and_for_thirty(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        monkeypatch.setattr(read, "_kept", read._Kept())
        with CaptureQueriesContext(connection) as captured:
            search = Search(from_address(QueryDict('q=ratify+"the+convention"&country=KAZ')))
            search.page(size=20)
            search.facets(["country", "position", "state"])
        return len(captured)

    enter(published_on=date(2014, 1, 1), states=["FRA"])
    for_one = queries()
    for day in range(1, 30):
        enter(published_on=date(2014, 1, day), states=["FRA", "DEU"])
    assert queries() == for_one <= 12
