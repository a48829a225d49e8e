"""The two leading components, and where they put participants and statements.

Polis finds components by power iteration from the last tick's, or from a random start. It
converges to the exact ones computed here; the signs of both are arbitrary.
"""

import numpy as np

from kenes.engines.opinionmap.compat.matrix import Moderated
from kenes.engines.opinionmap.components import COUNT, leading
from kenes.engines.opinionmap.kinds import Floats


def components(moderated: Moderated) -> Floats:
    """(2, M) of unit length, or 0 where votes spread in fewer directions."""
    rows, columns = moderated.blocks.shape
    if columns == 1:
        return np.array([[1.0], [0.0]])
    if rows == 1:  # that one row, to unit length
        row = moderated.blocks.rows(np.array([0])).toarray()[0].astype(np.float64)
        return np.stack([row / max(float(np.linalg.norm(row)), 1.0), np.zeros(columns)])
    return leading(moderated.blocks, moderated.centre).vectors


def positions(moderated: Moderated, vectors: Floats) -> Floats:
    """(N, 2) of everybody: √(M / seen) · Σ (vote − mean) · component over their votes."""
    rows, columns = moderated.blocks.shape
    if columns < COUNT:  # quirk: with one component everybody stands in the middle
        return np.zeros((rows, COUNT))
    voted = moderated.blocks.votes_each()
    to_seen = np.sqrt(np.maximum(voted, 1) / np.maximum(moderated.seen, 1))
    result: Floats = moderated.blocks.positions(moderated.centre, vectors) * to_seen[:, None]
    return result


def placements(centre: Floats, vectors: Floats) -> Floats:
    """(M, 2) of statements: where somebody would stand who agreed with that one only."""
    if len(centre) < COUNT:
        return np.zeros((len(centre), COUNT))
    result: Floats = np.sqrt(len(centre)) * ((1 - centre) * vectors).T
    return result
