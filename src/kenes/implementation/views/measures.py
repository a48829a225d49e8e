"""One measure: what it is, what was reported of it; adding, changing, reporting."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Action
from kenes.implementation import matter, permissions, telling
from kenes.implementation.forms import MeasureForm, OwnersForm, ReportForm, of_measure
from kenes.implementation.models import Contribution, Measure, Progress, RoadMap
from kenes.implementation.services import measures, reporting
from kenes.implementation.views.asking import Asking, act_on, measure_of, name_of, quoted, visible
from kenes.languages.fields import picked
from kenes.members.models import Organisation
from kenes.ui.asking import actor_of, draft_name, form_page, posted, refusal


@dataclass(frozen=True, kw_only=True)
class Fact:
    label: str
    text: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    roadmap: RoadMap
    measure: Measure
    title: str
    language: str
    standing: str
    tone: str
    partners: tuple[Organisation, ...]
    facts: tuple[Fact, ...]
    contributions: tuple[Contribution, ...]
    reports: tuple[Progress, ...]  # the newest first
    change_url: str
    report_url: str
    remove_url: str


@require_safe
def measure(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    one = measure_of(roadmap, pk)
    authorise(actor, permissions.READ_MEASURE, one)
    known = matter.partners([one])
    title, language = picked(one.title)

    def url(name: str, action: Action) -> str:
        is_allowed = bool(may(actor, action, one))
        return reverse(f"implementation:{name}", args=[number, pk]) if is_allowed else ""

    page = Page(
        roadmap=roadmap,
        measure=one,
        title=title,
        language=language,
        standing=telling.measure_standing(one, timezone.localdate()),
        tone=telling.tone(one),
        partners=tuple(known[key] for key in one.partners if key in known),
        facts=tuple(_facts(one)),
        contributions=tuple(one.contributions.select_related("goal__recommendation")),
        reports=tuple(one.reports.order_by("-id")),
        change_url=url("measure_change", permissions.CHANGE_MEASURE),
        report_url=url("report", permissions.REPORT),
        remove_url=url("measure_remove", permissions.PREPARE),
    )
    return render(request, "implementation/measure.html", {"page": page})


@form_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    reason = refusal(request, actor, permissions.CHANGE, roadmap)
    goals = roadmap.goals.select_related("recommendation")
    only = {goals[0].recommendation.number: 1} if len(goals) == 1 else {}
    page = Asking(
        title=_("Add a measure"),
        back_url=roadmap.get_absolute_url(),
        back=name_of(roadmap),
        form=MeasureForm(posted(request), initial={"goals": only}),
        button=_("Add it"),
        consequence="" if roadmap.is_draft else _("It is public at once."),
        draft=draft_name(actor, "measure", number, roadmap.measures.count()),
        refusal=reason,
        goals=matter.grouped(roadmap, matter.Standing()),
    )
    return act_on(
        request,
        page,
        lambda form: measures.add(roadmap, **form.facts(), actor=actor, now=timezone.now()),
        done=_("The measure is added."),
        then=f"{roadmap.get_absolute_url()}#measures",
        signs="" if roadmap.is_draft else number,
        actor=actor,
    )


@form_page
def change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The secretariat changes all of it; who owns it what they know best."""
    actor = actor_of(request)
    roadmap = visible(number, actor)
    one = measure_of(roadmap, pk)
    reason = refusal(request, actor, permissions.CHANGE_MEASURE, one)
    is_secretariat = bool(actor.roles & permissions.SECRETARIAT)
    make = MeasureForm if is_secretariat else OwnersForm
    page = Asking(
        title=_("Change measure %(place)s") % {"place": one.place},
        back_url=_address(one),
        back=f"{name_of(roadmap)} · {one.place}",
        form=make(posted(request), initial=of_measure(one)),
        button=_("Save"),
        quote=quoted(one.title),
        consequence=""
        if roadmap.is_draft
        else _("The change is public at once and told in the public record."),
        draft=draft_name(actor, "measure", number, pk, one.edited),
        refusal=reason,
        goals=matter.grouped(roadmap, matter.Standing()) if is_secretariat else (),
    )
    return act_on(
        request,
        page,
        lambda form: measures.change(
            one,
            facts=form.facts(),
            seen=form.cleaned_data["seen"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The measure is changed."),
        then=_address(one),
        now=lambda: of_measure(Measure.objects.get(pk=pk)),
        signs="" if roadmap.is_draft else number,
        actor=actor,
    )


@form_page
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    one = measure_of(roadmap, pk)
    authorise(actor, permissions.PREPARE, one)
    page = Asking(
        title=_("Take measure %(place)s out of the draft") % {"place": one.place},
        back_url=_address(one),
        back=_("Draft"),
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        quote=quoted(one.title),
        consequence=_("It is deleted. This cannot be undone."),
    )
    return act_on(
        request,
        page,
        lambda form: measures.remove(one, actor=actor, now=timezone.now()),
        done=_("The measure is taken out."),
        then=f"{roadmap.get_absolute_url()}#measures",
    )


@form_page
def report(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    one = measure_of(roadmap, pk)
    reason = refusal(request, actor, permissions.REPORT, one)
    page = Asking(
        title=_("Report on measure %(place)s") % {"place": one.place},
        back_url=_address(one),
        back=f"{number} · {one.place}",
        form=ReportForm(
            posted(request), initial={"status": one.status, "on": timezone.localdate()}
        ),
        button=_("Report"),
        quote=quoted(one.title),
        consequence=_("The report is public at once and stays; a later one stands beside it."),
        draft=draft_name(actor, "report", number, pk, one.reports.count()),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: reporting.report(one, **form.cleaned_data, actor=actor, now=timezone.now()),
        done=_("The report is saved."),
        then=_address(one),
        signs=number,
        actor=actor,
    )


def _facts(one: Measure) -> Iterator[Fact]:
    """What is set of the rest."""
    words = (
        (_("Form of completion"), one.result),
        (_("Budget"), telling.budget(one)),
        (_("Source of funds"), one.budget_source),
        (_("Indicator"), one.indicator),
        (_("Baseline"), one.baseline),
        (_("Target"), one.target),
    )
    for label, value in words:
        text, language = (value, "") if isinstance(value, str) else picked(value)
        if text:
            yield Fact(label=label, text=text, language=language)


def _address(one: Measure) -> str:
    return reverse("implementation:measure", args=[one.roadmap.number, one.pk])
