"""Opening files, cutting large ones into pieces, and whether they fit into memory."""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kenes.engines.opinionmap.errors import FileError

_BOM = b"\xef\xbb\xbf"
_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)
_MEMINFO = Path("/proc/meminfo")
_PROBE = 4096  # more than a line of votes
_GB = 1e9


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, at its start, past a byte order mark. Raises FileError for whatever the system
    says, while it is opened and while it is read, and when nothing is in it."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_BOM))
            if not start:
                raise FileError(path, "The file is empty.")
            file.seek(len(_BOM) if start == _BOM else 0)
            yield file
    except IsADirectoryError:
        raise FileError(path, "This is a folder, not a file.") from None
    except FileNotFoundError:
        raise FileError(path, "There is no such file.") from None
    except PermissionError:
        raise FileError(path, "Reading this file is not permitted.") from None
    except OSError as error:
        raise FileError(path, f"The file cannot be read: {error.strerror or error}.") from error


def text_of(path: Path) -> str:
    """A whole file as text, its line ends as they are. Raises FileError."""
    with opened(path) as file:
        return decoded(file.read(), path)


def decoded(data: bytes, path: Path, *, first_line: int = 1) -> str:
    """UTF-8 without NUL. Raises FileError with the line of the first byte that is neither."""
    at, what = data.find(b"\0"), "A NUL byte: this is no text, or not UTF-8. Save it as UTF-8."
    if at < 0:
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            at, what = error.start, "This is not UTF-8 text. Save the file as UTF-8."
    raise FileError(path, what, line=first_line + data.count(b"\n", 0, at))


def header_of(file: BinaryIO, path: Path) -> list[str]:
    """The names in the first line, without spaces around them, in lower case."""
    line = decoded(file.readline(), path)
    return [name.strip().casefold() for name in fields(line)]


def fields(line: str) -> list[str]:
    """Of one line; none of a blank one. What no table has is one field, so never enough."""
    text = line.rstrip("\r\n")
    try:
        return next(csv.reader([text]), [])
    except csv.Error:  # a carriage return within, or a field without end
        return [text]


def records(path: Path, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """(number of the last line, fields) of a small table, blank lines left out. Raises
    FileError."""
    rows = csv.reader(io.StringIO(text_of(path), newline=""), strict=strict)
    try:
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error as error:
        raise FileError(path, f"This is no table: {error}.", line=rows.line_num) from None


def places(header: list[str], needed: tuple[str, ...], path: Path) -> dict[str, int]:
    """Where each named column stands, none of those needed missing, none of them twice."""
    missing = [name for name in needed if name not in header]
    if missing:
        found = ", ".join(name or "(no name)" for name in header[:12])
        raise FileError(
            path, f"Missing columns: {', '.join(missing)}. Found: {found or 'none'}.", line=1
        )
    for name, count in Counter(header).items():
        if name and count > 1:
            raise FileError(path, f"The column {name} stands there twice.", line=1)
    return {name: at for at, name in enumerate(header)}


def pieces(file: BinaryIO, path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """The rest of the file as (offset, bytes) of about ``size`` bytes, each cut at a line end.

    The cut is found before the piece is read, so that no piece is ever copied; nor is the file
    mapped, as its pages would count as memory in use.
    """
    handle, at, end = file.fileno(), file.tell(), os.fstat(file.fileno()).st_size
    while at < end:
        cut = _line_end(handle, min(at + size, end), end)
        data = os.pread(handle, cut - at, at)
        if len(data) != cut - at:
            raise FileError(path, "The file became shorter while it was read.")
        yield at, data
        at = cut


def _line_end(handle: int, at: int, end: int) -> int:
    while at < end:
        probe = os.pread(handle, _PROBE, at)
        found = probe.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += max(len(probe), 1)
    return end


def line_at(file: BinaryIO, offset: int) -> int:
    """The number, from 1, of the line that starts at ``offset``."""
    file.seek(0)
    lines, left = 1, offset
    while left > 0 and (data := file.read(min(left, 1 << 20))):
        lines += data.count(b"\n")
        left -= len(data)
    return lines


def check_memory(path: Path, needed: float) -> None:
    """Raises FileError when ``needed`` bytes are more than the system says it can give."""
    try:
        found = _AVAILABLE.search(_MEMINFO.read_text(encoding="ascii"))
    except OSError:
        return  # not every system tells
    if found and needed > (available := int(found[1]) * 1024):
        raise FileError(
            path,
            f"Reading this file takes about {needed / _GB:.1f} GB of memory; "
            f"{available / _GB:.1f} GB are free.",
        )
