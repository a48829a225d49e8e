"""Amendments brought over a change of the law: carried on, done, or left to a person."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.amending import (
    Amendment,
    apply,
)
from kenes.engines.lawtext.rebasing import Turn, rebase
from kenes.engines.lawtext.tests.codes import (
    CODE,
    act,
    amended,
    an_amendment,
    codes,
    insert,
    repeal,
    reword,
)
from kenes.engines.lawtext.tree import Act, walk


def test_rebasing_carries_on_what_still_holds_and_names_the_rest() -> None:
    later = act(
        CODE.replace("within 24 hours", "within 3 hours")
        .replace("Article 2. Complaints", "Article 2. Complaints of torture")
        .replace("is chosen by the person", "is chosen by the person or relatives")
        .replace("b) a court has ordered it.", "")
        .replace("Article 3.", "Article 4.")
    )
    made = rebase(
        act(),
        later,
        [
            reword("art_1__para_1", "1. A person detained has access to counsel at once.", "a"),
            reword("art_1__para_2", "2. Counsel is freely chosen by the person.", "b"),
            reword("art_1__para_3", "3. Counsel cannot be waived.", "c"),
            repeal("art_3__subpara_b", "d"),
            reword("art_3__subpara_a", "a) there is a grave suspicion;", "e"),
            reword("art_2", "Article 2. Complaints\nBy a prosecutor.", "f"),
            insert("art_2", "Article 2-1. Doctors\nIndependent.", "g"),
            reword("art_1__para_9", "9. None.", "h"),
        ],
    )
    turns = {one.key: one.turn for one in made}
    assert turns == {
        "a": Turn.CONFLICT,
        "b": Turn.MERGED,
        "c": Turn.SAME,
        "d": Turn.DONE,
        "e": Turn.MOVED,
        "f": Turn.MERGED,
        "g": Turn.SAME,
        "h": Turn.GONE,
    }
    by_key = {one.key: one for one in made}
    assert (
        by_key["b"].amendment.wording == "2. Counsel is freely chosen by the person or relatives."
    )
    assert by_key["e"].amendment.anchor == "art_4__subpara_a"
    assert by_key["f"].amendment.wording.startswith("Article 2. Complaints of torture\nBy a pros")


@settings(max_examples=60, deadline=None)
@given(amended())
def test_rebasing_onto_the_act_itself_changes_nothing(case: tuple[Act, list[Amendment]]) -> None:
    code, amendments = case
    applied = apply(code, amendments)
    fine = [one for one, step in zip(amendments, applied.steps, strict=True) if step.is_applied]
    for one in rebase(code, code, fine):
        assert one.turn in {Turn.SAME, Turn.DONE}


@settings(max_examples=60, deadline=None)
@given(codes(), st.data())
def test_what_was_adopted_is_done(code: Act, data: st.DataObject) -> None:
    """One amendment of a kind: on the act as amended it has nothing left to do."""
    placed = data.draw(st.sampled_from(list(walk(code))))
    one = data.draw(an_amendment(code, placed, "k"))
    made = apply(code, [one])
    if not made.steps[0].is_applied or made.act == code:
        return
    (found,) = rebase(code, made.act, [one])
    assert found.turn == Turn.DONE


def test_an_insertion_behind_what_is_gone_stands_behind_what_was_before_it() -> None:
    later = act(CODE.replace("2. Counsel is chosen by the person.\n", ""))
    (made,) = rebase(act(), later, [insert("art_1__para_2", "2-1. Counsel is free.", "a")])
    assert (made.turn, made.amendment.anchor) == (Turn.MOVED, "art_1__para_1")
    (gone,) = rebase(
        act(),
        act(CODE.split("Chapter 2")[0]),
        [insert("art_3__subpara_b", "c) the law says so.", "a")],
    )
    assert gone.turn == Turn.GONE


def test_a_number_that_was_given_away_meanwhile_waits_for_a_person() -> None:
    later = act(CODE.replace("Chapter 2.", "Article 2-1. Records\nKept.\nChapter 2."))
    made = rebase(
        act(),
        later,
        [
            insert("art_2", "Article 2-1. Doctors\nIndependent.", "a"),
            reword("art_2-1", "Article 2-1. Doctors\nIndependent and free.", "b"),
            reword("art_1", "Article 2-1. Counsel\nAt once.", "c"),
        ],
    )
    assert [one.turn for one in made] == [Turn.CONFLICT] * 3
