"""What is filled in to hold a consultation. What is wrong with it, the services say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kenes.languages.types import LANGUAGES, Language
from kenes.members.models import Body
from kenes.opinions.lifecycle import Circle, Moderation, Proposing
from kenes.opinions.models import LARGEST_ENTRIES, Consultation
from kenes.opinions.services.preparing import MOST_INVITATIONS
from kenes.opinions.words import LONGEST_REASON
from kenes.ui.fields import ByLanguageForm, choices, day_field, lines, spread


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields that stand together; ``is_folded`` where few need them."""

    legend: str
    fields: tuple[BoundField, ...]
    is_folded: bool = False

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for field in self.fields)


class PrepareForm(ByLanguageForm):
    """The words in three languages, then who takes part and how."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("Which body asks"), queryset=Body.objects.all(), empty_label=None
    )
    circle = forms.ChoiceField(
        label=gettext_lazy("Who may take part"), choices=Circle.choices, widget=choices()
    )
    proposing = forms.ChoiceField(
        label=gettext_lazy("Who may propose statements"),
        choices=Proposing.choices,
        widget=choices(),
        initial=Proposing.PARTICIPANTS,
    )
    moderation = forms.ChoiceField(
        label=gettext_lazy("When a proposed statement is shown"),
        choices=Moderation.choices,
        widget=choices(),
        initial=Moderation.BEFORE,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which statements may be proposed"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        initial=LANGUAGES,
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "The public number of what it is about, as P-2026-014 or R-2014-126: its page leads "
            "here then."
        ),
    )
    entries_an_hour = forms.IntegerField(
        label=gettext_lazy("People who may begin from one network in an hour"),
        initial=60,
        min_value=1,
        max_value=LARGEST_ENTRIES,
        help_text=gettext_lazy(
            "It stops a script that invents people. A hall in which all begin at once needs more; "
            "members and those who are invited are never stopped."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(
            "name",
            gettext_lazy("Title: %(language)s"),
            help_text=gettext_lazy("In one language at least."),
        )
        self.ask(
            "question",
            gettext_lazy("What is asked: %(language)s"),
            rows=4,
            help_text=gettext_lazy(
                "In a few sentences: what it is about, and what will be done with the answers."
            ),
        )

    @property
    def sections(self) -> Iterator[Section]:
        def of(*names: str) -> tuple[BoundField, ...]:
            return tuple(self[name] for name in names)

        worded = [name for name in self.fields if name.startswith(("name_", "question_"))]
        yield Section(legend=pgettext("consultation", "What is asked"), fields=of(*worded))
        yield Section(
            legend=_("Who takes part"), fields=of("body", "circle", "proposing", "moderation")
        )
        yield Section(
            legend=_("More"), fields=of("languages", "about", "entries_an_hour"), is_folded=True
        )

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        plain = ("body", "circle", "proposing", "moderation", "languages", "about")
        return {
            "name": self.words("name"),
            "question": self.words("question"),
            "entries_an_hour": self.cleaned_data["entries_an_hour"],
            **{name: self.cleaned_data[name] for name in plain},
        }


def facts_of(consultation: Consultation) -> dict[str, Any]:
    """What was prepared, as the initial values of the form."""
    names = {code: getattr(consultation, f"name_{code}") for code in LANGUAGES}
    plain = ("circle", "proposing", "moderation", "languages", "about", "entries_an_hour")
    return {
        "body": consultation.body_id,
        **{name: getattr(consultation, name) for name in plain},
        **spread({"name": names, "question": consultation.question}),
    }


class OpenForm(forms.Form):
    closes_on = day_field(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It is open to the end of that day."),
    )


class ReasonForm(forms.Form):
    """Words that are published."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=lines(4),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("It is published with your name."),
    )


class ExtendForm(ReasonForm):
    closes_on = day_field(label=gettext_lazy("Last day"))
    field_order = ("closes_on", "reason")


class InviteForm(forms.Form):
    count = forms.IntegerField(
        label=gettext_lazy("How many invitations"),
        min_value=1,
        max_value=MOST_INVITATIONS,
        initial=20,
        help_text=gettext_lazy("One for each person. The links are shown once."),
    )
