"""Whatever is done to whatever act, and whoever amends it: what has to hold always."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.amending import (
    Amender,
    Amendment,
    Change,
    apply,
    conflicts_between,
)
from kenes.engines.lawtext.compare import Fate, applied, compare
from kenes.engines.lawtext.rebasing import Turn, rebase
from kenes.engines.lawtext.tests.random_acts import (
    FEW,
    MANY,
    amendments,
    article,
    odd,
    regular,
)
from kenes.engines.lawtext.tree import Act, Kind, Unit, find, repeated, walk
from kenes.engines.lawtext.wording import printed, reworded, tidy

seeds = st.integers(0, 2**32)
CARRIED = {Turn.SAME, Turn.MOVED, Turn.MERGED}


def amended(seed: int) -> tuple[Act, list[Amendment]]:
    luck = Random(seed)
    act = regular(luck) if luck.random() < 0.6 else odd(luck)
    return act, amendments(luck, act)


def fitting(act: Act, those: list[Amendment]) -> list[Amendment]:
    steps = apply(act, those).steps
    return [one for one, step in zip(those, steps, strict=True) if step.is_applied]


def reformed(luck: Random, old: Act) -> tuple[Act, list[tuple[str, Unit]]]:
    """The act with articles put in, taken out, carried elsewhere and reworded by a word, and all
    numbered anew; and what each article was."""
    words = luck.choice([FEW, MANY])
    kept: list[tuple[str, Unit]] = []
    for chapter in old.units:
        for one in chapter.children:
            fate = luck.random()
            if fate < 0.15:
                continue
            if fate < 0.3:
                kept.append(("new", article(luck, "0", words)))
            kept.append(("kept", one))
    if kept:
        carried = kept.pop(luck.randrange(len(kept)))
        kept.insert(luck.randint(0, len(kept)), carried)
    made = []
    for number, (was, one) in enumerate(kept, 1):
        if was == "kept" and one.children and luck.random() < 0.2:
            at = luck.randrange(len(one.children))
            said = one.children[at].text.split(" ")
            said[luck.randrange(len(said))] = "иначе"
            child = replace(one.children[at], text=" ".join(said))
            one = replace(one, children=(*one.children[:at], child, *one.children[at + 1 :]))
            was = "reworded"
        made.append((was, replace(one, number=str(number))))
    cuts = sorted(luck.randint(0, len(made)) for _one in old.units[1:])
    units = tuple(
        replace(chapter, children=tuple(one for _was, one in made[start:end]))
        for chapter, start, end in zip(old.units, [0, *cuts], [*cuts, len(made)], strict=True)
    )
    return replace(old, units=units), made


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_an_article_that_is_renumbered_or_carried_elsewhere_is_moved(seed: int) -> None:
    luck = Random(seed)
    old = regular(luck, words=luck.choice([FEW, MANY]))
    new, articles = reformed(luck, old)
    found = compare(old, new)
    assert applied(old, found) == new
    rows = [row for row in found.rows if row.new and row.new.unit.kind == Kind.ARTICLE]
    for (was, unit), row in zip(articles, rows, strict=True):
        if was == "kept":
            assert row.fate in {Fate.SAME, Fate.MOVED}
        if was == "reworded":
            assert row.old is not None
            assert row.old.unit.heading == unit.heading


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_any_list_can_be_applied_and_gives_no_number_twice(seed: int) -> None:
    act, those = amended(seed)
    made = apply(act, those)
    assert len(made.steps) == len(those)
    assert len(repeated(made.act)) <= len(repeated(act))
    assert applied(act, compare(act, made.act)) == made.act
    amender = Amender(act)
    for one, step in zip(those, made.steps, strict=True):
        stands = amender.written(one.anchor) if one.change != Change.INSERT else ""
        assert step.before == stands
        assert amender.take(one).conflicts == step.conflicts
        assert set(step.stacked_on) <= {other.key for other in those} - {one.key}
    assert amender.act() == made.act


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_a_reworded_unit_is_changed_and_never_taken_out_and_put_in(seed: int) -> None:
    act, those = amended(seed)
    rewordings = [one for one in those if one.change == Change.REWORD][:1]
    made = apply(act, rewordings)
    if not rewordings or not made.steps[0].is_applied:
        return
    stood, stands = find(act, rewordings[0].anchor), find(made.act, made.steps[0].anchor)
    assert stood is not None
    assert stands is not None
    assert tidy(made.steps[0].before) == tidy(printed(stood.unit, act.language))
    if stood.unit.number == stands.unit.number:
        rows = compare(act, made.act).rows
        (row,) = [row for row in rows if row.new == stands]
        assert row.old == stood


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_what_stands_beside_an_amended_unit_stays_to_the_byte(seed: int) -> None:
    act, those = amended(seed)
    made = apply(act, those)
    roots = {placed.anchor: _root(placed.anchor, act) for placed in walk(act)}
    touched = {roots.get(one.anchor, "") for one in those}
    before = [unit for unit, anchor in _roots(act) if anchor not in touched]
    after = [unit for unit in made.act.units if unit in before]
    assert not Counter(before) - Counter(after)


def _root(anchor: str, act: Act) -> str:
    above = {placed.anchor: placed.parent for placed in walk(act)}
    while above[anchor]:
        anchor = above[anchor]
    return anchor


def _roots(act: Act) -> list[tuple[Unit, str]]:
    return [(placed.unit, placed.anchor) for placed in walk(act) if not placed.parent]


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_a_unit_reads_as_it_is_printed_however_it_is_built(seed: int) -> None:
    act, those = amended(seed)
    for placed in walk(act):
        wording = printed(placed.unit, act.language)
        if wording.strip():
            assert reworded(placed.unit, wording, act.language) == placed.unit
            spaced = wording.replace(" ", "  ").replace("\n", "\r\n\r\n")
            assert reworded(placed.unit, spaced, act.language) == placed.unit


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_onto_the_act_itself_all_stay_and_onto_the_act_as_amended_all_are_done(seed: int) -> None:
    act, those = amended(seed)
    fit = fitting(act, those)
    assert {one.turn for one in rebase(act, act, fit)} <= {Turn.SAME, Turn.DONE}
    made = apply(act, fit).act
    assert {one.turn for one in rebase(act, made, fit)} <= {Turn.DONE}


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_what_is_carried_on_fits_the_later_version(seed: int) -> None:
    """Whether another proposal became law meanwhile, or the act was written quite anew."""
    luck = Random(seed)
    act = regular(luck)
    mine = fitting(act, amendments(luck, act, name="mine"))
    later = apply(act, amendments(luck, act, name="other")).act
    if luck.random() < 0.2:
        later = replace(regular(luck), language=act.language)
    carried = [one.amendment for one in rebase(act, later, mine) if one.turn in CARRIED]
    assert all(step.is_applied for step in apply(later, carried).steps)


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_a_provision_that_did_not_change_keeps_its_amendment(seed: int) -> None:
    luck = Random(seed)
    act = regular(luck)
    mine = fitting(act, amendments(luck, act, name="mine"))
    others = fitting(act, amendments(luck, act, most=3, name="other"))
    later = apply(act, others).act
    rows = {row.old.anchor: row for row in compare(act, later).rows if row.old}
    changed = {
        row.key if row.group == "mine" else row.other_key
        for row in conflicts_between(act, {"mine": mine, "others": others})
    }
    rests = {step.key: {step.key, *step.stacked_on} for step in apply(act, mine).steps}
    for one in rebase(act, later, mine):
        anchor = next(own.anchor for own in mine if own.key == one.key)
        row = rows.get(anchor)
        is_there = row is not None and row.new is not None
        own = next(own for own in mine if own.key == one.key)
        if is_there and own.change != Change.INSERT and not rests[one.key] & changed:
            assert one.turn in {Turn.SAME, Turn.MOVED, Turn.DONE}
            if one.turn != Turn.DONE and row is not None and row.old and row.new:
                assert (one.turn == Turn.MOVED) == (
                    row.old.anchor != row.new.anchor
                    or printed(row.old.unit, "en") != printed(row.new.unit, "en")
                )


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_two_proposals_meet_where_either_changes_what_the_other_was_written_against(
    seed: int,
) -> None:
    luck = Random(seed)
    act = regular(luck)
    mine = [one for one in fitting(act, amendments(luck, act, name="mine"))][:1]
    others = [one for one in fitting(act, amendments(luck, act, name="other"))][:1]
    met = conflicts_between(act, {"mine": mine, "others": others})
    assert len(met) <= 1
    if not mine or not others or mine[0].change == Change.INSERT:
        return
    stood = find(act, mine[0].anchor)
    assert stood is not None
    step = apply(act, [*others, replace(mine[0], before=printed(stood.unit, act.language))]).steps
    if not met:
        assert step[1].is_applied


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_what_one_proposal_meets_is_told_without_comparing_the_others(seed: int) -> None:
    luck = Random(seed)
    act = regular(luck)
    groups = {name: amendments(luck, act, name=name) for name in ("own", "second", "third")}
    every = conflicts_between(act, groups)
    assert conflicts_between(act, groups, of="own") == tuple(
        one for one in every if one.group == "own"
    )
