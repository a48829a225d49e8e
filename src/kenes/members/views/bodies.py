"""The tree of bodies, and one body as it is composed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise, may
from kenes.languages.fields import pick
from kenes.members import composition, permissions, recorded
from kenes.members.models import Body, Office, Tenure

TERMS = 30


@dataclass(frozen=True, kw_only=True)
class TreePage:
    tree: tuple[composition.Branch, ...]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class BodyPage:
    subject: str  # of the public record
    body: Body
    purpose: str
    under: tuple[Body, ...]
    offices: tuple[Office, ...]
    benches: tuple[composition.Bench, ...]
    seats: int
    vacant: int
    terms: tuple[Tenure, ...]
    earlier_url: str
    is_history: bool
    may_change: bool


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies as a tree."""
    actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ)
    page = TreePage(tree=composition.tree(), may_change=bool(may(actor, permissions.CHANGE_BODY)))
    return render(request, "members/bodies.html", {"page": page})


@require_GET
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: who presides, who sits for whom, what is vacant, who sat before."""
    actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ)
    found = get_object_or_404(Body.objects.select_related("parent"), slug=slug)
    today = timezone.localdate()
    before = request.GET.get("before", "")
    benches = composition.benches(found, today)
    terms, more = composition.ended_terms(found, today, before, TERMS)
    page = BodyPage(
        subject=recorded.subject_of(found),
        body=found,
        purpose=pick(found.purpose),
        under=tuple(found.children.all()),
        offices=composition.offices(found, today),
        benches=benches,
        seats=sum(len(bench.places) for bench in benches),
        vacant=sum(bench.vacant for bench in benches),
        terms=terms,
        earlier_url=f"?before={more}#history" if more else "",
        is_history=bool(before),
        may_change=bool(may(actor, permissions.CHANGE_SEAT)),
    )
    return render(request, "members/body.html", {"page": page})
