"""What a proposal follows from, by the numbers people cite.

These are recommendations, and pairs of the alignment matrix, which the record knows of.
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
_PAIR = "A-"  # of the alignment matrix, an app above this one


def numbers_in(text: str) -> list[str]:
    """Numbers as a person writes them: parted by blanks, commas or lines; each once."""
    return list(dict.fromkeys(word.upper() for word in _PART.split(text) if word))


def put(proposal: Proposal, numbers: Sequence[str]) -> bool:
    """Link exactly these; True when that changes anything.

    Raises ValidationError naming a number that is neither in the register nor in the matrix.
    """
    wanted = list(dict.fromkeys(numbers))
    known = list(proposal.links.values_list("number", flat=True))
    if wanted == known:
        return False
    if len(wanted) > MOST:
        raise ValidationError({"links": _("Link at most %(n)s numbers.") % {"n": MOST}})
    wanted_here = [number for number in wanted if len(number) <= _LONGEST and number.isprintable()]
    rows = Recommendation.objects.filter(number__in=wanted_here)
    found = {*rows.values_list("number", flat=True), *_pairs(wanted_here)}
    if unknown := [number for number in wanted if number not in found]:
        raise ValidationError(
            {
                "links": _(
                    "Neither in the register nor in the alignment matrix: %(numbers)s. "
                    "Write them as R-2014-126 or A-2026-014."
                )
                % {"numbers": ", ".join(unknown)}
            }
        )
    proposal.links.all().delete()
    Link.objects.bulk_create(Link(of=proposal, number=number) for number in wanted)
    return True


def _pairs(numbers: Sequence[str]) -> set[str]:
    """Those of the alignment matrix that there are."""
    asked = [number for number in numbers if number.startswith(_PAIR)]
    return {number for number, state in shown_of(asked).items() if state}
