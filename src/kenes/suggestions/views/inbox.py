"""What a machine suggests: all that waits, of one recommendation, and deciding it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kenes.access.moves import IllegalMove
from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.recommendations.labels import label
from kenes.recommendations.models import Recommendation, RecommendationText
from kenes.suggestions import learned, listing, permissions
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import Suggestion
from kenes.suggestions.services import deciding
from kenes.ui.asking import actor_of, faster

_ACTS = {
    "accept": deciding.accept,
    "reject": deciding.reject,
    "take-back": deciding.take_back,
}
MOST = 100  # decided at once


@dataclass(frozen=True, kw_only=True)
class Page:
    pages: paging.Page[listing.Shown]
    kind: str
    kinds: tuple[tuple[str, str], ...]
    only: str  # the one value that is shown, in words; "" for all
    all_url: str
    learned: tuple[str, ...]  # from what, in sentences
    figures: tuple[tuple[str, str], ...]  # how good it is, kind by kind
    may_decide: bool
    here: str


@dataclass(frozen=True, kw_only=True)
class OnePage:
    number: str
    text: RecommendationText | None
    rows: tuple[listing.Shown, ...]
    learned: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    may_decide: bool
    here: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    kind, value = request.GET.get("kind", ""), request.GET.get("value", "")
    if kind not in SuggestionKind.values:
        kind = value = ""
    page = Page(
        pages=listing.surest_first(
            listing.waiting(kind, value),
            filters={"kind": kind, "value": value},
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
        kind=kind,
        kinds=tuple((code, str(name)) for code, name in SuggestionKind.choices),
        only=label(kind, value),
        all_url="?" + urlencode({"kind": kind}),
        learned=learned.sentences(),
        figures=learned.figures(),
        may_decide=bool(may(actor, permissions.DECIDE)),
        here=request.get_full_path(),
    )
    return render(request, "suggestions/inbox.html", {"page": page})


@require_safe
def of(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    if not number.isprintable():
        raise Http404
    one = get_object_or_404(Recommendation.objects.prefetch_related("texts"), number=number)
    page = OnePage(
        number=number,
        text=one.text_for(),
        rows=listing.of(one),
        learned=learned.sentences(),
        figures=learned.figures(),
        may_decide=bool(may(actor, permissions.DECIDE)),
        here=request.get_full_path(),
    )
    return render(request, "suggestions/one.html", {"page": page})


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Accept, reject or take back one or several; each is done by itself."""
    actor = actor_of(request)
    authorise(actor, permissions.DECIDE)
    act = _ACTS.get(request.POST.get("act", ""))
    keys = [key for key in request.POST.getlist("suggestion") if key.isascii() and key.isdigit()]
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    if not is_ours or not back.startswith("/"):  # redirect() takes a bare word for a view's name
        back = reverse("suggestions:inbox")
    if act is None or not keys or len(keys) > MOST:
        messages.error(request, _("Choose at least one suggestion, and what to do with it."))
        return redirect(back)
    done = 0
    small = [int(key) for key in keys if len(key) < 19]
    for one in Suggestion.objects.filter(pk__in=small).select_related("of").order_by("pk"):
        try:
            act(one, actor=actor, now=timezone.now())
        except IllegalMove:
            messages.error(request, f"{one.of.number}: {faster()}")
        except ValidationError as error:
            messages.error(request, f"{one.of.number}: {' '.join(error.messages)}")
        else:
            done += 1
    if done:
        messages.success(request, _said(request.POST["act"], done))
    return redirect(back)


def _said(act: str, n: int) -> str:
    said = {
        "accept": ngettext("%(n)s suggestion accepted.", "%(n)s suggestions accepted.", n),
        "reject": ngettext("%(n)s suggestion rejected.", "%(n)s suggestions rejected.", n),
        "take-back": ngettext("%(n)s suggestion taken back.", "%(n)s suggestions taken back.", n),
    }
    return said[act] % {"n": n}
