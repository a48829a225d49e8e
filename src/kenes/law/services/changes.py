"""What entering facts of law does alike: codes, names and days as they are kept."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.languages.tidying import tidied_all

FIRST_DAY, LAST_YEAR = date(1800, 1, 1), 2200
LONGEST_NAME = 1_000  # characters
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def code(given: str, *, most: int) -> str:
    """A name in addresses. Raises ValidationError on ``code``."""
    if len(given) > most or not _CODE.fullmatch(given):
        raise ValidationError(
            {
                "code": _(
                    "Use small Latin letters, digits and single hyphens, at most %(n)s characters."
                )
                % {"n": most}
            }
        )
    return given


def check_day(field: str, given: date | None) -> None:
    """Raises ValidationError on ``field`` for a day outside the calendar of states."""
    if given is not None and (given < FIRST_DAY or given.year >= LAST_YEAR):
        raise ValidationError({field: _("Look at the year once more.")})


def name(field: str, given: Mapping[str, str]) -> dict[str, str]:
    """A name by language, at least one. Raises ValidationError on ``field``."""
    kept = tidied_all(field, given, most=LONGEST_NAME)
    if not kept:
        raise ValidationError({field: _("Give a name in one language at least.")})
    return kept


def choice(field: str, given: str, known: Collection[str]) -> str:
    """One of the known codes. Raises ValidationError on ``field``."""
    if given not in known:
        raise ValidationError({field: _("Choose one of the list.")})
    return given
