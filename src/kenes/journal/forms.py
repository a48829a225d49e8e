"""Filters of the journal."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FilterForm(forms.Form):
    kind = forms.CharField(
        label=_("Action"), required=False, max_length=60, widget=forms.TextInput({"list": "kinds"})
    )
    actor = forms.IntegerField(
        label=_("Number of the person"), required=False, min_value=1, max_value=2**63 - 1
    )
    subject = forms.CharField(label=_("About"), required=False, max_length=80)
