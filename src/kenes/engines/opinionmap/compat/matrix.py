"""The vote matrix as Polis moderates it, and who of the participants is put into groups."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap.blocks import means
from kenes.engines.opinionmap.kinds import PASS, Flags, Floats, Ints
from kenes.engines.opinionmap.local import Local
from kenes.engines.opinionmap.votes import Votes

LEAST_VOTES = 7  # to be put into a group, or every statement where there are fewer
LEAST_GROUPED = 15  # below it those with most votes are added


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Moderated:
    """Votes with every vote on a statement taken out set to 0."""

    blocks: Local
    centre: Floats  # (M,) mean vote of those who voted, which stands for missing votes
    seen: Ints  # (N,) statements each participant has seen, as Polis counts them

    @classmethod
    def of(cls, votes: Votes, out: Flags) -> "Moderated":
        matrix = votes.matrix
        is_out = out[matrix.indices]
        zeroed = csr_array(
            (np.where(is_out, PASS, matrix.data), matrix.indices, matrix.indptr), matrix.shape
        )
        blocks = Local(zeroed)
        kept = np.concatenate([[0], np.cumsum(~is_out)])[matrix.indptr]
        return cls(
            blocks=blocks,
            # Quirk: with one participant nothing is taken off, or no direction would be left.
            centre=np.zeros(len(out)) if blocks.shape[0] == 1 else means(blocks.totals()),
            # Quirk: missing votes on statements taken out are zeroed too: everybody has seen them.
            seen=np.diff(kept) + int(out.sum()),
        )


def row_order(votes: Votes) -> Ints:
    """Quirk: results depend on the order of rows, which is that of first votes on a live server;
    by ascending id where no times are known."""
    if votes.rows_in_time is not None:
        return votes.rows_in_time
    return np.arange(len(votes.participants))


def grouped_flags(votes: Votes) -> Flags:
    """(N,) whom Polis puts into groups ("in-conv"): LEAST_VOTES votes, those on statements taken
    out included, and in a small conversation those with most votes, up to LEAST_GROUPED.

    A live server also keeps everybody who was in once; votes alone do not tell who was.
    """
    each = votes.votes_each
    is_in: Flags = each >= min(LEAST_VOTES, len(votes.statements))
    lacking = LEAST_GROUPED - int(is_in.sum())
    if lacking > 0:
        order = row_order(votes)
        rest = order[~is_in[order]]
        is_in[rest[np.argsort(-each[rest], kind="stable")[:lacking]]] = True
    return is_in
