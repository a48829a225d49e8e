"""Where the country stands with an instrument and its reports, in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind, ReportStatus
from kenes.law.models import Commitment, Instrument, Obligation, Report

_TONES = {
    CommitmentStatus.PARTY: "done",
    CommitmentStatus.ENDORSED: "done",
    CommitmentStatus.SIGNED: "wait",
}


@dataclass(frozen=True, kw_only=True)
class Complaints:
    """Whether the mechanism takes complaints of individuals against the country."""

    words: str
    tone: str = "plain"


def standing(commitment: Commitment | None) -> str:
    """``Party since 24 January 2006``."""
    if commitment is None:
        return _("Nothing is stated yet")
    day, year = commitment.joined_on, commitment.joined_year
    match commitment.status:
        case CommitmentStatus.PARTY if day:
            return _("Party since %(day)s") % {"day": written(day)}
        case CommitmentStatus.PARTY if year:
            return _("Party since %(year)s") % {"year": year}
        case CommitmentStatus.PARTY:
            return _("Party")
        case CommitmentStatus.SIGNED if commitment.signed_on:
            return _("Signed on %(day)s, not ratified") % {"day": written(commitment.signed_on)}
        case CommitmentStatus.SIGNED:
            return _("Signed, not ratified")
        case CommitmentStatus.ENDORSED if commitment.signed_on:
            return _("Endorsed on %(day)s") % {"day": written(commitment.signed_on)}
        case CommitmentStatus.ENDORSED:
            return _("Endorsed")
        case CommitmentStatus.DENOUNCED:
            return _("Denounced")
    return _("No action")


def tone(commitment: Commitment | None) -> str:
    """As {% status %} has it."""
    return _TONES.get(CommitmentStatus(commitment.status), "plain") if commitment else "plain"


def complaints(instrument: Instrument, commitment: Commitment | None) -> Complaints:
    """A protocol on complaints is accepted by ratifying it; others by a declaration."""
    is_party = commitment is not None and commitment.status == CommitmentStatus.PARTY
    takes = commitment.takes_complaints if commitment else None
    if takes is None and commitment is not None and not is_party:
        takes = False
    if takes is None and is_party and instrument.kind == InstrumentKind.PROTOCOL:
        takes = True
    if takes is None:
        return Complaints(words=_("Nothing is stated yet"))
    if not takes:
        return Complaints(words=_("Not accepted"))
    since = commitment.complaints_since or commitment.in_force_on if commitment else None
    accepted = _("Accepted since %(day)s") % {"day": written(since)} if since else _("Accepted")
    return Complaints(words=accepted, tone="done")


def of_report(report: Report, today: date) -> str:
    """``due in 6 days``, ``14 days overdue``, ``submitted on …``."""
    match report.status:
        case ReportStatus.CONSIDERED if report.considered_on:
            return _("considered on %(day)s") % {"day": written(report.considered_on)}
        case ReportStatus.SUBMITTED if report.submitted_on:
            day = written(report.submitted_on)
            return _("submitted on %(day)s, not yet considered") % {"day": day}
    days = (report.due_on - today).days if report.due_on else 0
    if days < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("due in %(n)s day", "due in %(n)s days", days) % {"n": days}


def report_tone(report: Report, today: date) -> str:
    if report.status == ReportStatus.CONSIDERED:
        return "done"
    return "wait" if report.is_overdue(today) else "plain"


def cited(one: Obligation) -> str:
    """``Article 14``, ``Paragraph 5.16``, ``Principle VII`` (``instrument`` at hand)."""
    if one.number[:1].isalpha():
        return _("Principle %(number)s") % {"number": one.number}
    if one.instrument.kind == InstrumentKind.OSCE:
        return _("Paragraph %(number)s") % {"number": one.number}
    return _("Article %(number)s") % {"number": one.number}


def cited_in_full(one: Obligation) -> str:
    """``ICCPR, article 14`` (``instrument`` at hand)."""
    said = {"instrument": one.instrument.short_title, "number": one.number}
    if one.number[:1].isalpha():
        return _("%(instrument)s, principle %(number)s") % said
    if one.instrument.kind == InstrumentKind.OSCE:
        return _("%(instrument)s, paragraph %(number)s") % said
    return _("%(instrument)s, article %(number)s") % said
