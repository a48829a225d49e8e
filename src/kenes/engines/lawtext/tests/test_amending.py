"""Amendments one after the other: what each finds, what it makes, what it meets."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from kenes.engines.lawtext.amending import (
    Amender,
    Amendment,
    Applied,
    Conflict,
    Place,
    apply,
    conflicts_between,
    next_number,
    written,
)
from kenes.engines.lawtext.tests.codes import (
    act,
    amended,
    insert,
    lines,
    repeal,
    reword,
)
from kenes.engines.lawtext.tree import Act, Placed, find, walk
from kenes.engines.lawtext.writing import label_of


def test_a_reworded_paragraph_stands_where_it_stood() -> None:
    made = apply(act(), [reword("art_1__para_1", "1. Access to counsel is given at once.")])
    assert lines(made.act) == lines(act()).replace(
        "1. A person detained has access to counsel within 24 hours.",
        "1. Access to counsel is given at once.",
    )
    (step,) = made.steps
    assert step.in_force == step.before == written(act(), "art_1__para_1")
    assert (step.anchor, step.conflicts, step.stacked_on) == ("art_1__para_1", (), ())
    assert label_of(step.path, "en") == "article 1, paragraph 1"


def test_the_second_change_of_a_provision_rests_on_the_first() -> None:
    first, second = "1. Access at once.", "1. Access at once and in private."
    made = apply(
        act(), [reword("art_1__para_1", first, "a"), reword("art_1__para_1", second, "b", first)]
    )
    assert made.steps[1].before == first
    assert made.steps[1].in_force.endswith("24 hours.")
    assert made.steps[1].stacked_on == ("a",)
    assert second in lines(made.act)
    assert first + "\n" not in lines(made.act)


def test_what_was_written_against_the_law_while_another_changes_it_overlaps() -> None:
    seen = written(act(), "art_1")
    article = "Article 1. Counsel\n1. Everybody has counsel."
    made = apply(
        act(),
        [reword("art_1__para_2", "2. Nobody chooses.", "a"), reword("art_1", article, "b", seen)],
    )
    assert made.steps[1].conflicts == (Conflict.OVERLAPS,)
    assert "2. Nobody chooses." in lines(made.act)
    assert "Everybody has counsel" not in lines(made.act)
    knowing = apply(
        act(),
        [
            reword("art_1__para_2", "2. Nobody chooses.", "a"),
            reword(
                "art_1",
                article,
                "b",
                seen.replace("2. Counsel is chosen by the person.", "2. Nobody chooses."),
            ),
        ],
    )
    assert knowing.steps[1].conflicts == ()
    assert knowing.steps[1].stacked_on == ("a",)


def test_a_wording_of_another_time_is_told_apart_from_one_of_another_amendment() -> None:
    made = apply(act(), [reword("art_2", "Article 2. Complaints\nBy a prosecutor.", before="x")])
    assert made.steps[0].conflicts == (Conflict.OTHER_BASE,)
    assert made.act == act()


@pytest.mark.parametrize(
    ("amendments", "conflict"),
    [
        ([reword("art_9", "Article 9. Nothing\nNo.")], Conflict.GONE),
        ([reword("art_2", "no article at all")], Conflict.UNREADABLE),
        ([reword("art_2", "1. A paragraph.")], Conflict.UNREADABLE),
        ([reword("art_2", "Article 2. A\nb\nArticle 2-1. C\nd")], Conflict.UNREADABLE),
        ([reword("art_2", "")], Conflict.UNREADABLE),
        ([reword("art_2", "Article 3. Complaints\nBy a prosecutor.")], Conflict.NUMBER_TAKEN),
        ([reword("art_1", "Article 1. C\n1. a\n2. b\n2. c")], Conflict.NUMBER_TAKEN),
        (
            [reword("chp_1", "Chapter 1. G\nArticle 1. A\nb\nArticle 3. C\nd")],
            Conflict.NUMBER_TAKEN,
        ),
        ([insert("chp_2", "Chapter 3. N\nArticle 2. Again\nb")], Conflict.NUMBER_TAKEN),
        ([insert("art_2", "Article 3. Twice\nNo.")], Conflict.NUMBER_TAKEN),
        ([insert("art_1__para_1", "2. Twice.")], Conflict.NUMBER_TAKEN),
        ([insert("art_9", "Article 10. A\nb")], Conflict.GONE),
        ([repeal("chp_1", "a"), reword("art_2", "Article 2. X\ny", "b")], Conflict.REPEALED),
        ([repeal("art_2", "a"), repeal("art_2", "b")], Conflict.REPEALED),
    ],
)
def test_what_cannot_be_applied_says_why_and_changes_nothing(
    amendments: Sequence[Amendment], conflict: Conflict
) -> None:
    made = apply(act(), amendments)
    assert made.steps[-1].conflicts == (conflict,)
    assert made.act == apply(act(), amendments[:-1]).act


def test_insertions_stand_in_their_order_and_behind_what_is_repealed() -> None:
    made = apply(
        act(),
        [
            insert("art_2", "Article 2-1. Doctors\nIndependent.", "a"),
            insert("art_2", "Article 2-2. Records\nKept.", "b"),
            repeal("art_2", "c"),
            insert("art_1__para_3", "4. Counsel is free of charge.", "d"),
            insert("art_3__subpara_a", "a-1) it is a matter of protection;", "e"),
            insert("", "Chapter 0. Aims\nArticle 100. Aim\nJustice.", "f", Place.FIRST),
        ],
    )
    addresses = [placed.anchor for placed in walk(made.act) if placed.unit.kind == "article"]
    assert addresses == ["art_100", "art_1", "art_2-1", "art_2-2", "art_3"]
    assert [step.conflicts for step in made.steps] == [()] * 6
    assert made.steps[3].anchor == "art_1__para_4"


def test_a_provision_that_was_put_in_may_be_changed_by_its_new_address() -> None:
    made = apply(
        act(),
        [
            insert("art_2", "Article 2-1. Doctors\nIndependent.", "a"),
            reword("art_2-1", "Article 2-1. Doctors\nIndependent and free.", "b"),
        ],
    )
    assert made.steps[1].stacked_on == ("a",)
    assert "Independent and free." in lines(made.act)


def test_what_gets_another_number_is_still_found_by_its_old_one() -> None:
    made = apply(
        act(),
        [
            reword("art_2", "Article 7. Complaints\nBy a prosecutor.", "a"),
            reword(
                "art_2",
                "Article 7. Complaints\nBy a judge.",
                "b",
                "Article 7. Complaints\nBy a prosecutor.",
            ),
        ],
    )
    assert made.steps[0].anchor == "art_7"
    assert "By a judge." in lines(made.act)


@pytest.mark.parametrize(
    ("anchor", "place", "number"),
    [
        ("art_1", Place.AFTER, "1-1"),
        ("art_3", Place.AFTER, "4"),
        ("art_1__para_3", Place.AFTER, "4"),
        ("art_1__para_1", Place.AFTER, "1-1"),
        ("art_3__subpara_b", Place.AFTER, "c"),
        ("art_2", Place.FIRST, "1"),
        ("chp_2", Place.AFTER, "3"),
        ("art_9", Place.AFTER, ""),
        ("art_3__subpara_a", Place.AFTER, "a-1"),
        ("chp_2", Place.FIRST, "2-1"),
        ("chp_1", Place.FIRST, ""),
        ("art_1", Place.FIRST, ""),
        ("", Place.AFTER, ""),
    ],
)
def test_new_provisions_are_numbered_as_drafters_do(
    anchor: str, place: Place, number: str
) -> None:
    assert next_number(act(), anchor, place) == number


@pytest.mark.parametrize(
    ("language", "lines", "anchor", "number"),
    [
        ("ru", "Статья 12. А\nа|Статья 12-1. Б\nб|Статья 13. В\nв", "art_12", "12-2"),
        ("ru", "Статья 12. А\nа|Статья 12-1. Б\nб|Статья 13. В\nв", "art_12-1", "12-2"),
        ("ru", "Статья 12. А\nа|Статья 12-1. Б\nб", "art_12-1", "12-2"),
        ("ru", "Статья 12. А\nа|Статья 12¹. Б\nб|Статья 13. В\nв", "art_12-1", "12²"),
        ("ru", "Статья 12. А\nа|Статья 12.1. Б\nб|Статья 13. В\nв", "art_12", "12.2"),
        ("kk", "12-бап. А\nа|12-1-бап. Б\nб|13-бап. В\nв", "art_13", "14"),
        ("ru", "Статья 1. А|а) б|в) г", "art_1__subpara_в", "г"),
        ("ru", "Статья 1. А|а) б|б) г|в) г", "art_1__subpara_а", "а-1"),
        ("kk", "1-бап. А|а) б|ә) г", "art_1__subpara_ә", "б"),
        ("kk", "1-бап. А|а) б|б) г", "art_1__subpara_б", "в"),
        ("kk", "1-бап. А|а) б", "art_1__subpara_а", "ә"),
        ("ru", "Глава I. А|Глава II. Б", "chp_ii", "III"),
        ("ru", "Глава I. А|Глава II. Б", "chp_i", "I-1"),
        ("ru", "Глава VIII. А", "chp_viii", "IX"),
        ("ru", "Статья 1. А\nа\nб", "art_1__al_1", ""),
        ("ru", "Глава 1. А|Глава 2. Б\nСтатья 1. В\nг", "chp_1", "1-1"),
    ],
)
def test_numbers_go_on_as_the_act_writes_them(
    language: str, lines: str, anchor: str, number: str
) -> None:
    code = act("К\n" + lines.replace("|", "\n"), language)
    assert next_number(code, anchor) == number


def test_a_new_number_stands_behind_those_that_come_before_it() -> None:
    code = act("К\nСтатья 12. А\nа\nСтатья 12-1. Б\nб\nСтатья 13. В\nв", "ru")
    made = apply(
        code,
        [
            insert("art_12", "Статья 12-2. Г\nг", "a"),
            insert("art_12-2", "Статья 12-3. Д\nд", "b"),
            insert("art_12", "Статья 12-4. Е\nе", "c"),
        ],
    )
    assert [one.number for one in made.act.units] == ["12", "12-1", "12-2", "12-3", "12-4", "13"]
    assert made.steps[1].stacked_on == ("a",)


def test_what_hangs_on_an_insertion_stays_with_it() -> None:
    made = apply(
        act(),
        [
            insert("art_2", "Article 40. One\nx", "a"),
            insert("art_40", "Article 50. Two\nx", "b"),
            insert("art_2", "Article 30. Three\nx", "c"),
        ],
    )
    numbers = [one.unit.number for one in walk(made.act) if one.unit.kind == "article"]
    assert numbers == ["1", "2", "40", "50", "30", "3"]


def test_an_act_with_a_number_twice_can_still_be_amended() -> None:
    code = act("К\nСтатья 12-1. А\nа\nСтатья 12¹. Б\nб", "ru")
    made = apply(code, [reword("art_12-1+2", "Статья 12¹. Б\nв", "a")])
    assert made.steps[0].conflicts == ()
    assert lines(made.act) == "Статья 12-1. А\nа\nСтатья 12¹. Б\nв"


def test_what_was_put_in_the_place_of_the_repealed_is_found_there() -> None:
    made = apply(
        act(),
        [
            repeal("art_2", "a"),
            insert("art_2", "Article 2. Complaints\nBy a court.", "b"),
            reword("art_2", "Article 2. Complaints\nBy a judge.", "c"),
        ],
    )
    assert [step.conflicts for step in made.steps] == [()] * 3
    assert made.steps[2].stacked_on == ("b",)
    assert "By a judge." in lines(made.act)


def test_a_paragraph_that_a_rewording_took_out_keeps_its_place() -> None:
    made = apply(
        act(),
        [
            reword("art_1", "Article 1. Counsel\n1. One.\n3. Three.", "a"),
            insert("art_1__para_2", "2-1. Between.", "b"),
        ],
    )
    assert [step.conflicts for step in made.steps] == [()] * 2
    assert "1. One.\n2-1. Between.\n3. Three." in lines(made.act)


def test_the_numbers_of_an_act_being_amended_go_on_from_what_was_put_in() -> None:
    amender = Amender(act())
    amender.take(insert("art_1", "Article 1-1. A\nb", "a"))
    assert amender.next_number("art_1") == "1-2"


def test_amendments_of_several_proposals_meet_where_they_touch_the_same() -> None:
    found = conflicts_between(
        act(),
        {
            "P-1": [
                reword("art_1__para_1", "1. x", "a"),
                insert("art_2", "Article 2-1. A\nb", "b"),
            ],
            "P-2": [
                reword("art_1", "Article 1. y\nz", "c"),
                insert("art_2", "Article 2-1. C\nd", "d"),
            ],
            "P-3": [reword("art_3", "Article 3. y\nz", "e")],
        },
    )
    assert {(one.key, one.other_key, one.is_same) for one in found} == {
        ("a", "c", False),
        ("b", "d", True),
    }


def test_the_same_new_number_meets_wherever_it_is_put() -> None:
    def met(one: Amendment, other: Amendment) -> list[bool]:
        return [each.is_same for each in conflicts_between(act(), {"a": [one], "b": [other]})]

    assert met(insert("art_2", "Article 9. A\nb"), insert("chp_2", "Article 9. C\nd")) == [True]
    assert met(insert("art_2", "Article 9. A\nb"), insert("art_2", "Article 8. C\nd")) == []
    fourth = insert("art_1__para_3", "4. x")
    assert met(fourth, insert("art_1__para_2", "4. y")) == [True]
    assert met(fourth, reword("art_1__para_2", "4. y")) == [True]
    assert met(fourth, insert("art_3__subpara_b", "4. y")) == []
    assert met(fourth, repeal("chp_1")) == [False]
    assert met(fourth, repeal("art_1__para_3")) == []


@settings(max_examples=80, deadline=None)
@given(amended())
def test_applying_a_list_is_applying_one_after_the_other(
    case: tuple[Act, list[Amendment]],
) -> None:
    code, amendments = case
    made: Applied = apply(code, amendments)
    amender = Amender(code)
    for one, step in zip(amendments, made.steps, strict=True):
        taken = amender.take(one)
        assert (taken.before, taken.conflicts) == (step.before, step.conflicts)
    assert amender.act() == made.act


@settings(max_examples=80, deadline=None)
@given(amended())
def test_what_no_amendment_touches_stays_word_for_word(case: tuple[Act, list[Amendment]]) -> None:
    code, amendments = case
    made = apply(code, amendments)
    touched = {one.anchor for one in amendments}
    for placed in walk(code):
        near = {placed.anchor, *_parents(code, placed)}
        if near & touched or any(_within(code, anchor, placed.anchor) for anchor in touched):
            continue
        there = find(made.act, placed.anchor)
        assert there is not None
        assert there.unit == placed.unit


def _parents(code: Act, placed: Placed) -> list[str]:
    above = {one.anchor: one.parent for one in walk(code)}
    found, anchor = [], placed.parent
    while anchor:
        found.append(anchor)
        anchor = above[anchor]
    return found


def _within(code: Act, anchor: str, home: str) -> bool:
    placed = find(code, anchor)
    return placed is not None and home in _parents(code, placed)
