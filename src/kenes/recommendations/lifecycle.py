"""The five axes of a recommendation, and the life of an import, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kenes.access.moves import Move, target_of


class Position(TextChoices):
    """Axis 1: the position the State has taken."""

    SUPPORTED = "supported", _("supported")
    NOTED = "noted", _("noted")
    PENDING = "pending", _("pending")
    UNKNOWN = "unknown", _("not stated")


class RequestedAction(TextChoices):
    """Axis 2: the action asked for (UPR Info's five categories)."""

    MINIMAL = "minimal", _("minimal action")
    CONTINUE = "continue", _("continue action")
    CONSIDER = "consider", _("consider action")
    GENERAL = "general", _("general action")
    SPECIFIC = "specific", _("specific action")
    UNKNOWN = "unknown", _("not classified")


class Stage(TextChoices):
    """Axis 3: the stage of work."""

    RECEIVED = "received", _("received")
    ASSIGNED = "assigned", _("assigned")
    PLANNED = "planned", _("planned")
    IN_PROGRESS = "in_progress", _("in progress")
    REPORTED = "reported", _("reported")
    CLOSED = "closed", _("closed")


class Grade(TextChoices):
    """Axis 4: an assessment of implementation; many stand side by side."""

    IMPLEMENTED = "implemented", _("implemented")
    PARTLY = "partly", _("partly implemented")
    IN_PROGRESS = "in_progress", _("in progress")
    NOT_BEGUN = "not_begun", _("not begun")
    NOT_IMPLEMENTED = "not_implemented", _("not implemented")
    NOT_ASSESSED = "not_assessed", _("not assessed")


class Assessor(TextChoices):
    """Who assesses; each side on its own line."""

    STATE = "state", _("state")
    CIVIL = "civil", _("civil society")
    NHRI = "nhri", _("human-rights institution")
    INDEPENDENT = "independent", _("independent assessor")
    MECHANISM = "mechanism", _("the mechanism itself")


class ImportStatus(TextChoices):
    WAITING = "waiting", _("waiting")
    READING = "reading", _("being read")
    READY = "ready", _("ready to check")
    APPLYING = "applying", _("being saved")
    APPLIED = "applied", _("saved in the register")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", _("failed")


IMPORT_MOVES = (
    Move(action="import.read", sources=frozenset({"waiting", "reading"}), target="reading"),
    Move(action="import.offer", sources=frozenset({"reading"}), target="ready"),
    Move(action="import.apply", sources=frozenset({"ready", "applying"}), target="applying"),
    Move(action="import.finish", sources=frozenset({"applying"}), target="applied"),
    Move(action="import.undo", sources=frozenset({"applied"}), target="undone"),
    Move(
        action="import.discard",
        sources=frozenset({"waiting", "ready", "failed"}),
        target="discarded",
    ),
    Move(
        action="import.fail",
        sources=frozenset({"waiting", "reading", "applying"}),
        target="failed",
    ),
)


def import_target(action: str, status: str) -> str:
    """The status that ``action`` leads an import to from ``status``."""
    return target_of(IMPORT_MOVES, action, status)
