"""From votes to a map: the same for the same votes, and an answer for any."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kenes.engines.opinionmap import OpinionMap, Votes, bridging, exposure
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.exposure import Exposures
from kenes.engines.opinionmap.reading import read_conversation
from kenes.engines.opinionmap.tests.planted import camps, likeness, planted

QUICK = OpinionMap(resamples=3)
PLAIN = OpinionMap(resamples=0, with_bridging=False, with_blocs=False)


def votes_of(*events: tuple[int, int, int]) -> Votes:
    """Participant, statement, vote."""
    table = np.array(events, np.int64).reshape(-1, 3)
    return Votes.of(table[:, 0], table[:, 1], table[:, 2].astype(np.int8))


def as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, allow_nan=False)


def test_the_order_of_votes_changes_nothing() -> None:
    made = planted(1, people=200, statements=40)
    answers = set()
    for seed in range(30):
        order = np.random.default_rng(seed).permutation(len(made.values))
        votes = Votes.of(*made.some(order))
        answers.add(as_json(QUICK.fit(votes).as_dict()))
    assert len(answers) == 1


def test_what_a_result_says() -> None:
    made = planted(2)
    votes = made.votes
    chambers = {p: ("state", "civil")[p % 2] for p in range(500)}
    result = OpinionMap(resamples=10).fit(votes, chambers=chambers)
    found = json.loads(as_json(result.as_dict()))
    assert found["format"] == "kenes opinion map 1"
    assert (found["participants"], found["statements"]) == votes.matrix.shape
    assert found["votes"] == votes.count
    assert found["k"] == 4
    assert found["sizes"] == sorted(found["sizes"], reverse=True)
    assert sum(found["sizes"]) == found["grouped"] == len(found["groups"])
    assert found["groups"].keys() == found["positions"].keys()
    assert found["stability"]["participants"].keys() == found["groups"].keys()
    assert sum(found["stability"]["k"].values()) == pytest.approx(1)
    assert found["certainty"] > 0.8
    assert len(found["placements"]) == len(found["common_ground"]) == len(votes.statements)
    assert set(found["representative"]) == set("0123")
    one = found["common_ground"][0]
    assert set(one) == {
        *("statement", "side", "gac", "geometric", "lower", "interval", "bridging", "votes"),
        *("bridges", "share"),
        *("by_group", "by_chamber", "chambers", "cells"),
    }
    assert one["interval"][0] < one["geometric"] < one["interval"][1]
    assert sum(group["seen"] for group in one["by_group"]) == one["votes"]
    assert set(one["by_chamber"]) == {"state", "civil"}
    assert 0 < one["cells"]["lower"] < one["chambers"]["geometric"] <= 1
    assert found["priorities"].keys() == found["placements"].keys()
    assert len(set(found["priorities"].values())) > 40  # no two statements are asked alike
    common = made.is_common[[row["statement"] for row in found["common_ground"][:12]]]
    assert common.mean() > 0.85
    assert not made.is_common[found["divisive"][:12]].any()
    groups = np.array([found["groups"][p] for p in found["groups"]])
    truth = made.of(np.array([int(p) for p in found["groups"]]))
    assert likeness(groups, truth) > 0.85


def test_statements_left_out_are_as_if_never_asked() -> None:
    made = planted(3, people=200, statements=40)
    votes = made.votes
    out = votes.statements < 10
    kept = made.statements >= 10
    without = Votes.of(made.participants[kept], made.statements[kept], made.values[kept])
    ours = PLAIN.fit(votes, out=out, certainty=3).as_dict()
    theirs = PLAIN.fit(without, certainty=3).as_dict()
    for key in ("k", "groups", "divisive", "consensus", "representative", "stability"):
        assert ours[key] == theirs[key]
    one, other = (
        np.array([[row["statement"], row["geometric"], row["lower"]] for row in found])
        for found in (ours["common_ground"], theirs["common_ground"])
    )
    np.testing.assert_allclose(one, other, rtol=1e-9)
    assert "10 statements were left out: moderated out, or about the voters." in ours["notes"]


def test_statements_about_the_voters_are_asked_and_not_mapped() -> None:
    made = planted(3, people=100, statements=30)
    meta = np.arange(30) == 4
    found = PLAIN.fit(made.votes, meta=meta).as_dict()
    assert found["priorities"]["4"] == 49
    assert "4" not in found["placements"]


def test_chambers_count_those_in_no_group_and_need_votes() -> None:
    """Five of state agree, three of civil do; nobody else declared anything."""
    events = [(p, t, 1) for p in range(20) for t in range(8)]
    chambers = dict.fromkeys(range(5), "state") | dict.fromkeys(range(5, 8), "civil")
    found = PLAIN.fit(votes_of(*events), chambers=chambers).as_dict()
    one = found["common_ground"][0]
    assert one["by_chamber"]["state"]["agrees"] == 5
    assert one["by_chamber"]["state"]["geometric"] == pytest.approx((5.5 / 6) ** 2)
    assert one["by_chamber"]["civil"] is None
    assert one["chambers"] is None
    assert one["cells"] is None


@pytest.mark.parametrize(
    ("events", "k", "grouped"),
    [
        ([], 1, 0),
        ([(7, 3, 1)], 1, 1),
        ([(7, 3, 1), (7, 4, -1), (7, 5, 0)], 1, 1),
        ([(1, 3, 1), (2, 3, 1), (3, 3, -1)], 1, 3),
        ([(p, t, 0) for p in range(20) for t in range(10)], 1, 20),
        ([(p, t, 1) for p in range(20) for t in range(50)], 1, 20),
        ([(p, p, 1) for p in range(40)], 1, 15),
    ],
)
def test_any_votes_have_a_map(events: list[tuple[int, int, int]], k: int, grouped: int) -> None:
    found = QUICK.fit(votes_of(*events), chambers={7: "state"}).as_dict()
    as_json(found)
    assert (found["k"], found["grouped"]) == (k, grouped)
    assert sum(found["sizes"]) == grouped


def test_with_everything_left_out_nothing_is_told() -> None:
    votes = camps()
    found = QUICK.fit(votes, out=np.ones(20, np.bool_)).as_dict()
    as_json(found)
    assert found["grouped"] == 0
    assert found["common_ground"] == []
    assert found["certainty"] is None


def test_two_camps_share_nothing() -> None:
    found = PLAIN.fit(camps()).as_dict()
    assert found["k"] == 2
    assert max(row["geometric"] for row in found["common_ground"]) < 0.2
    assert len(found["divisive"]) == 20
    sides = {row["side"] for row in found["represents"]["0"]}
    assert sides == {"agree"}


def test_flags_of_another_length_are_refused() -> None:
    with pytest.raises(VotesError, match="3 statements are told to be left out or not, 20"):
        PLAIN.fit(camps(), out=np.zeros(3, np.bool_))


def test_a_bloc_is_named_and_counted_once() -> None:
    made = planted(5)
    before = OpinionMap(resamples=0, with_bridging=False).fit(made.votes)
    ten = np.array(before.first[:10])
    against = np.where(before.common.agrees[np.searchsorted(before.statements, ten)], -1, 1)
    puppets = np.repeat(np.arange(1000, 1030), 10)
    votes = Votes.of(
        np.concatenate([made.participants, puppets]),
        np.concatenate([made.statements, np.tile(ten, 30)]),
        np.concatenate([made.values, np.tile(against, 30)]).astype(np.int8),
    )
    result = OpinionMap(resamples=0, with_bridging=False).fit(votes)
    found = result.as_dict()
    assert len(found["blocs"]) == 1
    bloc = found["blocs"][0]
    assert set(range(1000, 1030)) <= set(bloc["participants"])
    assert len(set(ten.tolist()) & set(result.first[:10])) >= 8
    assert bloc["without"]["first"] == list(before.first[:10])
    assert set(ten.tolist()) <= set(bloc["changes"])
    assert before.k == bloc["without"]["k"] == found["k"]


def test_a_real_conversation(shared_data: Path) -> None:
    folder = shared_data / "polis" / "vtaiwan.uberx"
    read = read_conversation(folder / "votes.csv", comments=folder / "comments.csv")
    result = OpinionMap(resamples=10, with_bridging=False).fit(
        read.votes, out=read.out, meta=read.meta
    )
    found = json.loads(as_json(result.as_dict()))
    assert 2 <= found["k"] <= 5
    assert 0.5 < found["certainty"] < 1
    assert not found["blocs"]
    best = found["common_ground"][0]
    assert best["geometric"] > 0.7
    assert all(group["seen"] >= 5 for group in best["by_group"])
    assert found["common_ground"][-1]["geometric"] is None
    assert found["too_few"]


def test_each_group_by_its_size_beside_the_plain_share() -> None:
    """As the library function has it; what was shown to whom adds the bounds."""
    made = planted(3, people=300, statements=30)
    left_out = np.arange(30) == 4
    result = PLAIN.fit(made.votes, out=left_out)
    shown = Exposures(
        participants=made.participants, statements=made.statements, shown_at=made.statements * 0
    )
    everybody = np.arange(300)
    more = Exposures(
        participants=np.append(shown.participants, everybody),
        statements=np.append(shown.statements, np.full(300, 7)),
        shown_at=np.zeros(len(shown.shown_at) + 300),
    )
    known = PLAIN.fit(made.votes, out=left_out, exposures=more)
    right = exposure.shares(made.votes, more, known.labels).of_columns(np.flatnonzero(~left_out))
    for each in (result.shares, known.shares):
        assert each.plain == pytest.approx(right.plain, nan_ok=True)
        assert each.corrected == pytest.approx(right.corrected, nan_ok=True)
    assert np.isnan(result.shares.low).all()
    for row in known.as_dict()["common_ground"]:
        share = row["share"]
        if share["low"] is None:
            continue
        was_skipped = row["statement"] == 7
        assert (share["high"] - share["low"] > 0.3) == was_skipped
        assert share["low"] <= share["corrected"] + 1e-9
    rows = result.as_dict()["common_ground"]
    assert {row["share"]["low"] for row in rows} == {None}
    assert max(abs(r["share"]["corrected"] - r["share"]["plain"]) for r in rows) > 0.005


def test_what_was_told_to_bridge_is_where_the_engine_begins() -> None:
    made = planted(4, people=300, statements=30)
    whole = OpinionMap(resamples=0, with_blocs=False)
    first = whole.fit(made.votes)
    assert first.bridges is not None
    assert (first.bridges == 1).sum() >= 3
    found = bridging.fit(made.votes.matrix, previous=np.ones(30, np.int8))
    again = whole.fit(made.votes, bridged=dict.fromkeys(range(30), 1))
    assert again.bridges is not None
    assert again.bridges.tolist() == found.status.tolist()
    told = {one["statement"]: one["bridges"] for one in again.as_dict()["common_ground"]}
    assert {t for t, status in told.items() if status == "agree"} == set(
        np.flatnonzero(found.status == 1).tolist()
    )
    assert PLAIN.fit(made.votes).bridges is None
