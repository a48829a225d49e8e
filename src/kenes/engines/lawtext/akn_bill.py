"""A comparative table as a bill in Akoma Ntoso 3.0, valid against the standard's schema.

Its articles amend an act each, clause by clause, with the new wording in quotes as units of law;
what each clause does to which provision is told to machines as well. The table itself, with the
wording in force and the justifications, is attached as it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from kenes.engines.lawtext.akn_parts import (
    LANGUAGES,
    NAMESPACE,
    eid,
    fit,
    identify,
    lines_of,
    para,
    qualified,
    refer,
    sub,
    worded,
    write_unit,
)
from kenes.engines.lawtext.reading import NotAnAct, read
from kenes.engines.lawtext.tree import Act, Unit, walk

MODS = ("substitution", "insertion", "repeal")
QUOTES = {"kk": ("«", "»"), "ru": ("«", "»"), "en": ("“", "”")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One amendment. ``said``: what is done to which provision, in words; wordings as printed."""

    number: str  # of its row
    said: str
    mod: str  # one of ``MODS``
    target: str  # the address it amends, or behind which it inserts; "": the act itself
    element: str  # the provision, as it is cited
    in_force: str
    proposed: str
    justification: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """An act with the clauses that amend it. ``said``: its title and version, in words."""

    said: str
    country: str
    number: str
    enacted_on: date
    version_on: date
    language: str
    clauses: tuple[Clause, ...]

    @property
    def uri(self) -> str:
        work = f"/akn/{self.country}/act/{self.enacted_on}/{self.number}"
        return f"{work}/{LANGUAGES[self.language]}@{self.version_on}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bill:
    """What is proposed, and in whose name. ``head``: the columns of the attached table."""

    title: str
    language: str
    country: str
    number: str
    on: date
    author: str
    head: tuple[str, str, str, str, str]
    amended: tuple[Amended, ...]


def written(bill: Bill) -> bytes:
    """The bill as an Akoma Ntoso document."""
    root = etree.Element(qualified("akomaNtoso"), nsmap={None: NAMESPACE})
    document = sub(root, "bill", name="bill")
    _describe(document, bill, "bill", "!main")
    preface = sub(document, "preface")
    sub(sub(preface, "longTitle"), "p").append(worded("docTitle", fit(bill.title)))
    body = sub(document, "body")
    for place, amended in enumerate(bill.amended, 1):
        _article(body, place, amended)
    if not bill.amended:
        sub(sub(body, "hcontainer", eId="none", name="empty"), "content").append(para(""))
    attachment = sub(sub(document, "attachments"), "attachment", eId="att_1")
    table = sub(attachment, "doc", name="comparative-table")
    _describe(table, bill, "table", "!comparative-table")
    _table(sub(table, "mainBody"), bill)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _describe(document: etree._Element, bill: Bill, kind: str, part: str) -> None:
    """Its names in the world, what it does, and who stands behind it."""
    meta = sub(document, "meta")
    identify(
        meta,
        work=f"/akn/{bill.country}/bill/{bill.on}/{bill.number}",
        country=bill.country,
        language=bill.language,
        begun=(bill.on, "proposal"),
        version_on=bill.on,
        part=part,
        prefix=f"{kind}-",
    )
    if kind == "bill" and any(one.clauses for one in bill.amended):
        _analyse(meta, bill)
    refer(meta, bill.author, f"{kind}-")


def _analyse(meta: etree._Element, bill: Bill) -> None:
    mods = sub(sub(meta, "analysis", source="#bill-kenes"), "activeModifications")
    for place, amended in enumerate(bill.amended, 1):
        for step, clause in enumerate(amended.clauses, 1):
            name = _mod(place, step)
            made = sub(mods, "textualMod", eId=f"am_{place}_{step}", type=clause.mod)
            sub(made, "source", href=f"#{name}")
            sub(made, "destination", href=_aim(amended, clause))
            if clause.proposed:
                sub(made, "new", href=f"#{name}__qstr")


def _article(body: etree._Element, place: int, amended: Amended) -> None:
    article = sub(body, "article", eId=f"art_{place}")
    article.append(worded("num", str(place)))
    intro = sub(sub(article, "intro"), "p")
    intro.append(worded("ref", fit(amended.said)))
    intro[0].set("href", amended.uri)
    for step, clause in enumerate(amended.clauses, 1):
        paragraph = sub(article, "paragraph", eId=f"art_{place}__para_{step}")
        paragraph.append(worded("num", f"{clause.number})"))
        words = sub(sub(paragraph, "content"), "p")
        mod = sub(words, "mod", eId=_mod(place, step))
        mod.append(worded("ref", fit(clause.said)))
        mod[0].set("href", _aim(amended, clause))
        if clause.proposed:
            _quote(mod, clause.proposed, amended.language, _mod(place, step))


def _quote(mod: etree._Element, wording: str, language: str, name: str) -> None:
    begin, end = QUOTES[language]
    quoted = sub(mod, "quotedStructure", eId=f"{name}__qstr", startQuote=begin, endQuote=end)
    kept = [fit(line) for line in lines_of(wording)]
    units = _units(kept, language)
    for line in [] if units else kept:  # no unit could be read in it: the lines as they are
        quoted.append(para(line))
    addresses = iter(f"{name}__{one.anchor}" for one in walk(_act(units, language)))
    for unit in units:
        write_unit(quoted, unit, addresses)


def _units(lines: Iterable[str], language: str) -> Sequence[Unit]:
    """The units that lines of print are, or none where some of them are no unit."""
    try:
        act = read(lines, language=language, title="–").act
    except NotAnAct:
        return ()
    return () if act.preamble else act.units


def _table(body: etree._Element, bill: Bill) -> None:
    table = sub(body, "table", eId="att_1__table_1")
    head = sub(table, "tr")
    for name in bill.head:
        sub(head, "th").append(para(fit(name)))
    for amended in bill.amended:
        sub(sub(table, "tr"), "td", colspan=str(len(bill.head))).append(para(fit(amended.said)))
        for one in amended.clauses:
            row = sub(table, "tr")
            for words in (
                one.number, one.element, one.in_force, one.proposed, one.justification
            ):  # fmt: skip
                cell = sub(row, "td")
                for line in lines_of(words) or [""]:
                    cell.append(para(fit(line)))


def _mod(place: int, step: int) -> str:
    return f"art_{place}__para_{step}__mod_1"


def _aim(amended: Amended, clause: Clause) -> str:
    return f"{amended.uri}#{eid(clause.target)}" if clause.target else amended.uri


def _act(units: Sequence[Unit], language: str) -> Act:
    return Act(title="", language=language, units=tuple(units))
