"""Forms of bodies, chambers and organisations, and what all forms here share."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language
from kenes.members.models import Body, Chamber, Organisation

NAMES = ["name_kk", "name_ru", "name_en"]
_SLUG_HELP = _("Latin letters, digits and hyphens; it stands in links and should stay.")


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Facts(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose ``facts`` a service takes; a text by language is a field for each."""

    texts: ClassVar[dict[str, Any]] = {}  # name of a JSON field -> its label

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.texts.items():
            for code, language in Language.choices:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=_("%(what)s (%(language)s)") % {"what": label, "language": language},
                    required=False,
                    max_length=5_000,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                    initial=getattr(self.instance, name).get(code, ""),
                )
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            if name.startswith("name_"):
                field.widget.attrs["lang"] = name.removeprefix("name_")
        if "slug" in self.fields:
            self.fields["slug"].label = _("Address")
            self.fields["slug"].help_text = _SLUG_HELP

    def clean(self) -> dict[str, Any]:
        # Uniqueness and constraints are the service's: it answers in sentences.
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the row as given."""
        given = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        for name in self.texts:
            texts = {code: self.cleaned_data[f"{name}_{code}"] for code in Language.values}
            given[name] = {code: text for code, text in texts.items() if text}
        return given


class BodyForm(Facts):
    texts: ClassVar[dict[str, Any]] = {
        "purpose": _("Purpose"),
        "country_name": _("Name of the country"),
    }

    class Meta:
        model = Body
        fields: ClassVar[list[str]] = [
            *NAMES, "slug", "kind", "parent", "country", "founded_on", "closed_on", "order",
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {
            "parent": _("Belongs to"),
            "country": _("Country"),
            "order": _("Place in the list"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "parent": _("Empty for the plenary."),
            "country": _("Three letters, as KAZ; for the plenary only."),
        }


class ChamberForm(Facts):
    texts: ClassVar[dict[str, Any]] = {"appointed_by": _("Who appoints")}

    class Meta:
        model = Chamber
        fields: ClassVar[list[str]] = [*NAMES, "slug", "side", "order"]
        labels: ClassVar[dict[str, Any]] = {
            "side": _("Stands for"),
            "order": _("Place in the list"),
        }


class OrganisationForm(Facts):
    texts: ClassVar[dict[str, Any]] = {"purpose": _("Purpose, in its own words")}
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [*NAMES, "slug", "kind", "website", "founded_on"]
