"""The validator's signature: the one act by which an institution replies."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed
from kenes.replies import permissions, recorded
from kenes.replies.lifecycle import SIGNING, ReplyKind
from kenes.replies.models import Reply, Request
from kenes.replies.services import wording
from kenes.replies.services.opening import open_request
from kenes.replies.services.standing import (
    ChangedMeanwhile,
    locked_reply,
    next_reply_status,
    next_status,
)


@transaction.atomic
def sign(reply: Reply, *, edited: int, actor: Actor, now: datetime) -> Reply:
    """Sign the reply that was handed up, as it was shown: ``edited`` says which that was.

    It ends the wait, or passes it on to another institution with a fresh clock, or moves the due
    date, by what the reply says. Raises ChangedMeanwhile, ValidationError by field, NotAllowed.
    """
    actor = as_of(actor, now)
    reply = locked_reply(reply)
    request = reply.request
    authorise(actor, permissions.SIGN, reply)
    target = next_status(request, SIGNING[reply.kind])
    signed = next_reply_status(reply, "reply.sign")
    if reply.edited != edited:
        raise ChangedMeanwhile(reply)
    wording.check_reply(reply, request, now)
    before, was = recorded.request_state(request), request.status
    reply.status = signed
    reply.signed_by_id, reply.signed_by_name = actor.user_id, actor.name
    reply.signed_at = now
    reply.save(update_fields=["status", "signed_by_id", "signed_by_name", "signed_at"])
    request.status = target
    _keep_time(request, reply, now)
    request.save(update_fields=["status", "answered_at", "answered_on", "due_on", "remind_on"])
    if request.is_public:
        publish(
            write(
                "reply.sign",
                reply,
                actor=actor,
                at=now,
                number=request.number,
                reply=str(reply.kind),
            ),
            Said(
                subject=request.number,
                state={
                    **changed(before, recorded.request_state(request)),
                    **recorded.reply_state(reply),
                },
                act={"by": recorded.by(request.addressee_id)},
                before=was,
                after=request.status,
                language=reply.language,
            ),
        )
    else:
        write("reply.sign_quietly", reply, actor=actor, at=now, number=request.number)
    if reply.kind == ReplyKind.REFERRED:
        _refer(request, reply, actor, now)
    return reply


def _keep_time(request: Request, reply: Reply, now: datetime) -> None:
    """Stop the clock, or set it to the new day."""
    today = timezone.localdate(now)
    if reply.kind != ReplyKind.MORE_TIME or reply.until is None:
        request.answered_at, request.answered_on = now, today
        return
    tomorrow = today + timedelta(days=1)
    # As long before the new day as it was before the old one.
    ahead = request.due_on - request.remind_on if request.remind_on else timedelta(days=1)
    remind = max(reply.until - ahead, tomorrow)
    request.due_on = reply.until
    request.remind_on = remind if remind < reply.until else None


def _refer(request: Request, reply: Reply, actor: Actor, now: datetime) -> Request:
    """The same request to the other institution, by who asked it first, on a fresh clock."""
    assert reply.referred_to is not None, "checked"  # noqa: S101
    made = open_request(
        addressee=reply.referred_to,
        asked_by=request.asked_by,
        asker_id=request.asker_id,
        kind=request.kind,
        about=request.about,
        text=request.text,
        language=request.language,
        is_public=request.is_public,
        now=now,
        follows=request,
    )
    told = {"number": made.number, "follows": request.number}
    if not made.is_public:
        write("request.refer_quietly", made, actor=actor, at=now, **told)
        return made
    publish(
        write("request.refer", made, actor=actor, at=now, to=made.addressee.slug, **told),
        Said(
            subject=made.number,
            state=recorded.request_state(made),
            act={"by": recorded.by(request.addressee_id)},
            after=made.status,
            language=made.language,
        ),
    )
    return made
