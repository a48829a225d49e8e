"""Entering, correcting and translating a recommendation by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.languages.types import LANGUAGES, Language, TranslationState, current_language
from kenes.recommendations import permissions
from kenes.recommendations.forms.register import (
    CorrectionForm,
    RecommendationForm,
    TranslationForm,
)
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries


def record(request: HttpRequest) -> HttpResponse:
    """Enter a recommendation that no document brings."""
    authorise(request.actor, permissions.RECORD)  # type: ignore[attr-defined]
    form = RecommendationForm(request.POST or None, initial={"language": current_language()})
    if request.method == "POST" and form.is_valid():
        try:
            made = entries.record(
                text=form.cleaned_data["text"],
                language=form.cleaned_data["language"],
                facts=form.facts(),
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("%(number)s is in the register.") % {"number": made.number}
            )
            return redirect("recommendations:one", made.number)
    return _form(request, form, title=_("Enter a recommendation"), draft="recommendation-new")


def correct(request: HttpRequest, number: str) -> HttpResponse:
    recommendation = _get(request, number, permissions.CORRECT)
    form = CorrectionForm(request.POST or None, of=recommendation)
    if request.method == "POST" and form.is_valid():
        try:
            entries.correct(
                recommendation,
                facts=form.facts(),
                text=form.cleaned_data["text"],
                reason={current_language(): form.cleaned_data["reason"]},
                seen_at=form.cleaned_data["seen_at"],
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except entries.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            form.data = {
                **dict(request.POST.items()),
                "seen_at": recommendation.changed_at.isoformat(),
            }
        else:
            return redirect("recommendations:one", number)
    title = _("Correct %(number)s") % {"number": number}
    return _form(request, form, title=title, draft=f"correct-{number}")


def translate(request: HttpRequest, number: str, language: str) -> HttpResponse:
    recommendation = _get(request, number, permissions.TRANSLATE)
    if language not in LANGUAGES or language == recommendation.language:
        raise Http404
    known = recommendation.texts.filter(language=language).first()
    form = TranslationForm(
        request.POST or None,
        initial={
            "text": known.text if known else "",
            "checked": known is not None and known.state == TranslationState.CHECKED,
        },
    )
    if request.method == "POST" and form.is_valid():
        entries.translate(
            recommendation,
            language=language,
            text=form.cleaned_data["text"],
            checked=form.cleaned_data["checked"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("recommendations:one", number)
    title = _("Translate %(number)s: %(language)s") % {
        "number": number,
        "language": Language(language).label,
    }
    return _form(
        request,
        form,
        title=title,
        draft=f"translate-{number}-{language}",
        source=recommendation.text_for(recommendation.language),
    )


def _get(request: HttpRequest, number: str, action: Any) -> Recommendation:
    recommendation = get_object_or_404(
        Recommendation.objects.prefetch_related("texts"), number=number
    )
    authorise(request.actor, action, recommendation)  # type: ignore[attr-defined]
    return recommendation


def _form(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "recommendations/entry.html", {"form": form, **context}, status=status)
