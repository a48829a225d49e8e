"""One form for everything a person is told: a row for each category."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.notifications.lifecycle import Category, Mode
from kenes.notifications.services.choosing import Wish


class ChoicesForm(forms.Form):
    """Fields ``requests_shown`` and ``requests_email`` and so on."""

    def __init__(
        self, data: Any = None, *, wishes: Mapping[Category, Wish], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._categories = tuple(wishes)
        for category, wish in wishes.items():
            self.fields[f"{category}_shown"] = forms.BooleanField(
                label=_("in the house"), required=False, initial=wish.is_shown
            )
            self.fields[f"{category}_email"] = forms.ChoiceField(
                label=_("by e-mail"), choices=Mode.choices, initial=wish.email
            )

    def rows(self) -> Iterable[tuple[Category, forms.BoundField, forms.BoundField]]:
        """Category, shown, e-mail."""
        for category in self._categories:
            yield category, self[f"{category}_shown"], self[f"{category}_email"]

    @property
    def wishes(self) -> dict[str, Wish]:
        """What was chosen; only of a valid form."""
        given = self.cleaned_data
        return {
            category.value: Wish(given[f"{category}_shown"], Mode(given[f"{category}_email"]))
            for category in self._categories
        }
