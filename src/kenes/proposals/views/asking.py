"""Pages of one form about a proposal."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from kenes.access.types import Actor
from kenes.proposals.models import Proposal, Version
from kenes.record.onwards import onwards, signing_first
from kenes.ui import asking
from kenes.ui.asking import Asking


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


def current(proposal: Proposal) -> Version:
    return proposal.versions.get(is_current=True)


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
    """As ``ui.asking.act_on``, then on to ``then``.

    ``signs``: the proposal whose newest entry the ``actor`` is asked to sign on the way.
    """
    return asking.act_on(
        request,
        page,
        act,
        done=done,
        go=lambda made: onwards(then(made) if callable(then) else then, signs, actor),
        template="proposals/form.html",
    )


def onwards_to(number: str, actor: Actor) -> str:
    """The address of the proposal, signing its newest entry first."""
    return signing_first(number, actor, reverse("proposals:one", args=[number]))
