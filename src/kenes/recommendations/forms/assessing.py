"""Assessing a recommendation, and contesting an assessment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kenes.languages.types import Language, current_language
from kenes.members.forms.fields import OrganisationField
from kenes.members.forms.speaking import SpeakingForm
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.ui.fields import choose, day_field, lines

CHOOSE = ("", gettext_lazy("Choose"))


class _Assessing(forms.Form):
    # Nothing is chosen beforehand: an assessment is never made by not looking.
    by = forms.ChoiceField(label=gettext_lazy("Assessed by"))
    grade = forms.ChoiceField(label=gettext_lazy("Assessment"), choices=[CHOOSE, *Grade.choices])
    on = day_field(label=gettext_lazy("Date"))
    evidence_until = day_field(
        label=gettext_lazy("Evidence up to"),
        help_text=gettext_lazy("The last day of which you know. Not later than the assessment."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        widget=lines(4),
        required=False,
        help_text=gettext_lazy("Sources, one a line: a document, an address, a visit."),
    )
    note = forms.CharField(label=gettext_lazy("Reasons"), widget=lines(4), required=False)

    def __init__(self, *args: Any, assessors: Sequence[Assessor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(by.value, by.label) for by in assessors]
        choose(self, "by", own if len(own) == 1 else [CHOOSE, *own])

    def facts(self) -> dict[str, Any]:
        """What the service takes, the reasons in the reader's language."""
        given = dict(self.cleaned_data)
        note = given.pop("note")
        return {
            **given,
            "by": Assessor(given["by"]),
            "grade": Grade(given["grade"]),
            "note": {current_language(): note} if note else {},
        }


class AssessmentForm(_Assessing, SpeakingForm):
    """A member's, in the name of their organisation."""

    field_order = ("organisation", "by")


class RecordedAssessmentForm(_Assessing):
    """Any assessor's, as the secretariat received it."""

    organisation = OrganisationField(label=gettext_lazy("In whose name"), required=False)
    assessor = forms.CharField(
        label=gettext_lazy("Independent assessor or committee"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Their name, where they are no organisation here. Who has a seat at the table is not "
            "independent of it."
        ),
    )
    verbatim = forms.CharField(
        label=gettext_lazy("Grade in the mechanism’s own words"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "As the committee printed it: A, B1, C2. It is never converted; choose “not assessed” "
            "above."
        ),
    )
    field_order = ("by", "organisation", "assessor", "grade", "verbatim")


class ContestForm(SpeakingForm):
    reason = forms.CharField(
        label=gettext_lazy("Reasons"),
        widget=lines(8),
        help_text=gettext_lazy("Public: they stand beside the assessment, in your language."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )
    field_order = ("organisation", "language", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
