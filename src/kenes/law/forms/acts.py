"""Entering an act, a file of one, and the rank of treaties."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kenes.languages.types import Language
from kenes.law.lifecycle import ActKind
from kenes.law.models import Act
from kenes.ui.fields import ByLanguageForm, day_field, spread


class FactsForm(ByLanguageForm):
    """What is known of an act whatever its wording. ``first``: what is asked before its names."""

    first: tuple[str, ...] = ()

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("name", gettext_lazy("Name in full: %(language)s"))
        self.ask("short", gettext_lazy("Short name: %(language)s"))
        named = [name for name in self.fields if name.startswith(("name_", "short_"))]
        self.order_fields([*self.first, *named])

    def facts(self) -> dict[str, Any]:
        plain = ("official_number", "prevailing", "source")
        return {
            "name": self.words("name"),
            "short": self.words("short"),
            **{name: self.cleaned_data[name] for name in plain},
        }

    @staticmethod
    def of(act: Act) -> dict[str, Any]:
        """The facts as they are, to begin from."""
        return {
            **spread({"name": act.name, "short": act.short}),
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
    enacted_on = day_field(label=gettext_lazy("Enacted on"))
    first = ("kind", "code", "enacted_on")

    def facts(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("code", "kind", "enacted_on")}
        return {**super().facts(), **plain}


class UploadForm(ByLanguageForm):
    """A file of an act, as it reads from a day on."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("DOCX, HTML, Markdown, text or Akoma Ntoso 3.0."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )
    on = day_field(label=gettext_lazy("In force from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("amended_by", gettext_lazy("Amending act: %(language)s"))
        self.ask(
            "note",
            gettext_lazy("Note: %(language)s"),
            help_text=gettext_lazy("What a reader must know, such as that this is an extract."),
        )

    def facts(self) -> dict[str, Any]:
        return {
            "language": self.cleaned_data["language"],
            "on": self.cleaned_data["on"],
            "amended_by": self.words("amended_by"),
            "note": self.words("note"),
        }


class TreatyRuleForm(ByLanguageForm):
    """The rank of treaties from a day on."""

    since = day_field(label=gettext_lazy("Since"))
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("rule", gettext_lazy("Rule: %(language)s"), rows=3)
        self.ask("basis", gettext_lazy("Basis: %(language)s"))

    def facts(self) -> dict[str, Any]:
        since: date = self.cleaned_data["since"]
        return {
            "since": since,
            "rule": self.words("rule"),
            "basis": self.words("basis"),
            "treaty_prevails": self.cleaned_data["treaty_prevails"],
        }
