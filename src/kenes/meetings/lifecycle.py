"""The life of a meeting, of its items, votes, decisions and minutes, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of


class MeetingKind(TextChoices):
    QUARTERLY = "quarterly", _("quarterly meeting")
    EXTRA = "extra", _("extra meeting")  # needs a reason
    OTHER = "other", _("meeting")


class Mode(TextChoices):
    ROOM = "room", _("in a room")
    ONLINE = "online", _("online")
    BOTH = "both", _("in a room and online")


class Status(TextChoices):
    PLANNED = "planned", pgettext_lazy("status of a meeting", "planned")
    CALLED = "called", pgettext_lazy("status of a meeting", "called")  # notice was given
    OPEN = "open", pgettext_lazy("status of a meeting", "being held")
    CLOSED = "closed", pgettext_lazy("status of a meeting", "held")
    CANCELLED = "cancelled", pgettext_lazy("status of a meeting", "cancelled")


MOVES = (
    Move(action="meeting.call", sources=frozenset({"planned"}), target="called"),
    Move(action="meeting.open", sources=frozenset({"called"}), target="open"),
    Move(action="meeting.close", sources=frozenset({"open"}), target="closed"),
    Move(action="meeting.cancel", sources=frozenset({"planned", "called"}), target="cancelled"),
)


class Section(TextChoices):
    """The two standing questions of every agenda, between its opening and other business."""

    OPENING = "opening", _("Opening")
    LAW_MAKING = "law_making", _("Proposals in law-making")
    OBLIGATIONS = "obligations", _("National law and international obligations")
    OTHER = "other", _("Other business")


class ItemStatus(TextChoices):
    WAITING = "waiting", pgettext_lazy("status of an item", "to come")
    PRESENT = "present", pgettext_lazy("status of an item", "under discussion")
    DONE = "done", pgettext_lazy("status of an item", "dealt with")
    POSTPONED = "postponed", pgettext_lazy("status of an item", "postponed")


ITEM_MOVES = (
    Move(
        action="item.begin",
        sources=frozenset({"waiting", "done", "postponed"}),
        target="present",
    ),
    Move(action="item.end", sources=frozenset({"present"}), target="done"),
    Move(action="item.postpone", sources=frozenset({"waiting", "present"}), target="postponed"),
)


class Answer(TextChoices):
    """What an invited person says of coming."""

    NONE = "none", _("no answer yet")
    COMES = "comes", _("comes")
    ALTERNATE = "alternate", _("sends the alternate")
    ABSENT = "absent", _("does not come")


class TurnKind(TextChoices):
    SPEECH = "speech", _("speech")
    POINT_OF_ORDER = "point_of_order", _("point of order")


class TurnStatus(TextChoices):
    ASKED = "asked", pgettext_lazy("status of a speech", "on the list")
    SPEAKING = "speaking", pgettext_lazy("status of a speech", "has the floor")
    SPOKEN = "spoken", pgettext_lazy("status of a speech", "has spoken")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a speech", "withdrawn")


TURN_MOVES = (
    Move(action="turn.give", sources=frozenset({"asked"}), target="speaking"),
    Move(action="turn.end", sources=frozenset({"speaking"}), target="spoken"),
    Move(action="turn.withdraw", sources=frozenset({"asked"}), target="withdrawn"),
)


class VoteKind(TextChoices):
    """A test of consensus asks for objections; a vote counts."""

    CONSENSUS = "consensus", _("test of consensus")
    VOTE = "vote", _("vote")


class VoteRule(TextChoices):
    """What carries; each chamber by itself."""

    CONSENSUS = "consensus", _("no seat objects")
    TWO_THIRDS = "two_thirds", _("two thirds in each chamber")
    MAJORITY = "majority", _("a majority in each chamber")


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("in a vote", "for")
    AGAINST = "against", pgettext_lazy("in a vote", "against")  # in a test: objects
    ABSTAIN = "abstain", pgettext_lazy("in a vote", "abstains")


class VoteStatus(TextChoices):
    OPEN = "open", pgettext_lazy("status of a vote", "open")
    CLOSED = "closed", pgettext_lazy("status of a vote", "closed")
    VOID = "void", pgettext_lazy("status of a vote", "void")  # quorum lost, or broken off


class Why(TextChoices):
    """Why a vote was carried or not; of a void one, why it counts for nothing."""

    CARRIED = "carried", pgettext_lazy("of a vote", "carried")
    OBJECTION = "objection", pgettext_lazy("of a vote", "a seat objects")
    SHORT = "short", pgettext_lazy("of a vote", "a chamber falls short")
    SILENT = "silent", pgettext_lazy("of a vote", "a chamber has not agreed")
    QUORUM = "quorum", pgettext_lazy("of a vote", "the quorum was lost")
    BROKEN_OFF = "broken_off", pgettext_lazy("of a vote", "broken off")


VOTE_MOVES = (
    Move(action="vote.close", sources=frozenset({"open"}), target="closed"),
    Move(action="vote.void", sources=frozenset({"open"}), target="void"),
)


class DecisionKind(TextChoices):
    """What a decision does."""

    ADOPT = "adopt", _("adopts the proposal")
    ADOPT_IN_PART = "adopt_in_part", _("adopts the proposal in part")
    NOT_ADOPT = "not_adopt", _("does not adopt the proposal")
    REFER = "refer", _("refers the proposal")
    BYLAWS = "bylaws", _("changes the by-laws")
    GAP = "gap", _("notes a gap between law and obligation")
    OTHER = "other", _("decides another matter")


class MinutesStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("status of minutes", "being written")
    CIRCULATED = "circulated", pgettext_lazy("status of minutes", "open for corrections")
    SETTLED = "settled", pgettext_lazy("status of minutes", "waiting for approval")
    PUBLISHED = "published", pgettext_lazy("status of minutes", "approved and published")


MINUTES_MOVES = (
    Move(action="minutes.circulate", sources=frozenset({"draft"}), target="circulated"),
    Move(action="minutes.settle", sources=frozenset({"circulated"}), target="settled"),
    Move(action="minutes.reopen", sources=frozenset({"settled"}), target="circulated"),
    Move(action="minutes.publish", sources=frozenset({"settled"}), target="published"),
)


class CorrectionStatus(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("status of a correction", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("status of a correction", "accepted")
    DECLINED = "declined", pgettext_lazy("status of a correction", "declined")


CORRECTION_MOVES = (
    Move(action="correction.accept", sources=frozenset({"proposed"}), target="accepted"),
    Move(action="correction.decline", sources=frozenset({"proposed"}), target="declined"),
)


def after(action: str, status: str) -> str:
    """The status that ``action`` leads to from ``status``. Raises IllegalMove."""
    return target_of(ALL_MOVES, action, status)


def allows(action: str, status: str) -> bool:
    """Whether the move ``action`` begins at ``status``."""
    return any(move.action == action and status in move.sources for move in ALL_MOVES)


ALL_MOVES = (
    *MOVES,
    *ITEM_MOVES,
    *TURN_MOVES,
    *VOTE_MOVES,
    *MINUTES_MOVES,
    *CORRECTION_MOVES,
)
