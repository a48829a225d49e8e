"""One road map: its recommendations, the plan as a picture and as a table, its file."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.database import paging
from kenes.implementation import exporting, matter, permissions, telling
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.picture import Picture, draw
from kenes.implementation.services.adopting import missing
from kenes.implementation.views.asking import visible
from kenes.languages.fields import picked
from kenes.members.models import Organisation
from kenes.record.services import bundling
from kenes.ui.asking import actor_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Way:
    """Something this person may do here."""

    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measure as the table shows it; texts come with the language they are in."""

    measure: Measure
    url: str
    title: str
    language: str
    result: tuple[str, str]
    partners: tuple[Organisation, ...]
    goals: str
    clock: str
    tone: str
    is_overdue: bool
    is_under_way: bool
    budget: str
    source: tuple[str, str]
    indicator: tuple[str, str]
    values: str  # of the indicator, from and to


@dataclass(frozen=True, kw_only=True)
class Page:
    roadmap: RoadMap
    title: str
    language: str
    purpose: str
    purpose_language: str
    standing: matter.Standing
    says: str
    astray: str
    lacking: tuple[str, ...]  # of a draft, before it can be adopted
    ways: tuple[Way, ...]
    goals: tuple[matter.Grouped, ...]
    rows: tuple[Row, ...]
    pages: paging.Page[Measure]
    picture: Picture | None
    narrow: str
    narrows: tuple[tuple[str, str], ...]
    record: bundling.Standing | None


@require_safe
def roadmap(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = visible(number, actor)
    authorise(actor, permissions.READ, found)
    today = timezone.localdate()
    narrow = request.GET.get("status", "")
    narrow = narrow if narrow in matter.NARROWS else ""
    pages = matter.measures(
        found,
        today,
        narrow=narrow,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    standing = matter.standing(found, today)
    known = matter.partners(pages.rows)
    title, language = picked(found.title)
    purpose, purpose_language = picked(found.purpose)
    lacking = tuple(missing(found)) if found.is_draft else ()
    page = Page(
        roadmap=found,
        title=title,
        language=language,
        purpose=purpose,
        purpose_language=purpose_language,
        standing=standing,
        says=telling.standing(found, standing),
        astray=telling.astray(standing),
        lacking=lacking,
        ways=tuple(_ways(found, actor, is_complete=not lacking)),
        goals=matter.grouped(found, standing),
        rows=tuple(_row(one, known, today) for one in pages.rows),
        pages=pages,
        picture=draw(pages.rows, found.starts_on, found.ends_on, today) if pages.rows else None,
        narrow=narrow,
        narrows=telling.narrows(),
        record=None if found.is_draft else bundling.standing(found.number),
    )
    return render(request, "implementation/roadmap.html", {"page": page})


@require_safe
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The measures as a workbook in the reader's language."""
    actor = actor_of(request)
    found = visible(number, actor)
    authorise(actor, permissions.READ, found)
    return HttpResponse(
        exporting.workbook(found),
        content_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{found.number}.xlsx"'},
    )


def _row(one: Measure, known: dict[int, Organisation], today: date) -> Row:
    title, language = picked(one.title)
    return Row(
        measure=one,
        url=reverse("implementation:measure", args=[one.roadmap.number, one.pk]),
        title=title,
        language=language,
        result=picked(one.result),
        partners=tuple(known[key] for key in one.partners if key in known),
        goals=exporting.goals_text(one),
        clock=telling.clock(one, today),
        tone=telling.tone(one),
        is_overdue=one.is_overdue(today),
        is_under_way=one.status == MeasureStatus.UNDER_WAY,
        budget=telling.budget(one),
        source=picked(one.budget_source),
        indicator=picked(one.indicator),
        values=telling.values(one),
    )


def _ways(found: RoadMap, actor: Actor, *, is_complete: bool) -> list[Way]:
    places = (
        (permissions.ADOPT, "adopt", _("Adopt the road map"), is_complete and found.is_draft),
        (
            permissions.CHANGE,
            "measure_add",
            _("Add a measure"),
            found.is_draft and not is_complete,
        ),
        (permissions.CHANGE, "sheet", _("Read in a workbook"), False),
        (permissions.CHANGE, "edit", _("Change title, period, recommendations"), False),
        (permissions.PREPARE, "discard", _("Discard the draft"), False),
    )
    ways = [
        Way(
            label=label,
            url=reverse(f"implementation:{name}", args=[found.number]),
            is_main=is_main,
        )
        for action, name, label, is_main in places
        if may(actor, action, found)
    ]
    return sorted(ways, key=lambda way: not way.is_main)
