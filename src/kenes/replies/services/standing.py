"""A request and its reply as they are at this very moment, and what their status allows."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.access.moves import IllegalMove
from kenes.replies.lifecycle import reply_target, request_target
from kenes.replies.models import Reply, Request


class ChangedMeanwhile(Exception):
    """Somebody else saved the reply after it was opened; ``reply`` is as it is now."""

    def __init__(self, reply: Reply | None) -> None:
        super().__init__(
            _("Someone saved this reply while you had it open. Compare and save again.")
        )
        self.reply = reply


def locked(request_id: int) -> Request:
    """The request, kept from others until the transaction ends: always before its reply."""
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("addressee", "asked_by")
        .get(pk=request_id)
    )


def locked_reply(reply: Reply) -> Reply:
    """The reply with its request, both kept from others. Raises ValidationError when gone."""
    request = locked(reply.request_id)
    found = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("referred_to")
        .get(pk=reply.pk)
    )
    found.request = request
    return found


def next_status(request: Request, action: str) -> str:
    """Where ``action`` leads the request. Raises ValidationError saying why it does not."""
    try:
        return request_target(action, request.status)
    except IllegalMove as error:
        raise ValidationError(
            _("%(number)s waits for no reply any more: %(status)s.")
            % {"number": request.number, "status": request.get_status_display()}
        ) from error


def next_reply_status(reply: Reply, action: str) -> str:
    """Where ``action`` leads the reply. Raises ValidationError saying why it does not."""
    try:
        return reply_target(action, reply.status)
    except IllegalMove as error:
        raise ValidationError(
            _("This cannot be done to the reply now: %(status)s.")
            % {"status": reply.get_status_display()}
        ) from error
