"""What is published tells nothing of few people, whatever is subtracted from whatever."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kenes.opinions import disclosure
from kenes.opinions.disclosure import facts
from kenes.opinions.findings import SIDES, side_of
from kenes.opinions.suppression import hidden, told_whole
from kenes.opinions.tests.worlds import (
    LEAST,
    MANY,
    Block,
    Counts,
    World,
    added,
    shown_cells,
    simple,
    worlds,
)


@given(st.lists(st.integers(0, 40), max_size=7), st.integers(2, 20))
@settings(max_examples=400, deadline=None)
def test_what_is_hidden_is_two_cells_and_enough_people(counts: list[int], least: int) -> None:
    unseen = hidden(counts, least)
    for i, count in enumerate(counts):
        assert i in unseen or count == 0 or count >= least
    if not unseen:
        return
    lived_in = [i for i in unseen if counts[i]]
    is_whole = len(unseen) == len(counts)
    assert is_whole or (len(lived_in) > 1 and sum(counts[i] for i in unseen) >= least)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(("", *SIDES))), max_size=7),
    st.integers(2, 20),
    st.integers(0, 15),
)
@settings(max_examples=400, deadline=None)
def test_a_side_told_whole_leaves_nobody_alone(
    cells: list[tuple[int, str]], least: int, rest: int
) -> None:
    """Neither a side less its shown chambers, nor all less the sides and the shown others."""
    counts, kin = [count for count, _side in cells], [side for _count, side in cells]
    unseen = hidden(counts, least, rest=rest, kin=kin)
    whole = told_whole(counts, kin, unseen, least, rest=rest)
    for side in whole:
        left = [counts[i] for i in unseen if kin[i] == side and counts[i]]
        assert not left or (len(left) > 1 and sum(left) >= least)
    left = [one for one in (rest, *(counts[i] for i in unseen if kin[i] not in whole)) if one]
    is_anyone_added = any(counts[i] for i in unseen if kin[i] in whole)
    assert not is_anyone_added or not left or (len(left) > 1 and sum(left) >= least)


def test_what_is_hidden_beside_a_few_is_of_their_side() -> None:
    assert hidden([16, 9, 14, 90], LEAST) == {1, 2}
    assert hidden([16, 9, 14, 90], LEAST, kin=["state", "state", "civil", ""]) == {0, 1}


@given(worlds(), st.booleans())
@MANY
def test_every_cell_shown_is_of_enough_people(world: World, is_final: bool) -> None:
    told = world.told(is_final=is_final)
    for number, table, which, cell in shown_cells(told):
        at = number - 1
        counts = {
            "group": lambda at, which: world.of_group(at, int(which)),
            "chamber": lambda at, which: world.of_chamber(at, str(which)),
            "side": lambda at, which: world.of_side(at, str(which)),
        }[table](at, which)
        assert sum(counts) >= LEAST
        assert cell["votes"] % 5 == 0
    for row in told["statements_"]:
        if row["agree"] is not None:
            assert sum(world.of_all(row["statement"] - 1)) >= LEAST
    for group, size in zip(told["groups"], world.sizes(), strict=False):
        assert group["persons"] is None or size >= LEAST
    for chamber in told["chambers"]:
        assert chamber["persons"] is None or world.seats()[chamber["slug"]] >= LEAST


@given(worlds())
@MANY
def test_what_no_cell_shows_is_of_enough_people(world: World) -> None:
    """The whole less all cells that are shown: nobody, or enough of them."""
    for row in world.told()["statements_"]:
        at, whole = row["statement"] - 1, sum(world.of_all(row["statement"] - 1))
        groups = [sum(world.of_group(at, g)) for g, cell in enumerate(row["by_group"]) if cell]
        seats = [sum(world.of_chamber(at, c)) for c, cell in row["by_chamber"].items() if cell]
        for shown in (groups, seats):
            left = whole - sum(shown)
            assert not shown or left == 0 or left >= LEAST


@given(worlds(rows=1), st.data())
@MANY
def test_nobody_can_tell_hidden_groups_from_each_other(world: World, data: st.DataObject) -> None:
    """Whatever is subtracted from whatever: with votes of hidden groups exchanged, the same is
    published."""
    told = world.told()
    assume(told["statements_"])
    unseen = [g for g, cell in enumerate(told["statements_"][0]["by_group"]) if not cell]
    assume(len(unseen) > 1)
    a, b = data.draw(st.permutations(unseen))[:2]
    cells = [world.of_group(0, g) for g in range(world.k)]
    first, second = cells[a], cells[b]
    assume(first[0] and second[1])  # one who agreed there and one who disagreed here
    cells[a] = (first[0] - 1, first[1] + 1, first[2])
    cells[b] = (second[0] + 1, second[1] - 1, second[2])
    assert World(world.blocks, (tuple(cells),)).told() == told


@given(worlds(rows=1), st.data())
@MANY
def test_nobody_can_tell_hidden_chambers_from_each_other(
    world: World, data: st.DataObject
) -> None:
    told = world.told()
    assume(told["statements_"])
    cells = told["statements_"][0]["by_chamber"]
    unseen = [
        i
        for i, block in enumerate(world.blocks)
        if block.chamber in cells and not cells[block.chamber]
    ]
    assume(len(unseen) > 1)
    a, b = (world.blocks[i] for i in data.draw(st.permutations(unseen))[:2])
    assume(a.votes[0][0] and b.votes[0][1] and a.chamber != b.chamber)
    assume(side_of(a.chamber) == side_of(b.chamber) or not world.whole_sides())
    # One who agreed and one who disagreed change seats.
    yes, no = ((1, 0, 0),), ((0, 1, 0),)
    rest = tuple(one for one in world.blocks if one not in (a, b))
    assume(len(rest) == len(world.blocks) - 2)
    parts = (
        replace(a, size=a.size - 1, votes=(tuple(np.subtract(a.votes[0], yes[0]).tolist()),)),
        replace(b, size=b.size - 1, votes=(tuple(np.subtract(b.votes[0], no[0]).tolist()),)),
    )
    before = World((*rest, *parts, replace(a, size=1, votes=yes), replace(b, size=1, votes=no)))
    after = World(
        (
            *rest,
            *parts,
            replace(a, chamber=b.chamber, size=1, votes=yes),
            replace(b, chamber=a.chamber, size=1, votes=no),
        )
    )
    assert told_of_chambers(after) == told_of_chambers(before)


def told_of_chambers(world: World) -> list[Any]:
    told = world.told()
    rows = [(row["by_chamber"], row["by_side"], row["sides_agree"]) for row in told["statements_"]]
    return [*rows, *((one["slug"], one["persons"]) for one in told["chambers"])]


@given(worlds(), st.booleans())
@MANY
def test_shares_of_chambers_are_coarse_and_never_whole(world: World, is_final: bool) -> None:
    for _number, table, _which, cell in shown_cells(world.told(is_final=is_final)):
        if table != "group":
            for side in ("agree", "disagree", "pass"):
                assert round(cell[side] * 100) % 5 == 0
                assert 0.1 <= cell[side] <= 0.9


@given(worlds())
@MANY
def test_whole_percents_are_of_cells_whose_every_part_is_large(world: World) -> None:
    for row in world.told()["statements_"]:
        at = row["statement"] - 1
        cells = [world.of_group(at, g) for g in range(world.k)]
        alone = added(b.votes[at] for b in world.blocks if b.group < 0)
        if row["exact"]:
            for cell in [world.of_all(at), *(cells if world.k > 1 else ()), alone]:
                assert not sum(cell) or world.k == 1 or min(cell) >= LEAST
            assert min(world.of_all(at)) >= LEAST


def test_large_numbers_are_told_in_whole_percents_at_the_close() -> None:
    world = simple(((413, 87, 100), (96, 304, 50)))
    row = world.told()["statements_"][0]
    assert row["exact"]
    assert (row["agree"], row["by_group"][0]["agree"]) == (0.48, 0.69)
    assert not world.told(is_final=False)["statements_"][0]["exact"]


@given(worlds())
@MANY
def test_while_it_is_open_everything_is_coarse(world: World) -> None:
    told = world.told(is_final=False)
    assert (told["persons"] or 0) % 5 == 0
    assert (told["votes"] or 0) % 5 == 0
    for row in told["statements_"]:
        assert not row["exact"]
        for side in ("agree", "disagree", "pass"):
            assert row[side] is None or round(row[side] * 100) % 5 == 0


def test_two_groups_of_which_one_is_small_are_both_unseen() -> None:
    told = simple(((40, 5, 5), (0, 8, 0))).told()
    assert [group["persons"] for group in told["groups"]] == [None, None]
    assert all(group["centre"] is None for group in told["groups"])
    assert told["k"] == 2
    assert told["statements_"][0]["by_group"] == [None, None]


def test_those_in_no_group_are_hidden_as_well() -> None:
    """Two groups of forty, and six people who voted too little to be in one: of 86, 80 would leave
    them."""
    world = simple(((30, 5, 5), (5, 30, 5))).with_more(0, value=0, group=-1, chamber="", people=6)
    row = world.told()["statements_"][0]
    assert [cell is None for cell in row["by_group"]].count(True) >= 1


def test_fewer_people_than_the_by_laws_say_are_told_nothing_of() -> None:
    told = simple(((9, 1, 0),)).told()
    assert told["persons"] is None
    assert told["votes"] is None
    assert told["statements_"] == told["groups"] == told["chambers"] == []


@pytest.mark.parametrize(
    ("state", "agree"), [((15, 3, 2), True), ((3, 15, 2), False), ((10, 8, 2), False)]
)
def test_both_sides_agree_where_both_clearly_do(state: Counts, agree: bool) -> None:
    world = World(
        (
            Block(0, "civil", 21, ((18, 2, 1),)),
            Block(0, "nhri", 3, ((2, 1, 0),)),
            Block(0, "parliament", 12, ((8, 2, 2),)),
            Block(0, "state", 20, (state,)),
        )
    )
    row = world.told()["statements_"][0]
    assert row["by_chamber"]["nhri"] is None
    assert row["by_chamber"]["parliament"] is None  # the smallest of the others, for its sake
    assert row["sides_agree"] is agree


def test_two_small_chambers_of_a_side_are_told_as_the_side() -> None:
    world = World(
        (
            Block(0, "civil", 21, ((18, 2, 1),)),
            Block(0, "parliament", 9, ((7, 1, 1),)),
            Block(0, "state", 14, ((11, 2, 1),)),
            Block(0, "", 90, ((45, 40, 5),)),
        )
    )
    row = world.told()["statements_"][0]
    assert row["by_chamber"]["parliament"] is row["by_chamber"]["state"] is None
    assert row["by_side"]["state"] == {"votes": 20, "agree": 0.8, "disagree": 0.15, "pass": 0.1}
    assert row["sides_agree"]


def test_what_is_shared_divides_and_represents_follows_from_what_is_shown() -> None:
    world = simple(
        ((36, 2, 2), (33, 4, 3)), ((36, 2, 2), (4, 33, 3)), ((20, 10, 10), (20, 10, 10))
    )
    told = world.told()
    assert told["shared"] == [1]
    assert told["divides"] == [2]
    first, second = told["groups"]
    assert [(one["statement"], one["side"]) for one in first["represents"]] == [(2, "agree")]
    assert [(one["statement"], one["side"]) for one in second["represents"]] == [(2, "disagree")]


@pytest.mark.parametrize(("members", "shown"), [(8, None), (14, 10)])
def test_a_bloc_is_told_of_by_its_size_alone(members: int, shown: int | None) -> None:
    world = simple(((40, 5, 5),))
    told = world.as_dict()
    told["blocs"] = [
        {"participants": list(range(members)), "changes": [1], "without": {"k": 1, "first": [1]}}
    ]
    made = facts(told, world.votes(), world.table(), least=LEAST, is_final=True)
    bloc = made["blocs"][0]
    assert bloc["persons"] == shown
    assert "participants" not in json.dumps(bloc)
    assert bool(bloc["changes"]) == (shown is not None)


def test_no_person_and_no_exact_place_is_in_the_facts() -> None:
    made = simple(((40, 5, 5), (5, 40, 5))).told()
    told = json.dumps(made)
    for word in ("positions", "participants", "placements", "priorities"):
        assert word not in told
    for group in made["groups"]:
        assert all(round(value * 50, 6) == round(value * 50) for value in group["centre"])


def test_whoever_holds_the_votes_is_told_everything() -> None:
    world = simple(((41, 5, 5), (0, 7, 0)))
    told = disclosure.everything(world.as_dict(), world.votes(), world.table(), least_votes=5)
    assert told["persons"] == 58
    assert [group["persons"] for group in told["groups"]] == [51, 7]
    assert told["statements_"][0]["by_group"][0]["agree"] == round(41 / 51, 2)
    assert told["statements_"][0]["votes"] == 58
