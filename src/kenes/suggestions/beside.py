"""What is suggested of a recommendation, on its own page, for who is signed in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kenes.access.policy import may
from kenes.suggestions import listing, permissions
from kenes.suggestions.lifecycle import SuggestionStatus
from kenes.suggestions.models import Suggestion
from kenes.ui import blocks
from kenes.ui.asking import actor_of

MOST = 6  # the others are on a page of their own


@dataclass(frozen=True, kw_only=True)
class Part:
    number: str
    rows: tuple[listing.Shown, ...]
    has_more: bool
    may_decide: bool
    here: str


def about(request: HttpRequest, number: str) -> SafeString:
    """Those that wait, the surest first; nothing for who only visits."""
    actor = actor_of(request)
    if not may(actor, permissions.READ):
        return SafeString()
    rows = Suggestion.objects.filter(of__number=number, status=SuggestionStatus.OPEN)
    found = listing.shown(listing.with_texts(rows).order_by("-probability", "id")[: MOST + 1])
    if not found:
        return SafeString()
    part = Part(
        number=number,
        rows=found[:MOST],
        has_more=len(found) > MOST,
        may_decide=bool(may(actor, permissions.DECIDE)),
        here=f"{request.path}#suggested",
    )
    return render_to_string("suggestions/beside.html", {"part": part}, request)


def register() -> None:
    blocks.register("suggestions", about)
