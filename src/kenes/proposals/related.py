"""Proposals that follow from a recommendation, for its page."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kenes.proposals import telling
from kenes.proposals.models import Proposal, Version
from kenes.ui.related import Related, Source, register


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """Public ones, the newest first; two queries."""
    current = Prefetch("versions", Version.objects.filter(is_current=True))
    found = Proposal.objects.public().filter(links__number=number)
    rows = found.select_related("organisation", "chamber", "referred_to", "referred_to_body")
    return [
        Related(
            number=proposal.number,
            title=next((version.title for version in proposal.versions.all()), ""),
            url=proposal.get_absolute_url(),
            status=telling.standing(proposal, today),
            tone=telling.tone(proposal),
            language=proposal.language,
        )
        for proposal in rows.prefetch_related(current).order_by("-submitted_at", "-id")[:most]
    ]


def register_related() -> None:
    register(Source(name="proposals", order=1, heading=lambda: _("Proposals"), about=about))
