"""Taking a request back before it was answered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed
from kenes.replies import permissions, recorded
from kenes.replies.models import Request
from kenes.replies.services import wording
from kenes.replies.services.standing import locked, next_status

LONGEST_REASON = 300  # characters


@transaction.atomic
def withdraw(request: Request, *, reason: str = "", actor: Actor, now: datetime) -> Request:
    """Withdraw a request that still waits; it stays to be read. Raises ValidationError."""
    actor = as_of(actor, now)
    request = locked(request.pk)
    authorise(actor, permissions.WITHDRAW, request)
    target = next_status(request, "request.withdraw")
    before, was = recorded.request_state(request), request.status
    request.withdrawn_because = wording.checked(reason, LONGEST_REASON, field="reason")
    request.withdrawn_on = timezone.localdate(now)
    request.status = target
    request.save(update_fields=["status", "withdrawn_on", "withdrawn_because"])
    if not request.is_public:
        write("request.withdraw_quietly", request, actor=actor, at=now, number=request.number)
        return request
    publish(
        write("request.withdraw", request, actor=actor, at=now, number=request.number),
        Said(
            subject=request.number,
            state=changed(before, recorded.request_state(request)),
            act={"by": recorded.by(request.asked_by_id)},
            before=was,
            after=request.status,
        ),
    )
    return request
