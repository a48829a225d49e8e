"""Two maps, one after the other, are no difference of a few people."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from kenes.opinions.disclosure import should_move
from kenes.opinions.tests.worlds import (
    CHAMBERS,
    LEAST,
    MANY,
    Block,
    World,
    shown_cells,
    simple,
    worlds,
)


@given(worlds(), st.booleans(), st.data())
@MANY
def test_two_maps_differ_by_no_few_people(
    world: World, is_final: bool, data: st.DataObject
) -> None:
    """Live ones in sequence, and the last of them and the final one: a cell in which fewer than
    eleven more have voted says what it said."""
    before = world.told(is_final=False)
    assume(before["statements_"])
    at = data.draw(st.integers(0, world.rows - 1))
    later = world.with_more(
        at,
        value=data.draw(st.integers(0, 2)),
        group=data.draw(st.integers(0, world.k - 1)),
        chamber=data.draw(st.sampled_from(CHAMBERS)),
        people=data.draw(st.integers(1, LEAST - 1)),
    )
    told = later.told(is_final=is_final, after=world)
    was = {(number, table, which): cell for number, table, which, cell in shown_cells(before)}
    for number, table, which, cell in shown_cells(told):
        then = was.get((number, table, which))
        # A side that is told with a chamber more, or less, is so many people more or less.
        is_other = then and table == "side" and abs(cell["votes"] - then["votes"]) >= LEAST - 1
        assert then is None or is_other or cell == then
    rows = {row["statement"]: row for row in told["statements_"]}
    for then in before["statements_"]:
        if then["agree"] is not None:
            now = rows[then["statement"]]
            for key in ("agree", "disagree", "pass", "votes"):
                assert now[key] == then[key]


def test_a_cell_moves_once_enough_have_voted() -> None:
    world = simple(((30, 5, 5),), chamber="civil")
    assert world.told(is_final=False)["statements_"][0]["agree"] == 0.75
    few = world.with_more(0, value=1, group=0, chamber="civil", people=10)
    row = few.told(is_final=False, after=world)["statements_"][0]
    assert (row["agree"], row["votes"]) == (0.75, 40)
    later = world.with_more(0, value=1, group=0, chamber="civil", people=20)
    row = later.told(is_final=False, after=world)["statements_"][0]
    assert (row["agree"], row["votes"]) == (0.5, 60)
    assert row["by_chamber"]["civil"]["agree"] == 0.5


def two_groups(moved: int) -> World:
    """Two groups of fifty, of whom ``moved`` of the first are in the second."""
    return World(
        (
            Block(0, "", 50 - moved, ((40 - moved, 5, 5),)),
            Block(1, "", moved, ((moved, 0, 0),)),
            Block(1, "", 50, ((5, 40, 5),)),
        )
    )


def test_groups_of_nearly_the_same_people_say_what_they_said() -> None:
    before = two_groups(0)
    then = before.told(is_final=False)["statements_"][0]["by_group"]
    for few in (1, LEAST - 1):
        row = two_groups(few).told(after=before)["statements_"][0]
        assert row["by_group"] == then
        assert row["enough"]
    now = two_groups(20).told(after=before)["statements_"][0]
    assert now["by_group"] != then
    assert [cell["votes"] for cell in now["by_group"]] == [30, 70]


def test_groups_are_the_same_whatever_their_letters() -> None:
    before = two_groups(0)
    blocks = tuple(replace(one, group=1 - one.group) for one in before.blocks)
    then, now = before.told()["statements_"][0], World(blocks).told(after=before)["statements_"][0]
    assert now["by_group"] == then["by_group"][::-1]


def test_a_group_that_was_not_there_is_told_and_others_stay() -> None:
    """At the close a third group has come apart from the second."""
    before = two_groups(0)
    after = World(
        (
            Block(0, "", 50, ((40, 5, 5),)),
            Block(1, "", 35, ((3, 29, 3),)),
            Block(2, "", 15, ((2, 11, 2),)),
        )
    )
    row = after.told(after=before)["statements_"][0]
    then = before.told(is_final=False)["statements_"][0]
    assert row["by_group"][0] == then["by_group"][0]
    assert [cell["votes"] for cell in row["by_group"]] == [50, 35, 15]


def test_the_map_moves_once_enough_different_people_have_voted() -> None:
    assert not should_move({}, LEAST - 1, least=LEAST)
    assert should_move({}, LEAST, least=LEAST)
    assert not should_move({"persons": 40}, LEAST - 1, least=LEAST)
