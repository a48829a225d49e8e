"""A result of the compatibility mode under the same keys as the default mode's.

What Polis has no measure of is null. Groups are numbered by size, as in the default mode; under
``polis`` they keep the ids Polis gives them.
"""

from typing import Any

import numpy as np

from kenes.engines.opinionmap.compat.figures import PolisFigures
from kenes.engines.opinionmap.compat.server_object import server_object
from kenes.engines.opinionmap.kinds import Ints
from kenes.engines.opinionmap.result import FORMAT, represented

MODE = "compat"


def map_object(result: PolisFigures) -> dict[str, Any]:
    votes, labels = result.votes, result.labels
    sizes = np.bincount(labels[labels >= 0], minlength=result.k)
    order = np.argsort(-sizes, kind="stable")  # of groups, largest first
    number = np.append(np.argsort(order), -1)[labels]
    rows = np.flatnonzero(labels >= 0)
    people, ids = votes.participants[rows].tolist(), votes.statements.tolist()
    represents = {
        str(new): [represented(one, ids[one.column]) for one in result.representative[old]]
        for new, old in enumerate(order)
    }
    agreed, rejected = result.consensus
    return {
        "format": FORMAT,
        "mode": MODE,
        "participants": len(votes.participants),
        "statements": len(ids),
        "votes": votes.count,
        "replaced": votes.replaced,
        "grouped": len(rows),
        "k": result.k,
        "groups": dict(zip(map(str, people), number[rows].tolist(), strict=True)),
        "sizes": sizes[order].tolist(),
        "certainty": None,
        "stability": None,
        "positions": dict(zip(map(str, people), result.positions[rows].tolist(), strict=True)),
        "placements": dict(zip(map(str, ids), result.placements.tolist(), strict=True)),
        "consensus": {
            "agree": [ids[one.column] for one in agreed],
            "disagree": [ids[one.column] for one in rejected],
        },
        "common_ground": _common_ground(result, order),
        "representative": {
            group: [one["statement"] for one in records] for group, records in represents.items()
        },
        "represents": represents,
        "divisive": [],
        "priorities": dict(zip(map(str, ids), result.priorities.tolist(), strict=True)),
        "blocs": [],
        "too_few": [],
        "notes": [],
        "polis": server_object(result),
    }


def _common_ground(result: PolisFigures, order: Ints) -> list[dict[str, Any]]:
    """Statements not taken out, by Polis's product, best first; the agree side is all it has."""
    product, counts = result.group_aware_consensus, result.group_counts
    columns = np.flatnonzero(~result.out)
    columns = columns[np.argsort(-product[columns], kind="stable")]
    return [
        {
            "statement": int(result.votes.statements[column]),
            "side": "agree",
            "gac": float(product[column]),
            "geometric": None,
            "lower": None,
            "interval": None,
            "bridging": None,
            "bridges": None,
            "share": None,
            "votes": int(result.totals.seen[column]),
            "by_group": [
                {
                    "agrees": int(counts.agrees[group, column]),
                    "disagrees": int(counts.disagrees[group, column]),
                    "seen": int(counts.seen[group, column]),
                }
                for group in order
            ],
            "by_chamber": {},
            "chambers": None,
            "cells": None,
        }
        for column in columns
    ]
