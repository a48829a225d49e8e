"""The reporting calendar: what is due to which mechanism, and when."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.languages import vocabularies
from kenes.law import due, listing_instruments, permissions
from kenes.law.lifecycle import CommitmentStatus, ReportStatus
from kenes.law.models import Instrument, Report
from kenes.law.views.instruments import Told, told
from kenes.ui.asking import actor_of

MOST_PROPOSED = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    instrument: Instrument
    mechanism: str
    told: Told


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A report that the treaty lets expect, and that is not entered."""

    instrument: Instrument
    on: date | None  # None: no report was considered yet


@dataclass(frozen=True, kw_only=True)
class Page:
    status: str
    statuses: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    pages: paging.Page[Report]
    proposed: tuple[Proposed, ...]
    may_keep: bool


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    status = request.GET.get("status", "")
    chosen = ReportStatus(status) if status in ReportStatus.values else ReportStatus.DUE
    pages = listing_instruments.reports(
        chosen, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    page = Page(
        status=chosen.value,
        statuses=(
            (ReportStatus.DUE.value, _("To be submitted")),
            (ReportStatus.SUBMITTED.value, _("Submitted")),
            (ReportStatus.CONSIDERED.value, _("Considered")),
        ),
        rows=tuple(
            Row(
                instrument=one.instrument,
                mechanism=vocabularies.name_of("mechanism", one.instrument.mechanism),
                told=told(one),
            )
            for one in pages.rows
        ),
        pages=pages,
        proposed=_proposed() if chosen == ReportStatus.DUE else (),
        may_keep=bool(may(actor, permissions.KEEP)),
    )
    return render(request, "law/instrument_calendar.html", {"page": page})


def _proposed() -> tuple[Proposed, ...]:
    """Of treaties in force for the country of which no report is on its way; two queries."""
    rows = (
        Instrument.objects.filter(
            reports_every__isnull=False, commitment__status=CommitmentStatus.PARTY
        )
        .order_by("adopted_on", "code")
        .prefetch_related("reports")[:MOST_PROPOSED]
    )
    found = []
    for one in rows:
        reports = list(one.reports.all())
        day = due.proposed(one, reports)
        if day or not reports:
            found.append(Proposed(instrument=one, on=day))
    return tuple(sorted(found, key=lambda one: (one.on is None, one.on or date.max)))
