"""Files made to hurt: each is refused with a sentence that names it, in little time and memory."""

import io
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from kenes.engines import undocs
from kenes.engines.undocs import UndocsError
from kenes.engines.undocs.guard import LARGEST

pytestmark = pytest.mark.files
SECONDS, MEGABYTES = 20.0, 700
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Each entity is ten of the one before: a thousand of the last would be a hundred gigabytes.
ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>'


def archive(**members: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def word(body: str, **more: bytes | str) -> bytes:
    return archive(**{"word/document.xml": body, "[Content_Types].xml": "<Types/>", **more})


def encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u"))
    return buffer.getvalue()


def blank_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(3):
            made.add_blank_page()
        made.save(buffer)
    return buffer.getvalue()


def document(text: str, declared: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{declared}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )


OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/hostname">]>'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "blank.txt": lambda: b" \n\t ",
    "words.pdf": lambda: b"just words",
    "header-only.pdf": lambda: b"%PDF-1.7\n",
    "cut.pdf": lambda: blank_pdf()[:300],
    "locked.pdf": encrypted_pdf,
    "pictures.pdf": blank_pdf,
    "program.txt": lambda: b"MZ\x90\0\3\0\0\0" * 100,
    "picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "report.exe": lambda: b"MZ",
    "bomb.docx": lambda: word("0" * 300_000_000),
    "bomb.xlsx": lambda: archive(**{"xl/workbook.xml": b"\0" * 300_000_000}),
    "many.docx": lambda: word("x", **{f"word/{n}.xml": "" for n in range(6_000)}),
    "cut.docx": lambda: word(document("Hello"))[:200],
    "no-word.docx": lambda: archive(**{"hello.txt": "Hello"}),
    "not-xml.docx": lambda: word("hello"),
    "laughs.docx": lambda: word(document("&i;" * 1000, LAUGHS)),
    "outside.docx": lambda: word(document("&out;", OUTSIDE)),
    "climbing.docx": lambda: archive(**{"../../word/document.xml": document("Hello")}),
    "hollow.xlsx": lambda: archive(**{"xl/workbook.xml": "<workbook/>"}),
    "brackets.json": lambda: b"[" * 5_000_000,
    "keys.json": lambda: b'{"a":' * 1_000_000,
    "number.json": lambda: b"[" + b"9" * 5_000_000 + b"]",
    "letter.txt": lambda: b"Dear Madam, nothing is recommended here. " * 10_000,
    "one-line.csv": lambda: b"To,Text,From\n" + b"a" * 20_000_000,
    "quotes.csv": lambda: b'To,Text,From\n"' + b'""' * 5_000_000,
}


@pytest.fixture
def little_time() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, little_time: None, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(UndocsError) as refused:
        undocs.read(path, name=name)
    assert name in str(refused.value)
    assert refused.value.code


def test_a_file_beyond_the_limit_is_not_opened(tmp_path: Path, little_time: None) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(LARGEST + 50_000_000)
    with pytest.raises(undocs.UndocsError, match="at most 150 MB"):
        undocs.read(path, name=path.name)


def test_what_an_entity_names_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("THE SECRET")
    declared = f'<!DOCTYPE x [<!ENTITY out SYSTEM "{secret.as_uri()}">]>'
    path = tmp_path / "report.docx"
    path.write_bytes(word(document("&out; 1.1. Ratify everything (Norway);", declared)))
    try:
        told = repr(undocs.read(path, name=path.name))
    except UndocsError as error:
        told = repr(error)
    assert "THE SECRET" not in told
