"""Assessing a recommendation, and contesting an assessment."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Action, Actor, NotAllowed
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.members.models import Organisation
from kenes.recommendations import permissions
from kenes.recommendations.forms.assessing import (
    AssessmentForm,
    ContestForm,
    RecordedAssessmentForm,
)
from kenes.recommendations.models import Assessment, Recommendation, RecommendationText
from kenes.recommendations.services import assessing, contesting
from kenes.record.onwards import signing_first
from kenes.ui.asking import actor_of, form_page, tell


@dataclass(frozen=True, kw_only=True)
class Page:
    """``refusal``: the form is shown with it, and nothing is done."""

    title: str
    number: str
    back_url: str
    form: forms.BaseForm
    button: str
    draft: str
    source: RecommendationText | None
    consequence: str = ""
    quote: str = ""  # what the form is about, word for word
    refusal: str = ""


@form_page
def assess(request: HttpRequest, number: str) -> HttpResponse:
    actor, recommendation = actor_of(request), _found(number)
    refusal = _refusal(request, actor, permissions.ASSESS, recommendation)
    assessors = permissions.assesses_as(actor)
    if not refusal and not assessors:
        refusal = _("No chamber in which you hold a seat assesses recommendations.")
        if request.method != "POST":
            raise NotAllowed(refusal)
    initial = {"on": timezone.localdate()}
    data = request.POST if request.method == "POST" else None
    form: AssessmentForm | RecordedAssessmentForm
    if actor.roles & permissions.RECORDS_ANY:
        form = RecordedAssessmentForm(data, initial=initial, assessors=assessors)
    else:
        names = _assessing_for(actor)
        form = AssessmentForm(data, initial=initial, assessors=assessors, names=names)
    page = Page(
        title=_("Assess %(number)s") % {"number": number},
        number=number,
        back_url=reverse("recommendations:one", args=[number]),
        form=form,
        button=_("Enter the assessment"),
        consequence=_(
            "It stands beside the others and replaces none. It is public at once and stays so."
        ),
        draft=f"{actor.user_id}-assess-{number}-{recommendation.assessments.count()}",
        source=recommendation.text_for(recommendation.language),
        refusal=refusal,
    )
    return _act_on(
        request,
        page,
        actor,
        lambda: assessing.assess(recommendation, actor=actor, now=timezone.now(), **form.facts()),
    )


@form_page
def contest(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor, recommendation = actor_of(request), _found(number)
    of_its = recommendation.assessments.select_related("organisation", "recommendation")
    assessment = get_object_or_404(of_its, pk=pk)
    refusal = _refusal(request, actor, permissions.CONTEST)
    names = [
        one for one in permissions.contests_for(actor) if one.pk != assessment.organisation_id
    ]
    if not refusal and not names:
        refusal = _("This is your own assessment: make a new one instead.")
    form = ContestForm(request.POST if request.method == "POST" else None, names=names)
    page = Page(
        title=_("Contest an assessment of %(number)s") % {"number": number},
        number=number,
        back_url=reverse("recommendations:one", args=[number]),
        form=form,
        button=_("Contest it"),
        consequence=_(
            "The assessment stays as it is; your reasons stand beside it, public at once and for "
            "good. The matter returns to the agenda."
        ),
        draft=f"{actor.user_id}-contest-{pk}-{assessment.contests.count()}",
        source=recommendation.text_for(recommendation.language),
        quote=_told(assessment),
        refusal=refusal,
    )
    return _act_on(
        request,
        page,
        actor,
        lambda: contesting.contest(
            assessment, actor=actor, now=timezone.now(), **form.cleaned_data
        ),
    )


def _found(number: str) -> Recommendation:
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    return get_object_or_404(Recommendation.objects.prefetch_related("texts"), number=number)


def _refusal(request: HttpRequest, actor: Actor, action: Action, subject: Any = None) -> str:
    """Why the actor may not do this, "" when they may; raises NotAllowed for who only looks.

    Who has written something sees the reason above what they wrote: it is not lost with a seat.
    """
    of_role = Action(action.name)  # whose name it is done in, the service asks
    decision = may(actor, of_role, subject)
    if not decision and request.method != "POST":
        raise NotAllowed(decision.reason)
    return decision.reason


def _assessing_for(actor: Actor) -> list[Organisation]:
    """The organisations in whose name this person assesses."""
    return [
        organisation
        for organisation in permissions.contests_for(actor)
        if any(
            permissions.sits_for(actor, organisation, by) for by in permissions.assesses_as(actor)
        )
    ]


def _told(assessment: Assessment) -> str:
    """The assessment in a paragraph: who, what, when, why."""
    who = assessment.organisation or assessment.assessor
    facts = {
        "by": capfirst(str(assessment.get_by_display())),
        "who": f" ({who})" if who else "",
        "grade": assessment.grade_verbatim or assessment.get_grade_display(),
        "day": written(assessment.on),
    }
    said = _("%(by)s%(who)s, %(day)s: %(grade)s.") % facts
    return "\n".join(filter(None, (said, pick(assessment.note))))


def _act_on(
    request: HttpRequest, page: Page, actor: Actor, act: Callable[[], Any]
) -> HttpResponse:
    """Show the page; once its form is valid, act and go on to sign and back to the matter."""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if page.refusal:
            status = HTTPStatus.FORBIDDEN
            page.form.errors.clear()
            page.form.add_error(None, page.refusal)
        elif page.form.is_valid() and _done(page.form, act):
            return redirect(signing_first(page.number, actor, page.back_url))
    return render(request, "recommendations/act.html", {"page": page}, status=status)


def _done(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Whether the service did it; what it refuses, the form says, which keeps all it was told."""
    try:
        act()
    except ValidationError as error:
        tell(form, error)
    except NotAllowed as error:
        form.add_error(None, str(error))
    else:
        return True
    return False
