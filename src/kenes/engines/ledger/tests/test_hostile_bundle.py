"""Bundles made to hurt: refused with a sentence, whole, before anything is unpacked."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kenes.engines.ledger import bundle as form
from kenes.engines.ledger.bundle import MEMBER, Bundle, zipped
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.tests.making import SUBJECT, Made

SHOWN = {SUBJECT: {"position": "supported"}}


def small() -> Bundle:
    made = Made()
    made.add("recommendation.recorded", said={"position": "supported"})
    with TemporaryDirectory() as name:
        return made.bundle(made.write(Path(name), made.note()), made.note(), SHOWN)


BUNDLE = small()
TEXT = json.dumps(BUNDLE.encode()).encode()
EMPTY: dict[str, Any] = {
    **BUNDLE.encode(),
    "handovers": [],
    "since": [],
    "entries": [],
    "shown": {},
}


def archive(
    *members: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A ZIP of a good ``bundle.json`` and other members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as made:
        for name, data in [(MEMBER, TEXT), *members]:
            made.writestr(name, data)
    return target.getvalue()


def with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    return member


def only(name: str, data: bytes = TEXT) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return target.getvalue()


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return archive((MEMBER, b"{}"))


def locked() -> bytes:
    data = bytearray(archive())
    data[6] |= 1  # in the member's own head
    data[data.rindex(b"PK\1\2") + 8] |= 1  # and in the directory
    return bytes(data)


def lying() -> bytes:
    """A member that unpacks to more than it says."""
    data = bytearray(only(MEMBER, b"0" * form.LARGEST * 2))
    at = data.rindex(b"PK\1\2") + 24
    data[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no JSON"),
    "words": (lambda: b"just words", "no JSON"),
    "two letters": (lambda: b"PK", "cannot be read"),
    "cut": (lambda: archive()[:-30], "cannot be read"),
    "climbing": (lambda: archive(("../evil.sh", b"")), "'../evil.sh', which leads out of it"),
    "climbing late": (lambda: archive(("a/../../evil", b"")), "leads out of it"),
    "climbing backwards": (lambda: archive(("a\\..\\..\\evil", b"")), "leads out of it"),
    "from the root": (lambda: archive(("/etc/cron.d/evil", b"")), "leads out of it"),
    "from a disk": (lambda: archive(("C:\\evil.exe", b"")), "leads out of it"),
    "from a server": (lambda: archive(("\\\\host\\evil.exe", b"")), "leads out of it"),
    "a link": (
        lambda: archive((with_mode("link", stat.S_IFLNK | 0o777), b"/etc/passwd")),
        "holds a link, 'link'",
    ),
    "the bundle a link": (
        lambda: archive((with_mode("x/" + MEMBER, stat.S_IFLNK | 0o777), b"/etc/passwd")),
        "holds a link",
    ),
    "many files": (lambda: archive(*((f"{n}", b"") for n in range(20))), "holds 21 files"),
    "two bundles": (twice, "does not hold bundle.json once"),
    "no bundle": (lambda: only("other.json"), "does not hold bundle.json once"),
    "a bundle below": (lambda: only(f"a/{MEMBER}"), "does not hold bundle.json once"),
    "locked": (locked, "cannot be read: .* encrypted"),
    "a bomb": (lambda: only(MEMBER, b"0" * (form.LARGEST + 1)), "unpacks to more than 64000000"),
    "a bomb beside": (
        lambda: archive(("x.txt", b"0" * (form.LARGEST + 1))),
        "'x.txt' unpacks to more than 64000000",
    ),
    "a bomb that lies": (lying, "cannot be read|is damaged|no JSON"),
    "packed by bzip2": (lambda: archive(packing=zipfile.ZIP_BZIP2), "packed in a way"),
    "packed by lzma": (lambda: archive(packing=zipfile.ZIP_LZMA), "packed in a way"),
    "too large": (lambda: b" " * form.LARGEST + b"{}", "64000002 bytes is too large"),
    "too large a zip": (lambda: archive() + b" " * form.LARGEST, "is too large"),
    "brackets": (lambda: b"[" * 5_000_000, "no JSON"),
    "keys": (lambda: b'{"a":' * 1_000_000, "no JSON"),
    "a long number": (lambda: b"[" + b"9" * 1_000_000 + b"]", "no JSON"),
    "brackets in a part": (
        lambda: TEXT.replace(b'"policy": "', b'"policy": ' + b"[" * 900 + b"]" * 900 + b', "": "'),
        "text was expected|no JSON|lacks a part",
    ),
    "a list": (lambda: b"[]", "no bundle of a record"),
    "null": (lambda: b"null", "no bundle of a record"),
    "another format": (lambda: TEXT.replace(b"bundle 1", b"bundle 2"), "not known here"),
}


def test_what_the_hostile_ones_are_made_of_is_a_bundle() -> None:
    members = ((f"{n}/READ.md", b"x") for n in range(19))
    for data in (TEXT, archive(), archive(*members), only(MEMBER)):
        assert Bundle.parse(data) == BUNDLE
    with pytest.raises(Malformed, match="holds no entry"):
        Bundle.parse(json.dumps(EMPTY).encode())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_is_refused(name: str) -> None:
    make, sentence = HOSTILE[name]
    with pytest.raises(Malformed, match=sentence):
        Bundle.parse(make())


@pytest.mark.parametrize("part", list(EMPTY))
def test_a_bundle_without_a_part_is_refused(part: str) -> None:
    said = {name: value for name, value in EMPTY.items() if name != part}
    with pytest.raises(Malformed, match="lacks a part|no bundle of a record"):
        Bundle.parse(json.dumps(said).encode())


def test_every_cut_of_a_zip_is_refused() -> None:
    data = zipped(BUNDLE, {"READ.md": b"read me"})
    for end in range(len(data)):
        with pytest.raises(LedgerError):
            Bundle.parse(data[:end])


def test_a_flipped_bit_of_a_zip_changes_nothing_or_is_refused() -> None:
    data, refused = zipped(BUNDLE, {"READ.md": b"read me"}), 0
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                assert Bundle.parse(changed) == BUNDLE
            except LedgerError:
                refused += 1
    assert refused > 4 * len(data)
