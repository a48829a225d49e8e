"""Small parts of the floor."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kenes.languages.types import Language, current_language
from kenes.meetings.live.sight import Turned

register = template.Library()


@register.simple_tag
def took(seconds: int) -> str:
    """A length of time in words: ``3 min 20 s``."""
    return _("%(minutes)s min %(seconds)s s") % {
        "minutes": seconds // 60,
        "seconds": seconds % 60,
    }


@register.simple_tag
def languages_of(turn: Turned) -> SafeString:
    """The choice of the language a note is written in; as written, else the reader's."""
    chosen = turn.language or current_language()
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (one.value, SafeString(" selected") if one.value == chosen else "", one.label)
            for one in Language
        ),
    )
    return format_html('<select id="language-{}" name="language">{}</select>', turn.pk, options)


@register.simple_tag
def took_pattern() -> str:
    """The same with places for the numbers, for the clock that runs in the browser."""
    return _("%(minutes)s min %(seconds)s s")
