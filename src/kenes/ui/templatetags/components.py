"""Components as template tags; their arguments are described on top of each."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Form
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.types import TranslationState
from kenes.ui.path import PathStep, written_to_wrap

register = template.Library()
_KINDS = {
    "application/pdf": "PDF",
    "text/plain": "TXT",
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
_TONES = {"plain": "badge", "wait": "badge wait", "done": "badge done"}


@register.simple_tag
def chamber(side: str, label: str) -> SafeString:
    """``side``: state, parliament, civil, nhri, independent, mechanism or observer. Word first."""
    return format_html('<span class="chamber {}">{}</span>', side, label)


@register.simple_tag
def number(value: str, url: str = "") -> SafeString:
    """A number people cite; with ``url`` it is a link."""
    if url:
        return format_html('<a class="id" href="{}">{}</a>', url, value)
    return format_html('<span class="id" data-copy>{}</span>', value)


@register.simple_tag
def status(text: str, tone: str = "plain") -> SafeString:
    """The state of a thing in words. ``tone``: plain, wait or done."""
    return format_html('<span class="{}">{}</span>', _TONES[tone], text)


@register.simple_tag
def day(moment: date | datetime | None) -> SafeString | str:
    """A date in the reader's form; a moment in the reader's zone. Nothing for None."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), written(moment))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form's field: label, help, error and input, tied together for every reader."""
    if bound.is_hidden:
        return SafeString(bound)
    wired: dict[str, str | bool] = {}
    described = [f"{bound.auto_id}_error"] if bound.errors else []
    described += [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if described:
        wired["aria-describedby"] = " ".join(described)
    if bound.errors:
        wired["aria-invalid"] = "true"
    return render_to_string(
        "ui/components/field.html",
        {
            "field": bound,
            "input": bound.as_widget(attrs=wired),
            "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
            "is_group": bound.field.widget.use_fieldset,
        },
    )


@register.simple_tag
def errors(form: Form) -> SafeString | str:
    """The summary on top of a refused form: each error once, leading to its field."""
    if not form.is_bound or not form.errors:
        return ""
    found = [(bound.auto_id, bound.label, error) for bound in form for error in bound.errors]
    context = {"general": form.non_field_errors(), "found": found}
    return render_to_string("ui/components/errors.html", context)


@register.simple_tag
def pager(page: Any) -> SafeString:
    """``page`` has previous_url, next_url and, when known, shown and total."""
    return render_to_string("ui/components/pager.html", {"page": page})


@register.simple_tag
def empty(title: str, text: str, url: str = "", label: str = "") -> SafeString:
    """What will be here and how to begin; ``url`` and ``label`` make the way."""
    context = {"title": title, "text": text, "url": url, "label": label}
    return render_to_string("ui/components/empty.html", context)


@register.simple_tag
def filesize(size: int, media_type: str) -> str:
    """Kind and size of a file: ``PDF, 334 KB``. ``size`` in bytes."""
    return f"{_KINDS.get(media_type, media_type)}, {filesizeformat(size)}"


@register.simple_tag
def language_note(text: Any) -> SafeString | str:
    """How far a text can be relied on; nothing for the prevailing wording.

    ``text`` has language, state and get_language_display.
    """
    said = (
        {
            TranslationState.DRAFT: _("Draft translation, not checked."),
            TranslationState.CHECKED: _("Translation checked against the prevailing text."),
            TranslationState.STALE: _("The prevailing text has changed since this translation."),
        }.get(TranslationState(text.state))
        if text
        else None
    )
    return format_html('<p class="language-note">{}</p>', said) if said else ""


@register.simple_tag
def crumbs(items: list[tuple[str, str]]) -> SafeString:
    """The way down to this page: ``(label, address)``, the last without an address."""
    return render_to_string("ui/components/crumbs.html", {"items": items})


@register.simple_tag
def day_to_wrap(on: date) -> SafeString:
    """A date for a narrow column: it breaks between its parts, never inside ``2026 г.``."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), written_to_wrap(on))


@register.simple_tag
def path(steps: Iterable[PathStep], level: int = 3) -> SafeString:
    """The line from origin to law. ``steps`` in the order they are to stand in (``ui.path``).

    ``level`` is that of the steps' headings: one below the heading over the path.
    """
    today = timezone.localdate()
    return render_to_string(
        "ui/components/path.html",
        {"steps": [(step, step.overdue(today)) for step in steps], "heading": f"h{level}"},
    )
