"""What is agreed by both sides and still not done, the longest first.

Two things are agreed: what the body itself adopted, until both sides say that it is done; and what
both sides' latest assessments say is not done, whoever recommended it. Since when is kept with the
recommendation (``recommendations.standing``), so that a page is read off one index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.database import paging
from kenes.languages.dates import written
from kenes.languages.types import current_language
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import Grade
from kenes.recommendations.models import (
    Addressee,
    Assessment,
    LawChange,
    Recommendation,
    RecommendationText,
    Standing,
)
from kenes.recommendations.standing import SIDES, latest
from kenes.recommendations.telling import clock

ROWS = 25
_LONGEST = paging.Order(field="undone_since", read=date.fromisoformat)
_UNSHOWN = ("raw", "doubts", "heading", "natural_key", "states", "themes", "affected", "sdgs")


@dataclass(frozen=True, kw_only=True)
class Party:
    """An institution the recommendation asks to act, and its deadline in words."""

    name: str
    url: str
    language: str  # of the name, where it is not the reader's
    due_on: date | None
    clock: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one side says last."""

    side: str
    label: str
    grade: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Row:
    number: str
    url: str
    text: RecommendationText | None
    origin: str  # the mechanism, in words
    since: date
    how: str  # how it was agreed, and when
    waited: str  # how long ago that is
    parties: tuple[Party, ...]
    says: tuple[Said, ...]
    in_law_since: date | None


def page(*, after: str, before: str, today: date) -> paging.Page[Row]:
    """The page after the place ``after`` or before ``before``; places come from the links."""
    found = paging.page(_undone(), _LONGEST, size=ROWS, after=after, before=before)
    return found.of(_rows(found.rows, today))


def newest(most: int, today: date) -> tuple[Row, ...]:
    """What was agreed last and is not done; for who follows by feed."""
    return _rows(_undone().order_by("-undone_since", "-id")[:most], today)


def _undone() -> QuerySet[Recommendation]:
    return (
        Recommendation.objects.filter(undone_since__isnull=False)
        .select_related("origin")
        .defer(*_UNSHOWN)
        .prefetch_related(
            Prefetch("texts", RecommendationText.objects.order_by()),
            Prefetch("addressees", Addressee.objects.select_related("organisation")),
            Prefetch(
                "assessments",
                Assessment.objects.filter(by__in=SIDES).order_by().defer("note", "evidence"),
            ),
            Prefetch("law_changes", LawChange.objects.only("recommendation_id", "in_force_on")),
        )
    )


def _rows(found: Iterable[Recommendation], today: date) -> tuple[Row, ...]:
    return tuple(_row(one, one.undone_since, today) for one in found if one.undone_since)


def _row(recommendation: Recommendation, since: date, today: date) -> Row:
    in_law = [change.in_force_on for change in recommendation.law_changes.all()]
    return Row(
        number=recommendation.number,
        url=reverse("recommendations:one", args=[recommendation.number]),
        text=recommendation.text_for(),
        origin=label("mechanism", recommendation.mechanism),
        since=since,
        how=_how(recommendation, since),
        waited=_waited((today - since).days),
        parties=tuple(_party(one, today) for one in recommendation.addressees.all()),
        says=_says(recommendation),
        in_law_since=max(in_law) if in_law else None,
    )


def _how(recommendation: Recommendation, since: date) -> str:
    day = {"day": written(since)}
    origin = getattr(recommendation, "origin", None)
    if origin is None:
        return _("Both sides say since %(day)s that it is not done.") % day
    if recommendation.standing == Standing.NOT_DONE:
        return _("Adopted by the body on %(day)s; both sides say that it is not done.") % day
    if recommendation.standing == Standing.CONTESTED:
        return _("Adopted by the body on %(day)s; the sides differ on whether it is done.") % day
    return _("Adopted by the body on %(day)s; not yet assessed by both sides.") % day


def _waited(days: int) -> str:
    """How long it has been agreed: days, then months, then years, rounded down."""
    if days <= 0:
        return _("since today")
    if days < 62:
        return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}
    months = days * 12 // 365
    if months < 24:
        return ngettext("for %(n)s month", "for %(n)s months", months) % {"n": months}
    return ngettext("for %(n)s year", "for %(n)s years", months // 12) % {"n": months // 12}


def _party(addressee: Addressee, today: date) -> Party:
    organisation = addressee.organisation
    language = organisation.name_language
    return Party(
        name=str(organisation),
        url=reverse("members:organisation", args=[organisation.slug]),
        language="" if language == current_language() else language,
        due_on=addressee.due_on,
        clock=clock(addressee.due_on, today),
        is_overdue=addressee.due_on is not None and addressee.due_on < today,
    )


def _says(recommendation: Recommendation) -> tuple[Said, ...]:
    views = latest(recommendation.assessments.all())
    return tuple(
        Said(
            side=side.value,
            label=str(side.label),
            grade=str(Grade(views[side].grade).label),
            on=views[side].on,
        )
        for side in SIDES
        if side in views
    )
