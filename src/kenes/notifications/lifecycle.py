"""What people are told of and how, and the life of a letter, as data."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of
from kenes.access.types import Role


class Mode(TextChoices):
    """When a notice is sent as a letter."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("in one letter a day")
    WEEKLY = "weekly", _("in one letter a week")
    NONE = "none", pgettext_lazy("letters by e-mail", "never")


class Category(TextChoices):
    """What a person chooses about, in the order of the page."""

    REQUESTS = "requests", _("Requests to your organisation")
    DRAFTS = "drafts", _("Drafts of replies that wait for you")
    REMINDERS = "reminders", _("Replies that are due soon or overdue")
    REPLIES = "replies", _("Replies to what your organisation asked")
    PROPOSALS = "proposals", _("Proposals that you made, support or follow")
    INVITATIONS = "invitations", _("Invitations to co-sponsor a proposal")
    FORM = "form", _("The check of form of your proposals")
    SUBMITTED = "submitted", _("Proposals that wait for the secretariat or the chair")
    MEETINGS = "meetings", _("Meetings to which you are invited")
    CONSULTATIONS = "consultations", _("Consultations that open, close or are answered")
    PLACES = "places", _("Seats, offices and duties given to you")
    SECOND = "second", _("What waits for you as second officer")
    IMPORTS = "imports", _("Documents that were read in")


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What holds until a person chooses otherwise. ``roles``: who is ever told; empty: anyone."""

    email: Mode = Mode.DAILY
    roles: frozenset[Role] = frozenset()


_OFFICERS = frozenset({Role.SECRETARY, Role.CHAIR})
HABITS: dict[str, Habit] = {
    Category.REQUESTS: Habit(
        email=Mode.AT_ONCE, roles=frozenset({Role.FOCAL_POINT, Role.VALIDATOR})
    ),
    Category.DRAFTS: Habit(
        email=Mode.AT_ONCE, roles=frozenset({Role.FOCAL_POINT, Role.VALIDATOR})
    ),
    Category.REMINDERS: Habit(
        email=Mode.AT_ONCE,
        roles=frozenset({Role.FOCAL_POINT, Role.VALIDATOR, Role.SECRETARY}),
    ),
    Category.REPLIES: Habit(roles=frozenset({Role.MEMBER, Role.OBSERVER, Role.SECRETARY})),
    Category.PROPOSALS: Habit(),
    Category.INVITATIONS: Habit(roles=frozenset({Role.MEMBER})),
    Category.FORM: Habit(roles=frozenset({Role.MEMBER})),
    Category.SUBMITTED: Habit(roles=_OFFICERS),
    Category.MEETINGS: Habit(email=Mode.AT_ONCE),
    Category.CONSULTATIONS: Habit(roles=frozenset({Role.MEMBER, Role.OBSERVER})),
    Category.PLACES: Habit(),
    Category.SECOND: Habit(roles=_OFFICERS),
    Category.IMPORTS: Habit(roles=frozenset({Role.SECRETARY})),
}


class LetterStatus(TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    # Kenes stopped, or the line broke, after the text went out and before the server answered.
    DOUBTFUL = "doubtful", _("perhaps sent")
    REFUSED = "refused", _("refused by the mail server")
    DROPPED = "dropped", _("not wanted any more")


# In doubt is also what another pass believed to be left behind: the answer may still come.
_SENDING = frozenset({LetterStatus.SENDING.value, LetterStatus.DOUBTFUL.value})
LETTER_MOVES = (
    Move(action="letter.claim", sources=frozenset({LetterStatus.QUEUED.value}), target="sending"),
    Move(action="letter.drop", sources=frozenset({LetterStatus.QUEUED.value}), target="dropped"),
    Move(action="letter.accept", sources=_SENDING, target="sent"),
    Move(action="letter.retry", sources=_SENDING, target="queued"),
    Move(action="letter.refuse", sources=_SENDING, target="refused"),
    Move(action="letter.doubt", sources=_SENDING, target="doubtful"),
)


def sources_of(action: str) -> frozenset[str]:
    """The statuses from which ``action`` leads on."""
    return next(move.sources for move in LETTER_MOVES if move.action == action)


def letter_target(action: str, status: str) -> str:
    """The status that ``action`` leads a letter to from ``status``. Raises IllegalMove."""
    return target_of(LETTER_MOVES, action, status)
