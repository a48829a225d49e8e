"""The compatibility mode step by step, its edges, and what it hands on."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.opinionmap import compat
from kenes.engines.opinionmap.compat import clusters, kmeans
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.opinion_map import OpinionMap
from kenes.engines.opinionmap.tests.events import votes_of


def test_who_is_grouped() -> None:
    """Seven votes, or those with most votes until fifteen are in."""
    few = [(person, t, 1, person) for person in range(20) for t in range(1 + person % 6)]
    asked = [(90, t, 1, 90) for t in range(10)]
    found = compat.fit(votes_of(few + asked))
    grouped = set(found.votes.participants[found.grouped].tolist())
    assert len(grouped) == 15
    # six votes: 5, 11, 17; five: 4, 10, 16; four: 3, 9, 15; three: 2, 8, 14; two: 1, 7, 13, 19
    assert grouped == {90, 5, 11, 17, 4, 10, 16, 3, 9, 15, 2, 8, 14, 1, 7}
    many = [(person, t, 1, person) for person in range(30) for t in range(7)]
    found = compat.fit(votes_of(many + few[:1] + [(99, 0, 1, 0), (98, 9, 1, 0)]))
    assert set(found.votes.participants[~found.grouped]) == {98, 99}


def test_a_statement_taken_out_counts_as_seen_by_all_and_moves_nobody() -> None:
    events = [(p, t, 1 if (p < 8) == (t % 2 == 0) else -1, p) for p in range(16) for t in range(8)]
    with_it = votes_of([*events, (0, 8, 1, 0), (9, 8, -1, 9)])
    out = np.arange(9) == 8
    kept, taken = compat.fit(votes_of(events)), compat.fit(with_it, out)
    # M grows by one, and what everybody has seen grows by one: positions stay
    np.testing.assert_allclose(taken.positions, kept.positions, atol=1e-12)
    assert taken.centre[8] == 0
    assert taken.extremity[8] == 0
    assert taken.as_polis_object()["votes-base"]["8"]["S"] == [1, 1]


def test_facts_about_participants_are_taken_out_and_weigh_49() -> None:
    events = [(p, t, 1 if p < 8 else -1, p) for p in range(16) for t in range(8)]
    found = compat.fit(votes_of(events), None, np.arange(8) == 3)
    assert found.out.tolist() == [t == 3 for t in range(8)]
    assert found.priorities[3] == 49
    assert all(one.column != 3 for records in found.representative for one in records)


def test_the_first_distinct_points_start_clusters_in_their_order() -> None:
    points = np.array([[3.0, 1], [1, 1], [3, 1], [0, 5], [-0.0, 5], [2, 2]])
    assert kmeans.first_distinct(points, 3).tolist() == [[3, 1], [1, 1], [0, 5]]
    assert len(kmeans.first_distinct(points, 100)) == 4
    late = np.concatenate([np.zeros((10_000, 2)), points])
    assert kmeans.first_distinct(late, 3).tolist() == [[0, 0], [3, 1], [1, 1]]


def test_clusters_move_until_they_stand_still() -> None:
    points = np.array([[0.0, 0], [0, 1], [10, 0], [10, 1], [10, 2]])
    found = kmeans.kmeans(points, np.array([1.0, 3, 1, 1, 1]), most=2, iterations=20)
    assert found.labels.tolist() == [1, 1, 0, 0, 0]
    np.testing.assert_allclose(found.centres, np.array([[10, 1], [0, 0.75]]))
    one_step = kmeans.kmeans(points, np.ones(5), most=2, iterations=0)
    assert one_step.labels.tolist() == [0, 1, 0, 1, 1]


def test_the_later_centre_wins_a_tie() -> None:
    points = np.array([[-1.0, 0], [1, 0], [0, 0]])
    assert kmeans.kmeans(points, np.ones(3), most=2, iterations=0).labels.tolist() == [0, 1, 1]


def test_silhouette_of_known_points() -> None:
    points = np.array([[0.0, 0], [1, 0], [5, 0]])
    # for the pair: own 1, next 5 and 4; alone: 0
    expected = ((5 - 1) / 5 + (4 - 1) / 4 + 0) / 3
    assert kmeans.silhouette(points, np.array([0, 0, 1])) == pytest.approx(expected)
    assert kmeans.silhouette(points, np.zeros(3, np.int64)) == 0
    assert kmeans.silhouette(np.zeros((4, 2)), np.array([0, 0, 1, 1])) == 0


@pytest.mark.parametrize(("count", "most"), [(11, 2), (12, 3), (24, 4), (36, 5), (100, 5)])
def test_more_groups_are_tried_the_more_base_clusters_there_are(count: int, most: int) -> None:
    places = np.random.default_rng(1).standard_normal((count, 2))
    base = clusters.BaseClusters(ids=np.arange(count), labels=np.arange(count), centres=places)
    found = clusters.groups(base)
    assert list(found.silhouettes) == list(range(2, most + 1))
    assert found.silhouettes[len(found.ids)] == max(found.silhouettes.values())


def test_of_equally_good_numbers_of_groups_the_larger_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "silhouette", lambda points, labels: 0.5)
    places = np.random.default_rng(1).standard_normal((24, 2))
    base = clusters.BaseClusters(ids=np.arange(24), labels=np.arange(24), centres=places)
    assert len(clusters.groups(base).ids) == 4


def test_participants_stand_in_the_middle_of_their_group_or_beyond_it() -> None:
    events = [(p, t, 1 if p < 8 else -1, p) for p in range(16) for t in range(8)]
    odd = [(16, t, 1 if t < 7 else -1, 16) for t in range(8)]
    found = compat.given_groups(
        votes_of(events + odd + [(17, 0, 1, 17)]),
        in_conv=range(17),
        groups={0: [*range(8), 16], 1: range(8, 16)},
    )
    told = found.participant_statistics()
    assert np.isnan(told.coreness[17])
    np.testing.assert_allclose(told.coreness[8:16], 1)
    assert told.coreness[16] < told.coreness[0] < 1
    grouped = found.labels >= 0
    middle = found.positions[grouped].mean(axis=0)
    away = np.linalg.norm(found.positions[:17] - middle, axis=1)
    np.testing.assert_allclose(told.centricness[:17], 1 - away)
    # outwards and inwards even out within a group
    np.testing.assert_allclose(told.extremeness[found.labels == 0].sum(), 0, atol=1e-12)
    assert told.extremeness[16] < 0 < told.extremeness[0]


# --- shapes at the edge


def test_nobody_voted() -> None:
    found = compat.fit(votes_of([]))
    assert found.k == 0
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["groups"] == told["priorities"] == {}
    assert told["polis"]["pca"]["comps"] == []


def test_one_participant_stands_where_the_votes_point() -> None:
    found = compat.fit(votes_of([(7, 0, 1, 0), (7, 1, -1, 0), (7, 2, 0, 0), (7, 3, 1, 0)]))
    assert found.centre.tolist() == [0, 0, 0, 0]
    np.testing.assert_allclose(found.components[0], np.array([1, -1, 0, 1]) / np.sqrt(3))
    assert not found.components[1].any()
    np.testing.assert_allclose(found.positions, [[np.sqrt(3), 0]])
    assert found.k == 1


def test_with_one_statement_everybody_stands_in_the_middle() -> None:
    found = compat.fit(votes_of([(p, 5, p % 3 - 1, p) for p in range(20)]))
    assert found.components.tolist() == [[1], [0]]
    assert not found.positions.any()
    assert not found.placements.any()
    assert found.k == len(found.base.ids) == 1
    assert len(found.as_polis_object()["pca"]["comps"]) == 1


@pytest.mark.parametrize("is_out", [False, True])
def test_where_votes_do_not_differ_there_is_one_group(is_out: bool) -> None:
    events = [(p, t, 1 if not is_out else p % 3 - 1, p) for p in range(20) for t in range(9)]
    found = compat.fit(votes_of(events), np.full(9, is_out))
    assert found.k == 1
    assert not found.components.any()
    json.dumps(found.as_dict(), allow_nan=False)


def test_two_directions_are_told_even_where_votes_differ_in_one() -> None:
    events = [(p, t, 1 if p < 10 else -1, p) for p in range(20) for t in range(9)]
    found = compat.fit(votes_of(events))
    assert not found.components[1].any()
    assert found.labels.tolist() == [0] * 10 + [1] * 10


def test_an_unknown_participant_is_named() -> None:
    votes = votes_of([(p, t, 1, p) for p in range(3) for t in range(3)])
    with pytest.raises(VotesError, match="Participant 8 has not voted"):
        compat.given_groups(votes, in_conv=[0], groups={0: [0, 8]})
    with pytest.raises(VotesError, match="not made of whole base clusters"):
        compat.given_groups(votes, in_conv=[0], groups={0: [0]}, base={0: [0, 1]})
    with pytest.raises(VotesError, match="Base cluster 4 is in no group"):
        compat.given_groups(votes, in_conv=[0], groups={0: [0]}, base={0: [0], 4: [1]})


# --- the object of both modes


@pytest.fixture(scope="module")
def four() -> compat.PolisResult:
    rng = np.random.default_rng(5)
    events = [
        (
            p,
            t,
            int(rng.choice([-1, 0, 1], p=[0.1, 0.1, 0.8])) * (1 if (p < 20) == (t < 6) else -1),
            p,
        )
        for p in range(60)
        for t in range(12)
        if rng.random() < 0.8
    ]
    return compat.fit(votes_of(events), np.arange(12) == 11)


def test_groups_are_numbered_by_size(four: compat.PolisResult) -> None:
    told = four.as_dict()
    assert told["sizes"] == sorted(told["sizes"], reverse=True)
    assert told["sizes"] == np.bincount(list(told["groups"].values())).tolist()
    assert told["k"] == len(told["sizes"]) == len(told["representative"])
    polis = told["polis"]["group-votes"]
    assert sorted(told["sizes"]) == sorted(group["n-members"] for group in polis.values())
    for group, records in told["represents"].items():
        for one in records:
            counts = next(
                each for each in told["common_ground"] if each["statement"] == one["statement"]
            )["by_group"][int(group)]
            assert one["trials"] == counts["seen"]
            assert one["successes"] == counts[f"{one['side']}s"]


def test_common_ground_is_best_first_without_what_was_taken_out(
    four: compat.PolisResult,
) -> None:
    told = four.as_dict()
    values = [one["gac"] for one in told["common_ground"]]
    assert values == sorted(values, reverse=True)
    assert {one["statement"] for one in told["common_ground"]} == set(range(11))
    assert {one["geometric"] for one in told["common_ground"]} == {None}
    assert told["certainty"] is told["stability"] is None


EVENTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from([-1, 0, 1])),
    unique_by=lambda one: one[:2],
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_a_file_leaves_no_trace(
    events: list[tuple[int, int, int]], random: Any
) -> None:
    timed = [(*event, time) for time, event in enumerate(events)]
    shuffled = random.sample(timed, len(timed))
    one, other = compat.fit(votes_of(timed)).as_dict(), compat.fit(votes_of(shuffled)).as_dict()
    assert json.dumps(one, allow_nan=False) == json.dumps(other, allow_nan=False)
    assert sum(one["sizes"]) == one["grouped"] == len(one["groups"])


def test_both_modes_tell_the_same_things(four: compat.PolisResult) -> None:
    ours = four.as_dict()
    default = OpinionMap().fit(four.votes, out=four.out, certainty=0).as_dict()
    assert list(ours) == [*default, "polis"]
    assert list(ours["common_ground"][0]) == list(default["common_ground"][0])
    one = next(records[0] for records in default["represents"].values() if records)
    assert list(ours["represents"]["0"][0]) == list(one)
