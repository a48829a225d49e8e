"""What every Akoma Ntoso document of this house is written with: elements, words, units."""

import re
from collections.abc import Iterable
from datetime import date

from lxml import etree

from kenes.engines.lawtext.tree import Kind, Unit

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LANGUAGES = {"kk": "kaz", "ru": "rus", "en": "eng"}
ELEMENTS = {
    Kind.PART: "part",
    Kind.SECTION: "section",
    Kind.CHAPTER: "chapter",
    Kind.DIVISION: "subchapter",
    Kind.ARTICLE: "article",
    Kind.PARAGRAPH: "paragraph",
    Kind.SUBPARAGRAPH: "subparagraph",
    Kind.INDENT: "alinea",
}
# What XML has no way to say, not even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """The text without the characters that no XML may hold."""
    return _NO_XML.sub("", text)


def qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def sub(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, qualified(tag), attributes)


def worded(name: str, words: str) -> etree._Element:
    made = etree.Element(qualified(name))
    made.text = fit(words)
    return made


def para(words: str, class_: str = "") -> etree._Element:
    made = worded("p", words)
    if class_:
        made.set("class", class_)
    return made


def lines_of(words: str) -> list[str]:
    return words.split("\n") if words else []


def eid(address: str) -> str:
    """An address of ``tree.walk`` as the standard lets it be written."""
    return address.replace("+", "-n")


def write_unit(parent: etree._Element, unit: Unit, addresses: Iterable[str]) -> None:
    """The unit with all that stands in it; ``addresses`` of them in reading order."""
    address = next(iter(addresses))
    made = sub(parent, ELEMENTS[unit.kind], eId=eid(address))
    if unit.number:
        made.append(worded("num", unit.number))
    if unit.heading:
        made.append(worded("heading", unit.heading))
    if not unit.children:
        content = sub(made, "content")
        for line in lines_of(unit.text) or [""]:
            content.append(para(line))
        for line in lines_of(unit.tail):
            content.append(para(line, "tail"))
        return
    if unit.text:
        intro = sub(made, "intro")
        for line in lines_of(unit.text):
            intro.append(para(line))
    for child in unit.children:
        write_unit(made, child, addresses)
    if unit.tail:
        wrap = sub(made, "wrapUp")
        for line in lines_of(unit.tail):
            wrap.append(para(line))


def identify(
    meta: etree._Element,
    *,
    work: str,
    country: str,
    language: str,
    begun: tuple[date, str],
    version_on: date,
    part: str = "!main",
    prefix: str = "",
) -> None:
    """The names of a document in the world. ``begun``: the day of the work, and what it was.

    ``prefix``: of what it refers to, where there are several documents in one.
    """
    code = LANGUAGES[language]
    expression = f"{work}/{code}@{version_on}"
    identification = sub(meta, "identification", source=f"#{prefix}kenes")
    for name, uri, (day, said) in (
        ("FRBRWork", work, begun),
        ("FRBRExpression", expression, (version_on, "version")),
        ("FRBRManifestation", f"{expression}.akn", (version_on, "export")),
    ):
        level = sub(identification, name)
        sub(level, "FRBRthis", value=f"{uri}/{part}")
        sub(level, "FRBRuri", value=uri)
        sub(level, "FRBRdate", date=str(day), name=said)
        sub(level, "FRBRauthor", href=f"#{prefix}author")
        if name == "FRBRWork":
            sub(level, "FRBRcountry", value=country)
        if name == "FRBRExpression":
            sub(level, "FRBRlanguage", language=code)


def refer(meta: etree._Element, author: str, prefix: str = "") -> None:
    """Who stands behind a document: its author, and this house."""
    references = sub(meta, "references", source=f"#{prefix}kenes")
    for key, shown in (("kenes", "Kenes"), ("author", author)):
        sub(
            references,
            "TLCOrganization",
            eId=f"{prefix}{key}",
            href=f"/ontology/organization/{key}",
            showAs=fit(shown) or "–",
        )
