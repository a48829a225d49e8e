"""Days in words, as an official of each language writes them."""

from datetime import date

from django.utils.formats import date_format

from kenes.languages.types import Language, current_language


def written(day: date) -> str:
    """``3 June 2014``, ``3 июня 2014 г.``, ``2014 жылғы 3 маусым`` in the reader's language."""
    words = date_format(day, "DATE_FORMAT")
    # Kazakh months are common nouns; Django's catalogue begins them with a capital.
    return words.lower() if current_language() == Language.KAZAKH else words
