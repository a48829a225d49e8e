"""What the acts on a recommendation do alike: hold its row, bring it up to date, tidy words."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation
from kenes.recommendations import index
from kenes.recommendations.models import Recommendation

LONGEST = 10_000  # characters of a text


def held(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, kept from others until the transaction ends."""
    return Recommendation.objects.select_for_update().get(pk=recommendation.pk)


def touch(recommendation: Recommendation, now: datetime) -> None:
    """Save that it changed, with where its sides stand, and find it by what it is now."""
    recommendation.changed_at = now
    recommendation.save(update_fields=["changed_at", "standing", "standing_since", "undone_since"])
    index.refresh([recommendation.pk])


def by(organisation: Organisation | None) -> str | None:
    """Whose word it is, where it is an organisation's."""
    return f"organisation/{organisation.pk}" if organisation else None


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
