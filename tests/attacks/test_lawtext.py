"""Files made to hurt who imports acts: each says what is wrong, in little time and memory."""

import io
import random
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.files import read_act
from kenes.engines.lawtext.reading import Reading
from kenes.engines.lawtext.tree import walk

pytestmark = pytest.mark.files
SECONDS, MEGABYTES = 10.0, 700
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# Each entity is ten of the one before: a thousand of the last would be a hundred gigabytes.
ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'
DTD = '<!DOCTYPE x SYSTEM "http://192.0.2.1/act.dtd">'


def archive(*more: tuple[str, str | bytes], **parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (*((f"word/{part}.xml", parts[part]) for part in parts), *more):
            made.writestr(name, content)
    return out.getvalue()


def document(body: str, declared: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{declared}<w:document xmlns:w="{WORD}">'
        f"<w:body>{body}</w:body></w:document>"
    )


def said(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def akn(inside: str, declared: str = "", space: str = AKN) -> bytes:
    act = f"<act><meta/><body>{inside}</body></act>"
    return f'{declared}<akomaNtoso xmlns="{space}">{act}</akomaNtoso>'.encode()


def page(inside: str, declared: str = "<!doctype html>") -> bytes:
    return f"{declared}<html><body>{inside}</body></html>".encode()


def lines(*following: str) -> bytes:
    return "\n".join(("Act", *following)).encode()


def noise(size: int) -> str:
    return random.Random(1).randbytes(size // 2).hex()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing.docx": (lambda: b"", "empty"),
    "zeros.txt": (lambda: b"\0" * 1_000_000, "binary"),
    "program.txt": (lambda: b"MZ\x90\0\3\0\0\0" * 100, "binary"),
    "pdf.docx": (lambda: b"%PDF-1.7\nx", "pdf"),
    "other.docx": (lambda: archive(("content.xml", "<office/>")), "not_an_act_file"),
    "climbing.docx": (
        lambda: archive(("../../word/document.xml", document(said("x")))),
        "not_an_act_file",
    ),
    "cut.docx": (lambda: archive(document=document(said("x") * 99))[:200], "damaged"),
    "bomb.docx": (lambda: archive(document="0" * 300_000_000), "too_large"),
    "bomb-beside.docx": (
        lambda: archive(document=document(said("x")), styles="0" * 300_000_000),
        "too_large",
    ),
    "many.docx": (
        lambda: archive(*((f"x/{n}", "") for n in range(6_000)), document=document(said("x"))),
        "too_large",
    ),
    "tags.docx": (
        lambda: archive(document=document("<w:p/>" * 3_000_000 + noise(500_000))),
        "too_large",
    ),
    "laughs.docx": (lambda: archive(document=document(said("&i;" * 99), LAUGHS)), "doctype"),
    "outside.docx": (lambda: archive(document=document(said("&out;"), OUTSIDE)), "doctype"),
    "dtd.docx": (lambda: archive(document=document(said("x"), DTD)), "doctype"),
    "styles.docx": (
        lambda: archive(document=document(said("x")), styles=document("&i;", LAUGHS)),
        "doctype",
    ),
    "deep.docx": (
        lambda: archive(document=document("<w:sdt>" * 10_000 + "</w:sdt>" * 10_000)),
        "damaged",
    ),
    "words.docx": (lambda: archive(document=document(said("x" * 300_000))), "too_long"),
    "laughs.xml": (lambda: akn("&i;" * 99, LAUGHS), "akn"),
    "outside.xml": (lambda: akn("&out;", OUTSIDE), "akn"),
    "parameter.xml": (lambda: akn("", PARAMETER), "akn"),
    "dtd.xml": (lambda: akn("", DTD), "akn"),
    "foreign.xml": (lambda: akn("", space="urn:another"), "akn"),
    "deep.xml": (lambda: akn("<article>" * 10_000 + "</article>" * 10_000), "akn"),
    "tags.xml": (lambda: akn("<article/>" * 2_500_000), "akn"),
    "open.xml": (lambda: akn("<article>"), "akn"),
    "deep.html": (lambda: page("<div>" * 10_000 + "Article 1. A"), "damaged"),
    "tags.html": (lambda: page("<p>" * 3_000_000), "too_large"),
    "word.html": (lambda: page("x" * 5_000_000), "too_long"),
    "deep.md": (lambda: b"> " * 10_000 + b"Article 1. A", "damaged"),
    "line.txt": (lambda: b"x" * 10_000_000, "too_long"),
    "lines.txt": (lambda: b"a\n" * 200_001, "no_text"),
    "returns.txt": (lambda: b"\r" * 20_000_000 + b"a", "no_text"),
    "large.txt": (lambda: b"a " * 20_000_000, "too_large"),
    "letters.txt": (lambda: b"a" * 190_000 + b"\x98", "encoding"),
}


@pytest.fixture
def little_time() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_says_what_is_wrong(little_time: None, name: str) -> None:
    made, code = REFUSED[name]
    with pytest.raises(FileError) as refused:
        read_act(made(), name, language="ru")
    assert refused.value.code == code


BLANKS, DOTS = " " * 90_000, "." * 90_000
READ: dict[str, Callable[[], bytes]] = {
    "blanks.txt": lambda: lines("Article 1. A", *[f"a{BLANKS}b"] * 20, "Article 1. A"),
    "dots.txt": lambda: lines("Article 1. A", *[f"a{DOTS}b"] * 20, "Article 1. A"),
    "days.txt": lambda: lines(*[f"01.07.2024{BLANKS}x"] * 20, "Article 1. A"),
    "numbers.txt": lambda: lines("1-" * 90_000, "1." * 90_000, "Article 1. A"),
    "twice.txt": lambda: b"Act\n" + b"Article 1. A\n" * 60_000,
    "points.txt": lambda: b"Act\nArticle 1. A\n" + b"1) a\n2. b\n" * 30_000,
    "heads.txt": lambda: b"Act\n" + b"Chapter 1\n" * 60_000,
    "quotes.md": lambda: b"# A\n\n" + (b"[" * 90_000 + b"![" * 50_000 + b"\n\n") * 20,
    "stars.md": lambda: b"# A\n\n" + (b"*a **b " * 20_000 + b"\n\n") * 20,
    "ticks.md": lambda: b"# A\n\n" + b" ".join(b"`" * n for n in range(600)),
    "dashes.md": lambda: b"# A\n\n" + (b"_a" * 90_000 + b"\n\n") * 20,
    "links.md": lambda: b"# A\n\n" + (b"[a](" * 40_000 + b"\n\n") * 20,
    "items.md": lambda: b"# A\n\n" + b"1. a\n" * 20_000,
    "levels.html": lambda: page("<ol><li>" * 100 + "Article 1. A"),
    "entities.html": lambda: page("<p>Закон</p>&out;", OUTSIDE.replace("x [", "html [")),
    "rows.html": lambda: page("<table>" + "<tr><td>a<td>b" * 90_000),
    "units.xml": lambda: akn("<article><num>1</num></article>" * 60_000),
    "number.xml": lambda: akn(f"<article><num>{'1-' * 90_000}</num></article>"),
    "odd.docx": lambda: archive(
        document=document(
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="999999999"/><w:numId w:val="1"/></w:numPr>'
            f"</w:pPr><w:r><w:t>Act</w:t></w:r></w:p>{said('Article 1. A')}"
        ),
        numbering=f'<w:numbering xmlns:w="{WORD}"><w:num w:numId="1"><w:abstractNumId w:val="1"/>'
        '</w:num><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="999999999"><w:start '
        'w:val="99999999999"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum></w:numbering>',
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_that_would_be_slow_is_read_at_once(little_time: None, name: str) -> None:
    found = read_act(READ[name](), name, language="ru")
    addresses = [placed.anchor for placed in walk(found.act)]
    assert len(addresses) == len(set(addresses))
    assert Path("/etc/hostname").read_text().strip() not in repr(found.act)[:10_000]


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_never_ends_in_anything_else(seed: int) -> None:
    """Bytes changed at random: an act, or a reason why there is none."""
    luck = random.Random(seed)
    whole = [
        archive(document=document(said("Закон") + said("Статья 1. А") * 20)),
        akn("<article><num>1</num><content><p>x</p></content></article>" * 5),
        page("<p>Закон<p>Статья 1. А<ol><li>x</ol><sup>1</sup>" * 5),
        "# Закон\n\n## Статья 1. А\n\n1. б\n".encode(),
        "Закон\nСтатья 1. А\n1. б\n".encode("cp1251"),
    ]
    outcomes = set()
    for _one in range(300):
        data = bytearray(luck.choice(whole))
        for _change in range(luck.randint(1, 12)):
            data[luck.randrange(len(data))] = luck.randrange(256)
        if luck.random() < 0.3:
            del data[luck.randrange(len(data)) :]
        try:
            outcomes.add(
                type(read_act(bytes(data), "a", language=luck.choice(["kk", "ru", "en"])))
            )
        except FileError:
            outcomes.add(FileError)
    assert outcomes == {Reading, FileError}
