"""Reports of the country to the mechanisms: due, submitted, considered."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.tidying import tidied, tidied_all
from kenes.law import permissions, recorded
from kenes.law.models import Instrument, Report
from kenes.law.services import changes
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import State, changed

MOST_REPORTS = 200  # of one instrument


@transaction.atomic
def enter(
    instrument: Instrument,
    *,
    name: Mapping[str, str] | None = None,
    due_on: date | None = None,
    submitted_on: date | None = None,
    considered_on: date | None = None,
    symbol: str = "",
    actor: Actor,
    now: datetime,
) -> Report:
    """Enter a report that is due, or was. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if instrument.reports.count() >= MOST_REPORTS:
        raise ValidationError(_("There are %(n)s reports already.") % {"n": MOST_REPORTS})
    report = Report(instrument=instrument)
    _set(report, name, due_on, submitted_on, considered_on, symbol, timezone.localdate(now))
    if due_on and instrument.reports.filter(due_on=due_on).exists():
        raise ValidationError(
            {"due_on": _("A report that is due on this day is entered already.")}
        )
    report.save()
    publish(
        write("report.enter", instrument, actor=actor, at=now, report=report.pk),
        Said(subject=recorded.instrument_subject(instrument), state=recorded.report_state(report)),
    )
    return report


@transaction.atomic
def change(
    report: Report,
    *,
    name: Mapping[str, str] | None = None,
    due_on: date | None = None,
    submitted_on: date | None = None,
    considered_on: date | None = None,
    symbol: str = "",
    actor: Actor,
    now: datetime,
) -> Report:
    """Say how far a report has come. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    report = Report.objects.select_for_update().get(pk=report.pk)
    before = recorded.report_state(report)
    _set(report, name, due_on, submitted_on, considered_on, symbol, timezone.localdate(now))
    state: State = changed(before, recorded.report_state(report))
    if state:
        report.save()
        publish(
            write("report.change", report.instrument, actor=actor, at=now, report=report.pk),
            Said(subject=recorded.instrument_subject(report.instrument), state=state),
        )
    return report


def _set(
    report: Report,
    name: Mapping[str, str] | None,
    due_on: date | None,
    submitted_on: date | None,
    considered_on: date | None,
    symbol: str,
    today: date,
) -> None:
    """Raises ValidationError by field."""
    errors: dict[str, str] = {}
    if not due_on and not submitted_on and not considered_on:
        errors["due_on"] = _("Give the day it is due, or the day it was submitted.")
    for field, given in (("submitted_on", submitted_on), ("considered_on", considered_on)):
        changes.check_day(field, given)
        if given and given > today:
            errors[field] = _("This day is still to come.")
    changes.check_day("due_on", due_on)
    if submitted_on and considered_on and considered_on < submitted_on:
        errors["considered_on"] = _("It was submitted later than this day.")
    if errors:
        raise ValidationError(errors)
    report.name = tidied_all("name", name or {}, most=200)
    report.due_on = due_on
    report.submitted_on = submitted_on
    report.considered_on = considered_on
    report.symbol = tidied("symbol", symbol, most=80)
