"""What a proposal follows from, by the numbers people cite.

These are recommendations; and what the record knows of from apps above this one: pairs of the
alignment matrix, and statements of consultations.
"""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.proposals.models import Link, Proposal
from kenes.recommendations.models import Recommendation
from kenes.record.subjects import shown_of

MOST = 50
_LONGEST = 20  # characters of a number
_PART = re.compile(r"[\s,;]+")
_ABOVE = ("A-", "C-")  # the alignment matrix, consultations


def numbers_in(text: str) -> list[str]:
    """Numbers as a person writes them: parted by blanks, commas or lines; each once."""
    return list(dict.fromkeys(word.upper() for word in _PART.split(text) if word))


def put(proposal: Proposal, numbers: Sequence[str]) -> bool:
    """Link exactly these; True when that changes anything.

    Raises ValidationError naming a number that is nowhere.
    """
    wanted = list(dict.fromkeys(numbers))
    known = list(proposal.links.values_list("number", flat=True))
    if wanted == known:
        return False
    if len(wanted) > MOST:
        raise ValidationError({"links": _("Link at most %(n)s numbers.") % {"n": MOST}})
    wanted_here = [number for number in wanted if len(number) <= _LONGEST and number.isprintable()]
    rows = Recommendation.objects.filter(number__in=wanted_here)
    found = {*rows.values_list("number", flat=True), *_above(wanted_here)}
    if unknown := [number for number in wanted if number not in found]:
        raise ValidationError(
            {
                "links": _(
                    "Neither in the register, nor in the alignment matrix, nor in a "
                    "consultation: %(numbers)s. Write them as R-2014-126, A-2026-014 or "
                    "C-2026-001.12."
                )
                % {"numbers": ", ".join(unknown)}
            }
        )
    proposal.links.all().delete()
    Link.objects.bulk_create(Link(of=proposal, number=number) for number in wanted)
    return True


def _above(numbers: Sequence[str]) -> set[str]:
    """Those of higher apps that there are."""
    asked = [number for number in numbers if number.startswith(_ABOVE)]
    return {number for number, state in shown_of(asked).items() if state}
