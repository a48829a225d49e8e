"""What the secretariat keeps of instruments: facts, the country's status, reports."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.law import catalogue, due, permissions, recorded
from kenes.law.forms.instruments import CommitmentForm, InstrumentForm, ReportForm
from kenes.law.models import Instrument, Report
from kenes.law.services import commitments, instruments, reports
from kenes.law.views.instruments import instrument_at
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Asking, actor_of, draft_name, form_page, posted, refusal

TEMPLATE = "law/instrument_form.html"


@require_POST
def enter_catalogue(request: HttpRequest) -> HttpResponse:
    """Enter the instruments that Kenes knows, or bring their facts up to date."""
    counts = instruments.enter_catalogue(actor=actor_of(request), now=timezone.now())
    if counts.entered:
        told = ngettext(
            "%(n)s instrument is entered.", "%(n)s instruments are entered.", counts.entered
        ) % {"n": counts.entered}
    elif counts.changed:
        told = ngettext(
            "The facts of %(n)s instrument are brought up to date.",
            "The facts of %(n)s instruments are brought up to date.",
            counts.changed,
        ) % {"n": counts.changed}
    else:
        told = _("The catalogue is entered already; nothing has changed.")
    messages.success(request, told)
    return redirect("law:instruments")


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """An instrument that the catalogue does not know."""
    actor = actor_of(request)
    page = Asking(
        title=_("Enter another instrument"),
        back_url=reverse("law:instruments"),
        back=_("Instruments"),
        form=InstrumentForm(posted(request)),
        button=_("Enter it"),
        draft=draft_name(actor, "instrument", Instrument.objects.count()),
        refusal=refusal(request, actor, permissions.KEEP),
    )
    return asking.act_on(
        request,
        page,
        lambda form: instruments.enter(
            code=form.cleaned_data["code"].strip(),
            **form.facts(),
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The instrument is entered."),
        go=lambda made: _onwards(made, actor),
        template=TEMPLATE,
    )


@form_page
def change(request: HttpRequest, code: str) -> HttpResponse:
    actor, one = actor_of(request), instrument_at(code)
    if one.code in catalogue.by_code():
        raise Http404  # its facts come with Kenes
    page = _asking(
        one,
        request,
        actor,
        title=_("Correct the facts of the instrument"),
        form=InstrumentForm(posted(request), instrument=one),
        button=_("Save"),
        draft="change",
    )
    return asking.act_on(
        request,
        page,
        lambda form: instruments.change(one, **form.facts(), actor=actor, now=timezone.now()),
        done=_("The facts are corrected."),
        go=lambda made: _onwards(made, actor),
        template=TEMPLATE,
    )


@form_page
def commitment(request: HttpRequest, code: str) -> HttpResponse:
    actor, one = actor_of(request), instrument_at(code)
    page = _asking(
        one,
        request,
        actor,
        title=_("What the country has done: %(instrument)s") % {"instrument": one.short_title},
        form=CommitmentForm(posted(request), instrument=one),
        button=_("State it"),
        draft="commitment",
    )
    return asking.act_on(
        request,
        page,
        lambda form: commitments.state(
            one,
            **form.facts(),
            seen=_seen(form.cleaned_data["seen"]),
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The country’s commitment is stated."),
        go=lambda made: _onwards(one, actor),
        template=TEMPLATE,
    )


@form_page
def report_new(request: HttpRequest, code: str) -> HttpResponse:
    actor, one = actor_of(request), instrument_at(code)
    day = due.proposed(one, one.reports.all())
    page = _asking(
        one,
        request,
        actor,
        title=_("A report: %(instrument)s") % {"instrument": one.short_title},
        form=ReportForm(posted(request), initial={"due_on": day}),
        button=_("Enter the report"),
        draft=f"report-{one.reports.count()}",
        consequence=_(
            "The day below is reckoned from the treaty: %(years)s years after the last report "
            "was considered. Look whether the mechanism has named another."
        )
        % {"years": one.reports_every}
        if day
        else "",
    )
    return asking.act_on(
        request,
        page,
        lambda form: reports.enter(one, **form.facts(), actor=actor, now=timezone.now()),
        done=_("The report is entered."),
        go=lambda made: _onwards(one, actor),
        template=TEMPLATE,
    )


@form_page
def report(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How far a report has come."""
    actor, one = actor_of(request), instrument_at(code)
    of = Report.objects.filter(instrument=one, pk=pk).first()
    if of is None:
        raise Http404
    page = _asking(
        one,
        request,
        actor,
        title=_("The report due on %(day)s") % {"day": written(of.due_on)}
        if of.due_on
        else _("The report"),
        form=ReportForm(posted(request), report=of),
        button=_("Save"),
        draft=f"report-{of.pk}",
    )
    return asking.act_on(
        request,
        page,
        lambda form: reports.change(of, **form.facts(), actor=actor, now=timezone.now()),
        done=_("The report is brought up to date."),
        go=lambda made: _onwards(one, actor),
        template=TEMPLATE,
    )


def _asking(
    one: Instrument, request: HttpRequest, actor: Actor, *, draft: str, **given: Any
) -> Asking:
    return Asking(
        back_url=one.get_absolute_url(),
        back=one.short_title,
        draft=draft_name(actor, draft, one.code, _newest(one)),
        refusal=refusal(request, actor, permissions.KEEP),
        **given,
    )


def _newest(one: Instrument) -> str:
    """What dates the draft of a form: when its commitment was stated."""
    stated = getattr(one, "commitment", None)
    return stated.changed_at.isoformat() if stated else ""


def _seen(said: str) -> datetime | None:
    try:
        moment = parse_datetime(said)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _onwards(one: Instrument, actor: Actor) -> HttpResponse:
    return onwards(one.get_absolute_url(), recorded.instrument_subject(one), actor)


def authorised(request: HttpRequest) -> Actor:
    """Who keeps the facts of law. Raises NotAllowed."""
    actor = actor_of(request)
    authorise(actor, permissions.KEEP)
    return actor
