"""What is asked of words, days, weights before they are kept. Raises ValidationError by field."""

import re
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.languages.types import LANGUAGES

LONGEST_TITLE = 500  # characters
LONGEST_TEXT = 5_000
HEAVIEST = 1_000  # of a weight
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def said(
    field: str, given: Mapping[str, str], *, most: int = LONGEST_TEXT, needed: str = ""
) -> dict[str, str]:
    """Words by language, tidied, without the empty ones.

    Raises ValidationError on ``field``: one is too long, or, with ``needed``, there are none.
    """
    kept = {code: tidy(given.get(code, "")) for code in LANGUAGES}
    if most <= LONGEST_TITLE:
        kept = {code: " ".join(text.split()) for code, text in kept.items()}
    kept = {code: text for code, text in kept.items() if text}
    check_length(field, *kept.values(), most=most)
    if needed and not kept:
        raise ValidationError({field: needed})
    return kept


def tidy(text: str) -> str:
    """As it is kept: lines end in one way, nothing stands before or after, nothing is unseen."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def check_length(field: str, *written: str, most: int) -> None:
    """Raises ValidationError for a text longer than ``most`` characters."""
    if any(len(text) > most for text in written):
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})


def check_day(field: str, day: date) -> None:
    """Raises ValidationError for a day no road map of today can mean."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            {
                field: _("Choose a day from %(first)s to %(last)s.")
                % {"first": EARLIEST.year, "last": LATEST.year}
            }
        )


def weight(field: str, given: int) -> int:
    """Raises ValidationError unless it is a whole number from 1 to HEAVIEST."""
    if not 1 <= given <= HEAVIEST:
        raise ValidationError(
            {field: _("A weight is a whole number from 1 to %(n)s.") % {"n": HEAVIEST}}
        )
    return given
