"""Acts as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), valid against the standard's schema.

``akn_reading.read`` gives back what was written, for units whose words are tidy: one blank between
words, no empty line, nothing that XML cannot say.
"""

from dataclasses import dataclass
from datetime import date

from lxml import etree

from kenes.engines.lawtext.akn_parts import (
    LANGUAGES,
    NAMESPACE,
    fit,
    lines_of,
    para,
    qualified,
    sub,
    worded,
    write_unit,
)
from kenes.engines.lawtext.tree import Act, walk


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What names an act and its version to the world."""

    country: str  # ISO 3166-1 alpha-2, lower case
    number: str  # the act's own, or a slug
    enacted_on: date
    version_on: date  # from when this wording is in force
    author: str = "legislator"


def written(act: Act, identity: Identity) -> bytes:
    """The act as an Akoma Ntoso document."""
    root = etree.Element(qualified("akomaNtoso"), nsmap={None: NAMESPACE})
    document = sub(root, "act", name="act")
    _identify(document, act, identity)
    if act.title or act.preamble:
        preface = sub(document, "preface")
        sub(sub(preface, "longTitle"), "p").append(worded("docTitle", act.title))
        for line in lines_of(act.preamble):
            preface.append(para(line))
    body = sub(document, "body")
    addresses = iter([one.anchor for one in walk(act)])
    for unit in act.units:
        write_unit(body, unit, addresses)
    if not act.units:
        sub(sub(body, "hcontainer", eId="none", name="empty"), "content").append(para(""))
    if act.ending:
        conclusions = sub(document, "conclusions")
        for line in lines_of(act.ending):
            conclusions.append(para(line))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _identify(document: etree._Element, act: Act, identity: Identity) -> None:
    work = f"/akn/{identity.country}/act/{identity.enacted_on}/{identity.number}"
    language = LANGUAGES[act.language]
    expression = f"{work}/{language}@{identity.version_on}"
    meta = sub(document, "meta")
    identification = sub(meta, "identification", source="#kenes")
    levels = (
        ("FRBRWork", work, identity.enacted_on, "enactment"),
        ("FRBRExpression", expression, identity.version_on, "version"),
        ("FRBRManifestation", f"{expression}.akn", identity.version_on, "export"),
    )
    for name, uri, day, said in levels:
        level = sub(identification, name)
        sub(level, "FRBRthis", value=f"{uri}/!main")
        sub(level, "FRBRuri", value=uri)
        sub(level, "FRBRdate", date=str(day), name=said)
        sub(level, "FRBRauthor", href="#author")
        if name == "FRBRWork":
            sub(level, "FRBRcountry", value=identity.country)
        if name == "FRBRExpression":
            sub(level, "FRBRlanguage", language=language)
    references = sub(meta, "references", source="#kenes")
    for key, shown in (("kenes", "Kenes"), ("author", identity.author)):
        sub(
            references,
            "TLCOrganization",
            eId=key,
            href=f"/ontology/organization/{key}",
            showAs=fit(shown) or "–",
        )
