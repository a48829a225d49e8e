"""Proposals that follow from a recommendation, or amend an act, for its page."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from kenes.proposals import telling
from kenes.proposals.models import Amendment, Proposal, Version
from kenes.ui.related import Related, Source, register

_ACT = "act/"


def about(number: str, today: date, most: int) -> Sequence[Related]:
    """Public ones, the newest first; two queries.

    ``number``: of a recommendation, or ``act/12`` for what amends an act, or a provision of it:
    ``act/12/art_5``, and then what amends a part of it or the whole it stands in.
    """
    current = Prefetch("versions", Version.objects.filter(is_current=True))
    found = Proposal.objects.public()
    if not number.isprintable():
        return []
    if number.startswith(_ACT):
        found = found.filter(pk__in=_amending(number.removeprefix(_ACT)))
    else:
        found = found.filter(links__number=number)
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


def _amending(place: str) -> QuerySet[Amendment, int]:
    """Keys of proposals whose current version amends an act, or a provision of it."""
    pk, _slash, anchor = place.partition("/")
    known = pk.isascii() and pk.isdigit() and len(pk) < 19
    rows = Amendment.objects.filter(act=int(pk) if known else 0, version__is_current=True)
    if anchor:
        parts = anchor.split("__")
        above = ["__".join(parts[:length]) for length in range(1, len(parts) + 1)]
        rows = rows.filter(Q(anchor__in=above) | Q(anchor__startswith=f"{anchor}__"))
    return rows.values_list("of_id", flat=True)


def register_related() -> None:
    register(Source(name="proposals", order=1, heading=lambda: _("Proposals"), about=about))
