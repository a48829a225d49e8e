"""What waits for an answer, as a list and as a file; and what one organisation was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies import listing, permissions
from kenes.replies.models import Request
from kenes.ui.asking import actor_of
from kenes.ui.exports import FORMATS, download

MOST_OWN = 20  # requests that wait for the reader, shown above the list


@dataclass(frozen=True, kw_only=True)
class Way:
    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    own: tuple[listing.Row, ...]  # what waits for the reader's own institutions
    requests: paging.Page[listing.Row]
    kinds: tuple[Way, ...]
    exports: tuple[Way, ...]
    is_narrowed: bool
    may_ask: bool


@dataclass(frozen=True, kw_only=True)
class OfPage:
    organisation: Organisation
    requests: paging.Page[listing.Row]
    may_ask: bool


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Open public requests by due date: what is overdue the longest stands first."""
    actor, today = actor_of(request), timezone.localdate()
    authorise(actor, permissions.READ)
    kind = _kind(request)
    page = Page(
        own=_own(request),
        requests=listing.page(
            listing.open_requests(kind),
            listing.LONGEST_DUE,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            today=today,
            kind=kind,
        ),
        kinds=_kinds(kind),
        exports=_exports(kind),
        is_narrowed=bool(kind),
        may_ask=bool(may(actor, permissions.ASK)),
    )
    return render(request, "replies/waiting.html", {"page": page})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list as a file; ``format`` is one of FORMATS."""
    authorise(actor_of(request), permissions.READ)
    format_, today = request.GET.get("format", "csv"), timezone.localdate()
    if format_ not in FORMATS:
        raise Http404
    return download(
        format_,
        f"kenes-waiting-{today}",
        column_names(),
        listing.file_rows(listing.open_requests(_kind(request)), today),
    )


@require_safe
def of(request: HttpRequest, slug: str) -> HttpResponse:
    """What one organisation was asked in public, the newest first, answered or not."""
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    organisation = get_object_or_404(Organisation, slug=slug)
    page = OfPage(
        organisation=organisation,
        requests=listing.page(
            listing.asked_of(organisation.pk),
            listing.NEWEST,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            today=timezone.localdate(),
        ),
        may_ask=bool(may(actor, permissions.ASK)),
    )
    return render(request, "replies/of.html", {"page": page})


def column_names() -> Mapping[str, str]:
    """The name of each column for a reader."""
    names = {
        "number": _("Number"),
        "kind": _("Kind"),
        "about": _("About"),
        "addressee": _("Asked of"),
        "addressee_kind": _("Kind of institution"),
        "asked_by": _("Asked by"),
        "asked_on": _("Asked on"),
        "due_on": _("Due on"),
        "days_left": _("Days left"),
        "text": _("Text"),
        "text_language": _("Language of the text"),
    }
    return {column: names[column] for column in listing.COLUMNS}


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in OrganisationKind.values else ""


def _own(request: HttpRequest) -> tuple[listing.Row, ...]:
    actor = actor_of(request)
    if not actor.drafts_for | actor.signs_for:
        return ()
    found = Request.objects.to_answer(actor).select_related("addressee", "asked_by")
    return listing.rows_of(found.order_by("due_on", "id")[:MOST_OWN], timezone.localdate())


def _kinds(kind: str) -> tuple[Way, ...]:
    place = reverse("replies:waiting")
    ways = [Way(label=_("all"), url=place, is_here=not kind)]
    ways += [
        Way(label=str(label), url=f"{place}?kind={value}", is_here=kind == value)
        for value, label in OrganisationKind.choices
    ]
    return tuple(ways)


def _exports(kind: str) -> tuple[Way, ...]:
    place, kept = reverse("replies:export"), f"&kind={kind}" if kind else ""
    return tuple(
        Way(label=format_.upper(), url=f"{place}?format={format_}{kept}") for format_ in FORMATS
    )
