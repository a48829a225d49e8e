"""The life of a consultation and of a statement, as data."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of


class Status(TextChoices):
    DRAFT = "draft", pgettext_lazy("consultation", "in preparation")
    OPEN = "open", pgettext_lazy("consultation", "open")
    CLOSED = "closed", pgettext_lazy("consultation", "closed")


class Circle(TextChoices):
    """Who may take part; each next one includes those before it."""

    MEMBERS = "members", _("members of the chambers")
    INVITED = "invited", _("members and those who are invited")
    PUBLIC = "public", _("everybody")


class Proposing(TextChoices):
    """Who may propose statements while it is open."""

    PARTICIPANTS = "participants", _("everybody who takes part")
    SECRETARIAT = "secretariat", _("the secretariat alone")


class Moderation(TextChoices):
    """When a proposed statement is put to the others."""

    BEFORE = "before", _("after the moderator has accepted it")
    AFTER = "after", _("on the next day; the moderator may reject it afterwards")


class StatementStatus(TextChoices):
    WAITING = "waiting", pgettext_lazy("statement", "waits for the moderator")
    SHOWN = "shown", pgettext_lazy("statement", "put to the vote")
    REJECTED = "rejected", pgettext_lazy("statement", "rejected")
    MERGED = "merged", pgettext_lazy("statement", "merged into another")


class RejectionGround(TextChoices):
    """Why a statement may be rejected: its form or its harm, never the opinion in it."""

    NOT_ONE = "not_one", _("It says several things at once; one could agree with a part of it.")
    NOT_CLEAR = "not_clear", _("It cannot be answered with agree or disagree.")
    OFF_TOPIC = "off_topic", _("It is about something else than the consultation.")
    PERSONAL_DATA = "personal_data", _("It names a private person or tells personal data.")
    INSULT = "insult", _("It insults or threatens.")
    UNLAWFUL = "unlawful", _("The law forbids to publish it.")


# What was rejected on these does harm as long as it is read: the ground is public, the words not.
WITHHELD = frozenset(
    {RejectionGround.PERSONAL_DATA, RejectionGround.INSULT, RejectionGround.UNLAWFUL}
)


class Way(TextChoices):
    """By what a participant entered."""

    MEMBER = "member", pgettext_lazy("participant", "member")
    INVITED = "invited", pgettext_lazy("participant", "invited")
    PUBLIC = "public", pgettext_lazy("participant", "from the public")


class Choice(IntegerChoices):
    AGREE = 1, pgettext_lazy("vote", "Agree")
    PASS = 0, pgettext_lazy("vote", "Pass")
    DISAGREE = -1, pgettext_lazy("vote", "Disagree")


MOVES = (
    Move(action="consultation.open", sources=frozenset({"draft"}), target="open"),
    Move(action="consultation.close", sources=frozenset({"open"}), target="closed"),
)

STATEMENT_MOVES = (
    Move(action="statement.accept", sources=frozenset({"waiting", "rejected"}), target="shown"),
    Move(action="statement.reject", sources=frozenset({"waiting", "shown"}), target="rejected"),
    Move(action="statement.merge", sources=frozenset({"waiting", "shown"}), target="merged"),
)


def after(action: str, status: str) -> str:
    """The status that ``action`` leads a consultation to. Raises IllegalMove."""
    return target_of(MOVES, action, status)


def statement_after(action: str, status: str) -> str:
    """The status that ``action`` leads a statement to. Raises IllegalMove."""
    return target_of(STATEMENT_MOVES, action, status)
