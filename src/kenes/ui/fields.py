"""What the forms of every app ask alike: a day, some lines, words in three languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import LANGUAGES, Language, current_language, in_order


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def choices() -> forms.RadioSelect:
    """Few answers, all seen at once."""
    return forms.RadioSelect(attrs={"class": "choices"})


def hidden(initial: int | None = None) -> forms.IntegerField:
    """A number the page carries along."""
    return forms.IntegerField(
        initial=initial, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


def choose(
    form: forms.BaseForm, name: str, answers: Iterable[tuple[str, Any]]
) -> forms.ChoiceField:
    """The field, with what this reader can choose in it."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(answers)
    return field


def choose_among(
    form: forms.BaseForm, name: str, rows: QuerySet[Any]
) -> "forms.ModelChoiceField[Any]":
    """The field, with the rows this reader can choose among."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    field.queryset = rows
    return field


class LanguageForm(forms.Form):
    """In which language a text is written; the reader's own unless told otherwise."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class ByLanguageForm(forms.Form):
    """Words in three languages, the reader's first; each field is ``name_code``."""

    def ask(self, name: str, label: Any, *, rows: int = 1, help_text: Any = "") -> None:
        """``label`` has a place for the language: "Name: %(language)s"."""
        for place, code in enumerate(in_order(current_language())):
            widget: forms.Widget = lines(rows) if rows > 1 else forms.TextInput()
            widget.attrs["lang"] = code
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=label % {"language": Language(code).label},
                widget=widget,
                required=False,
                help_text=help_text if place == 0 else "",
            )

    def words(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in LANGUAGES}


def spread(words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Texts by language as the initial values of such a form."""
    return {
        f"{name}_{code}": texts.get(code, "")
        for name, texts in words.items()
        for code in LANGUAGES
    }
