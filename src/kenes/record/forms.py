"""Forms of the record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.record.models import Entry
from kenes.record.services.redacting import Ground
from kenes.record.subjects import field_label


class RedactionForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), choices=Ground)
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("For the officer who decides; it stays in the house."),
        widget=forms.Textarea,
        max_length=2_000,
    )

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, field_label(entry.subject, name)) for name in entry.told]
        self.fields["names"] = forms.MultipleChoiceField(
            label=_("What is to be erased"),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["names", "ground", "explanation"])
