"""Words people send, as they are kept."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.languages.types import LANGUAGES

LONGEST = 10_000  # characters of a text


def tidied(field: str, text: str, *, most: int = LONGEST) -> str:
    """The text without what no page can show. Raises ValidationError on ``field``: too long."""
    kept = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(kept) > most:
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})
    return kept


def tidied_all(field: str, texts: Mapping[str, str], *, most: int = LONGEST) -> dict[str, str]:
    """Texts by language, without the empty ones."""
    kept = {code: tidied(field, texts[code], most=most) for code in LANGUAGES if texts.get(code)}
    return {code: text for code, text in kept.items() if text}
