"""Setting fields of a row and telling what changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kenes.languages.fields import Named


def put(row: models.Model, facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set ``facts`` on ``row``, check it, save it; returns ``{field: [before, after]}``.

    Raises ValidationError by field; nothing is saved when nothing changes.
    """
    changes = {}
    for name, after in facts.items():
        before = getattr(row, name)
        if before != after:
            changes[name] = [_plain(before), _plain(after)]
            setattr(row, name, after)
    if changes:
        row.full_clean()
        row.save()
    return changes


def check_name(row: Named) -> None:
    """Raise ValidationError unless the row has its name in at least one language."""
    if not row.name:
        raise ValidationError({"name_en": _("Give the name in at least one language.")})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
