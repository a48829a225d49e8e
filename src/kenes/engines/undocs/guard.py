"""What is asked of a file before anything opens it."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from kenes.engines.undocs.errors import Damaged, Empty, TooLarge, WrongType

LARGEST = 150_000_000  # bytes of a file
LARGEST_UNPACKED = 600_000_000  # bytes of all members of an archive
LARGEST_RATIO = 250  # unpacked to packed, once a megabyte is passed
MOST_MEMBERS = 5_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TEXTS = {
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".tsv": "text/csv",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class FileType:
    media_type: str
    extension: str  # with its dot, lower case


def check(path: Path, name: str) -> FileType:
    """The type of a file that may be read. Raises Empty, TooLarge, WrongType or Damaged."""
    size = path.stat().st_size
    if size == 0:
        raise Empty(f"{name} is empty.", name=name)
    if size > LARGEST:
        raise _too_large(name, size, LARGEST)
    extension = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    if extension == ".pdf" and head.lstrip()[:5] == b"%PDF-":
        return FileType("application/pdf", extension)
    if extension in {".docx", ".xlsx"} and head[:4] == b"PK\x03\x04":
        return FileType(_office_type(path, name, extension), extension)
    if extension in _TEXTS and not _is_binary(head):
        return FileType(_TEXTS[extension], extension)
    raise WrongType(f"{name} is not what its name says, or no kind that is read.", name=name)


def _office_type(path: Path, name: str, extension: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Damaged(f"{name} is damaged or was cut short.", name=name) from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    is_bomb = unpacked > 1_000_000 and unpacked / packed > LARGEST_RATIO
    if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS or is_bomb:
        raise _too_large(name, unpacked, LARGEST_UNPACKED)
    folder, rest = {
        ".docx": ("word/document.xml", "wordprocessingml.document"),
        ".xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    }[extension]
    if folder not in {member.filename for member in members}:
        raise WrongType(f"{name} is an archive, but no {extension} file.", name=name)
    return _OFFICE + rest


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16 has zero bytes and says so
    return b"\0" in head or head.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff"))


def _too_large(name: str, size: int, limit: int) -> TooLarge:
    told, most = f"{size / 1e6:.0f} MB", f"{limit / 1e6:.0f} MB"
    return TooLarge(
        f"{name} is too large: {told}; at most {most} is read.", name=name, size=told, limit=most
    )
