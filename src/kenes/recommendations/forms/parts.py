"""What forms about a recommendation ask alike: a day, some lines, in whose name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kenes.members.models import Organisation

CHOOSE = ("", gettext_lazy("Choose"))


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NamedForm(forms.Form):
    """In whose name it is said; asked only of who speaks for several."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("In whose name"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, names: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(names)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in names])
        field.initial = names[0].pk if names else None
        if len(names) < 2:
            field.widget = forms.HiddenInput()
