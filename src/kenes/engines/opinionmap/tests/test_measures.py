"""The measures of Polis, from counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap import measures
from kenes.engines.opinionmap.counting import Counts


def counts(agrees: object, disagrees: object, seen: object) -> Counts:
    return Counts(
        agrees=np.array(agrees, np.int64),
        disagrees=np.array(disagrees, np.int64),
        seen=np.array(seen, np.int64),
    )


@st.composite
def some_counts(draw: st.DrawFn) -> Counts:
    shape = draw(st.integers(1, 4)), draw(st.integers(1, 12))
    cells = st.lists(
        st.integers(0, 30), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    )
    agrees, disagrees, passes = (np.array(draw(cells)).reshape(shape) for _ in range(3))
    return counts(agrees, disagrees, agrees + disagrees + passes)


def test_without_votes_a_proportion_is_one_half_and_no_test_is_passed() -> None:
    nobody = np.array([0])
    assert measures.proportion(nobody, nobody)[0] == 0.5
    assert measures.one_proportion_test(nobody, nobody)[0] == 1.0 < measures.SIGNIFICANT
    assert measures.two_proportion_test(nobody, nobody, nobody, nobody)[0] == 0.0


def test_proportions_and_tests_of_known_counts() -> None:
    eight, ten, one = np.array([8]), np.array([10]), np.array([1])
    assert measures.proportion(eight, ten)[0] == 0.75
    # (8 + 1) / (10 + 1) against one half, in standard errors of 1 / (2 √11)
    assert measures.one_proportion_test(eight, ten)[0] == pytest.approx(2.1106, abs=1e-4)
    # 9 of 11 against 2 of 11: pooled 1/2
    expected = (7 / 11) / np.sqrt(0.25 * 2 / 11)
    assert measures.two_proportion_test(eight, one, ten, ten)[0] == pytest.approx(expected)


@given(some_counts())
def test_comparing_a_group_with_all_others_is_odd(found: Counts) -> None:
    others = found.others
    one = measures.two_proportion_test(found.agrees, others.agrees, found.seen, others.seen)
    other = measures.two_proportion_test(others.agrees, found.agrees, others.seen, found.seen)
    np.testing.assert_allclose(one, -other, atol=1e-12)


def test_the_strongest_agreement_of_a_group_stands_first_and_disagreement_last() -> None:
    # columns: liked, rejected, liked by all, liked more
    found = counts(
        [[18, 0, 19, 15], [2, 18, 19, 1]],
        [[1, 19, 0, 3], [17, 1, 0, 18]],
        [[20, 20, 20, 20], [20, 20, 20, 20]],
    )
    first, second = measures.representative(found, np.zeros(4, np.bool_))
    assert [(one.column, one.agrees) for one in first] == [(0, True), (3, True), (1, False)]
    assert [one.best_agree for one in first] == [True, False, False]
    assert first[0].agree_count == 18
    assert [(one.column, one.agrees) for one in second] == [(1, True), (0, False), (3, False)]
    assert (second[1].successes, second[1].trials) == (17, 20)
    assert second[1].agree_count is None


def test_a_statement_taken_out_represents_nobody() -> None:
    found = counts([[18, 17], [1, 2]], [[0, 1], [18, 17]], [[20, 20], [20, 20]])
    out = np.array([True, False])
    of_first, of_second = measures.representative(found, out)
    assert [one.column for one in of_first] == [one.column for one in of_second] == [1]
    assert measures.representative(found, np.array([True, True])) == ((), ())


def test_where_nothing_is_significant_the_largest_difference_represents() -> None:
    found = counts([[1, 0], [1, 1]], [[1, 2], [1, 0]], [[2, 2], [2, 2]])
    of_first, of_second = measures.representative(found, np.zeros(2, np.bool_))
    assert [(one.column, one.agrees, one.best_agree) for one in of_first] == [(1, False, False)]
    assert [(one.column, one.agrees) for one in of_second] == [(1, True)]


def test_the_strongest_agreement_may_read_as_disagreement() -> None:
    """As on Polis: most of the group agree, yet they differ from the others by disagreeing."""
    found = counts([[15], [20]], [[5], [0]], [[20], [20]])
    (only,) = measures.representative(found, np.array([False]))[0]
    assert only.best_agree
    assert not only.agrees
    assert (only.successes, only.agree_count) == (5, 15)


@given(some_counts(), st.data())
def test_representative_statements_are_few_distinct_and_kept(
    found: Counts, data: st.DataObject
) -> None:
    width = found.seen.shape[1]
    out = np.array(data.draw(st.lists(st.booleans(), min_size=width, max_size=width)))
    for group, chosen in enumerate(measures.representative(found, out)):
        columns = [one.column for one in chosen]
        assert len(set(columns)) == len(columns) <= measures.MOST_REPRESENTATIVE
        assert (len(columns) > 0) == (not out.all())
        assert not out[columns].any()
        assert [one.agrees for one in chosen] == sorted(
            (one.agrees for one in chosen), reverse=True
        )
        for one in chosen:
            side = found.agrees if one.agrees else found.disagrees
            assert one.successes == side[group, one.column]


def test_consensus_is_of_the_strongest_majorities_on_either_side() -> None:
    found = counts([19, 5, 10, 0, 18, 2], [0, 5, 0, 19, 1, 0], [20, 20, 20, 20, 20, 2])
    agreed, rejected = measures.consensus(found, np.zeros(6, np.bool_))
    # 10 of 20 are no majority; 2 of 2 are: p = 3/4, z = √3
    assert [one.column for one in agreed] == [0, 4, 5]
    assert [one.column for one in rejected] == [3]
    assert (rejected[0].successes, rejected[0].trials) == (19, 20)
    agreed, _ = measures.consensus(found, np.array([True, False, False, False, False, False]))
    assert [one.column for one in agreed] == [4, 5]


def test_at_most_five_statements_a_side_the_first_of_equals_kept() -> None:
    same = np.full(9, 9)
    agreed, rejected = measures.consensus(counts(same, 0 * same, same), np.zeros(9, np.bool_))
    assert [one.column for one in agreed] == [0, 1, 2, 3, 4]
    assert rejected == ()


def test_group_aware_consensus_is_a_product_over_groups() -> None:
    found = counts([[9, 0], [4, 0]], [[0, 0], [0, 0]], [[10, 0], [4, 0]])
    np.testing.assert_allclose(
        measures.group_aware_consensus(found), [10 / 12 * 5 / 6, 0.25], rtol=1e-15
    )


def test_what_divides_and_is_new_is_asked_first_and_facts_weigh_the_same_always() -> None:
    #  known  far out  new  passed  rejected  fact
    agrees = np.array([20, 20, 2, 5, 2, 20])
    disagrees = np.array([10, 10, 1, 2, 28, 10])
    seen = np.array([30, 30, 3, 30, 30, 30])
    weights = measures.priority(
        counts(agrees, disagrees, seen),
        np.array([1.0, 3.0, 1.0, 1.0, 1.0, 1.0]),
        np.array([False] * 5 + [True]),
    )
    known, far, new, passed, rejected, fact = weights
    assert fact == 49
    assert min(far, new) > known > max(passed, rejected)
    importance = (1 - 1 / 32) * 2 * (21 / 32) * (1 + 8 / 64)
    assert known == pytest.approx(importance**2)
