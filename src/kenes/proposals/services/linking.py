"""The recommendations a proposal follows from, by the numbers people cite."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.proposals.models import Link, Proposal
from kenes.recommendations.models import Recommendation

MOST = 50
_PART = re.compile(r"[\s,;]+")


def numbers_in(text: str) -> list[str]:
    """Numbers as a person writes them: parted by blanks, commas or lines; each once."""
    return list(dict.fromkeys(word.upper() for word in _PART.split(text) if word))


def put(proposal: Proposal, numbers: Sequence[str]) -> bool:
    """Link exactly these recommendations; True when that changes anything.

    Raises ValidationError naming a number that is not in the register.
    """
    wanted = list(dict.fromkeys(numbers))
    known = list(proposal.links.values_list("number", flat=True))
    if wanted == known:
        return False
    if len(wanted) > MOST:
        raise ValidationError({"links": _("Link at most %(n)s recommendations.") % {"n": MOST}})
    found = set(Recommendation.objects.filter(number__in=wanted).values_list("number", flat=True))
    if unknown := [number for number in wanted if number not in found]:
        raise ValidationError(
            {
                "links": _("Not in the register: %(numbers)s. Write them as R-2014-126.")
                % {"numbers": ", ".join(unknown)}
            }
        )
    proposal.links.all().delete()
    Link.objects.bulk_create(Link(of=proposal, number=number) for number in wanted)
    return True
