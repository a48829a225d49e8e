"""What people fill in about a pair. What is wrong with it, the services say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.alignment.lifecycle import Finding
from kenes.members.forms.speaking import SpeakingForm
from kenes.ui.fields import LanguageForm, choices, choose, hidden, lines

SILENT = "-"  # on forms: the act says nothing of it


class ViewForm(SpeakingForm, LanguageForm):
    """``version``: the one that stands above the form."""

    finding = forms.ChoiceField(
        label=_("What your organisation finds"), choices=Finding.choices, widget=choices()
    )
    reason = forms.CharField(
        label=_("Reasons"),
        widget=lines(6),
        help_text=_("What in the provision meets the obligation, or what it lacks."),
    )
    version = hidden()
    field_order = ("organisation", "finding", "reason", "language")


class PlaceForm(forms.Form):
    """Where the provision stands now: among what was found, or an address typed."""

    anchor = forms.ChoiceField(label=_("It stands now"), widget=choices())
    other = forms.CharField(
        label=_("Another address"),
        required=False,
        help_text=_("As it stands in the address of its page: art_12-1__para_2."),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "anchor", places)
        if places:
            self.initial.setdefault("anchor", places[0][0])

    def place(self) -> str:
        """The address; "" where the act is silent now."""
        other: str = self.cleaned_data["other"].strip()
        if other:
            return other
        chosen: str = self.cleaned_data["anchor"]
        return "" if chosen == SILENT else chosen


class OpenForm(forms.Form):
    """A provision, chosen from the list above; SILENT: the act says nothing of the obligation."""

    anchor = forms.CharField(label=_("Provision"), max_length=300)

    def place(self) -> str:
        chosen: str = self.cleaned_data["anchor"].strip()
        return "" if chosen == SILENT else chosen
