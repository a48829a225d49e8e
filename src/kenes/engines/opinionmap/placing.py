"""From votes to a map: positions, and the groups on it."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap import components, grouping
from kenes.engines.opinionmap.blocks import Blocks, means
from kenes.engines.opinionmap.components import Components
from kenes.engines.opinionmap.grouping import Null
from kenes.engines.opinionmap.kinds import Flags, Floats, Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Placed:
    """``labels`` (N,) from 0, −1 in no group; ``chances`` (N, k) how
    probable each group is by what somebody voted; ``gaps`` as of ``grouping.Cut``."""

    mean: Floats
    components: Components
    positions: Floats
    is_in: Flags  # (N,) who is in a group
    k: int
    labels: Ints
    chances: Floats
    null: Null
    gaps: Floats


def place(
    blocks: Blocks,
    *,
    basis: Blocks | None = None,
    start: Floats | None = None,
    null: Null | None = None,
    counted: Flags | None = None,
    like: Ints | None = None,
    restarts: int = grouping.RESTARTS,
    is_sample: bool = False,
) -> Placed:
    """``basis``: whose opinions the map's directions are, instead of everybody's. ``start``
    (2, M): components of an earlier state. ``null``: of an earlier state or of the whole of which
    this is a sample. ``counted`` (N,): who has a say in what the groups are. ``like`` (N,): labels
    of an earlier state, whose numbers are kept. ``is_sample``: of that from which ``start`` is;
    components are then only about right."""
    basis = basis or blocks
    mean = means(basis.totals())
    if is_sample and start is not None:
        found = components.nearby(basis, mean, start)
    else:
        found = components.leading(basis, mean, start)
    positions = blocks.positions(mean, found.vectors)
    votes = blocks.votes_each()
    is_in = grouping.eligible(votes, blocks.shape[1])
    say = None if counted is None else counted & is_in
    who = is_in if say is None else say
    if null is None:
        null = grouping.crowd(positions[who], votes[who], max(1, blocks.shape[1]))
    cut = grouping.cut(
        positions[is_in], null, counted=None if say is None else say[is_in], restarts=restarts
    )
    labels = np.full(len(positions), -1)
    labels[is_in] = cut.labels
    chances = np.ones((len(positions), 1))
    if cut.k > 1:
        labels, chances = grouping.refined(blocks, labels, cut.k, counted=say)
        number = grouping.numbered(labels, cut.k, like)
        labels, chances = number[labels], chances[:, np.argsort(number[: cut.k])]
    return Placed(
        mean=mean,
        components=found,
        positions=positions,
        is_in=is_in,
        k=cut.k,
        labels=labels,
        chances=chances,
        null=null,
        gaps=cut.gaps,
    )
