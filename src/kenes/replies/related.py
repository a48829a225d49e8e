"""Requests about a matter, for its page."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.replies import telling
from kenes.replies.models import Request
from kenes.ui.related import Related, Source, register


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """Public ones, the newest first; one query."""
    found = Request.objects.public().about(number).select_related("addressee")
    return [
        Related(
            number=request.number,
            title=telling.title(request),
            url=reverse("replies:one", args=[request.number]),
            status=telling.standing(request, today),
            tone="wait" if request.is_waiting else "done",
            organisation_id=request.addressee_id,
        )
        for request in found.order_by("-id")[:most]
    ]


def register_related() -> None:
    register(Source(name="replies", order=2, heading=lambda: _("Requests"), about=about))
