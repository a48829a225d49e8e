"""What the record says of a page, as a component."""

from typing import Any

from django import template
from django.utils import timezone

from kenes.record.services.bundling import Standing, standing

register = template.Library()


@register.inclusion_tag("record/parts/badge.html")
def in_record(subject: str, known: Standing | None = None) -> dict[str, Any]:
    """``subject`` of the page; ``known``: its standing, when the view has asked already."""
    return {
        "subject": subject,
        "standing": known or standing(subject),
        "now": timezone.localtime(),
    }
