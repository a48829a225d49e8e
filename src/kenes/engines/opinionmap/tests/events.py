"""Votes written out in tests."""

from collections.abc import Sequence

import numpy as np

from kenes.engines.opinionmap.votes import Votes


def votes_of(events: Sequence[tuple[int, ...]]) -> Votes:
    """Of (participant, statement, vote, time)."""
    table = np.array(events, np.int64).reshape(-1, 4)
    return Votes.of(table[:, 0], table[:, 1], table[:, 2].astype(np.int8), table[:, 3])
