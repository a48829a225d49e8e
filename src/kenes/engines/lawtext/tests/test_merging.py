"""Two changes of one wording: together where they leave each other alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.lawtext.merging import merged
from kenes.engines.lawtext.tests.codes import WORDS, sentences


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both", "is_clean"),
    [
        ("a b c", "a b c", "a x c", "a x c", True),
        ("a b c", "y b c", "a b z", "y b z", True),
        ("a b c", "a x c", "a y c", "a x c", False),
        ("a b c", "a x c", "a x c", "a x c", True),
        ("", "a", "b", "a", False),
    ],
)
def test_two_changes_of_one_wording(
    base: str, ours: str, theirs: str, both: str, is_clean: bool
) -> None:
    assert merged(base, ours, theirs) == (both, is_clean)


@settings(max_examples=60, deadline=None)
@given(sentences(), sentences())
def test_merging_with_what_did_not_change_gives_the_other(base: str, other: str) -> None:
    assert merged(base, base, other) == (other, True)
    assert merged(base, other, base) == (other, True)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_changes_of_different_words_go_together(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=12))
    mine, yours = data.draw(
        st.tuples(*[st.integers(0, len(words) - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
    )

    def changed(*places: int) -> str:
        said = [f"new{n}" if n in places else word for n, word in enumerate(words)]
        return " ".join(said)

    assert merged(changed(), changed(mine), changed(yours)) == (changed(mine, yours), True)


@settings(max_examples=80, deadline=None)
@given(sentences(), sentences(), sentences())
def test_a_clean_merge_is_the_same_from_either_side(base: str, one: str, other: str) -> None:
    ours, theirs = merged(base, one, other), merged(base, other, one)
    assert ours[1] == theirs[1]
    if ours[1]:
        assert ours == theirs
