"""The way from a step of a path to the entry that proves it."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.record.models import Entry
from kenes.ui.path import PathStep


def proved(step: PathStep, entry: Entry | None) -> PathStep:
    """The step with the link to its entry, and whether its author signed it; as it is for None."""
    if entry is None:
        return step
    return replace(
        step,
        proof_url=reverse("record:entry", args=[entry.uuid]),
        proof_label=_("Entered in the public record")
        if entry.index is None
        else _("Entry %(n)s") % {"n": entry.index},
        is_signed=bool(entry.signed),
    )
