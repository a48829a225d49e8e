"""What people fill in about minutes. What is wrong with it, the services say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import LANGUAGES, Language, in_order
from kenes.members.forms.speaking import rows_of
from kenes.members.models import Organisation
from kenes.ui.fields import choose_among, hidden, lines, spread


class ParagraphForm(forms.Form):
    """A paragraph in the three languages, the prevailing one first."""

    seen = hidden(0)  # the state of the text as the page was opened

    def __init__(self, *args: Any, prevailing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].required = False  # of a new paragraph nothing was seen
        for code in in_order(prevailing):
            label = Language(code).label
            is_first = code == prevailing
            widget = lines(6 if is_first else 4)
            widget.attrs["lang"] = code
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("%(language)s, which prevails") % {"language": label}
                if is_first
                else label,
                widget=widget,
                required=False,
            )
            if not is_first:
                self.fields[f"checked_{code}"] = forms.BooleanField(
                    label=_("Checked against the prevailing text"), required=False
                )

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code in LANGUAGES}

    def checked(self) -> list[str]:
        return [code for code in LANGUAGES if self.cleaned_data.get(f"checked_{code}")]


def began(texts: Mapping[str, str], checked: Sequence[str]) -> dict[str, Any]:
    """A paragraph as the initial values of its form."""
    return {**spread({"text": texts}), **{f"checked_{code}": True for code in checked}}


class WordsForm(forms.Form):
    """Other words for a paragraph, in the language that is read."""

    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    text = forms.CharField(label=_("How it should read"), widget=lines(6))
    reason = forms.CharField(
        label=_("Reasons"), widget=lines(3), help_text=_("Printed beside the correction.")
    )


class ProposeForm(WordsForm):
    """``names``: organisations the person speaks for; an officer may speak for none."""

    organisation = forms.ModelChoiceField(
        label=_("In whose name"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("secretariat or chair"),
    )
    field_order = ("organisation", "text", "reason")

    def __init__(
        self, *args: Any, names: Sequence[Organisation], is_officer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Everybody who reads the draft sees them.")
        field = choose_among(self, "organisation", rows_of(names))
        if not is_officer:
            field.empty_label, field.required = None, True
            field.initial = names[0].pk if names else None
        if not names or (not is_officer and len(names) == 1):
            field.widget = forms.HiddenInput()


class DecideForm(forms.Form):
    reason = forms.CharField(
        label=_("Reasons"),
        widget=lines(3),
        required=False,
        help_text=_("Needed to decline it."),
    )
