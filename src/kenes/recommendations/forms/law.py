"""A change in law: by two versions of an act of the house, or by its words; and contesting it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.languages.types import Language, current_language
from kenes.law.models import Instrument, Obligation
from kenes.law.wordings import Changed
from kenes.members.forms.speaking import SpeakingForm
from kenes.ui.fields import choose, day_field, lines


class ObligationField(forms.CharField):
    """An article of an instrument: its code and number, as «iccpr 14»."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Obligation"),
            required=False,
            max_length=80,
            help_text=gettext_lazy(
                "The article it follows from: short name of the instrument and number, as in "
                "“iccpr 14”. May be left empty."
            ),
        )

    def clean(self, value: Any) -> Obligation | None:
        said = " ".join(str(super().clean(value)).split())
        if not said:
            return None
        code, _blank, number = said.partition(" ")
        instrument = Instrument.objects.filter(code=code.lower()).first()
        if instrument is None:
            raise ValidationError(
                _("There is no instrument with the short name “%(code)s”.") % {"code": code}
            )
        one = instrument.obligations.filter(number=number.strip()).first()
        if one is None:
            raise ValidationError(
                _("%(instrument)s has no article “%(number)s” here.")
                % {"instrument": instrument.short_title, "number": number}
            )
        return one


class LawPlaceForm(forms.Form):
    """Which of the provisions that differ between the two versions."""

    change = forms.ChoiceField(
        label=gettext_lazy("What has changed"), widget=forms.RadioSelect, choices=()
    )
    obligation = ObligationField()
    amended_by = forms.CharField(
        label=gettext_lazy("Amending act"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Its name, date, number. May be left empty: the version names it."),
    )

    def __init__(self, *args: Any, changes: Sequence[Changed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._changes = {f"{one.before}|{one.after}": one for one in changes}
        words = {
            "inserted": _("%(provision)s: new"),
            "deleted": _("%(provision)s: repealed"),
            "moved": _("%(provision)s: moved"),
            "moved_and_changed": _("%(provision)s: moved and reworded"),
            "changed": _("%(provision)s: reworded"),
        }
        choose(
            self,
            "change",
            (
                (key, words[one.fate] % {"provision": one.label})
                for key, one in self._changes.items()
            ),
        )

    def facts(self) -> dict[str, Any]:
        """What the service takes besides the versions."""
        one = self._changes[self.cleaned_data["change"]]
        said = self.cleaned_data["amended_by"]
        return {
            "before_anchor": one.before,
            "after_anchor": one.after,
            "obligation": self.cleaned_data["obligation"],
            "amended_by": {current_language(): said} if said else {},
        }


class LawChangeForm(forms.Form):
    """A change in an act that is not in the house, in the language the form is read in."""

    act = forms.CharField(
        label=gettext_lazy("Act"),
        max_length=500,
        help_text=gettext_lazy("Its name, date, number."),
    )
    provision = forms.CharField(
        label=gettext_lazy("Provision"),
        max_length=300,
        help_text=gettext_lazy("Article, paragraph, subparagraph."),
    )
    before = forms.CharField(
        label=gettext_lazy("As it read before"), widget=lines(5), required=False
    )
    is_new = forms.BooleanField(
        label=gettext_lazy("A new provision: there was none before"), required=False
    )
    after = forms.CharField(label=gettext_lazy("As it reads now"), widget=lines(5), required=False)
    is_repealed = forms.BooleanField(
        label=gettext_lazy("Repealed: there is none any more"), required=False
    )
    in_force_on = day_field(label=gettext_lazy("In force from"))
    amended_by = forms.CharField(
        label=gettext_lazy("Amending act"), max_length=500, required=False
    )
    obligation = ObligationField()

    def facts(self) -> dict[str, Any]:
        plain = {"is_new", "is_repealed", "in_force_on", "obligation"}
        return {
            name: value if name in plain else {current_language(): value}
            for name, value in self.cleaned_data.items()
        }


class LawConfirmForm(SpeakingForm):
    """A named person confirms it."""


class LawContestForm(SpeakingForm):
    """A change in law contested, with reasons."""

    reason = forms.CharField(
        label=gettext_lazy("Reasons"),
        widget=lines(8),
        help_text=gettext_lazy("Public: they stand beside the change, in your language."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )
    field_order = ("organisation", "language", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
