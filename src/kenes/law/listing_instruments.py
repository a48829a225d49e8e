"""Instruments and reports in lists: narrowed, a page by its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from kenes.law.lifecycle import CommitmentStatus, InstrumentKind, ReportStatus
from kenes.law.models import Instrument, Report

ROWS = 60
UNSTATED = "unstated"  # no commitment is stated
_REPORTS = {  # status -> which rows, and the day they are ordered by
    ReportStatus.DUE: (Q(submitted_on=None, considered_on=None), "due_on"),
    ReportStatus.SUBMITTED: (Q(submitted_on__isnull=False, considered_on=None), "submitted_on"),
    ReportStatus.CONSIDERED: (Q(considered_on__isnull=False), "considered_on"),
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """The instruments of one kind; ``more_url`` where they do not all stand here."""

    kind: InstrumentKind
    rows: tuple[Instrument, ...]
    previous_url: str = ""
    next_url: str = ""
    more_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Reports:
    """One page of the calendar and the ways on from it."""

    rows: tuple[Report, ...]
    previous_url: str
    next_url: str
    shown: str = ""


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
                Group(kind=kind, rows=rows[:ROWS], more_url=more if len(rows) > ROWS else "")
            )
    return tuple(groups)


def of_kind(kind: InstrumentKind, *, status: str, after: str, before: str) -> Group:
    """One page of one kind, after the place ``after`` or before ``before``."""
    rows = found(status=status).filter(kind=kind)
    place = _place(before) or _place(after)
    is_back = _place(before) is not None
    if place:
        day, code = place
        if is_back:
            rows = rows.filter(adopted_on__lte=day)
            rows = rows.filter(Q(adopted_on__lt=day) | Q(code__lt=code))
            rows = rows.order_by("-adopted_on", "-code")
        else:
            rows = rows.filter(adopted_on__gte=day)
            rows = rows.filter(Q(adopted_on__gt=day) | Q(code__gt=code))
    page = list(rows[: ROWS + 1])
    has_more = len(page) > ROWS
    page = page[:ROWS][::-1] if is_back else page[:ROWS]
    kept = {"kind": kind.value, "status": status}
    return Group(
        kind=kind,
        rows=tuple(page),
        previous_url=_link(kept, "before", page[0].adopted_on, page[0].code)
        if page and (has_more if is_back else place is not None)
        else "",
        next_url=_link(kept, "after", page[-1].adopted_on, page[-1].code)
        if page and (is_back or has_more)
        else "",
    )


def reports(status: ReportStatus, *, after: str, before: str) -> Reports:
    """What is due, the earliest first; what was submitted or considered, the newest first."""
    which, field = _REPORTS[status]
    rows = Report.objects.filter(which).select_related("instrument", "instrument__parent")
    is_back = _place(before) is not None
    place = _place(before) or _place(after)
    is_rising = (status == ReportStatus.DUE) != is_back
    if place and place[1].isascii() and place[1].isdecimal():
        day, pk = place[0], int(place[1][:18])
        on, beyond = ("gte", "gt") if is_rising else ("lte", "lt")
        rows = rows.filter(**{f"{field}__{on}": day})
        rows = rows.filter(Q(**{f"{field}__{beyond}": day}) | Q(**{f"pk__{beyond}": pk}))
    sign = "" if is_rising else "-"
    page = list(rows.order_by(f"{sign}{field}", f"{sign}id")[: ROWS + 1])
    has_more = len(page) > ROWS
    page = page[:ROWS][::-1] if is_back else page[:ROWS]
    kept = {"status": status.value}

    def link(name: str, one: Report) -> str:
        return _link(kept, name, getattr(one, field), str(one.pk))

    return Reports(
        rows=tuple(page),
        previous_url=link("before", page[0])
        if page and (has_more if is_back else place is not None)
        else "",
        next_url=link("after", page[-1]) if page and (is_back or has_more) else "",
    )


def _link(kept: Mapping[str, str], name: str, day: date | None, last: str) -> str:
    known = {key: value for key, value in kept.items() if value}
    return "?" + urlencode({**known, name: f"{day or ''}_{last}"})


def _place(link: str) -> tuple[date, str] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dash, last = link.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return (on, last[:40]) if last.isprintable() and last else None
