"""The result of a Polis server: field names, nesting and sign (agree = −1) as it writes them.

Column order of every list over statements is that of ``tids``. Turning the sign of all votes turns
that of the mean votes; components are turned with it, so that positions stay as they are.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from kenes.engines.opinionmap.compat.figures import PolisFigures
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Flags, Floats
from kenes.engines.opinionmap.measures import Agreed, Representative


def server_object(
    result: PolisFigures,
    *,
    accepted: Flags | None = None,
    last_vote: int | None = None,
    last_moderation: int | None = None,
    tick: int = 0,
) -> dict[str, Any]:
    votes, tids = result.votes, result.votes.statements
    agreed, rejected = result.consensus
    return {
        "n": len(votes.participants),
        "n-cmts": len(tids),
        "tids": tids.tolist(),
        "in-conv": votes.participants[result.grouped].tolist(),
        "user-vote-counts": _by_id(votes.participants, votes.votes_each),
        "mod-in": tids[accepted].tolist() if accepted is not None else [],
        "mod-out": tids[result.out].tolist(),
        "meta-tids": tids[result.meta].tolist(),
        "lastVoteTimestamp": last_vote,
        "lastModTimestamp": last_moderation,
        "math_tick": tick,
        "pca": _pca(result),
        "base-clusters": _base_clusters(result),
        "group-clusters": _group_clusters(result),
        "votes-base": _votes_base(result),
        "group-votes": _group_votes(result),
        "repness": {
            str(group): [_record(one, tids.tolist()) for one in records]
            for group, records in zip(result.groups.ids, result.representative, strict=True)
        },
        "consensus": {
            "agree": [_agreed(one, tids.tolist()) for one in agreed],
            "disagree": [_agreed(one, tids.tolist()) for one in rejected],
        },
        "group-aware-consensus": _by_id(tids, result.group_aware_consensus),
        "comment-priorities": _by_id(tids, result.priorities),
    }


def _by_id(ids: Iterable[int], values: Any) -> dict[str, Any]:
    return dict(zip(map(str, ids), values.tolist(), strict=True))


def _turned(values: Floats) -> Any:
    """With the other sign, and no −0."""
    return (0.0 - values).tolist()


def _pca(result: PolisFigures) -> dict[str, Any]:
    count = min(2, *result.votes.matrix.shape) if result.votes.matrix.shape[0] != 1 else 2
    return {
        "center": _turned(result.centre),
        "comps": _turned(result.components[:count]),
        "comment-projection": result.placements.T.tolist(),
        "comment-extremity": result.extremity.tolist(),
    }


def _base_clusters(result: PolisFigures) -> dict[str, Any]:
    base, participants = result.base, result.votes.participants
    members = [participants[base.labels == number].tolist() for number in range(len(base.ids))]
    return {
        "id": base.ids.tolist(),
        "members": members,
        "x": base.centres[:, 0].tolist(),
        "y": base.centres[:, 1].tolist(),
        "count": base.sizes.tolist(),
    }


def _group_clusters(result: PolisFigures) -> list[dict[str, Any]]:
    groups = result.groups
    return [
        {
            "id": int(group),
            "members": result.base.ids[groups.of_base == number].tolist(),
            "center": groups.centres[number].tolist(),
        }
        for number, group in enumerate(groups.ids)
    ]


def _three(counts: Counts) -> list[tuple[str, Any]]:
    return [("A", counts.agrees), ("D", counts.disagrees), ("S", counts.seen)]


def _votes_base(result: PolisFigures) -> dict[str, Any]:
    three = [(name, values.T.tolist()) for name, values in _three(result.base_counts)]
    return {
        str(tid): {name: values[column] for name, values in three}
        for column, tid in enumerate(result.votes.statements)
    }


def _group_votes(result: PolisFigures) -> dict[str, Any]:
    three = [(name, values.tolist()) for name, values in _three(result.group_counts)]
    sizes = np.bincount(result.groups.of_base, result.base.sizes, result.k)
    return {
        str(group): {
            "id": int(group),
            "n-members": int(sizes[number]),
            "votes": {
                str(tid): {name: values[number][column] for name, values in three}
                for column, tid in enumerate(result.votes.statements)
            },
        }
        for number, group in enumerate(result.groups.ids)
    }


def _record(one: Representative, tids: list[int]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "tid": tids[one.column],
        "n-success": one.successes,
        "n-trials": one.trials,
        "p-success": one.probability,
        "p-test": one.test,
        "repness": one.ratio,
        "repness-test": one.ratio_test,
        "repful-for": "agree" if one.agrees else "disagree",
    }
    if one.best_agree:
        record |= {"best-agree": True, "n-agree": one.agree_count}
    return record


def _agreed(one: Agreed, tids: list[int]) -> dict[str, Any]:
    return {
        "tid": tids[one.column],
        "n-success": one.successes,
        "n-trials": one.trials,
        "p-success": one.probability,
        "p-test": one.test,
    }
