"""What is suggested, and what becomes of a suggestion, as data. Positions are never suggested."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.access.moves import Move, target_of


class SuggestionKind(TextChoices):
    THEME = "theme", _("theme")
    AFFECTED = "affected", _("affected group")
    SDG = "sdg", _("Sustainable Development Goal")
    ACTION = "action", _("requested action")
    SIMILAR = "similar", _("repeated or similar recommendation")
    PROVISION = "provision", _("provision concerned")


class SuggestionStatus(TextChoices):
    OPEN = "open", pgettext_lazy("status of a suggestion", "to be decided")
    ACCEPTED = "accepted", pgettext_lazy("status of a suggestion", "accepted")
    REJECTED = "rejected", pgettext_lazy("status of a suggestion", "rejected")
    TAKEN_BACK = "taken_back", pgettext_lazy("status of a suggestion", "taken back")


MOVES = (
    Move(action="suggestion.accept", sources=frozenset({"open"}), target="accepted"),
    Move(action="suggestion.reject", sources=frozenset({"open"}), target="rejected"),
    Move(action="suggestion.take_back", sources=frozenset({"accepted"}), target="taken_back"),
)


def after(action: str, status: str) -> str:
    """The status that ``action`` leads to from ``status``. Raises IllegalMove."""
    return target_of(MOVES, action, status)
