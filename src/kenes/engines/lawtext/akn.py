"""Acts as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), out and in.

What is written is valid against the standard's schema. What is read may be of another house: other
names for the same units are understood, and what is not understood is named with its line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lxml import etree

from kenes.engines.lawtext.tree import Act, Kind, Unit, walk

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_DRAFTS = NAMESPACE + "/"  # …/WD17, …/CSD13: drafts of the same standard
_LANGUAGES = {"kk": "kaz", "ru": "rus", "en": "eng"}
LARGEST = 30_000_000  # bytes
DEEPEST = 60  # elements in one another
_ELEMENTS = {
    Kind.PART: "part",
    Kind.SECTION: "section",
    Kind.CHAPTER: "chapter",
    Kind.DIVISION: "subchapter",
    Kind.ARTICLE: "article",
    Kind.PARAGRAPH: "paragraph",
    Kind.SUBPARAGRAPH: "subparagraph",
    Kind.INDENT: "alinea",
}
# Names other houses use for the same.
_KINDS = {
    **{name: kind for kind, name in _ELEMENTS.items()},
    "book": Kind.PART,
    "title": Kind.SECTION,
    "subpart": Kind.SECTION,
    "division": Kind.DIVISION,
    "subdivision": Kind.DIVISION,
    "subsection": Kind.PARAGRAPH,
    "clause": Kind.PARAGRAPH,
    "point": Kind.SUBPARAGRAPH,
    "subclause": Kind.SUBPARAGRAPH,
    "indent": Kind.INDENT,
    "list": Kind.INDENT,
}


class AknError(ValueError):
    """The file is not an act in Akoma Ntoso that can be read; ``str(error)`` says what is wrong.

    ``line`` is the file's, from 1; 0 where it is about the whole.
    """

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {what}" if line else what)
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What names an act and its version to the world."""

    country: str  # ISO 3166-1 alpha-2, lower case
    number: str  # the act's own, or a slug
    enacted_on: date
    version_on: date  # from when this wording is in force
    author: str = "legislator"


@dataclass(frozen=True, kw_only=True)
class Read:
    """An act out of a file, and what was passed over."""

    act: Act
    version_on: date | None
    passed_over: tuple[tuple[int, str], ...]  # line, name of an element


def written(act: Act, identity: Identity) -> bytes:
    """The act as an Akoma Ntoso document."""
    root = etree.Element(_q("akomaNtoso"), nsmap={None: NAMESPACE})
    document = _sub(root, "act", name="act")
    _identify(document, act, identity)
    if act.title or act.preamble:
        preface = _sub(document, "preface")
        _sub(_sub(preface, "longTitle"), "p").append(_text("docTitle", act.title))
        for line in _lines(act.preamble):
            _sub(preface, "p").text = line
    body = _sub(document, "body")
    addresses = iter([one.anchor for one in walk(act)])
    for unit in act.units:
        _write(body, unit, addresses)
    if not act.units:
        _sub(_sub(body, "hcontainer", eId="none", name="empty"), "content").append(_p(""))
    if act.ending:
        conclusions = _sub(document, "conclusions")
        for line in _lines(act.ending):
            _sub(conclusions, "p").text = line
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def read(data: bytes) -> Read:
    """An act out of an Akoma Ntoso document of any house, draft versions of the standard too.

    Raises AknError.
    """
    if len(data) > LARGEST:
        raise AknError(f"larger than {LARGEST} bytes")
    root = _parsed(data)
    document = next((one for one in root if _name(one) in {"act", "bill", "doc"}), None)
    if document is None:
        raise AknError("no act, bill or doc in it", root.sourceline or 0)
    body = next((one for one in document if _name(one) in {"body", "mainBody"}), None)
    if body is None:
        raise AknError("it has no body", document.sourceline or 0)
    passed_over: list[tuple[int, str]] = []
    language, version_on = _meta(document)
    title, preamble = _preface(document)
    units = tuple(_units(body, passed_over))
    ending = "\n".join(
        _said(p) for part in document if _name(part) == "conclusions" for p in part.iter(_any("p"))
    )
    return Read(
        act=Act(title=title, language=language, preamble=preamble, units=units, ending=ending),
        version_on=version_on,
        passed_over=tuple(passed_over),
    )


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise AknError(str(error.msg), error.lineno or 0) from error
    if root.getroottree().docinfo.doctype:
        raise AknError("it declares a document type, which no act needs", 1)
    space = etree.QName(root).namespace or ""
    if _name(root) != "akomaNtoso" or not (space == NAMESPACE or space.startswith(_DRAFTS)):
        raise AknError(f"not Akoma Ntoso 3.0 but {root.tag}", root.sourceline or 0)
    return root


def _identify(document: etree._Element, act: Act, identity: Identity) -> None:
    work = f"/akn/{identity.country}/act/{identity.enacted_on}/{identity.number}"
    language = _LANGUAGES[act.language]
    expression = f"{work}/{language}@{identity.version_on}"
    meta = _sub(document, "meta")
    identification = _sub(meta, "identification", source="#kenes")
    levels = (
        ("FRBRWork", work, identity.enacted_on, "enactment"),
        ("FRBRExpression", expression, identity.version_on, "version"),
        ("FRBRManifestation", f"{expression}.akn", identity.version_on, "export"),
    )
    for name, uri, day, said in levels:
        level = _sub(identification, name)
        _sub(level, "FRBRthis", value=f"{uri}/!main")
        _sub(level, "FRBRuri", value=uri)
        _sub(level, "FRBRdate", date=str(day), name=said)
        _sub(level, "FRBRauthor", href="#author")
        if name == "FRBRWork":
            _sub(level, "FRBRcountry", value=identity.country)
        if name == "FRBRExpression":
            _sub(level, "FRBRlanguage", language=language)
    references = _sub(meta, "references", source="#kenes")
    for key, shown in (("kenes", "Kenes"), ("author", identity.author)):
        _sub(
            references,
            "TLCOrganization",
            eId=key,
            href=f"/ontology/organization/{key}",
            showAs=shown,
        )


def _write(parent: etree._Element, unit: Unit, addresses: Iterable[str]) -> None:
    address = next(iter(addresses))
    element = _sub(parent, _ELEMENTS[unit.kind], eId=address.replace("+", "-n"))
    if unit.number:
        element.append(_text("num", unit.number))
    if unit.heading:
        element.append(_text("heading", unit.heading))
    if not unit.children:
        content = _sub(element, "content")
        for line in _lines(unit.text) or [""]:
            content.append(_p(line))
        if unit.tail:
            content.append(_p(unit.tail, "tail"))
        return
    if unit.text:
        intro = _sub(element, "intro")
        for line in _lines(unit.text):
            intro.append(_p(line))
    for child in unit.children:
        _write(element, child, addresses)
    if unit.tail:
        wrap = _sub(element, "wrapUp")
        for line in _lines(unit.tail):
            wrap.append(_p(line))


def _units(parent: etree._Element, passed_over: list[tuple[int, str]]) -> Iterable[Unit]:
    for element in parent:
        name = _name(element)
        if name in _KINDS:
            yield _unit(element, passed_over)
        elif name in {"hcontainer", "container", "component", "components"}:
            yield from _units(element, passed_over)
        elif name and name not in {"num", "heading", "subheading", "content", "intro", "wrapUp"}:
            passed_over.append((element.sourceline or 0, name))


def _unit(element: etree._Element, passed_over: list[tuple[int, str]]) -> Unit:
    if sum(1 for _one in element.iterancestors()) > DEEPEST:
        raise AknError(f"more than {DEEPEST} elements in one another", element.sourceline or 0)
    parts: dict[str, list[str]] = {"num": [], "heading": [], "text": [], "tail": []}
    for child in element:
        name = _name(child)
        if name in {"num", "heading"}:
            parts[name].append(_said(child))
        elif name in {"content", "intro", "wrapUp"}:
            for p in child.iter(_any("p")):
                is_tail = name == "wrapUp" or p.get("class") == "tail"
                parts["tail" if is_tail else "text"].append(_said(p))
    return Unit(
        kind=_KINDS[_name(element)],
        number=" ".join(parts["num"]),
        heading=" ".join(parts["heading"]),
        text="\n".join(filter(None, parts["text"])),
        children=tuple(_units(element, passed_over)),
        tail="\n".join(filter(None, parts["tail"])),
    )


def _meta(document: etree._Element) -> tuple[str, date | None]:
    language, day = "en", None
    for level in document.iter(_any("FRBRExpression")):
        for one in level:
            if _name(one) == "FRBRlanguage":
                known = {code: short for short, code in _LANGUAGES.items()}
                language = known.get(one.get("language", ""), one.get("language", "")[:2] or "en")
            if _name(one) == "FRBRdate":
                try:
                    day = date.fromisoformat(one.get("date", "")[:10])
                except ValueError as error:
                    raise AknError("FRBRdate is no date", one.sourceline or 0) from error
        break
    return language, day


def _preface(document: etree._Element) -> tuple[str, str]:
    """The title, and the lines beside it."""
    title, lines = "", []
    for part in document:
        if _name(part) not in {"preface", "preamble"}:
            continue
        named = next(part.iter(_any("docTitle")), None)
        for p in part.iter(_any("p")):
            if named is not None and p in list(named.iterancestors()):
                title = title or _said(named)
            else:
                lines.append(_said(p))
    if not title and lines:
        title = lines.pop(0)
    return title, "\n".join(filter(None, lines))


def _said(element: etree._Element) -> str:
    """The text of an element, notes left out, on one line."""
    words = [
        text
        for text in element.itertext()
        if not isinstance(text, etree._Comment | etree._ProcessingInstruction)
    ]
    return " ".join("".join(words).split())


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _p(text: str, class_: str = "") -> etree._Element:
    element = _text("p", text)
    if class_:
        element.set("class", class_)
    return element


def _text(name: str, text: str) -> etree._Element:
    element = etree.Element(_q(name))
    element.text = text
    return element


def _sub(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(tag), attributes)


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _any(name: str) -> str:
    """The element whatever draft of the standard it is of."""
    return f"{{*}}{name}"


def _name(element: etree._Element) -> str:
    """Without its namespace; "" for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
