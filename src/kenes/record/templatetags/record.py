"""What the record says of a page, as a component."""

from typing import Any

from django import template
from django.utils import timezone

from kenes.record.services.bundling import Standing, standing
from kenes.record.services.keeping import root_over

register = template.Library()


@register.inclusion_tag("record/parts/badge.html", takes_context=True)
def in_record(
    context: dict[str, Any], subject: str, known: Standing | None = None
) -> dict[str, Any]:
    """``subject`` of the page; ``known``: its standing, when the view has asked already."""
    found = known or standing(subject)
    request = context.get("request")
    return {
        "address": request.build_absolute_uri(request.path) if request else "",
        "subject": subject,
        "standing": found,
        "root": root_over(found.last),
        "now": timezone.localtime(),
    }
