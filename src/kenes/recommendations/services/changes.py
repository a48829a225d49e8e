"""What the acts on a recommendation do alike: hold its row, bring it up to date."""

from datetime import datetime

from kenes.members.models import Organisation
from kenes.recommendations import index
from kenes.recommendations.models import Recommendation

# What follows from other rows, and is settled by the services that write these.
_SETTLED = ["changed_at", "standing", "standing_since", "undone_since", "law", "law_since"]


def held(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, kept from others until the transaction ends."""
    return Recommendation.objects.select_for_update().get(pk=recommendation.pk)


def touch(recommendation: Recommendation, now: datetime) -> None:
    """Save that it changed, with where its sides stand, and find it by what it is now."""
    recommendation.changed_at = now
    recommendation.save(update_fields=_SETTLED)
    index.refresh([recommendation.pk])


def by(organisation: Organisation | None) -> str | None:
    """Whose word it is, where it is an organisation's."""
    return f"organisation/{organisation.pk}" if organisation else None
