"""A comparative table for other machines: plain data, lines of text, a bill in Akoma Ntoso."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.engines.lawtext import akn_bill
from kenes.languages.dates import written
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Amendment, Proposal, Version
from kenes.proposals.table import words
from kenes.proposals.table.reading import Group, Line, Table

_MODS = {Change.REWORD: "substitution", Change.INSERT: "insertion", Change.REPEAL: "repeal"}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A table with the proposal it belongs to; ``is_draft``: as its authors have it by now."""

    proposal: Proposal
    version: Version
    table: Table
    is_draft: bool = False

    @property
    def name(self) -> str:
        """Of a file, without its ending."""
        if self.is_draft:
            return f"{self.proposal.number}-table-draft"
        return f"{self.proposal.number}-table-{self.version.number}"

    @property
    def on(self) -> date:
        """The day of the version."""
        return timezone.localdate(self.version.made_at)

    @property
    def heading(self) -> str:
        return _("Comparative table to the proposal “%(title)s”") % {"title": self.version.title}

    @property
    def origin(self) -> str:
        """``P-2026-014, version 2 of 3 June 2026``."""
        if self.is_draft:
            return _("Draft, read by its authors alone")
        return _("%(number)s, version %(n)s of %(day)s") % {
            "number": self.proposal.number,
            "n": self.version.number,
            "day": written(self.on),
        }


def row_facts(row: Amendment) -> dict[str, Any]:
    """What a row says of itself, without the law beside it (acts and bases at hand)."""
    return {
        "act": row.act.code,
        "base": row.base.on.isoformat(),
        "language": row.language,
        "change": str(row.change),
        "provision": row.anchor,
        "place": str(row.place),
        "in_force": row.before,
        "proposed": row.wording,
        "justification": row.justification,
    }


def as_data(paper: Paper) -> dict[str, Any]:
    """The table as JSON has it."""
    return {
        "number": paper.proposal.number,
        "version": None if paper.is_draft else paper.version.number,
        "title": paper.version.title,
        "language": paper.proposal.language,
        "acts": [
            {
                "act": group.act.code,
                "title": group.act.name,
                "base": group.base.on.isoformat(),
                "language": group.language,
                "is_missing": group.is_missing,
                "newer_version": group.later and group.later.on.isoformat(),
                "rows": [_row(line) for line in group.lines],
            }
            for group in paper.table.groups
        ],
    }


def as_text(paper: Paper) -> str:
    """The table to be read in a terminal or a letter."""
    lines = [paper.heading, paper.origin]
    for group in paper.table.groups:
        lines += ["", group.title, *_remarks(group)]
        for line in group.lines:
            lines += ["", f"{line.number}. {line.element} ({line.change})"]
            lines += [f"   ! {said}" for said in (*line.says, line.stacked) if said]
            for name, said in zip(words.head()[2:], _cells(line), strict=True):
                lines += [f"   {name}:", *(f"      {one}" for one in said.split("\n"))]
    if not paper.table.groups:
        lines += ["", _("The table has no rows.")]
    return "\n".join(lines) + "\n"


def as_bill(paper: Paper, country: str) -> bytes:
    """The amendments as a bill in Akoma Ntoso 3.0, the table attached.

    ``country``: ISO 3166-1 alpha-2 in small letters. Its sentences are in the language of the
    proposal, those about an act in that of the act's text.
    """
    with override(paper.proposal.language):
        bill = akn_bill.Bill(
            title=paper.version.title,
            language=paper.proposal.language,
            country=country,
            number=paper.proposal.number.lower(),
            on=paper.on,
            author=str(paper.proposal.organisation),
            head=words.head(),
            amended=tuple(_amended(group, country) for group in paper.table.groups),
        )
    return akn_bill.written(bill)


def missing(table: Table) -> list[str]:
    """A sentence for each act whose text is not there."""
    return [said for group in table.groups if group.is_missing for said in _remarks(group)[:1]]


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "element": line.element,
        **row_facts(line.row),
        "in_force": line.in_force,
        "base": line.base,
        "conflicts": [str(one) for one in line.conflicts],
    }


def _remarks(group: Group) -> list[str]:
    """What is to be known of a group before it is read."""
    said = []
    if group.is_missing:
        said.append(words.missing(group.title))
    if group.later:
        said.append(words.stale(group.later))
    return said


def _cells(line: Line) -> tuple[str, str, str]:
    """The wordings and the reasons, with a word where there is none."""
    in_force = words.absent() if line.row.change == Change.INSERT else line.base
    proposed = words.repealed() if line.row.change == Change.REPEAL else line.proposed
    return in_force or "–", proposed or "–", line.row.justification or "–"


def _amended(group: Group, country: str) -> akn_bill.Amended:
    act = group.act
    with override(group.language):
        return akn_bill.Amended(
            said=words.act_in(act, group.base),
            country=country,
            number=act.code,
            enacted_on=act.enacted_on,
            version_on=group.base.on,
            language=group.language,
            clauses=tuple(_clause(line) for line in group.lines if not line.is_blocked),
        )


def _clause(line: Line) -> akn_bill.Clause:
    row = line.row
    in_force, _proposed, justification = _cells(line)
    return akn_bill.Clause(
        number=str(line.number),
        said=words.clause(row.change, line.cited, is_first=row.place == Place.FIRST),
        mod=_MODS[Change(row.change)],
        target=row.anchor,
        element=line.element,
        in_force=in_force,
        proposed=line.proposed,
        justification=justification,
    )
