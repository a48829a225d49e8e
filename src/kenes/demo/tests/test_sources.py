"""What the demonstration's files say, before anything is loaded."""

import re
from collections import Counter

import pytest

from kenes.demo import sources
from kenes.demo.cast import CAST
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import Assessor, Grade, Position, RequestedAction, Stage

pytestmark = pytest.mark.files

ROWS = list(sources.recommendations())
ONLY_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
VOCABULARIES = {"theme": "themes", "affected": "affected", "sdg": "sdgs", "state": "states"}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def test_there_are_three_hundred_recommendations_of_twenty_documents() -> None:
    documents = {row["key"] for row in sources.tables("documents", "documents")}
    assert len(ROWS) == 300
    assert {row["document"] for row in ROWS} == documents
    assert len({(row["document"], row["paragraph"]) for row in ROWS}) == 300


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_no_recommendation_repeats_another_in_any_language(language: str) -> None:
    counts = Counter(" ".join(row["texts"][language].casefold().split()) for row in ROWS)
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_recommendation_has_three_texts_each_in_its_own_language() -> None:
    for row in ROWS:
        texts = row["texts"]
        assert not CYRILLIC.search(texts["en"]), texts["en"]
        assert CYRILLIC.search(texts["ru"]), texts["ru"]
        assert not ONLY_KAZAKH.search(texts["ru"]), texts["ru"]
        assert ONLY_KAZAKH.search(texts["kk"]), texts["kk"]


def test_every_code_is_one_the_register_knows() -> None:
    for row in ROWS:
        assert row["position"] in Position.values
        assert row["action"] in RequestedAction.values
        assert row["stage"] in Stage.values
        assert row["themes"]
        for field, name in VOCABULARIES.items():
            assert [code for code in row[name] if label(field, code) == code] == []
        for view in row.get("assessments", []):
            assert view["by"] in Assessor.values
            assert view["grade"] in Grade.values


def test_every_mechanism_has_a_name() -> None:
    codes = {row["mechanism"] for row in sources.tables("documents", "documents")}
    assert [code for code in codes if label("mechanism", code) == code] == []


def test_where_the_steps_lead_is_where_the_recommendation_stands() -> None:
    for row in ROWS:
        reached = {step["axis"]: step["after"] for step in row.get("steps", [])}
        for axis, value in reached.items():
            assert row[axis] == value, (row["document"], row["paragraph"])


def test_the_sides_differ_on_some_and_agree_on_others() -> None:
    agree = differ = 0
    for row in ROWS:
        grades = {view["by"]: view["grade"] for view in row.get("assessments", [])}
        if "state" in grades and "civil" in grades:
            agree += grades["state"] == grades["civil"]
            differ += grades["state"] != grades["civil"]
    assert agree >= 20
    assert differ >= 40


def test_a_law_change_shows_the_provision_before_and_after_in_three_languages() -> None:
    changes = [change for row in ROWS for change in row.get("law_changes", [])]
    assert len(changes) >= 10
    for change in changes:
        for name in ("act", "provision", "before", "after"):
            said = change[name]
            assert set(said) in ({"kk", "ru", "en"}, set()), change["act"]
            assert all(said.values()), change["act"]
        assert change["act"]
        assert change["provision"]
        assert change["before"] != change["after"]
    assert sum(len(change["confirmed"]) == 2 for change in changes) >= 8
    assert sum("contested" in change for change in changes) == 1


def test_forty_seats_of_which_two_wait_for_an_organisation() -> None:
    seats = sources.tables("seats-", "seats")
    assert len(seats) == 40
    assert sum("organisation" not in seat for seat in seats) == 2


def test_everyone_of_the_cast_but_the_auditor_has_a_place() -> None:
    rows = [
        *(
            tenure
            for seat in sources.tables("seats-", "seats")
            for tenure in seat.get("tenures", [])
        ),
        *sources.tables("seats-", "offices"),
        *sources.tables("duties", "duties"),
    ]
    seated = {row["cast"] for row in rows if "cast" in row}
    assert seated == {person.key for person in CAST if not person.is_auditor}


def test_a_person_is_written_alike_wherever_they_are_named() -> None:
    rows = [
        *(
            tenure
            for seat in sources.tables("seats-", "seats")
            for tenure in seat.get("tenures", [])
        ),
        *sources.tables("seats-", "offices"),
        *sources.tables("duties", "duties"),
    ]
    written: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if "en" in row:
            written.setdefault(row["en"], set()).add((row["kk"], row["ru"]))
    assert {name: forms for name, forms in written.items() if len(forms) > 1} == {}
    declared = {row["en"] for row in sources.tables("declarations", "declarations") if "en" in row}
    assert declared <= written.keys()


def test_what_is_declared_is_in_the_language_it_says() -> None:
    for row in sources.tables("declarations", "declarations"):
        said = " ".join((*row["interests"], *row["funding"]))
        assert bool(CYRILLIC.search(said)) == (row["language"] != "en"), said
        assert bool(ONLY_KAZAKH.search(said)) == (row["language"] == "kk"), said
