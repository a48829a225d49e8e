"""Where a road map and a measure stand, as every page, list and letter says it."""

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.matter import OVERDUE, Standing
from kenes.implementation.models import Measure, RoadMap
from kenes.languages.dates import written

_TONES = {MeasureStatus.DONE: "done", MeasureStatus.DROPPED: "plain"}


def standing(roadmap: RoadMap, found: Standing) -> str:
    """How far it is, in words; nothing is said of a draft but that it is one."""
    if roadmap.is_draft:
        return _("A draft: those who prepare it alone read it.")
    if not found.measures:
        return _("It has no measure yet.")
    return " ".join([share(found.percent), *counts(found)])


def share(percent: int) -> str:
    return _("Done to %(percent)s per cent.") % {"percent": percent}


def counts(found: Standing) -> list[str]:
    """How many measures of how many, and how many are late."""
    said = [
        ngettext(
            "%(done)s of %(n)s measure is done.",
            "%(done)s of %(n)s measures are done.",
            found.measures,
        )
        % {"done": found.done, "n": found.measures}
    ]
    if found.overdue:
        said.append(
            ngettext(
                "%(n)s measure is past its deadline.",
                "%(n)s measures are past their deadlines.",
                found.overdue,
            )
            % {"n": found.overdue}
        )
    if found.dropped:
        said.append(
            ngettext(
                "%(n)s measure was dropped, with reasons.",
                "%(n)s measures were dropped, with reasons.",
                found.dropped,
            )
            % {"n": found.dropped}
        )
    return said


def astray(found: Standing) -> str:
    """Measures that count for nothing; "" where there are none."""
    if not found.astray:
        return ""
    return ngettext(
        "%(n)s measure serves no recommendation and is not counted in the percentage.",
        "%(n)s measures serve no recommendation and are not counted in the percentage.",
        found.astray,
    ) % {"n": found.astray}


def measure_standing(measure: Measure, today: date) -> str:
    """In a sentence: ``Under way, done to 40 per cent; due by 31 December 2026: 36 days left.``"""
    if measure.status == MeasureStatus.DONE:
        return _("Done.")
    if measure.status == MeasureStatus.DROPPED:
        return _("Dropped, with reasons.")
    facts = {
        "percent": measure.percent,
        "day": written(measure.due_on),
        "clock": clock(measure, today),
    }
    if measure.status == MeasureStatus.NOT_BEGUN:
        return _("Not begun; due by %(day)s: %(clock)s.") % facts
    return _("Under way, done to %(percent)s per cent; due by %(day)s: %(clock)s.") % facts


def clock(measure: Measure, today: date) -> str:
    """How long there is, or how late it is; "" for what is done or dropped."""
    if measure.status in {MeasureStatus.DONE, MeasureStatus.DROPPED}:
        return ""
    days = (measure.due_on - today).days
    if days < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    if days == 0:
        return _("today is the last day")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def tone(measure: Measure) -> str:
    """As ``{% status %}`` has it."""
    return _TONES.get(MeasureStatus(measure.status), "wait")


def narrows() -> tuple[tuple[str, str], ...]:
    """The ways to narrow measures, with their words."""
    return (
        *((value, str(label)) for value, label in MeasureStatus.choices),
        (OVERDUE, _("overdue")),
    )


def budget(measure: Measure) -> str:
    """Sum and currency in the reader's form; "" where none is set."""
    if measure.budget is None:
        return ""
    cents = 2 if measure.budget % 1 else 0
    amount = number_format(measure.budget, decimal_pos=cents, force_grouping=True)
    return f"{amount} {measure.currency}".strip()


def values(measure: Measure) -> str:
    """From where to where the indicator is to go; "" where neither is set."""
    if measure.baseline and measure.target:
        facts = {"baseline": measure.baseline, "target": measure.target}
        return _("from %(baseline)s to %(target)s") % facts
    if measure.target:
        return _("target: %(target)s") % {"target": measure.target}
    return _("baseline: %(baseline)s") % {"baseline": measure.baseline} if measure.baseline else ""
