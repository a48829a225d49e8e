"""Organisations: the alphabetical list, and one with its seats over time."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.languages.fields import pick
from kenes.members import answering, permissions, recorded
from kenes.members.listing import alphabetical
from kenes.members.models import Duty, Organisation, Seat, Tenure
from kenes.ui.asking import actor_of

MOST = 200  # seats or terms on one page


@dataclass(frozen=True, kw_only=True)
class ListPage:
    words: str
    organisations: paging.Page[Organisation]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    subject: str  # of the public record
    organisation: Organisation
    purpose: str
    seats: tuple[Seat, ...]
    duties: tuple[Duty, ...]
    declared: answering.Declared
    terms: tuple[Tenure, ...]
    may_change: bool
    may_declare: bool


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations in the order of the reader's alphabet, or those named so."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:200]
    page = ListPage(
        words=words,
        organisations=alphabetical(
            Organisation.objects.named(words),
            words=words,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            total=None if words else Organisation.objects.count(),
        ),
        may_change=bool(may(request.actor, permissions.CHANGE_ORGANISATION)),  # type: ignore[attr-defined]
    )
    return render(request, "members/organisations.html", {"page": page})


@require_GET
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation in its own words: who answers for it, whom it sent, what they declare."""
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    today = timezone.localdate()
    found = get_object_or_404(Organisation, slug=slug)
    terms = found.tenures.select_related("seat__body", "seat__chamber").order_by(
        "-starts_on", "id"
    )
    page = Page(
        subject=recorded.subject_of(found),
        organisation=found,
        purpose=pick(found.purpose),
        duties=answering.duties(found, today),
        declared=answering.declared(found, today),
        seats=tuple(found.seats.select_related("body", "chamber")[:MOST]),
        terms=tuple(terms[:MOST]),
        may_change=bool(may(actor, permissions.CHANGE_ORGANISATION, found)),
        may_declare=bool(may(actor, permissions.DECLARE, found)),
    )
    return render(request, "members/organisation.html", {"page": page})
