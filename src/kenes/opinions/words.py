"""Words as they may be kept: tidied, of a length, in a language of the body."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.languages.types import LANGUAGES

LONGEST_TITLE = 300
LONGEST_QUESTION = 2_000
LONGEST_STATEMENT = 280
LONGEST_REASON = 1_000
LONGEST_ANSWER = 10_000


def tidy(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def by_language(
    given: Mapping[str, str], *, field: str, most: int, is_one_line: bool = True
) -> dict[str, str]:
    """Without the empty ones. Raises ValidationError on ``field``: one is too long."""
    clean = one_line if is_one_line else tidy
    kept = {code: clean(given.get(code, "")) for code in LANGUAGES}
    kept = {code: text for code, text in kept.items() if text}
    if any(len(text) > most for text in kept.values()):
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})
    return kept


def reason(text: str, *, field: str = "reason") -> str:
    """Words that are published. Raises ValidationError: none, or too many."""
    kept = tidy(text)
    if not kept:
        raise ValidationError({field: _("Give the reason: it is published.")})
    if len(kept) > LONGEST_REASON:
        raise ValidationError(
            {field: _("Write at most %(n)s characters.") % {"n": LONGEST_REASON}}
        )
    return kept


def statement(text: str, *, field: str = "text") -> str:
    """One sentence. Raises ValidationError: nothing, or more than one can vote on."""
    kept = one_line(text)
    if not kept:
        raise ValidationError({field: _("Write the statement.")})
    if len(kept) > LONGEST_STATEMENT:
        raise ValidationError(
            {
                field: _("Write at most %(most)s characters; these are %(n)s.")
                % {"most": LONGEST_STATEMENT, "n": len(kept)}
            }
        )
    return kept


def language(code: str, *, field: str = "language") -> str:
    if code not in LANGUAGES:
        raise ValidationError({field: _("Choose one of the three languages.")})
    return code
