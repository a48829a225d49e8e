"""One recommendation: its text, its five axes, what each side says, and its path."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language_from_request, override

from kenes.access.policy import authorise, may
from kenes.members.models import Organisation
from kenes.recommendations import beside, beside_law, beside_links, permissions, recorded
from kenes.recommendations.labels import label
from kenes.recommendations.models import (
    Assessment,
    Origin,
    Recommendation,
    RecommendationText,
    Standing,
)
from kenes.recommendations.path import latest_views, path_of, place_of, standing
from kenes.recommendations.standing import SIDES
from kenes.recommendations.telling import clock
from kenes.record.services import bundling
from kenes.ui import blocks, related
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """Who has to act, by when, and what they replied to requests about it."""

    organisation: Organisation
    due_on: date | None
    clock: str  # "" without a deadline, and once both sides say that it is done
    is_overdue: bool
    replies: tuple[related.Related, ...]


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """Of the body's own: out of what it came, with the pages of these."""

    origin: Origin
    decision_url: str
    meeting_url: str
    proposal_url: str
    addressees: tuple[Addressed, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    recommendation: Recommendation
    text: RecommendationText | None
    other_texts: tuple[RecommendationText, ...]
    standing: str
    is_contested: bool
    views: tuple[Assessment, ...]
    sides: tuple[str, ...]  # whose assessments stand among the axes; the others are on paper only
    columns: tuple[beside.Column, ...]
    law: tuple[beside_law.Change, ...]
    links: beside_links.Links
    blocks: tuple[SafeString, ...]  # of higher apps, for this reader
    adopted: Adopted | None
    groups: tuple[related.Group, ...]
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
    may_link: bool


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("recommendations:one", number=number)


def one(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    recommendation = _found(number)
    authorise(actor, permissions.READ, recommendation)
    text, today = recommendation.text_for(), timezone.localdate()
    record = bundling.standing(number, recorded.state_of(recommendation))
    groups = related.about(number, today)
    page = Page(
        recommendation=recommendation,
        text=text,
        other_texts=tuple(t for t in recommendation.texts.all() if t != text),
        standing=standing(recommendation),
        is_contested=recommendation.standing == Standing.CONTESTED,
        views=latest_views(recommendation),
        sides=tuple(SIDES),
        columns=beside.columns(
            recommendation, record.by_field, contesting=permissions.contests_for(actor)
        ),
        law=beside_law.changes(recommendation, actor),
        links=beside_links.links(recommendation),
        blocks=blocks.about(request, number),
        adopted=_adopted(recommendation, groups, today),
        groups=groups,
        path=path_of(recommendation, record.by_field),
        record=record,
        mechanism=label("mechanism", recommendation.mechanism),
        country=label("country", recommendation.country),
        states=_labelled("state", recommendation.states),
        themes=_labelled("theme", recommendation.themes),
        affected=_labelled("affected", recommendation.affected),
        sdgs=_labelled("sdg", recommendation.sdgs),
        may_correct=bool(may(actor, permissions.CORRECT, recommendation)),
        may_assess=bool(permissions.assesses_as(actor)),
        may_link=bool(may(actor, permissions.LINK, recommendation)),
    )
    return render(request, "recommendations/one.html", {"page": page})


_SHOWN: tuple[str, ...] = (
    "texts",
    *recorded.LAW_ROWS,
    *beside_links.ROWS,
    "assessments__organisation",
    "assessments__contests__organisation",
    "addressees__organisation",
    "steps__organisation",
)


def _found(number: str) -> Recommendation:
    """The recommendation with all that its page tells. Raises Http404."""
    found = (
        Recommendation.objects.select_related("document", "origin")
        .prefetch_related(*_SHOWN)
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _adopted(
    recommendation: Recommendation, groups: tuple[related.Group, ...], today: date
) -> Adopted | None:
    origin = getattr(recommendation, "origin", None)
    if origin is None:
        return None
    is_done = recommendation.standing == Standing.DONE
    asked = [item for group in groups if group.name == "replies" for item in group.items]
    return Adopted(
        origin=origin,
        decision_url=place_of(origin.meeting),
        meeting_url=place_of(origin.meeting),
        proposal_url=place_of(origin.proposal),
        addressees=tuple(
            Addressed(
                organisation=addressee.organisation,
                due_on=addressee.due_on,
                clock="" if is_done else clock(addressee.due_on, today),
                is_overdue=not is_done and bool(addressee.due_on and addressee.due_on < today),
                replies=tuple(
                    one for one in asked if one.organisation_id == addressee.organisation_id
                ),
            )
            for addressee in recommendation.addressees.all()
        ),
    )


def _labelled(field: str, codes: list[str]) -> tuple[tuple[str, str], ...]:
    """(label, address of the register filtered by it) for each code."""
    register = reverse("recommendations:register")
    return tuple((label(field, code), f"{register}?{field}={code}") for code in codes)
