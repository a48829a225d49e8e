"""Real conversations, and puppets let into them."""

from pathlib import Path

import numpy as np
import polars as pl

from kenes.engines.opinionmap.kinds import Ints
from kenes.engines.opinionmap.votes import Votes

STYLES = ("identical", "noisy", "spread", "only")
_DAY = 86_400_000  # milliseconds


def conversation(folder: Path) -> Votes:
    table = pl.read_csv(
        folder / "votes.csv", columns=["timestamp", "comment-id", "voter-id", "vote"]
    )
    people, asked = table["voter-id"].to_numpy(), table["comment-id"].to_numpy()
    return Votes.of(
        people, asked, table["vote"].to_numpy().astype(np.int8), table["timestamp"].to_numpy()
    )


def attacked(votes: Votes, targets: Ints, share: float, style: str, seed: int = 0) -> Votes:
    """With puppets as many as ``share`` of participants, who all reject the statements numbered
    ``targets``. ``identical``: one list of these and twenty more, within an hour; ``noisy``: the
    same list, one vote in ten at random; ``spread``: other votes of their own, over the whole
    time; ``only``: these and nothing else.
    """
    generator = np.random.default_rng(seed)
    others = np.setdiff1d(np.arange(len(votes.statements)), targets)
    asked = np.bincount(votes.matrix.indices, minlength=len(votes.statements))[others]
    template = generator.choice(others, 20, replace=False, p=asked / asked.sum())
    on_template = generator.choice([1, 0], 20, p=[0.7, 0.3])
    assert votes.times is not None
    first, last = int(votes.times.min()), int(votes.times.max())
    newest = int(votes.participants.max()) + 1
    events = [_events(votes)]
    for puppet in range(round(share * len(votes.participants))):
        columns, values = targets, np.full(len(targets), -1)
        at = last - _DAY + int(generator.integers(0, _DAY // 24))
        if style in {"identical", "noisy"}:
            columns, values = np.append(columns, template), np.append(values, on_template)
        if style == "noisy":
            is_random = generator.random(len(values)) < 0.1
            values = np.where(is_random, generator.integers(-1, 2, len(values)), values)
        if style == "spread":
            own = generator.choice(others, generator.integers(5, 25), False, asked / asked.sum())
            columns = np.append(columns, own)
            values = np.append(values, generator.choice([1, 0], len(own), p=[0.7, 0.3]))
            at = int(generator.integers(first, last))
        times = at + 8_000 * np.arange(len(columns))
        who = np.full(len(columns), newest + puppet)
        events.append((who, votes.statements[columns], values, times))
    people, asked, values, times = (np.concatenate(each) for each in zip(*events, strict=True))
    return Votes.of(people, asked, values.astype(np.int8), times)


def _events(votes: Votes) -> tuple[Ints, ...]:
    assert votes.times is not None
    rows, columns = votes.matrix.tocoo().coords
    data = votes.matrix.data.astype(np.int64)
    return votes.participants[rows], votes.statements[columns], data, votes.times
