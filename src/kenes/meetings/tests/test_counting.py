"""Quorum and results: every chamber by itself, and all of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.meetings.lifecycle import VoteRule, Why
from kenes.meetings.rules import counting

STATE, CIVIL = 1, 2
NUMBERS = st.integers(0, 400)


def counts(for_: int = 0, against: int = 0, abstain: int = 0) -> dict[str, int]:
    return {"for": for_, "against": against, "abstain": abstain}


@pytest.mark.parametrize(
    ("seats", "percent", "needed"),
    [(1, 50, 1), (2, 50, 1), (3, 50, 2), (9, 50, 5), (10, 67, 7), (300, 1, 3), (7, 100, 7)],
)
def test_a_part_of_a_person_is_a_person(seats: int, percent: int, needed: int) -> None:
    assert counting.needed(seats, percent) == needed


@given(st.integers(1, 1000), st.integers(1, 100))
def test_a_quorum_is_the_least_number_that_reaches_the_share(seats: int, percent: int) -> None:
    least, share = counting.needed(seats, percent), Fraction(percent, 100)
    assert Fraction(least, seats) >= share
    assert Fraction(least - 1, seats) < share
    assert 1 <= least <= seats


def test_one_chamber_that_lacks_somebody_is_enough_to_lack_the_quorum() -> None:
    found = counting.quorum({STATE: 4, CIVIL: 3}, {STATE: 4, CIVIL: 1}, 50)
    assert not found.is_met
    assert [one.chamber for one in found.lacking] == [CIVIL]
    assert found.told() == [
        {"chamber": STATE, "present": 4, "seats": 4, "needed": 2},
        {"chamber": CIVIL, "present": 1, "seats": 3, "needed": 2},
    ]
    assert counting.quorum({STATE: 4, CIVIL: 3}, {STATE: 2, CIVIL: 2}, 50).is_met


def test_a_body_without_seats_has_no_quorum_and_carries_nothing() -> None:
    found = counting.quorum({CIVIL: 0}, {}, 50)
    assert found.chambers == ()
    assert not found.is_met
    assert counting.result(VoteRule.CONSENSUS, {}, found)["carried"] is False


@pytest.mark.parametrize(
    ("rule", "votes", "why"),
    [
        ("two_thirds", counts(2, 1), Why.CARRIED),
        ("two_thirds", counts(2, 1, 50), Why.CARRIED),  # abstentions are not counted
        ("two_thirds", counts(199, 100), Why.SHORT),
        ("two_thirds", counts(200, 100), Why.CARRIED),
        ("two_thirds", counts(0, 0, 5), Why.SILENT),
        ("majority", counts(1, 1), Why.SHORT),
        ("majority", counts(2, 1), Why.CARRIED),
        ("majority", counts(), Why.SILENT),
        ("consensus", counts(1, 0, 9), Why.CARRIED),
        ("consensus", counts(299, 1), Why.OBJECTION),
        ("consensus", counts(0, 0, 9), Why.SILENT),  # who abstains has not agreed
        ("consensus", counts(), Why.SILENT),
    ],
)
def test_what_a_chamber_comes_to(rule: str, votes: dict[str, int], why: Why) -> None:
    assert counting.carries(rule, votes) == why


@given(st.sampled_from(VoteRule.values), NUMBERS, NUMBERS, NUMBERS)
def test_two_thirds_are_exact_and_stricter_than_a_majority(
    rule: str, for_: int, against: int, abstain: int
) -> None:
    votes = counts(for_, against, abstain)
    carried = {one: counting.carries(one, votes) == Why.CARRIED for one in VoteRule.values}
    if for_ + against:
        assert carried["two_thirds"] == (Fraction(for_, for_ + against) >= Fraction(2, 3))
        assert carried["majority"] == (Fraction(for_, for_ + against) > Fraction(1, 2))
    assert carried["consensus"] <= carried["two_thirds"] <= carried["majority"]
    assert counting.carries(rule, {**votes, "abstain": 0}) == counting.carries(rule, votes)


def test_no_chamber_outvotes_another() -> None:
    found = counting.quorum({STATE: 300, CIVIL: 3}, {STATE: 300, CIVIL: 3}, 50)
    told = counting.result("two_thirds", {STATE: counts(300), CIVIL: counts(1, 2)}, found)
    assert told == {
        "chambers": [
            {
                "chamber": STATE, "present": 300, "seats": 300,
                "for": 300, "against": 0, "abstain": 0, "carried": True,
            },
            {
                "chamber": CIVIL, "present": 3, "seats": 3,
                "for": 1, "against": 2, "abstain": 0, "carried": False,
            },
        ],
        "carried": False,
        "why": "short",
    }  # fmt: skip


def test_an_objection_is_told_before_a_silence() -> None:
    found = counting.quorum({STATE: 1, CIVIL: 1}, {STATE: 1, CIVIL: 1}, 50)
    told = counting.result("consensus", {CIVIL: counts(0, 1)}, found)
    assert (told["carried"], told["why"]) == (False, "objection")
    told = counting.result("consensus", {CIVIL: counts(1)}, found)
    assert (told["carried"], told["why"]) == (False, "silent")
