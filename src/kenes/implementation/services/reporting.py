"""Reporting what was done of a measure: by who owns it, or by the secretariat for them."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.implementation import checks, lifecycle, permissions, recorded
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import Measure, Progress
from kenes.implementation.services import changes
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def report(
    measure: Measure,
    *,
    status: str,
    percent: int | None = None,
    text: str,
    evidence: str = "",
    language: str,
    on: date,
    actor: Actor,
    now: datetime,
) -> Progress:
    """Say how far a measure is on a day; earlier reports stay.

    ``percent`` None: 0 of what is not begun, 100 of what is done, else as it was. Raises
    ValidationError by field, IllegalMove for a measure that was dropped.
    """
    measure, actor = changes.measure_taken_up(measure, actor, now)
    authorise(actor, permissions.REPORT, measure)
    if status not in MeasureStatus.values:
        raise ValidationError({"status": _("Choose how far it is.")})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose the language of the text.")})
    said, sources = checks.tidy(text), checks.tidy(evidence)
    checks.check_length("text", said, most=checks.LONGEST_TEXT)
    checks.check_length("evidence", sources, most=checks.LONGEST_TEXT)
    if not said:
        raise ValidationError(
            {
                "text": _("Give the reasons why it was dropped.")
                if status == MeasureStatus.DROPPED
                else _("Say what was done.")
            }
        )
    _check_on(measure, on, timezone.localdate(now))
    before = str(measure.status)
    measure.percent = _percent(measure, status, percent)
    measure.status = lifecycle.after(f"measure.{status}", before)
    measure.changed_at = now
    measure.save(update_fields=["percent", "status", "changed_at"])
    made = Progress.objects.create(
        measure=measure,
        status=status,
        percent=measure.percent,
        text=said,
        evidence=sources,
        language=language,
        on=on,
        at=now,
    )
    number = measure.roadmap.number
    publish(
        write("measure.report", measure, actor=actor, at=now, number=number, report=made.pk),
        Said(
            subject=number,
            state={**changes.measure_state(measure), **recorded.progress_state(made)},
            act=changes.by(actor, measure),
            before=before,
            after=status,
            language=language,
        ),
    )
    return made


def _check_on(measure: Measure, on: date, today: date) -> None:
    checks.check_day("on", on)
    if on > today:
        raise ValidationError({"on": _("A report cannot be dated in the future.")})
    last = measure.reports.order_by("-id").first()
    if last is not None and on < last.on:
        raise ValidationError(
            {
                "on": _("The last report is of %(day)s: give that day or a later one.")
                % {"day": written(last.on)}
            }
        )


def _percent(measure: Measure, status: str, given: int | None) -> int:
    """What is kept for a status. Raises ValidationError where the two contradict each other."""
    fixed = {MeasureStatus.NOT_BEGUN: 0, MeasureStatus.DONE: 100}.get(MeasureStatus(status))
    percent = given if given is not None else measure.percent if fixed is None else fixed
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": _("Give a whole number from 0 to 100.")})
    if status == MeasureStatus.DONE and percent != 100:
        raise ValidationError({"percent": _("What is done is done to 100 per cent.")})
    if status == MeasureStatus.NOT_BEGUN and percent != 0:
        raise ValidationError({"percent": _("What is not begun is done to 0 per cent.")})
    if status == MeasureStatus.UNDER_WAY and percent == 100:
        raise ValidationError({"percent": _("What is done to 100 per cent is done: say so.")})
    return percent
