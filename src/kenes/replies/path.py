"""The path of a request: asked, put off, passed on, answered; or what is waited for."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.replies import telling
from kenes.replies.lifecycle import RequestStatus
from kenes.replies.models import Reply, Request
from kenes.ui.path import PathStep


def path_of(request: Request, by_field: Mapping[str, Entry]) -> tuple[PathStep, ...]:
    """The steps in order; ``by_field`` holds the entry that tells of each field.

    The request comes with its signed replies, the organisations, and what it follows.
    """
    steps = [_asked(request, by_field)]
    steps += [_reply(reply, request, by_field) for reply in request.replies.all()]
    if request.status == RequestStatus.WITHDRAWN:
        steps.append(_withdrawn(request, by_field))
    if request.is_waiting:
        steps.append(
            PathStep(
                title=_("Reply"),
                state="next",
                by=str(request.addressee),
                side=telling.side_of(request.addressee),
                due=request.due_on,
            )
        )
    return tuple(steps)


def _asked(request: Request, by_field: Mapping[str, Entry]) -> PathStep:
    earlier = request.follows
    step = PathStep(
        title=_("Asked"),
        when=request.asked_on,
        by=capfirst(telling.asker(request)),
        side=telling.side_of(request.asked_by),
        link_url=reverse("replies:one", args=[earlier.number]) if earlier else "",
        link_label=_("Referred here from %(number)s") % {"number": earlier.number}
        if earlier
        else "",
    )
    return proved(step, by_field.get("text"))


def _reply(reply: Reply, request: Request, by_field: Mapping[str, Entry]) -> PathStep:
    step = PathStep(
        title=capfirst(telling.said(reply)),
        when=_day(reply.signed_at),
        by=str(request.addressee),
        side=telling.side_of(request.addressee),
        detail=_("Signed by %(person)s") % {"person": reply.signed_by_name}
        if reply.signed_by_name
        else "",
    )
    return proved(step, by_field.get(f"reply.{reply.pk}"))


def _withdrawn(request: Request, by_field: Mapping[str, Entry]) -> PathStep:
    step = PathStep(
        title=_("Withdrawn"),
        when=request.withdrawn_on,
        by=capfirst(telling.asker(request)),
        side=telling.side_of(request.asked_by),
        said=request.withdrawn_because,
    )
    return proved(step, by_field.get("withdrawn"))


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
