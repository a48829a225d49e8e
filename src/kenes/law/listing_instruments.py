"""Instruments and reports in lists: narrowed, a page by its key."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from kenes.database import paging
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind, ReportStatus
from kenes.law.models import Instrument, Report

ROWS = 60
UNSTATED = "unstated"  # no commitment is stated
_SUBMITTED = Q(submitted_on__isnull=False, considered_on=None)


def _day(field: str, *, falls: bool = False) -> paging.Order:
    return paging.Order(field=field, read=date.fromisoformat, falls=falls)


_REPORTS = {  # status -> which rows, in which order
    ReportStatus.DUE: (Q(submitted_on=None, considered_on=None), _day("due_on")),
    ReportStatus.SUBMITTED: (_SUBMITTED, _day("submitted_on", falls=True)),
    ReportStatus.CONSIDERED: (Q(considered_on__isnull=False), _day("considered_on", falls=True)),
}


def _code(said: str) -> str:
    if not said or not said.isprintable():
        raise ValueError(said)
    return said


_OLDEST = paging.Order(field="adopted_on", read=date.fromisoformat, last="code", read_last=_code)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The instruments of one kind; ``more_url`` where they do not all stand here."""

    kind: InstrumentKind
    rows: tuple[Instrument, ...]
    more_url: str = ""


def found(*, status: str = "") -> QuerySet[Instrument]:
    """Instruments with what the country has done about them, by the day of their adoption."""
    rows = Instrument.objects.select_related("commitment", "parent")
    if status in CommitmentStatus.values:
        rows = rows.filter(commitment__status=status)
    elif status == UNSTATED:
        rows = rows.filter(commitment=None)
    return rows.order_by("adopted_on", "code")


def by_kind(*, status: str = "") -> tuple[Group, ...]:
    """The first of every kind; a query for each kind, however many there are."""
    groups = []
    for kind in InstrumentKind:
        rows = tuple(found(status=status).filter(kind=kind)[: ROWS + 1])
        if rows:
            kept = {"status": status, "kind": kind.value}
            more = "?" + urlencode({name: value for name, value in kept.items() if value})
            groups.append(
                Group(
                    kind=kind,
                    rows=rows[:ROWS],
                    more_url=more if len(rows) > ROWS else "",
                )
            )
    return tuple(groups)


def of_kind(
    kind: InstrumentKind, *, status: str, after: str, before: str
) -> paging.Page[Instrument]:
    """One page of one kind, after the place ``after`` or before ``before``."""
    rows, kept = found(status=status).filter(kind=kind), {"kind": kind.value, "status": status}
    return paging.page(rows, _OLDEST, size=ROWS, after=after, before=before, kept=kept)


def reports(status: ReportStatus, *, after: str, before: str) -> paging.Page[Report]:
    """What is due, the earliest first; what was submitted or considered, the newest first."""
    which, order = _REPORTS[status]
    rows = Report.objects.filter(which).select_related("instrument", "instrument__parent")
    kept = {"status": status.value}
    return paging.page(rows, order, size=ROWS, after=after, before=before, kept=kept)
