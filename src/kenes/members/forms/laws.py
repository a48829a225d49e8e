"""The form by which by-laws are adopted, made from the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.members.forms.bodies import day_input
from kenes.members.rules import CHAPTERS, RULES, Rule, Unit

ADOPTION = ("decision", "starts_on")
_ASKED = {
    Unit.DAYS: gettext_lazy("In days, from %(least)s to %(most)s."),
    Unit.MONTHS: gettext_lazy("In months, from %(least)s to %(most)s."),
    Unit.PERCENT: gettext_lazy("In per cent, from %(least)s to %(most)s."),
    Unit.NONE: gettext_lazy("From %(least)s to %(most)s."),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """Fields that stand under one heading."""

    title: str
    fields: tuple[forms.BoundField, ...]


class BylawsForm(forms.Form):
    """Every rule, its value given; then the decision and the first day."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, values: Mapping[str, Any], seen: int) -> None:
        """``values`` of the version the new one builds on, and its number."""
        super().__init__(data, initial={**values, "seen": seen})
        for rule in RULES:
            self.fields[rule.name] = _field(rule)
        self.fields["decision"] = forms.CharField(
            label=_("Decision"),
            max_length=300,
            help_text=_("By which they were adopted: its number, its day, whose it is."),
        )
        self.fields["starts_on"] = forms.DateField(
            label=_("In force from"),
            widget=day_input(),
            help_text=_("Until the day before, the by-laws stay as they are."),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        rules = (
            Part(title=str(chapter.title), fields=tuple(self[rule.name] for rule in chapter.rules))
            for chapter in CHAPTERS
        )
        adoption = Part(title=_("Adoption"), fields=tuple(self[name] for name in ADOPTION))
        return (*rules, adoption)

    @property
    def values(self) -> dict[str, Any]:
        """The rules as given; whether they are right, the service says."""
        return {rule.name: self.cleaned_data[rule.name] for rule in RULES}


def _field(rule: Rule) -> forms.Field:
    help_text = f"{_whence(rule)}"
    if rule.choices:
        return forms.ChoiceField(label=rule.label, choices=rule.choices, help_text=help_text)
    if rule.unit == Unit.DATES:
        how = _("As 2026-12-17, one a line; none if the field is empty.")
        return forms.CharField(
            label=rule.label,
            required=False,
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=f"{how} {help_text}",
        )
    bounds = _ASKED[rule.unit] % {"least": rule.least, "most": rule.most}
    return forms.IntegerField(
        label=rule.label,
        min_value=rule.least,
        max_value=rule.most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=f"{bounds} {help_text}",
    )


def _whence(rule: Rule) -> str:
    """The default and its source, in a sentence."""
    return _("Default: %(value)s (%(source)s).") % {
        "value": rule.in_words(rule.default),
        "source": rule.source,
    }
