"""One request: what was asked, where it stands, what was replied, and what can be done."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.record.services import bundling
from kenes.record.subjects import kind_of
from kenes.replies import permissions, recorded, telling
from kenes.replies.lifecycle import ReplyStatus
from kenes.replies.models import Reply, Request
from kenes.replies.path import path_of
from kenes.replies.services import drafting
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What this reader can do to the request now, and the draft where they may know of it."""

    draft: Reply | None = None
    may_draft: bool = False
    may_sign: bool = False
    why_not_sign: str = ""  # for a validator who may not sign this one
    may_withdraw: bool = False

    @property
    def anything(self) -> bool:
        return self.may_draft or self.may_sign or self.may_withdraw


@dataclass(frozen=True, kw_only=True)
class Page:
    request: Request
    title: str
    standing: str
    side: str  # of the addressee
    asker: str
    asker_side: str
    about_url: str
    # Each signed reply, its heading, and the request that it led to elsewhere.
    replies: tuple[tuple[Reply, str, Request | None], ...]
    path: tuple[PathStep, ...]
    record: bundling.Standing | None  # None: asked in confidence
    is_overdue: bool
    doing: Doing


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("replies:one", number=number)


def get_visible(number: str, actor: Actor) -> Request:
    """The request with all its page shows. Raises Http404 for what the actor may not know of."""
    found = (
        Request.objects.visible_to(actor)
        .select_related("addressee", "asked_by", "follows")
        .prefetch_related(
            Prefetch("replies", Reply.objects.signed().select_related("referred_to"))
        )
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    authorise(actor, permissions.READ, found)
    return found


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    found = get_visible(number, actor)
    record = bundling.standing(number, recorded.state_of(found)) if found.is_public else None
    page = Page(
        request=found,
        title=telling.title(found),
        standing=telling.standing(found, today),
        side=telling.side_of(found.addressee),
        asker=telling.asker(found),
        asker_side=telling.side_of(found.asked_by),
        about_url=_about_url(found.about),
        replies=_replies(found, actor),
        path=path_of(found, record.by_field if record else {}),
        record=record,
        is_overdue=found.is_overdue(today),
        doing=_doing(found, actor),
    )
    return render(request, "replies/one.html", {"page": page})


def _replies(found: Request, actor: Actor) -> tuple[tuple[Reply, str, Request | None], ...]:
    later = found.followed_by.visible_to(actor).first()
    return tuple(
        (reply, telling.heading(reply), later if reply.referred_to_id else None)
        for reply in found.replies.all()
    )


def _about_url(about: str) -> str:
    """The page of the matter a request is about, where the house has one."""
    kind = kind_of(about) if about else None
    return kind.url(about) if kind else ""


def _doing(found: Request, actor: Actor) -> Doing:
    if not found.is_waiting:
        return Doing()
    may_withdraw = bool(may(actor, permissions.WITHDRAW, found))
    if found.addressee_id not in actor.drafts_for | actor.signs_for:
        return Doing(may_withdraw=may_withdraw)
    draft = drafting.unsigned(found)
    is_up = draft is not None and draft.status == ReplyStatus.HANDED_UP
    signing = may(actor, permissions.SIGN, draft)
    is_validator = found.addressee_id in actor.signs_for
    return Doing(
        draft=draft,
        may_draft=not is_up and bool(may(actor, permissions.DRAFT, found)),
        may_sign=is_up and bool(signing),
        why_not_sign=signing.reason if is_up and is_validator else "",
        may_withdraw=may_withdraw,
    )
