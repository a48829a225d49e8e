"""What the record's pages call things."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TYPES: dict[str, Any] = {
    "body.founded": _("Body founded"),
    "body.changed": _("Body changed"),
    "chamber.added": _("Chamber added"),
    "chamber.changed": _("Chamber changed"),
    "organisation.entered": _("Organisation entered"),
    "organisation.changed": _("Organisation changed"),
    "seat.created": _("Seat created"),
    "seat.changed": _("Seat changed"),
    "seat.abolished": _("Seat abolished"),
    "term.begun": _("Term begun"),
    "term.ended": _("Term ended"),
    "office.given": _("Office given"),
    "office.ended": _("Office ended"),
    "document.kept": _("Document kept"),
    "recommendation.recorded": _("Recommendation entered by hand"),
    "recommendation.corrected": _("Recommendation corrected"),
    "recommendation.translated": _("Translation set"),
    "recommendation.assessed": _("Implementation assessed"),
    "recommendation.in_law": _("Change in law recorded"),
    "recommendation.imported": _("Recommendation imported"),
    "recommendation.updated": _("Recommendation changed by an import"),
    "recommendation.withdrawn": _("Recommendation taken out: its import was undone"),
    "recommendation.restored": _("Recommendation as before: an import was undone"),
    "import.applied": _("Import saved in the register"),
    "import.undone": _("Import undone"),
    "key.enrolled": _("Passkey entered"),
    "key.rotated": _("Key of the record changed"),
    "entry.attested": _("Entry signed by its author"),
    "entry.redacted": _("Words erased by two officers"),
    "record.opened": _("Entered as it stood when the record began"),
}


def type_label(type_: str) -> str:
    return str(TYPES.get(type_, type_))


def in_words(value: Any) -> str:
    """A value of a payload as lines to read; codes stay as they are."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, list):
        return ", ".join(in_words(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {in_words(one)}" for name, one in value.items() if one)
    return str(value)
