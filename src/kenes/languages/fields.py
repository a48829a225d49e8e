"""A name in three languages, as columns: filters and indexes work on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import current_language, in_order


class Named(models.Model):
    """Something with a name in each language; at least one is given."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=300, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language, or in the first that has one."""
        for code in in_order(current_language()):
            if name := str(getattr(self, f"name_{code}")):
                return name
        return ""

    @property
    def name_language(self) -> str:
        """The language ``name`` is in, for the ``lang`` attribute."""
        for code in in_order(current_language()):
            if getattr(self, f"name_{code}"):
                return code
        return current_language()


def pick(texts: dict[str, str]) -> str:
    """The text in the reader's language out of ``{"kk": …, "ru": …, "en": …}``."""
    return picked(texts)[0]


def picked(texts: dict[str, str]) -> tuple[str, str]:
    """As ``pick``, with the language the text is in."""
    for code in in_order(current_language()):
        if text := texts.get(code, ""):
            return text, code
    return "", current_language()
