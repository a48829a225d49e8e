"""Words asked for in three languages: the reader's first, the others folded."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from kenes.languages.types import LANGUAGES, Language, current_language, in_order


class WordsForm(forms.Form):
    """``worded`` names the texts: their label, with the language's place in it, rows and help."""

    worded: Mapping[str, tuple[Any, int, Any]] = {}
    first: tuple[str, ...] = ()  # the fields before all others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, rows, help_text) in self.worded.items():
            for place, code in enumerate(in_order(current_language())):
                widget: forms.Widget = (
                    forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
                )
                widget.attrs["lang"] = code
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": Language(code).label},
                    widget=widget,
                    required=False,
                    help_text=help_text if place == 0 else "",
                )
        self.order_fields(self.first)

    def words(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in LANGUAGES}

    @property
    def main(self) -> list[BoundField]:
        """What everybody is asked."""
        return [one for one in self if not self._is_folded(one.name)]

    @property
    def folded(self) -> list[BoundField]:
        """The same words in the other two languages."""
        return [one for one in self if self._is_folded(one.name)]

    @property
    def is_unfolded(self) -> bool:
        return any(one.value() or one.errors for one in self.folded)

    def _is_folded(self, field: str) -> bool:
        name, _dash, code = field.rpartition("_")
        return name in self.worded and code != current_language()


def spread(words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Texts by language as the initial values of such a form."""
    return {
        f"{name}_{code}": texts.get(code, "")
        for name, texts in words.items()
        for code in LANGUAGES
    }
