"""The life of a request and of a reply, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of


class RequestKind(TextChoices):
    """What a request is about."""

    QUESTION = "question", _("question")
    PROPOSAL = "proposal", _("proposal")
    RECOMMENDATION = "recommendation", _("recommendation")


class RequestStatus(TextChoices):
    """Overdue is no status: whoever is late still answers, and the calendar says so."""

    WAITING = "waiting", _("waiting for a reply")
    ANSWERED = "answered", _("answered")
    REFERRED = "referred", _("referred to another institution")
    WITHDRAWN = "withdrawn", _("withdrawn by who asked")


class ReplyKind(TextChoices):
    """What a reply says."""

    ACCEPTED = "accepted", _("accepted")
    IN_PART = "in_part", _("accepted in part")
    DECLINED = "declined", _("declined, with reasons")
    REFERRED = "referred", _("referred to another institution")
    MORE_TIME = "more_time", _("more time until a date")
    ANSWERED = "answered", pgettext_lazy("kind of a reply", "answer")


class ReplyStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("status of a reply", "being drafted")
    HANDED_UP = "handed_up", _("handed up for signature")
    SIGNED = "signed", _("signed")


class ReminderKind(TextChoices):
    """The later in a deadline's life stands later."""

    BEFORE_DUE = "before_due", _("due soon")
    OVERDUE = "overdue", _("overdue")


# Which replies a request takes: a question is answered, anything else accepted or not.
TAKES: dict[str, tuple[ReplyKind, ...]] = {
    RequestKind.QUESTION: (
        ReplyKind.ANSWERED,
        ReplyKind.DECLINED,
        ReplyKind.REFERRED,
        ReplyKind.MORE_TIME,
    ),
    RequestKind.PROPOSAL: (
        ReplyKind.ACCEPTED,
        ReplyKind.IN_PART,
        ReplyKind.DECLINED,
        ReplyKind.REFERRED,
        ReplyKind.MORE_TIME,
    ),
    RequestKind.RECOMMENDATION: (
        ReplyKind.ACCEPTED,
        ReplyKind.IN_PART,
        ReplyKind.DECLINED,
        ReplyKind.REFERRED,
        ReplyKind.MORE_TIME,
    ),
}
# A reply of these kinds says nothing without words.
NEEDS_WORDS = frozenset({ReplyKind.ANSWERED, ReplyKind.IN_PART, ReplyKind.DECLINED})
# What the signature does to the request, by the kind of the reply.
SIGNING: dict[str, str] = {
    ReplyKind.ACCEPTED: "request.answer",
    ReplyKind.IN_PART: "request.answer",
    ReplyKind.DECLINED: "request.answer",
    ReplyKind.ANSWERED: "request.answer",
    ReplyKind.REFERRED: "request.refer",
    ReplyKind.MORE_TIME: "request.extend",
}

_WAITING = frozenset({RequestStatus.WAITING.value})
REQUEST_MOVES = (
    Move(action="request.answer", sources=_WAITING, target="answered"),
    Move(action="request.refer", sources=_WAITING, target="referred"),
    Move(action="request.extend", sources=_WAITING, target="waiting"),
    Move(action="request.withdraw", sources=_WAITING, target="withdrawn"),
)
_DRAFT, _HANDED_UP = frozenset({ReplyStatus.DRAFT.value}), frozenset({ReplyStatus.HANDED_UP.value})
REPLY_MOVES = (
    Move(action="reply.draft", sources=_DRAFT, target="draft"),
    Move(action="reply.submit", sources=_DRAFT, target="handed_up"),
    Move(action="reply.return", sources=_HANDED_UP, target="draft"),
    Move(action="reply.sign", sources=_HANDED_UP, target="signed"),
)


def request_target(action: str, status: str) -> str:
    """The status that ``action`` leads a request to from ``status``. Raises IllegalMove."""
    return target_of(REQUEST_MOVES, action, status)


def reply_target(action: str, status: str) -> str:
    """The status that ``action`` leads a reply to from ``status``. Raises IllegalMove."""
    return target_of(REPLY_MOVES, action, status)
