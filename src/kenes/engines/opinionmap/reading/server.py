"""The server's own answers, in JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from kenes.engines.opinionmap.conversation import Conversation, Statement
from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading.cells import LARGEST
from kenes.engines.opinionmap.reading.files import text_of
from kenes.engines.opinionmap.reading.signs import put_right
from kenes.engines.opinionmap.reading.times import from_text
from kenes.engines.opinionmap.votes import Votes

_PARTICIPANT = ("participant_id", "pid")  # as later and as earlier answers name it
_STATEMENT = ("statement_id", "tid")
_MODERATED = ("moderated", "mod")


def read_server(folder: Path) -> Conversation:
    """votes.json, with comments.json and conversation.json where they are. Raises FileError.

    Some downloads have turned the server's sign (agreement is −1) and some have not: the counts of
    comments.json decide.
    """
    votes = _Records(folder / "votes.json")
    size = len(votes.all)
    columns = [np.empty(size, np.int64) for _ in range(4)]
    for at, one in enumerate(votes.all):
        columns[0][at] = votes.number(at, one, _PARTICIPANT)
        columns[1][at] = votes.number(at, one, _STATEMENT)
        columns[2][at] = votes.number(at, one, ("vote",), least=-1, most=1)
        columns[3][at] = votes.time(at, one)
    people, asked, values, times = columns
    table = Votes.of(people, asked, values.astype(np.int8), times)
    conversation, comments = folder / "conversation.json", folder / "comments.json"
    told = _Comments(comments) if comments.exists() else None
    if told:
        table, turned = put_right(table, told.agrees, told.disagrees)
        notes = list(turned)
    else:
        notes = ["Nothing tells which sign agreement has; 1 was taken."]
    if table.replaced:
        notes.append(f"Votes that a later one replaced: {table.replaced}.")
    about = read_server_result(conversation) if conversation.exists() else {}
    return Conversation(
        votes=table,
        statements=told.statements if told else {},
        topic=str(about.get("topic") or ""),
        description=str(about.get("description") or ""),
        notes=tuple(notes),
    )


def read_server_result(path: Path) -> dict[str, Any]:
    """An object in JSON, such as math-pca2.json. Raises FileError."""
    found = _json(path)
    if not isinstance(found, dict):
        raise FileError(path, "This is JSON, but not an object with names.")
    return found


class _Records:
    """A JSON list of objects, whose cells are asked for by any of their names."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.all: list[dict[str, Any]] = _json(path)
        if not isinstance(self.all, list) or not all(isinstance(x, dict) for x in self.all):
            raise FileError(path, "This is JSON, but not a list of objects.")

    def number(
        self,
        at: int,
        one: dict[str, Any],
        names: tuple[str, ...],
        *,
        least: int = 0,
        most: int = LARGEST,
    ) -> int:
        value = next((one[name] for name in names if name in one), None)
        if type(value) is not int:
            raise self.error(at, f"{names[0]} is {json.dumps(value)}, which is no whole number")
        if not least <= value <= most:
            raise self.error(at, f"{names[0]} is {value}, which is not within {least} and {most}")
        return value

    def time(self, at: int, one: dict[str, Any]) -> int:
        time = from_text(str(one.get("modified")))
        if time is None:
            raise self.error(at, "modified tells no time")
        return time

    def error(self, at: int, what: str) -> FileError:
        return FileError(self._path, f"Record {at + 1}: {what}.")


def _json(path: Path) -> Any:
    text = text_of(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FileError(path, f"This is no JSON: {error.msg}.", line=error.lineno) from None
    except (ValueError, RecursionError) as error:  # numbers too long, nesting too deep
        raise FileError(path, f"This is no JSON that can be read: {error}.") from None


class _Comments:
    """Statements by ascending id, and what the server counted of those where it tells."""

    def __init__(self, path: Path) -> None:
        comments = _Records(path)
        found: dict[int, Statement] = {}
        self.agrees: dict[int, int] = {}
        self.disagrees: dict[int, int] = {}
        for at, one in enumerate(comments.all):
            number = comments.number(at, one, _STATEMENT)
            if number in found:
                raise comments.error(at, f"statement {number} stands there a second time")
            found[number] = Statement(
                id=number,
                text=str(one.get("txt") or ""),
                moderated=comments.number(at, one, _MODERATED, least=-1, most=1),
                is_meta=bool(one.get("is_meta")),
                is_seed=bool(one.get("is_seed")),
                author=comments.number(at, one, _PARTICIPANT),
                at=from_text(str(one.get("created"))),
            )
            if "agree_count" in one and "disagree_count" in one:
                self.agrees[number] = comments.number(at, one, ("agree_count",))
                self.disagrees[number] = comments.number(at, one, ("disagree_count",))
        self.statements = dict(sorted(found.items()))
