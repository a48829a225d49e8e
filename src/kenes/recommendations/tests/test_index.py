from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from pyroaring import BitMap

from kenes.languages.types import TranslationState
from kenes.recommendations import index
from kenes.recommendations.index import read, store
from kenes.recommendations.models import (
    Assessment,
    Indexed,
    LawStanding,
    Posting,
    Recommendation,
)

NOW = datetime(2024, 5, 1, tzinfo=UTC)
Enter = Callable[..., Recommendation]

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter() -> Enter:
    """A recommendation in the tables and in the index."""

    def make(text: str = "Ratify the Convention", language: str = "en", **values: Any) -> Any:
        values = {"country": "KAZ", "mechanism": "UPR", "position": "noted", **values}
        count = Recommendation.objects.count() + 1
        made = Recommendation.objects.create(
            number=f"R-2014-{count:03}",
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


def ids(field: str, key: str = "") -> set[int]:
    return set(index.Reader().one(field, key))


def contents() -> dict[tuple[str, str], set[int]]:
    rows = Posting.objects.exclude(field=store.STAMP[0]).values_list("field", "key", "bitmap")
    return {(f, k): set(BitMap.deserialize(bytes(b))) for f, k, b in rows}


def test_a_recommendation_is_found_under_its_words_and_facts(enter: Enter) -> None:
    made = enter("Ratify the Conventions", states=["FRA"], themes=["A12"], sdgs=["16.b"])
    for field, key in [
        ("word", "convent"),
        ("form", "conventions"),
        ("pair", "the conventions"),
        ("position", "noted"),
        ("state", "FRA"),
        ("theme", "A12"),
        ("sdg", "16.b"),
        ("sdg", "16"),
        ("assessed_state", "none"),
        ("law", "none"),
        ("translation", "en-original"),
        ("translation", "kk-none"),
        ("series", "2014"),
    ]:
        assert ids(field, key) == {made.pk}, (field, key)


def test_a_changed_recommendation_leaves_its_old_keys(enter: Enter) -> None:
    made, other = enter(states=["FRA"]), enter(states=["FRA"])
    made.states, made.position, made.published_on = ["DEU"], "supported", date(2014, 10, 30)
    made.save()
    made.texts.update(text="Abolish the death penalty")
    index.refresh([made.pk])
    assert ids("state", "FRA") == {other.pk}
    assert ids("state", "DEU") == ids("position", "supported") == {made.pk}
    assert ids("word", "convent") == ids("position", "noted") == ids("date", "") == {other.pk}
    assert ids("pair", "death penalty") == ids("date", "2014-10-30") == {made.pk}
    assert not Posting.objects.filter(bitmap=BitMap().serialize()).exists()


def test_a_translation_is_found_by_the_forms_of_its_language(enter: Enter) -> None:
    made = enter()
    made.texts.create(language="kk", text="Балалардың құқықтарын қорғау", state="checked")
    index.refresh([made.pk])
    assert ids("word", "бала") == ids("word", "құқық") == {made.pk}
    assert ids("translation", "kk-checked") == {made.pk}
    assert ids("translation", "kk-none") == set()


def test_the_latest_assessment_of_each_side_counts(enter: Enter) -> None:
    made = enter()
    for by, grade, day in [
        ("state", "implemented", 3),
        ("state", "not_begun", 1),
        ("civil", "partly", 2),
    ]:
        Assessment.objects.create(recommendation=made, by=by, grade=grade, on=date(2024, 1, day))
    Recommendation.objects.filter(pk=made.pk).update(law=LawStanding.RECORDED)
    index.refresh([made.pk])
    assert ids("assessed_state", "implemented") == ids("assessed_civil", "partly") == {made.pk}
    assert ids("assessed_state", "not_begun") == ids("assessed_civil", "none") == set()
    assert ids("law", "recorded") == {made.pk}
    assert made.pk not in ids("law", "none")


def test_a_forgotten_recommendation_leaves_nothing(enter: Enter) -> None:
    kept = enter("Abolish torture")
    before = contents()
    gone = [enter("Ратифицировать Конвенцию", "ru", states=["FRA"]).pk, enter().pk]
    index.forget(gone)
    assert contents() == before
    assert list(Indexed.objects.values_list("pk", flat=True)) == [kept.pk]


def test_a_batch_writes_what_a_refresh_writes(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter("Ratify the Convention", states=["FRA", "DEU"], session="20", cycle=2)
    enter("Балалардың құқықтары", "kk", published_on=date(2014, 1, 1), sdgs=["16.b"])
    by_refresh, known = contents(), set(Indexed.objects.values_list("known", flat=True))
    monkeypatch.setattr("kenes.recommendations.index.batch._MOST", 10)
    assert index.rebuild() == 2
    assert contents() == by_refresh
    assert set(Indexed.objects.values_list("known", flat=True)) == known


def test_what_was_rolled_back_is_not_found(enter: Enter) -> None:
    made = enter()

    def fail() -> None:
        made.texts.update(text="Abolish torture")
        index.refresh([made.pk])
        assert ids("word", "tortur") == {made.pk}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()
    assert ids("word", "tortur") == set()
    assert ids("word", "convent") == {made.pk}


def test_another_process_sees_a_change_and_reads_only_what_changed(
    enter: Enter, django_assert_num_queries: Any
) -> None:
    enter(country="KAZ")
    index.Reader().whole(["country", "position"])
    with django_assert_num_queries(1):
        index.Reader().whole(["country", "position"])
    made = enter(country="FRA", position="supported")
    with django_assert_num_queries(4):
        found = index.Reader().whole(["country", "position"])
    assert set(found["country"]["FRA"]) == {made.pk}
    with django_assert_num_queries(1):
        index.Reader().whole(["country", "position"])


def test_a_reader_keeps_no_more_than_it_may(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    made = enter("one two three four five six seven")
    monkeypatch.setattr(read, "_MOST", 3 * (read._OVERHEAD + 30))
    asked = [("form", word) for word in ("one", "two", "three", "four", "five")]
    assert all(set(found) == {made.pk} for found in index.Reader().get(asked).values())
    assert read._kept.size <= 3 * (read._OVERHEAD + 30)
    assert read._kept.size == sum(entry.size for entry in read._kept.entries.values())


def test_facets_are_counted_within_a_result(enter: Enter) -> None:
    one, _two, _three = enter(country="KAZ"), enter(country="KAZ"), enter(country="FRA")
    assert index.facet_counts(["country"]) == {"country": {"KAZ": 2, "FRA": 1}}
    assert index.facet_counts(["country"], BitMap([one.pk])) == {"country": {"KAZ": 1, "FRA": 0}}


def test_a_recommendation_the_index_lacks_is_told(enter: Enter) -> None:
    made = enter()
    assert index.out_of_step() == 0
    Indexed.objects.filter(pk=made.pk).update(known="[0,[],{}]")
    assert index.out_of_step() == 1
    index.rebuild()
    assert index.out_of_step() == 0


def test_an_index_of_nothing_answers_with_nothing() -> None:
    assert ids("word", "convent") == set()
    assert index.facet_counts(["country"]) == {"country": {}}
    index.refresh([])
    index.forget([4711])


def test_many_acts_together_are_indexed_once_in_the_end(
    enter: Enter, django_assert_num_queries: Any
) -> None:
    made = [enter(f"Ratify treaty {n}") for n in range(3)]
    with index.together():
        for one in made:
            one.position = "supported"
            one.save()
            with django_assert_num_queries(0):
                index.refresh([one.pk])
        assert not ids("position", "supported")
    assert ids("position", "supported") == {one.pk for one in made}
    assert not ids("position", "noted")


def test_of_acts_together_that_failed_nothing_is_kept_waiting(enter: Enter) -> None:
    made = enter()

    def fail() -> None:
        with transaction.atomic(), index.together():
            index.refresh([made.pk])
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    made.position = "supported"
    made.save()
    index.refresh([made.pk])
    assert ids("position", "supported") == {made.pk}
