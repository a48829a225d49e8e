"""What tests of reading and of writing share: files as downloads are, and votes one by one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kenes.engines.opinionmap.conversation import Conversation
from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading import beside, read_conversation
from kenes.engines.opinionmap.votes import Votes

Write = Callable[..., Path]  # the fixture that writes a file: its text, its name

HEAD = "timestamp,datetime,comment-id,voter-id,vote\n"
DAY = "Tue Nov 14 2023 22:51:56 GMT+0000 (Coordinated Universal Time)"
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,"
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,"


def cells(votes: Votes) -> dict[tuple[int, int], int]:
    table = votes.matrix.tocoo()
    return {
        (int(votes.participants[row]), int(votes.statements[column])): int(value)
        for row, column, value in zip(table.row, table.col, table.data, strict=True)
    }


def read(path: Path) -> dict[tuple[int, int], int]:
    return cells(read_conversation(path).votes)


def refusal(path: Path, **others: Path) -> FileError:
    with pytest.raises(FileError) as caught:
        read_conversation(path, **others)
    return caught.value


def real(folder: Path, name: str) -> Conversation:
    there = beside(folder / name)
    return read_conversation(folder / name, comments=there.comments, summary=there.summary)
