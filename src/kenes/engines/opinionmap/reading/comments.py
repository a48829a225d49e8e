"""comments.csv: what was voted on, in every form that Polis has written it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kenes.engines.opinionmap.conversation import Statement
from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading import cells
from kenes.engines.opinionmap.reading.files import header_of, opened, places, records, text_of
from kenes.engines.opinionmap.reading.times import milliseconds

NEEDED = ("comment-id", "comment-body")

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(?=\r?\n|\Z)')
_NUMBERS = frozenset({"timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated"})
_TRUE = frozenset({"true", "t", "1", "yes"})
_FALSE = frozenset({"false", "f", "0", "no", ""})


@dataclass(frozen=True, kw_only=True, slots=True)
class Comments:
    """``agrees`` and ``disagrees`` by statement, of every vote cast, changed ones included; empty
    where the file does not tell."""

    statements: Mapping[int, Statement]
    agrees: Mapping[int, int]
    disagrees: Mapping[int, int]
    notes: tuple[str, ...]


def read_comments(path: Path) -> Comments:
    """Raises FileError: also for an id that stands there twice."""
    with opened(path) as file:
        header = header_of(file, path)
    at = places(header, NEEDED, path)
    found: dict[int, Statement] = {}
    tallies: dict[str, dict[int, int]] = {"agrees": {}, "disagrees": {}}
    split = _Splitter(path, header)
    for line, row in split.rows():
        one = _Row(path, line, {name: row[column] for name, column in at.items()})
        statement = one.statement()
        if statement.id in found:
            what = f"Statement {statement.id} stands there a second time."
            raise FileError(path, what, line=line)
        found[statement.id] = statement
        for name, counts in tallies.items():
            if (count := one.number(name)) is not None:
                counts[statement.id] = count
    notes = []
    if split.unquoted:
        notes.append(
            f"Texts with commas or line ends and without quotes around them: {split.unquoted}."
        )
    return Comments(
        statements=dict(sorted(found.items())),
        agrees=tallies["agrees"],
        disagrees=tallies["disagrees"],
        notes=tuple(notes),
    )


class _Splitter:
    """Records of a table whose last column may hold text with or without quotes around it.

    Builds of late 2024 wrote texts as they were, commas, quotes and all. What comes before the
    last column never holds a comma, so the text is what remains of the line.
    """

    def __init__(self, path: Path, header: list[str]) -> None:
        self._path, self._header = path, header
        self._text = text_of(path)
        self._start = _start_of_record(header)
        self.unquoted = 0  # texts with a comma or a line end, and no quotes around them

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number of a line, fields)."""
        if self._header[-1] == "comment-body":
            yield from self._rows_ending_in_text()
            return
        rows = records(self._path)
        next(rows)  # the names
        for line, row in rows:
            cells.check_width(row, self._header, self._path, line)
            yield line, row

    def _rows_ending_in_text(self) -> Iterator[tuple[int, list[str]]]:
        text, before = self._text, len(self._header) - 1
        at, line = text.find("\n") + 1, 2
        while 0 < at < len(text):
            end = _end_of_line(text, at)
            if not text[at:end].strip():
                at, line = end + 1, line + 1
                continue
            fields = text[at:end].split(",", before)
            if len(fields) <= before:
                told = f"{len(fields)} fields, where the first line names {before + 1}"
                raise FileError(self._path, f"The line has {told}.", line=line)
            start = end - len(fields[-1])
            end, body = self._body(start, line)
            yield line, [*(field.strip('"') for field in fields[:-1]), body]
            line += text.count("\n", at, end + 1)
            at = end + 1

    def _body(self, start: int, line: int) -> tuple[int, str]:
        """Where the text that starts there ends, and the text itself."""
        text = self._text
        if quoted := _QUOTED.match(text, start):
            end = quoted.end()
            return end + text.startswith("\r", end), quoted[1].replace('""', '"')
        end = _end_of_line(text, start)
        if text.startswith('"', start) and text.count('"', start, end) % 2:
            raise FileError(self._path, "The quotes around the text never close.", line=line)
        while end < len(text) and not self._start.match(text, end + 1):
            end = _end_of_line(text, end + 1)
        body = text[start:end].rstrip().replace("\r\n", "\n")
        self.unquoted += "," in body or "\n" in body
        return end, body


def _start_of_record(header: list[str]) -> re.Pattern[str]:
    """What a line looks like that starts a record, rather than going on with an unquoted text: one
    that starts with a time, or has numbers where numbers belong."""
    fields = ('"?-?\\d*"?,' if name in _NUMBERS else "[^,\\n]*," for name in header[:-1])
    time = r'"?\d{9,}"?(?:,|\s*$)|' if header[0] == "timestamp" else ""
    return re.compile(time + "".join(fields), re.MULTILINE)


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


@dataclass(frozen=True, slots=True)
class _Row:
    path: Path
    line: int
    row: Mapping[str, str]

    def statement(self) -> Statement:
        number = self.number("comment-id")
        if number is None:
            raise self._error("comment-id", "is not a whole number")
        moderated = self._whole("moderated") or 0
        if not -1 <= moderated <= 1:
            raise self._error("moderated", "is none of 1 accepted, 0 open, −1 rejected")
        at = self.number("timestamp", cells.wrong_time)
        return Statement(
            id=number,
            text=self.row["comment-body"],
            moderated=moderated,
            is_meta=self._flag("is-meta"),
            is_seed=self._flag("is-seed"),
            author=self.number("author-id"),
            at=None if at is None else milliseconds(at),
        )

    def number(self, name: str, check: cells.Check = cells.wrong_id) -> int | None:
        cell = self.row.get(name, "")
        if cell and (what := check(cell)):
            raise self._error(name, what)
        return int(cell) if cell else None

    def _whole(self, name: str) -> int | None:
        cell = self.row.get(name, "")
        try:
            return int(cell) if cell else None
        except ValueError:
            raise self._error(name, "is not a whole number") from None

    def _flag(self, name: str) -> bool:
        cell = self.row.get(name, "").strip().casefold()
        if cell not in _TRUE | _FALSE:
            raise self._error(name, "is neither true nor false")
        return cell in _TRUE

    def _error(self, name: str, what: str) -> FileError:
        told = f"{name} “{self.row.get(name, '')[:40]}” {what}."
        return FileError(self.path, told, line=self.line)
