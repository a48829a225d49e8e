"""Forms of inviting people, letting them in, closing and recovering accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("The invitation is written in it."),
    )
    is_auditor = forms.BooleanField(
        label=_("Auditor: reads the journal of every act"), required=False
    )


class OwnForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, help_text=_("Letters to you are in it.")
    )


class AcceptForm(OwnForm):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; several words in a row are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password") != given.get("again") and "again" in given:
            self.add_error("again", ValidationError(_("The two passwords differ.")))
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stays in the journal.")
    )


class NothingForm(forms.Form):
    """Only the press of its button."""
