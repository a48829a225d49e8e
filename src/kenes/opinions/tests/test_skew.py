"""Where some groups answered less than others: told from published numbers, and only when those
cannot be the same."""

from typing import Any

import pytest

from kenes.opinions import findings
from kenes.opinions.rows import Telling, Words


def group(persons: int | None) -> dict[str, Any]:
    return {"letter": "A", "persons": persons}


def cell(agree: float, votes: int = 200) -> dict[str, Any]:
    return {"agree": agree, "disagree": round(1 - agree, 2), "pass": 0.0, "votes": votes}


def row(agree: float, *cells: dict[str, Any] | None, enough: bool = True) -> dict[str, Any]:
    whole = cell(agree, sum(one["votes"] for one in cells if one))
    return {"statement": 1, **whole, "by_group": list(cells), "enough": enough}


def test_a_large_group_that_was_hardly_asked_is_told() -> None:
    """600 people who reject it voted 100 times, 200 who agree did so 200 times."""
    found = row(0.6, cell(0.2, 100), cell(0.8, 200))
    groups = [group(600), group(200)]
    assert findings.weighed(found, groups) == pytest.approx({"agree": 0.35, "disagree": 0.65})
    assert findings.is_skewed(found, groups)


def test_where_all_answered_alike_nothing_is_said() -> None:
    even = row(0.5, cell(0.2, 200), cell(0.8, 200))
    assert not findings.is_skewed(even, [group(400), group(400)])


@pytest.mark.parametrize("hidden", ["group", "cell", "few", "one"])
def test_of_what_is_hidden_nothing_is_told(hidden: str) -> None:
    cells = [cell(0.2, 100), None if hidden == "cell" else cell(0.8, 200)]
    groups = [group(600), group(None if hidden == "group" else 200)]
    found = row(0.6, *cells, enough=hidden != "few")
    if hidden == "one":
        found, groups = row(0.6, cells[0]), groups[:1]
    assert findings.weighed(found, groups) == {}
    assert not findings.is_skewed(found, groups)


def test_what_rounding_at_the_ends_may_do_is_not_told() -> None:
    """Nobody of the large group agrees: "10 % or less" is no tenth."""
    found = row(0.1, cell(0.1, 900), cell(0.9, 100))
    assert findings.weighed(found, [group(900), group(120)])["agree"] >= 0.19
    assert not findings.is_skewed(found, [group(900), group(120)])


def test_what_chance_may_do_is_not_told() -> None:
    groups = [group(20), group(10)]
    few = row(0.5, cell(0.2, 12), cell(0.8, 12))
    assert findings.weighed(few, groups)["agree"] == pytest.approx(0.4)
    assert not findings.is_skewed(few, groups)
    assert findings.is_skewed(row(0.5, cell(0.2, 1_200), cell(0.8, 1_200)), groups)


def test_it_is_said_in_a_sentence() -> None:
    none: dict[str, Any] = {"strength": {}, "shared": None, "sides_agree": False, "exact": False}
    found = {**row(0.6, cell(0.2, 100), cell(0.8, 200)), **none, "by_chamber": {}, "by_side": {}}
    groups = [{**group(600), "letter": "A"}, {**group(200), "letter": "B"}]
    facts = {"groups": groups, "chambers": [], "least": 11}
    telling = Telling(facts, lambda n: Words(number=n, text="It"), {}, is_whole=False)
    assert telling.row({**found, "is_skewed": False}).skew == ""
    said = telling.row({**found, "is_skewed": True}).skew.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Some groups answered this less than others. Each by its size: 35 % agree, 65 % disagree."
    )
