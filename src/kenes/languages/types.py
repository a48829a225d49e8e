"""Languages of the body and the state of a translation."""

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("kk", "ru", "en")


class Language(TextChoices):
    KAZAKH = "kk", _("Kazakh")
    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")


class TranslationState(TextChoices):
    """How far a text in one language can be relied on."""

    ORIGINAL = "original", _("prevailing text")
    CHECKED = "checked", _("checked translation")
    DRAFT = "draft", _("draft translation")
    STALE = "stale", _("stale translation")


def current_language() -> str:
    """The reader's language, always one of ``LANGUAGES``."""
    code = (get_language() or "en").split("-")[0]
    return code if code in LANGUAGES else "en"


def in_order(preferred: str) -> tuple[str, ...]:
    """The three languages, the reader's first: the order in which a text is looked for."""
    return (preferred, *(code for code in LANGUAGES if code != preferred))
