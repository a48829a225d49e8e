"""Pairs of an obligation or of an act, for their pages."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kenes.alignment import telling
from kenes.alignment.models import Pair
from kenes.ui.related import Related, Source, register

_FIELDS = {"obligation": "obligation", "act": "act"}


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """``number`` is ``obligation/12`` or ``act/5``; gaps first. Two queries."""
    kind, _slash, pk = number.partition("/")
    field = _FIELDS.get(kind)
    if field is None or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return ()
    rows = Pair.objects.filter(**{field: int(pk)})
    rows = rows.select_related("obligation__instrument", "act")
    with_gap = list(rows.filter(gap_since__isnull=False).order_by("gap_since", "id")[:most])
    left = most - len(with_gap)
    others = rows.filter(gap_since=None).order_by("-id")[:left] if left else ()
    return [
        Related(
            number=pair.number,
            title=telling.title(pair),
            url=pair.get_absolute_url(),
            status=telling.standing(pair),
            tone=telling.tone(pair),
        )
        for pair in (*with_gap, *others)
    ]


def register_related() -> None:
    register(Source(name="alignment", order=0, heading=lambda: _("Alignment"), about=about))
