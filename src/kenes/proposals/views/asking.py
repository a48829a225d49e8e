"""Pages of one form about a proposal: nothing typed is lost, whatever the refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.moves import IllegalMove
from kenes.access.policy import may
from kenes.access.types import Action, Actor, NotAllowed
from kenes.languages.types import current_language
from kenes.proposals.models import Proposal, Version
from kenes.record.onwards import signing_first
from kenes.ui.asking import tell

_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What the form is about, word for word."""

    label: str
    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """``draft``: under which name the browser keeps what was typed, "" for nothing worth it."""

    title: str
    back_url: str
    back: str
    form: forms.BaseForm
    button: str
    other_button: str = ""  # named "other"
    consequence: str = ""
    is_grave: bool = False  # the button says so
    draft: str = ""
    quote: Quote | None = None
    refusal: str = ""  # of ``refusal``: the form is shown with it, and nothing is done


def visible(number: str, actor: Actor) -> Proposal:
    """The proposal as this person may know it. Raises Http404."""
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    found = (
        Proposal.objects.visible_to(actor)
        .select_related("organisation", "chamber", "referred_to", "referred_to_body")
        .filter(Q(number=number) | Q(draft_key=number))  # an old link of a draft leads on
        .first()
    )
    if found is None:
        raise Http404
    return found


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None for who only looks."""
    return request.POST if request.method == "POST" else None


def refusal(request: HttpRequest, actor: Actor, action: Action, subject: Any = None) -> str:
    """Why the actor may not do this, "" when they may; raises NotAllowed for who only looks.

    Who has written something sees the reason above what they wrote: it is not lost with a seat.
    """
    decision = may(actor, action, subject)
    if not decision and request.method != "POST":
        raise NotAllowed(decision.reason)
    return decision.reason


def refuse(form: forms.BaseForm, reason: str) -> None:
    """Nothing else about the form matters then."""
    form.errors.clear()
    form.add_error(None, reason)


def current(proposal: Proposal) -> Version:
    return proposal.versions.get(is_current=True)


def draft_name(actor: Actor, what: str, *parts: object) -> str:
    """A name no other person's and no other state of the thing shares."""
    return "-".join([str(actor.user_id), what, *map(str, parts)])


def act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    done: str,
    then: str | Callable[[Any], str],
    signs: str = "",
    actor: Actor | None = None,
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and go on to ``then``.

    Whatever a service refuses is said on the form, which keeps all that was typed. ``signs``: the
    proposal whose newest entry the ``actor`` is asked to sign on the way.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _REFUSED
        if page.refusal:
            status = HTTPStatus.FORBIDDEN
            refuse(page.form, page.refusal)
        elif page.form.is_valid():
            refused, result = attempt(page.form, lambda: act(page.form))
            if not refused:
                messages.success(request, done)
                url = then(result) if callable(then) else then
                return onwards(url, signs, actor)
    return render(request, "proposals/form.html", {"page": page}, status=status)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether a service refused, which the form then says; and what it returned.

    ChangedMeanwhile is for the view: it shows both wordings.
    """
    try:
        return False, act()
    except ValidationError as error:
        _tell(form, error)
    except NotAllowed as error:
        form.add_error(None, str(error))
    except IllegalMove:
        form.add_error(None, _("Somebody was faster: the proposal stands otherwise by now."))
    return True, None


def onwards(url: str, signs: str = "", actor: Actor | None = None) -> HttpResponse:
    """On to ``url``, signing first where the person has the means."""
    return redirect(signing_first(signs, actor, url) if signs and actor else url)


def onwards_to(number: str, actor: Actor) -> str:
    """The address of the proposal, signing its newest entry first."""
    return signing_first(number, actor, reverse("proposals:one", args=[number]))


def _tell(form: forms.BaseForm, error: ValidationError) -> None:
    """As ``ui.asking.tell``; reasons in three languages are asked for in the reader's."""
    own = f"reason_{current_language()}"
    if hasattr(error, "error_dict") and "reason" in error.error_dict and own in form.fields:
        error.error_dict[own] = error.error_dict.pop("reason")
    tell(form, error)
