"""Entering an act, a file of one, and the rank of treaties."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kenes.languages.types import LANGUAGES, Language
from kenes.law.lifecycle import ActKind
from kenes.law.models import Act


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _note(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("What a reader must know, such as that this is an extract."),
    )


def _by_language(cleaned: dict[str, Any], name: str) -> dict[str, str]:
    return {code: cleaned[f"{name}_{code}"] for code in LANGUAGES}


class FactsForm(forms.Form):
    """What is known of an act whatever its wording."""

    name_kk = forms.CharField(
        label=gettext_lazy("Name in Kazakh"), max_length=1_000, required=False
    )
    name_ru = forms.CharField(
        label=gettext_lazy("Name in Russian"), max_length=1_000, required=False
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), max_length=1_000, required=False
    )
    short_kk = forms.CharField(
        label=gettext_lazy("Short name in Kazakh"), max_length=100, required=False
    )
    short_ru = forms.CharField(
        label=gettext_lazy("Short name in Russian"), max_length=100, required=False
    )
    short_en = forms.CharField(
        label=gettext_lazy("Short name in English"), max_length=100, required=False
    )
    official_number = forms.CharField(
        label=gettext_lazy("Official number"), max_length=40, required=False
    )
    prevailing = forms.MultipleChoiceField(
        label=gettext_lazy("Which language prevails"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Several, where they have equal force."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Where it is officially published. Kenes never fetches it."),
    )

    def facts(self) -> dict[str, Any]:
        plain = ("official_number", "prevailing", "source")
        return {
            "name": _by_language(self.cleaned_data, "name"),
            "short": _by_language(self.cleaned_data, "short"),
            **{name: self.cleaned_data[name] for name in plain},
        }

    @staticmethod
    def of(act: Act) -> dict[str, Any]:
        """The facts as they are, to begin from."""
        said = {f"name_{code}": act.name.get(code, "") for code in LANGUAGES}
        said |= {f"short_{code}": act.short.get(code, "") for code in LANGUAGES}
        return {
            **said,
            "official_number": act.official_number,
            "prevailing": act.prevailing,
            "source": act.source,
        }


class ActForm(FactsForm):
    """An act that is not in the house yet."""

    code = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small Latin letters, digits, hyphens: criminal-code."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ActKind.choices)
    enacted_on = _day(label=gettext_lazy("Enacted on"))
    field_order = ("kind", "code", "enacted_on")

    def facts(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("code", "kind", "enacted_on")}
        return {**super().facts(), **plain}


class UploadForm(forms.Form):
    """A file of an act, as it reads from a day on."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("DOCX, HTML, Markdown, text or Akoma Ntoso 3.0."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )
    on = _day(label=gettext_lazy("In force from"))
    amended_by_kk = forms.CharField(
        label=gettext_lazy("Amending act, in Kazakh"), max_length=1_000, required=False
    )
    amended_by_ru = forms.CharField(
        label=gettext_lazy("Amending act, in Russian"), max_length=1_000, required=False
    )
    amended_by_en = forms.CharField(
        label=gettext_lazy("Amending act, in English"), max_length=1_000, required=False
    )

    note_kk = _note(gettext_lazy("Note, in Kazakh"))
    note_ru = _note(gettext_lazy("Note, in Russian"))
    note_en = _note(gettext_lazy("Note, in English"))

    def facts(self) -> dict[str, Any]:
        return {
            "language": self.cleaned_data["language"],
            "on": self.cleaned_data["on"],
            "amended_by": _by_language(self.cleaned_data, "amended_by"),
            "note": _by_language(self.cleaned_data, "note"),
        }


class TreatyRuleForm(forms.Form):
    """The rank of treaties from a day on."""

    since = _day(label=gettext_lazy("Since"))
    treaty_prevails = forms.TypedChoiceField(
        label=gettext_lazy("Does a ratified treaty go before a law that differs from it?"),
        choices=(
            ("", gettext_lazy("It depends")),
            ("yes", gettext_lazy("yes")),
            ("no", gettext_lazy("no")),
        ),
        required=False,
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    rule_kk = forms.CharField(
        label=gettext_lazy("Rule, in Kazakh"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    rule_ru = forms.CharField(
        label=gettext_lazy("Rule, in Russian"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    rule_en = forms.CharField(
        label=gettext_lazy("Rule, in English"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    basis_kk = forms.CharField(
        label=gettext_lazy("Basis, in Kazakh"), max_length=500, required=False
    )
    basis_ru = forms.CharField(
        label=gettext_lazy("Basis, in Russian"), max_length=500, required=False
    )
    basis_en = forms.CharField(
        label=gettext_lazy("Basis, in English"), max_length=500, required=False
    )

    def facts(self) -> dict[str, Any]:
        since: date = self.cleaned_data["since"]
        return {
            "since": since,
            "rule": _by_language(self.cleaned_data, "rule"),
            "basis": _by_language(self.cleaned_data, "basis"),
            "treaty_prevails": self.cleaned_data["treaty_prevails"],
        }
