"""One recommendation: its text, its five axes and its path."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.recommendations import permissions, recorded
from kenes.recommendations.labels import label
from kenes.recommendations.models import Assessment, Recommendation, RecommendationText
from kenes.recommendations.path import latest_views, path_of, standing
from kenes.record.services import bundling
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Page:
    recommendation: Recommendation
    text: RecommendationText | None
    other_texts: tuple[RecommendationText, ...]
    standing: str
    views: tuple[Assessment, ...]
    path: tuple[PathStep, ...]
    mechanism: str
    country: str
    states: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    affected: tuple[tuple[str, str], ...]
    sdgs: tuple[tuple[str, str], ...]
    record: bundling.Standing
    may_correct: bool
    may_assess: bool


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("recommendations:one", number=number)


def one(request: HttpRequest, number: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    recommendation = get_object_or_404(
        Recommendation.objects.select_related("document").prefetch_related(
            "texts", "law_changes", "assessments__organisation", "steps__organisation"
        ),
        number=number,
    )
    authorise(actor, permissions.READ, recommendation)
    text = recommendation.text_for()
    record = bundling.standing(number, recorded.state_of(recommendation))
    page = Page(
        recommendation=recommendation,
        text=text,
        other_texts=tuple(t for t in recommendation.texts.all() if t != text),
        standing=standing(recommendation),
        views=latest_views(recommendation),
        path=path_of(recommendation, record.by_field),
        record=record,
        mechanism=label("mechanism", recommendation.mechanism),
        country=label("country", recommendation.country),
        states=_labelled("state", recommendation.states),
        themes=_labelled("theme", recommendation.themes),
        affected=_labelled("affected", recommendation.affected),
        sdgs=_labelled("sdg", recommendation.sdgs),
        may_correct=bool(may(actor, permissions.CORRECT, recommendation)),
        may_assess=bool(actor.roles & {"member", "secretary"}),
    )
    return render(request, "recommendations/one.html", {"page": page})


def _labelled(field: str, codes: list[str]) -> tuple[tuple[str, str], ...]:
    """(label, address of the register filtered by it) for each code."""
    register = reverse("recommendations:register")
    return tuple((label(field, code), f"{register}?{field}={code}") for code in codes)
