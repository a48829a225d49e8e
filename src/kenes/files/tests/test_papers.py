"""Papers from outside: what is taken, what is taken out of them, what is refused."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from kenes.files.papers import DOCX, ODT, PDF, Paper, paper

SECRET = b"Ivan Ivanov"
Write = Callable[[bytes, str], Paper]
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_MANIFEST = (
    f'<?xml version="1.0"?><m:manifest xmlns:m="{_SPACE}">'
    '<m:file-entry m:full-path="/"/><m:file-entry m:full-path="content.xml"/>'
    '<m:file-entry m:full-path="Basic/Standard/a.xml"/></m:manifest>'
)


@pytest.fixture
def given(tmp_path: Path) -> Write:
    """A file of this content, sent under a name."""

    def write(content: bytes, name: str) -> Paper:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return paper(path, name)

    return write


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="alert(1)")
        made.docinfo["/Author"] = SECRET.decode()
        made.save(out)
    return out.getvalue()


def picture(format_: str) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (40, 20), "white")
    if format_ == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", SECRET.decode())
        image.save(out, "PNG", pnginfo=said)
    else:
        exif = Image.Exif()
        exif[0x0112] = 6  # lies on its side
        exif[0x013B] = SECRET.decode()
        image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_pdf_loses_its_programs_and_its_author_and_is_the_same_each_time(given: Write) -> None:
    kept = given(pdf(), "Есеп.pdf")
    assert (kept.name, kept.media_type) == ("Есеп.pdf", PDF)
    assert SECRET not in kept.content
    assert b"JavaScript" not in kept.content
    assert given(pdf(), "again.pdf").content == kept.content


def test_an_office_file_loses_its_macros_and_its_author(given: Write) -> None:
    parts: dict[str, str | bytes] = {
        "word/document.xml": "<w/>",
        "word/vbaProject.bin": b"macro",
        "docProps/core.xml": SECRET,
    }
    kept = given(archive(parts), "a.docx")
    assert kept.media_type == DOCX
    assert list(members(kept.content)) == ["word/document.xml"]


def test_an_odt_loses_its_macros_and_its_author_and_its_manifest_says_so(given: Write) -> None:
    parts: dict[str, str | bytes] = {
        "mimetype": ODT,
        "content.xml": "<office/>",
        "meta.xml": SECRET,
        "Basic/Standard/a.xml": "macro",
        "META-INF/manifest.xml": _MANIFEST,
    }
    kept = given(archive(parts), "a.odt")
    found = members(kept.content)
    assert next(iter(found)) == "mimetype"
    assert "Basic/Standard/a.xml" not in found
    assert b"Basic" not in found["META-INF/manifest.xml"]
    assert SECRET not in found["meta.xml"]
    assert kept.media_type == ODT


@pytest.mark.parametrize(("format_", "name"), [("PNG", "a.png"), ("JPEG", "a.jpeg")])
def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(
    format_: str, name: str, given: Write
) -> None:
    kept = given(picture(format_) + b"<script>hidden</script>", name)
    assert SECRET not in kept.content
    assert b"script" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == ((20, 40) if format_ == "JPEG" else (40, 20))  # upright
        assert not image.getexif()


def test_a_picture_is_named_by_what_it_is(given: Write) -> None:
    kept = given(picture("JPEG"), "../../etc/a.png")
    assert (kept.name, kept.media_type) == ("a.jpg", "image/jpeg")


BOMB = archive({"word/document.xml": b"0" * 30_000_000})
PIXELS = picture("PNG").replace(b"\x00\x00\x00\x28\x00\x00\x00\x14", b"\x00\x01\x00\x00" * 2)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"),
        (b"%PDF-1.4 nothing follows", "a.pdf"),
        (b"<html>", "a.pdf"),
        (b"MZ", "a.exe"),
        (pdf(), "a.docx"),
        (archive({"other.xml": "x"}), "a.docx"),
        (archive({"word/document.xml": "x"})[:40], "a.docx"),
        (archive({"word/document.xml": "x"}), "a.odt"),
        (archive({"content.xml": "x", "META-INF/manifest.xml": "<"}), "a.odt"),
        (BOMB, "a.docx"),
        (PIXELS, "a.png"),
        (b"GIF89a" + b"\0" * 20, "a.png"),
        (picture("PNG")[:60], "a.png"),
        (b"<svg onload=alert(1)>", "a.svg"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    content: bytes, name: str, given: Write
) -> None:
    with pytest.raises(ValidationError) as caught:
        given(content, name)
    assert name in caught.value.messages[0]


def test_an_external_entity_in_a_manifest_is_not_read(given: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    hostile = (
        f'<!DOCTYPE m [<!ENTITY x SYSTEM "file://{secret}">]>'
        f'<m:manifest xmlns:m="{_SPACE}">&x;</m:manifest>'
    )
    kept = given(archive({"content.xml": "x", "META-INF/manifest.xml": hostile}), "a.odt")
    assert SECRET not in members(kept.content)["META-INF/manifest.xml"]
