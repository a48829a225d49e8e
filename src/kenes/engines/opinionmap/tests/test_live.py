"""A map that goes on is the map of all votes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap import OpinionMap, Votes
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.live import LiveMap, merged
from kenes.engines.opinionmap.tests.planted import likeness, planted

PLAIN = OpinionMap(resamples=0, with_bridging=False, with_blocs=False)
events = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-1, 1)), max_size=25)


def arrays(some: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.array(some, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.int8)


@given(events, events)
def test_votes_that_come_later_join_those_before(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    found = merged(Votes.of(*arrays(before)), Votes.of(*arrays(after)))
    whole = Votes.of(*arrays(before + after))
    assert found.participants.tolist() == whole.participants.tolist()
    assert found.statements.tolist() == whole.statements.tolist()
    assert found.matrix.indptr.tolist() == whole.matrix.indptr.tolist()
    assert found.matrix.indices.tolist() == whole.matrix.indices.tolist()
    assert found.matrix.data.tolist() == whole.matrix.data.tolist()
    assert found.replaced == whole.replaced


def test_each_result_is_that_of_all_votes() -> None:
    made = planted(1)
    every = np.random.default_rng(0).permutation(len(made.values))
    parts = np.array_split(every, 5)
    live = LiveMap(Votes.of(*made.some(parts[0])))
    live.result()
    for i in range(1, 5):
        live.add(*made.some(parts[i]))
        result = live.result()
        fresh = PLAIN.fit(Votes.of(*made.some(np.concatenate(parts[: i + 1]))))
        assert result.k == fresh.k
        assert likeness(result.labels + 1, fresh.labels + 1) == 1
        np.testing.assert_allclose(
            result.placed.positions, fresh.placed.positions, rtol=1e-9, atol=1e-9
        )
        np.testing.assert_allclose(
            result.common.shared.geometric, fresh.common.shared.geometric, rtol=1e-9
        )
        assert result.first == fresh.first


def test_groups_keep_their_numbers_while_they_grow() -> None:
    """The smaller of two camps becomes the larger one."""
    rng = np.random.default_rng(0)

    def camp(people: range, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        who = np.repeat(np.array(people), 20)
        values = np.where(rng.random(len(who)) < 0.9, side, -side).astype(np.int8)
        return who, np.tile(np.arange(20), len(people)), values

    one, other = camp(range(30), 1), camp(range(100, 120), -1)
    votes = Votes.of(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))
    live = LiveMap(votes)
    first = live.result()
    assert np.bincount(first.labels).tolist() == [30, 20]
    live.add(*camp(range(200, 240), -1))
    second = live.result()
    assert np.bincount(second.labels).tolist() == [30, 60]
    assert PLAIN.fit(live.votes).labels.tolist() == (1 - second.labels).tolist()


def test_new_statements_and_those_moderated_out() -> None:
    made = planted(2, people=100, statements=30)
    live = LiveMap(made.votes)
    live.result()
    live.add(np.arange(100), np.full(100, 77), np.ones(100, np.int8))
    assert 77 in live.result().statements
    live.out = [77, 1000]  # nobody voted on the last
    assert 77 not in live.result().statements
    assert 77 in live.votes.statements


def test_certainty_when_asked_for() -> None:
    live = LiveMap(planted(3, people=100, statements=30).votes)
    assert live.result().certainty is None
    found = live.result(certainty=3).certainty
    assert found is not None
    assert found.resamples == 3


def test_what_is_no_vote_changes_nothing() -> None:
    live = LiveMap(planted(4, people=50, statements=20).votes)
    before = live.votes
    with pytest.raises(VotesError):
        live.add(np.array([1]), np.array([2]), np.array([3], np.int8))
    live.add(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int8))
    assert live.votes is before


def test_a_map_that_begins_with_nothing() -> None:
    nothing = np.empty(0, np.int64)
    live = LiveMap(Votes.of(nothing, nothing, nothing.astype(np.int8)))
    assert live.result().k == 1
    made = planted(5, people=200, statements=40)
    live.add(made.participants, made.statements, made.values)
    assert live.result().k == PLAIN.fit(made.votes).k
