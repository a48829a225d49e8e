"""The report export of a conversation, as the server of Polis offers it to everybody.

summary.csv, votes.csv, comments.csv, participant-votes.csv and comment-groups.csv: UTF-8, commas,
line feeds; agreement is 1. comments.csv has one column more than the server's, ``is-meta``, before
the text; without it, a reader could not tell what was left out. Each vote is written once, as it
stands: earlier votes that were changed are not kept.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kenes.engines.opinionmap.blocks import counts_by, totals
from kenes.engines.opinionmap.conversation import Conversation, Statement
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.kinds import Ids, Ints
from kenes.engines.opinionmap.votes import Votes
from kenes.engines.opinionmap.writing.cells import line, moment, text
from kenes.engines.opinionmap.writing.whole import all_or_none

FILES = ("summary.csv", "votes.csv", "comments.csv", "participant-votes.csv", "comment-groups.csv")

_AT_ONCE = 200_000  # lines of votes.csv
_CELLS_AT_ONCE = 4_000_000  # of participant-votes.csv
_NOBODY = 2  # stands where nobody voted
_DATE = "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)"


def write_export(
    folder: Path,
    conversation: Conversation,
    groups: Mapping[int, int],
    *,
    url: str = "",
    safe: bool = True,
) -> tuple[Path, ...]:
    """Writes FILES into ``folder``, all of them or none, and returns their paths.

    ``groups``: participant → group number from 0, for those who are in one. ``safe``: texts that
    a spreadsheet would take for a formula start with an apostrophe; without it, texts are to the
    byte what was written, as the tools of Polis expect. Raises FileError.
    """
    tables = _Tables(conversation, groups, url=url, safe=safe)
    writers = (
        tables.summary,
        tables.votes,
        tables.comments,
        tables.participant_votes,
        tables.comment_groups,
    )
    with all_or_none(folder) as draft:
        for name, write in zip(FILES, writers, strict=True):
            with (draft / name).open("w", encoding="utf-8", newline="") as file:
                file.writelines(write())
    return tuple(folder / name for name in FILES)


class _Tables:
    """Each method yields the text of one file."""

    def __init__(
        self, conversation: Conversation, groups: Mapping[int, int], *, url: str, safe: bool
    ) -> None:
        self._conversation, self._groups = conversation, groups
        self._url, self._safe = url, safe
        votes = conversation.votes
        self._labels = np.array([groups.get(p, -1) for p in votes.participants.tolist()], np.int64)
        self._counts = totals(votes.matrix)
        known = conversation.statements
        self._ids = sorted({*known, *votes.statements.tolist()})
        self._all = [known.get(one, Statement(id=one, text="")) for one in self._ids]
        self._column = {one: column for column, one in enumerate(votes.statements.tolist())}

    def summary(self) -> Iterator[str]:
        told = self._conversation
        in_groups = int((self._labels >= 0).sum())
        yield line(["topic", text(told.topic, safe=self._safe)])
        yield line(["url", self._url])
        yield line(["voters", len(told.votes.participants)])
        yield line(["voters-in-conv", in_groups])
        yield line(["commenters", len({one.author for one in self._all} - {None})])
        yield line(["comments", len(self._ids)])
        yield line(["groups", len(set(self._labels[self._labels >= 0].tolist()))])
        yield line(["conversation-description", text(told.description, safe=self._safe)])

    def votes(self) -> Iterator[str]:
        """By statement, then participant; the time is empty where it is not known."""
        yield line(["timestamp", "datetime", "comment-id", "voter-id", "vote"])
        votes = self._conversation.votes
        rows = np.repeat(np.arange(len(votes.participants)), np.diff(votes.matrix.indptr))
        order = np.argsort(votes.matrix.indices, kind="stable")
        for start in range(0, len(order), _AT_ONCE):
            yield _lines_of_votes(votes, rows, order[start : start + _AT_ONCE])

    def comments(self) -> Iterator[str]:
        names = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"]
        yield line([*names, "moderated", "is-meta", "comment-body"])
        for one in self._all:
            column = self._column.get(one.id)
            yield line(
                [
                    *moment(one.at),
                    one.id,
                    one.author,
                    0 if column is None else self._counts.agrees[column],
                    0 if column is None else self._counts.disagrees[column],
                    one.moderated,
                    "true" if one.is_meta else "false",
                    text(one.text, safe=self._safe),
                ]
            )

    def participant_votes(self) -> Iterator[str]:
        names = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
        yield line([*names, *self._ids])
        height = max(1, _CELLS_AT_ONCE // max(1, len(self._ids)))
        written: dict[int, int] = {}
        for one in self._all:
            if one.author is not None:
                written[one.author] = written.get(one.author, 0) + 1
        for start in range(0, len(self._labels), height):
            yield self._lines_of_participants(slice(start, start + height), written)

    def comment_groups(self) -> Iterator[str]:
        """Of those in a group: all of them, then each group."""
        labels = np.unique(self._labels[self._labels >= 0])
        names = ["votes", "agrees", "disagrees", "passes"]
        heads = [f"group-{chr(ord('a') + label)}-{name}" for label in labels for name in names]
        yield line(["comment-id", "comment", *(f"total-{name}" for name in names), *heads])
        size = int(labels.max()) + 1 if len(labels) else 0
        counts = counts_by(self._conversation.votes.matrix, self._labels, size)
        total = counts.total
        for one in self._all:
            column = self._column.get(one.id)
            cells = _four(total, column)
            for label in labels:
                cells += _four(counts, None if column is None else (label, column))
            yield line([one.id, text(one.text, safe=self._safe), *cells])

    def _lines_of_participants(self, which: slice, written: Mapping[int, int]) -> str:
        import polars as pl

        votes = self._conversation.votes
        block = votes.matrix[which]
        height = block.shape[0]
        rows = np.repeat(np.arange(height), np.diff(block.indptr))
        grid = np.full((height, len(self._ids)), _NOBODY, np.int8)
        grid[rows, np.searchsorted(self._ids, votes.statements)[block.indices]] = block.data
        people = votes.participants[which].tolist()
        columns: dict[str, Any] = {
            "participant": people,
            "group": [self._groups.get(person) for person in people],
            "comments": [written.get(person, 0) for person in people],
            "votes": np.diff(block.indptr),
            "agree": np.bincount(rows[block.data > 0], minlength=height),
            "disagree": np.bincount(rows[block.data < 0], minlength=height),
        }
        columns |= {f"{one}": grid[:, at] for at, one in enumerate(self._ids)}
        frame = pl.DataFrame(columns)
        empty = [pl.col(f"{one}").replace(_NOBODY, None) for one in self._ids]
        return frame.with_columns(empty).write_csv(include_header=False)


def _lines_of_votes(votes: Votes, rows: Ints, which: Ids) -> str:
    import polars as pl

    times = votes.times
    seconds = None if times is None else times[which] // 1000
    frame = pl.DataFrame(
        {
            "timestamp": pl.Series(seconds, dtype=pl.Int64) if seconds is not None else None,
            "comment-id": votes.statements[votes.matrix.indices[which]],
            "voter-id": votes.participants[rows[which]],
            "vote": votes.matrix.data[which],
        },
        schema_overrides={"timestamp": pl.Int64},
    )
    date = pl.from_epoch("timestamp", time_unit="s").dt.strftime(_DATE).alias("datetime")
    frame = frame.with_columns(date)
    ordered = frame.select("timestamp", "datetime", "comment-id", "voter-id", "vote")
    return ordered.write_csv(include_header=False)


def _four(counts: Counts, at: Any) -> list[int]:
    """Votes, agrees, disagrees, passes of one statement; zeros when it has no column."""
    if at is None:
        return [0, 0, 0, 0]
    found = (counts.seen, counts.agrees, counts.disagrees, counts.passes)
    return [int(values[at]) for values in found]
