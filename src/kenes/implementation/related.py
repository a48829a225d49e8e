"""Measures and road maps that serve a recommendation, for its page."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.implementation.lifecycle import MeasureStatus, RoadMapStatus
from kenes.implementation.models import Measure, RoadMap
from kenes.languages.dates import written
from kenes.languages.fields import pick, picked
from kenes.ui.related import Related, Source, register

_TONES = {MeasureStatus.DONE: "done", MeasureStatus.DROPPED: "plain"}


def measures(number: str, today: date, most: int) -> Sequence[Related]:
    """Of adopted road maps, the nearest deadline first; one query."""
    found = Measure.objects.filter(
        contributions__goal__recommendation__number=number,
        roadmap__status=RoadMapStatus.ADOPTED,
    ).select_related("owner", "roadmap")
    return [
        Related(
            title=f"{one.place} {pick(one.title)}".strip(),
            language=picked(one.title)[1],
            url=reverse("implementation:measure", args=[one.roadmap.number, one.pk]),
            number=one.roadmap.number,
            status=_stands(one, today),
            tone=_TONES.get(MeasureStatus(one.status), "wait"),
            organisation_id=one.owner_id,
        )
        for one in found.order_by("due_on", "id")[:most]
    ]


def road_maps(number: str, today: date, most: int) -> Sequence[Related]:
    """Adopted ones that group it with others, the newest first; one query."""
    found = RoadMap.objects.filter(
        goals__recommendation__number=number, status=RoadMapStatus.ADOPTED
    )
    return [
        Related(
            title=one.name,
            language=picked(one.title)[1],
            url=one.get_absolute_url(),
            number=one.number,
            status=_("%(start)s to %(end)s")
            % {"start": written(one.starts_on), "end": written(one.ends_on)},
        )
        for one in found.order_by("-starts_on", "-id")[:most]
    ]


def _stands(measure: Measure, today: date) -> str:
    """``Ministry of Justice: under way, due by 3 June 2027``; how late it is, if it is."""
    facts = {
        "owner": measure.owner,
        "status": measure.get_status_display(),
        "day": written(measure.due_on),
    }
    if measure.is_overdue(today):
        days = (today - measure.due_on).days
        form = ngettext(
            "%(owner)s: %(status)s, overdue by %(n)s day.",
            "%(owner)s: %(status)s, overdue by %(n)s days.",
            days,
        )
        return form % {**facts, "n": days}
    if measure.status in {MeasureStatus.DONE, MeasureStatus.DROPPED}:
        return _("%(owner)s: %(status)s.") % facts
    return _("%(owner)s: %(status)s, due by %(day)s.") % facts


def register_related() -> None:
    register(Source(name="roadmaps", order=3, heading=lambda: _("Road maps"), about=road_maps))
    register(Source(name="measures", order=4, heading=lambda: _("Measures"), about=measures))
