"""What the public record says of road maps, and where it shows.

A road map is one matter: its own row, its recommendations, each measure and each report by itself.
Of drafts nothing is told.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.implementation.lifecycle import MeasureStatus, RoadMapStatus
from kenes.implementation.models import Contribution, Goal, Measure, Progress, RoadMap
from kenes.languages.types import Language
from kenes.record.subjects import Kind, State, day, moment, register

CHUNK = 500
_Served = tuple[str, int]
_CODES = {
    str(value): text
    for choices in (RoadMapStatus, MeasureStatus, Language)
    for value, text in choices.choices
}


def facts_state(roadmap: RoadMap) -> State:
    """What its own row says."""
    return {
        "status": str(roadmap.status),
        "title": roadmap.title,
        "purpose": roadmap.purpose,
        "from": day(roadmap.starts_on),
        "until": day(roadmap.ends_on),
        "decision": roadmap.decision,
        "adopted": day(roadmap.adopted_on),
    }


def goals_state(roadmap: RoadMap) -> State:
    """Its recommendations, with their weights; one query."""
    rows = Goal.objects.filter(roadmap=roadmap).order_by("order", "id")
    return {
        "recommendations": [
            {"number": number, "weight": weight}
            for number, weight in rows.values_list("recommendation__number", "weight")
        ]
    }


def measure_state(measure: Measure, served: Sequence[_Served]) -> State:
    """``served``: the recommendations it serves, by number, with their weights."""
    return {
        f"measure.{measure.pk}": {
            "place": measure.place,
            "title": measure.title,
            "result": measure.result,
            "owner": f"organisation/{measure.owner_id}",
            "partners": [f"organisation/{pk}" for pk in measure.partners],
            "begins": day(measure.starts_on),
            "due": day(measure.due_on),
            "budget": str(measure.budget) if measure.budget is not None else "",
            "currency": measure.currency,
            "budget_source": measure.budget_source,
            "indicator": measure.indicator,
            "baseline": measure.baseline,
            "target": measure.target,
            "status": str(measure.status),
            "percent": measure.percent,
            "recommendations": [{"number": number, "weight": weight} for number, weight in served],
        }
    }


def progress_state(report: Progress) -> State:
    return {
        f"report.{report.pk}": {
            "measure": report.measure_id,
            "status": str(report.status),
            "percent": report.percent,
            "text": report.text,
            "evidence": report.evidence,
            "language": report.language,
            "on": day(report.on),
            "at": moment(report.at),
        }
    }


def states_of_measures(found: QuerySet[Measure]) -> State:
    """What is shown of each; two queries."""
    served: dict[int, list[_Served]] = {}
    rows = Contribution.objects.filter(measure__in=found.order_by().values("pk")).order_by("id")
    for key, number, weight in rows.values_list(
        "measure_id", "goal__recommendation__number", "weight"
    ):
        served.setdefault(key, []).append((number, weight))
    state: State = {}
    for one in found:
        state |= measure_state(one, served.get(one.pk, ()))
    return state


def state_of(roadmap: RoadMap) -> State:
    """All that is shown of an adopted road map."""
    state = {**facts_state(roadmap), **goals_state(roadmap)}
    state |= states_of_measures(Measure.objects.filter(roadmap=roadmap))
    for report in Progress.objects.filter(measure__roadmap=roadmap):
        state |= progress_state(report)
    return state


def shown(numbers: Sequence[str]) -> dict[str, State]:
    found = RoadMap.objects.filter(number__in=numbers, status=RoadMapStatus.ADOPTED)
    return {one.number: state_of(one) for one in found}


def _every() -> Iterator[str]:
    adopted = RoadMap.objects.filter(status=RoadMapStatus.ADOPTED).order_by("pk")
    yield from adopted.values_list("number", flat=True).iterator(chunk_size=CHUNK)


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    found = RoadMap.objects.filter(number__in=numbers, status=RoadMapStatus.ADOPTED)
    return {one.number: f"{one.number}: {one.name}" for one in found}


def _related(number: str) -> Sequence[str]:
    """The recommendations it groups."""
    found = RoadMap.objects.filter(number=number)
    return list(
        found.order_by("goals__order").values_list("goals__recommendation__number", flat=True)
    )


def _erase(number: str, field: str, is_shown: bool) -> None:
    """Erase words wherever the house keeps them."""
    roadmap = RoadMap.objects.select_for_update().filter(number=number).first()
    if roadmap is None or not is_shown:
        return
    kind, _dot, key = field.partition(".")
    pk = int(key) if key.isdigit() and len(key) < 19 else 0
    if field in {"title", "purpose"}:
        RoadMap.objects.filter(pk=roadmap.pk).update(**{field: {}})
    elif kind == "measure":
        empty: dict[str, Any] = {"title": {}, "result": {}, "indicator": {}, "budget_source": {}}
        Measure.objects.filter(roadmap=roadmap, pk=pk).update(**empty, baseline="", target="")
    elif kind == "report":
        Progress.objects.filter(measure__roadmap=roadmap, pk=pk).update(text="", evidence="")


def _label(name: str) -> str:
    """A field, or a part of one."""
    labels = {
        "status": _("status"),
        "title": _("title"),
        "purpose": _("purpose"),
        "from": _("from"),
        "until": _("until"),
        "decision": _("decision"),
        "adopted": _("adopted"),
        "recommendations": _("recommendations"),
        "number": _("number"),
        "weight": _("weight"),
        "measure": _("measure"),
        "report": _("report on a measure"),
        "place": _("number"),
        "result": _("form of completion"),
        "owner": _("responsible"),
        "partners": _("together with"),
        "begins": _("begins"),
        "due": _("deadline"),
        "budget": _("budget"),
        "currency": _("currency"),
        "budget_source": _("source of funds"),
        "indicator": _("indicator"),
        "baseline": _("baseline"),
        "target": _("target"),
        "percent": _("done, per cent"),
        "text": _("text"),
        "evidence": _("evidence"),
        "language": _("language"),
        "on": _("date"),
        "at": pgettext("part of an entry", "time"),
        "reason": _("reasons"),
        "by": pgettext("part of an entry", "by"),
    }
    return labels.get(name) or labels.get(name.partition(".")[0], name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="RM",
            titles=_titles,
            url=lambda number: reverse("implementation:roadmap", args=[number]),
            shown=shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
