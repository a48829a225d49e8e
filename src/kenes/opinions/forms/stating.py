"""What is filled in about statements: seeds, translations, decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kenes.languages.types import Language, current_language
from kenes.opinions.lifecycle import RejectionGround
from kenes.opinions.models import Statement
from kenes.opinions.words import LONGEST_REASON
from kenes.ui.fields import ByLanguageForm, LanguageForm, choices, lines, spread


class SeedForm(ByLanguageForm):
    """One statement, in one language or in all three."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the original"),
        choices=Language.choices,
        help_text=gettext_lazy("The others are its translations."),
    )
    is_about_voter = forms.BooleanField(
        label=gettext_lazy("It tells who votes, as “I work in a state body”, and no opinion"),
        required=False,
        help_text=gettext_lazy("Such a statement shapes no group of opinion."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.ask(
            "text",
            gettext_lazy("Statement: %(language)s"),
            rows=2,
            help_text=gettext_lazy(
                "One idea, in a sentence that one can agree or disagree with; at most 280 "
                "characters. Its words never change once it is put to the vote."
            ),
        )
        self.order_fields([name for name in self.fields if name.startswith("text_")])


class SeedManyForm(LanguageForm):
    text = forms.CharField(
        label=gettext_lazy("Statements, one on each line"),
        widget=lines(10),
        max_length=200_000,
        help_text=gettext_lazy(
            "A line that is too long, or was said already, is named, and none is taken then."
        ),
    )
    field_order = ("text", "language")


class TranslateForm(ByLanguageForm):
    """The languages that are not the original's."""

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        self._original = statement.language
        kwargs["initial"] = spread({"text": statement.text})
        super().__init__(*args, **kwargs)
        self.ask("text", gettext_lazy("Statement: %(language)s"), rows=2)
        del self.fields[f"text_{statement.language}"]

    def translations(self) -> dict[str, str]:
        return {
            name.removeprefix("text_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("text_")
        }


class RejectForm(forms.Form):
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=RejectionGround.choices, widget=choices()
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, in your words"),
        widget=lines(3),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Ground and reason are published with your name. An opinion is no ground."
        ),
    )


class MergeForm(forms.Form):
    """Into one of those that say about the same, or into another by its number."""

    chosen = forms.TypedChoiceField(
        label=gettext_lazy("One of these"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=choices(),
    )
    other = forms.IntegerField(
        label=gettext_lazy("Or another, by its number"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
    )

    def __init__(self, *args: Any, alike: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        if alike and isinstance(field, forms.ChoiceField):
            field.choices = [(one.number, f"{one.number}. {one.words}") for one in alike]
        else:
            del self.fields["chosen"]
            self.fields["other"].label = gettext_lazy("Another statement, by its number")
            self.fields["other"].required = True

    def into(self) -> int:
        """0 for none."""
        return self.cleaned_data.get("other") or self.cleaned_data.get("chosen") or 0
