"""Acts as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), valid against the standard's schema.

``akn_reading.read`` gives back what was written, for units whose words are tidy: one blank between
words, no empty line, nothing that XML cannot say.
"""

from dataclasses import dataclass
from datetime import date

from lxml import etree

from kenes.engines.lawtext.akn_parts import (
    NAMESPACE,
    identify,
    lines_of,
    para,
    qualified,
    refer,
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
    meta = sub(document, "meta")
    identify(
        meta,
        work=f"/akn/{identity.country}/act/{identity.enacted_on}/{identity.number}",
        country=identity.country,
        language=act.language,
        begun=(identity.enacted_on, "enactment"),
        version_on=identity.version_on,
    )
    refer(meta, identity.author)
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
