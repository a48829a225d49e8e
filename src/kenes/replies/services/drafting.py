"""The focal point's part: draft, hand up; and the validator's way to give it back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.members.models import Organisation
from kenes.replies import permissions
from kenes.replies.lifecycle import ReplyKind
from kenes.replies.models import Reply, Request
from kenes.replies.services import wording
from kenes.replies.services.standing import (
    ChangedMeanwhile,
    locked,
    locked_reply,
    next_reply_status,
    next_status,
)


@transaction.atomic
def save_draft(
    request: Request,
    *,
    kind: str,
    text: str,
    language: str,
    until: date | None = None,
    referred_to: Organisation | None = None,
    edited: int,
    actor: Actor,
    now: datetime,
) -> Reply:
    """Save the institution's draft; it need not be complete yet.

    ``edited`` is ``Reply.edited`` as the person saw it, 0 for none. Raises ChangedMeanwhile when
    somebody was faster, with what they saved; ValidationError by field.
    """
    actor = as_of(actor, now)
    request = locked(request.pk)
    authorise(actor, permissions.DRAFT, request)
    next_status(request, "request.answer")
    wording.check_kind(request, kind)
    wording.check_language(language)
    words = wording.checked(text, wording.LONGEST_REPLY)
    reply = Reply.objects.select_for_update().filter(request=request).unsigned().first()
    if (reply.edited if reply else 0) != edited:
        raise ChangedMeanwhile(reply)
    if reply is None:
        reply = Reply(request=request)
    reply.request = request
    reply.status = next_reply_status(reply, "reply.draft")
    reply.kind, reply.text, reply.language = kind, words, language
    reply.until = until if kind == ReplyKind.MORE_TIME else None
    reply.referred_to = referred_to if kind == ReplyKind.REFERRED else None
    reply.drafted_by_id, reply.drafted_by_name = actor.user_id or 0, actor.name
    reply.drafted_at = now
    reply.hands = [*dict.fromkeys([*reply.hands, reply.drafted_by_id])]
    reply.edited += 1
    reply.save()
    write("reply.draft", reply, actor=actor, at=now, number=request.number, edited=reply.edited)
    return reply


@transaction.atomic
def hand_up(reply: Reply, *, edited: int, actor: Actor, now: datetime) -> Reply:
    """Hand the draft, complete, to the validator. Raises as ``save_draft`` does."""
    actor = as_of(actor, now)
    reply = locked_reply(reply)
    authorise(actor, permissions.HAND_UP, reply)
    next_status(reply.request, "request.answer")
    if reply.edited != edited:
        raise ChangedMeanwhile(reply)
    status = next_reply_status(reply, "reply.submit")
    wording.check_reply(reply, reply.request, now)
    reply.status, reply.returned_note = status, ""
    reply.save(update_fields=["status", "returned_note"])
    write("reply.submit", reply, actor=actor, at=now, number=reply.request.number)
    return reply


@transaction.atomic
def return_draft(reply: Reply, *, note: str, actor: Actor, now: datetime) -> Reply:
    """Give a draft back to the focal point; ``note`` says what to change."""
    actor = as_of(actor, now)
    reply = locked_reply(reply)
    authorise(actor, permissions.RETURN, reply)
    next_status(reply.request, "request.answer")
    status = next_reply_status(reply, "reply.return")
    words = wording.checked(note, wording.LONGEST_NOTE, field="note")
    if not words:
        raise ValidationError({"note": _("Say what to change.")})
    reply.status, reply.returned_note = status, words
    reply.save(update_fields=["status", "returned_note"])
    write("reply.return", reply, actor=actor, at=now, number=reply.request.number)
    return reply


def unsigned(request: Request) -> Reply | None:
    """The institution's reply on its way, if there is one."""
    return (
        Reply.objects.filter(request=request)
        .unsigned()
        .select_related("request", "referred_to")
        .first()
    )
