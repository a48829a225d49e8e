"""Consultations about a matter, for its page."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kenes.opinions import telling
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.ui.related import Related, Source, register


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """Those that were opened, the newest first; one query."""
    if not number.isprintable():
        return []
    rows = Consultation.objects.filter(about=number).exclude(status=Status.DRAFT)
    return [
        Related(
            number=one.number,
            title=one.name,
            url=one.get_absolute_url(),
            status=telling.standing(one, today),
            tone=telling.tone(one),
            language=one.name_language,
        )
        for one in rows.order_by("-id")[:most]
    ]


def register_related() -> None:
    register(
        Source(name="consultations", order=6, heading=lambda: _("Consultations"), about=about)
    )
