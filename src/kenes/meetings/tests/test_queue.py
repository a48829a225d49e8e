"""The order of the speaking list holds its promises for any list."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kenes.meetings.rules.queue import Asked, Spoken, ordered, seconds

STATE, PARLIAMENT, CIVIL = 1, 2, 3
CHAMBERS = st.sampled_from([STATE, PARLIAMENT, CIVIL, None])
LISTS = st.lists(CHAMBERS, max_size=12).map(
    lambda chambers: [Asked(key=n, chamber=chamber) for n, chamber in enumerate(chambers)]
)
HEARD = st.lists(st.builds(Spoken, chamber=CHAMBERS, seconds=st.integers(0, 900)), max_size=12)
MIXED = st.lists(st.tuples(CHAMBERS, st.booleans(), st.booleans()), max_size=12).map(
    lambda rows: [
        Asked(key=n, chamber=chamber, is_point=is_point, resumes=resumes)
        for n, (chamber, is_point, resumes) in enumerate(rows)
    ]
)


def chambers(asked: list[Asked], spoken: list[Spoken] | None = None) -> list[int | None]:
    return [one.chamber for one in ordered(asked, spoken or [])]


def listed(*chambers: int | None) -> list[Asked]:
    return [Asked(key=n, chamber=chamber) for n, chamber in enumerate(chambers)]


def test_chambers_alternate_though_one_has_asked_more_often() -> None:
    assert chambers(listed(CIVIL, CIVIL, CIVIL, STATE, STATE)) == [
        CIVIL, STATE, CIVIL, STATE, CIVIL,
    ]  # fmt: skip


def test_a_chamber_that_has_not_spoken_comes_before_one_that_has() -> None:
    assert chambers(listed(CIVIL, STATE), [Spoken(chamber=CIVIL, seconds=60)]) == [STATE, CIVIL]


def test_one_that_comes_late_does_not_hold_the_floor_until_it_has_caught_up() -> None:
    """Counting speeches, the state would have spoken three times in a row."""
    heard = [Spoken(chamber=CIVIL, seconds=60)] * 3
    assert chambers(listed(STATE, STATE, STATE, CIVIL), heard) == [STATE, CIVIL, STATE, STATE]


def test_observers_speak_once_a_round_after_the_chambers() -> None:
    assert chambers(listed(None, None, STATE, CIVIL, STATE)) == [STATE, CIVIL, None, STATE, None]


def test_points_of_order_come_first_and_then_who_was_interrupted() -> None:
    asked = [
        Asked(key=1, chamber=STATE),
        Asked(key=2, chamber=CIVIL, resumes=True),
        Asked(key=3, chamber=CIVIL, is_point=True),
        Asked(key=4, chamber=None, is_point=True),
    ]
    assert [one.key for one in ordered(asked, [Spoken(chamber=CIVIL, seconds=9)])] == [3, 4, 2, 1]


@given(LISTS, HEARD)
def test_no_chamber_speaks_twice_while_another_waits(
    asked: list[Asked], spoken: list[Spoken]
) -> None:
    order = ordered(asked, spoken)
    before = [one.chamber for one in spoken][-1:]
    for place, (first, second) in enumerate(
        pairwise([*before, *(one.chamber for one in order)]), 1 - len(before)
    ):
        if first == second:
            assert {one.chamber for one in order[place:]} == {first}


@given(LISTS, HEARD)
def test_nobody_waits_while_another_chamber_has_the_floor_twice(
    asked: list[Asked], spoken: list[Spoken]
) -> None:
    """Not in a row only: between two speeches of one chamber each that waits speaks once."""
    order = [one.chamber for one in ordered(asked, spoken)]
    for i, chamber in enumerate(order):
        later = [j for j in range(i + 1, len(order)) if order[j] == chamber]
        if later:
            waited = set(order[i + 1 :]) - {chamber}
            assert waited <= set(order[i + 1 : later[0]])


@given(MIXED, HEARD)
def test_everybody_is_on_the_list_once_and_first_come_first_served_within_a_chamber(
    asked: list[Asked], spoken: list[Spoken]
) -> None:
    order = ordered(asked, spoken)
    assert sorted(one.key for one in order) == [one.key for one in asked]
    for kind in {one.is_point for one in asked} and ("point", "resumes", "speech"):
        for chamber in (STATE, PARLIAMENT, CIVIL, None):
            keys = [one.key for one in order if one.chamber == chamber and _kind(one) == kind]
            assert keys == sorted(keys)
    kinds = [("point", "resumes", "speech").index(_kind(one)) for one in order]
    assert kinds == sorted(kinds)


@given(LISTS, HEARD)
def test_the_order_after_one_speech_is_the_rest_of_the_order_before_it(
    asked: list[Asked], spoken: list[Spoken]
) -> None:
    """Nobody is surprised: what the list showed comes true while nobody else asks."""
    order = ordered(asked, spoken)
    if order:
        rest = [one for one in asked if one != order[0]]
        heard = [*spoken, Spoken(chamber=order[0].chamber, seconds=30)]
        assert ordered(rest, heard) == order[1:]


def test_time_is_counted_by_chamber() -> None:
    heard = [(STATE, 60), (CIVIL, 30), (STATE, 5), (None, 7)]
    told = seconds(Spoken(chamber=chamber, seconds=length) for chamber, length in heard)
    assert told == {STATE: 65, CIVIL: 30, None: 7}


def _kind(one: Asked) -> str:
    return "point" if one.is_point else "resumes" if one.resumes else "speech"
