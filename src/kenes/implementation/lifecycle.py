"""The life of a road map and of its measures, as data."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of


class RoadMapStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("status of a road map", "being prepared")
    ADOPTED = "adopted", pgettext_lazy("status of a road map", "adopted")


class MeasureStatus(TextChoices):
    """What its owner says of it; overdue is no status: the calendar says so."""

    NOT_BEGUN = "not_begun", pgettext_lazy("status of a measure", "not begun")
    UNDER_WAY = "under_way", pgettext_lazy("status of a measure", "under way")
    DONE = "done", pgettext_lazy("status of a measure", "done")
    DROPPED = "dropped", pgettext_lazy("status of a measure", "dropped, with reasons")


MOVES = (Move(action="roadmap.adopt", sources=frozenset({"draft"}), target="adopted"),)
_OPEN = frozenset({"not_begun", "under_way", "done"})
MEASURE_MOVES = tuple(
    Move(action=f"measure.{status}", sources=_OPEN, target=status)
    for status in MeasureStatus.values
)


def after(action: str, status: str) -> str:
    """The status that ``action`` leads to from ``status``. Raises IllegalMove."""
    return target_of((*MOVES, *MEASURE_MOVES), action, status)


def allows(action: str, status: str) -> bool:
    """Whether the move ``action`` begins at ``status``."""
    return any(
        move.action == action and status in move.sources for move in (*MOVES, *MEASURE_MOVES)
    )
