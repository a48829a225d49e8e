"""What people fill in about a proposal. What is wrong with it, the services say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.files.papers import ACCEPTED
from kenes.languages.types import current_language
from kenes.members.forms.fields import OrganisationField
from kenes.members.forms.speaking import SpeakingForm
from kenes.members.models import Body, BodyKind
from kenes.proposals.lifecycle import OUTCOMES, ClaimKind, FormGround, Stance
from kenes.proposals.models import PARTS
from kenes.proposals.services.linking import numbers_in
from kenes.proposals.table.newer import Turned
from kenes.proposals.texts import tidy
from kenes.ui.fields import ByLanguageForm, LanguageForm, choices, hidden, lines


class WordingForm(forms.Form):
    """The text of a proposal; ``seen`` is its state as the page was opened."""

    title = forms.CharField(label=_("Title"), help_text=_("What is asked, in one line."))
    problem = forms.CharField(
        label=_("Problem"),
        widget=lines(8),
        required=False,
        help_text=_("What is wrong today, and for whom. An empty line parts paragraphs."),
    )
    proposal = forms.CharField(
        label=_("What is proposed"),
        widget=lines(10),
        required=False,
        help_text=_("What the body is asked to do or to adopt."),
    )
    justification = forms.CharField(
        label=_("Justification"),
        widget=lines(8),
        required=False,
        help_text=_("Why this, and on what obligations it rests."),
    )
    links = forms.CharField(
        label=_("What it follows from"),
        required=False,
        help_text=_(
            "Numbers of recommendations, as R-2014-126, or of the alignment matrix, as A-2026-014."
        ),
    )
    seen = hidden(0)

    def wording(self) -> dict[str, str]:
        return {name: tidy(self.cleaned_data[name]) for name in ("title", *PARTS)}

    def numbers(self) -> list[str]:
        return numbers_in(self.cleaned_data["links"])


class BeginForm(WordingForm, SpeakingForm, LanguageForm):
    field_order = ("organisation", "language")


class FollowingForm(SpeakingForm, LanguageForm):
    """A draft whose wording is composed from what it follows from."""

    field_order = ("organisation", "language")


class EditForm(WordingForm, LanguageForm):
    field_order = ("language",)


class ReviseForm(WordingForm):
    note = forms.CharField(
        label=_("What has changed, and why"),
        widget=lines(3),
        help_text=_("Public; everybody who follows the proposal is told."),
    )
    table = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:  # what is public is whole
            self.fields[part].required = True


class AmendmentForm(forms.Form):
    """One row of a comparative table; a repeal has no wording."""

    wording = forms.CharField(
        label=_("Proposed wording"),
        widget=lines(10),
        help_text=_(
            "The whole provision with its number, a paragraph a line, as a law prints it."
        ),
    )
    justification = forms.CharField(
        label=_("Justification"),
        widget=lines(5),
        required=False,
        help_text=_("Why it should read so, and on what obligations that rests."),
    )
    seen = hidden(0)

    def __init__(self, *args: Any, language: str, is_repeal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wording"].widget.attrs["lang"] = language
        if is_repeal:
            del self.fields["wording"]

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("wording", "justification")}


class NewerForm(forms.Form):
    """What a person decides about the rows whose words the law has changed too."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Sequence[Turned], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = [one for one in found if one.needs_a_person]
        for one in self._found:
            if one.needs_words:
                self.fields[f"wording_{one.pk}"] = forms.CharField(
                    label=_("How row %(number)s is to read now") % {"number": one.number},
                    widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
                    initial=one.wording,
                    required=self.data.get(f"out_{one.pk}") != "on",
                )
            self.fields[f"out_{one.pk}"] = forms.BooleanField(
                label=_("Leave row %(number)s out") % {"number": one.number}, required=False
            )

    def wordings(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data.get(f"wording_{one.pk}", "") for one in self._found}

    def left_out(self) -> list[int]:
        return [one.pk for one in self._found if self.cleaned_data.get(f"out_{one.pk}")]


class ClaimForm(SpeakingForm, LanguageForm):
    """The same for a ministry and for an association."""

    kind = forms.ChoiceField(label=_("It is"), choices=ClaimKind.choices, widget=choices())
    text = forms.CharField(label=_("What is claimed"), widget=lines(4))
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=lines(3),
        required=False,
        help_text=_(
            "A fact needs it: the source with page and date, one on a line. "
            "Addresses are shown as they are written."
        ),
    )
    method = forms.CharField(
        label=_("Method"),
        widget=lines(3),
        required=False,
        help_text=_("How it was found out: how many cases, over what time, by whom."),
    )
    capacity = forms.CharField(
        label=_("In what capacity you speak"),
        required=False,
        help_text=_("As a lawyer of detainees, as the ministry in charge, as a researcher …"),
    )
    on_behalf = forms.CharField(
        label=_("For whom you speak"),
        required=False,
        help_text=_("Whose experience or interest it is, beside your organisation’s."),
    )
    field_order = (
        "organisation", "kind", "text", "evidence", "method", "capacity", "on_behalf", "language",
    )  # fmt: skip

    def words(self) -> dict[str, str]:
        names = ("text", "evidence", "method", "capacity", "on_behalf")
        return {name: self.cleaned_data[name] for name in names}


class CommentForm(SpeakingForm, LanguageForm):
    text = forms.CharField(label=_("Comment"), widget=lines(6))
    version = hidden()
    paragraph = hidden()
    field_order = ("organisation", "text", "language")


class PositionForm(SpeakingForm, LanguageForm):
    stance = forms.ChoiceField(
        label=_("Position of the organisation"), choices=Stance.choices, widget=choices()
    )
    reason = forms.CharField(
        label=_("Reasons"),
        widget=lines(6),
        required=False,
        help_text=_("Needed for a reservation and for opposition."),
    )
    field_order = ("organisation", "stance", "reason", "language")


class InviteForm(forms.Form):
    organisation = OrganisationField(label=_("Whom you ask"))


class AnswerForm(SpeakingForm):
    """Answers an invitation, or takes one's name back."""


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Paper"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "PDF, DOCX, ODT, PNG or JPEG. Names of authors, programs and hidden data are "
            "taken out of it; pictures are drawn anew."
        ),
    )


class ReasonForm(forms.Form):
    """Reasons in the language of who gives them."""

    reason = forms.CharField(label=_("Reasons"), widget=lines(6))

    def reasons(self) -> dict[str, str]:
        return {current_language(): self.cleaned_data["reason"]}


class ReasonsForm(ByLanguageForm):
    """Reasons in the three languages, the reader's first; the others may follow."""

    help = _("In at least one of the three languages.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask("reason", _("Reasons: %(language)s"), rows=4, help_text=self.help)

    def reasons(self) -> dict[str, str]:
        return self.words("reason")


class AcceptForm(ReasonsForm):
    short = forms.BooleanField(label=_("Shorten the time for comments"), required=False)
    field_order = ("short",)
    help = _("Only for a shortened time; in at least one of the three languages.")


class ReturnForm(ReasonsForm):
    grounds = forms.MultipleChoiceField(
        label=_("What is wrong with the form"),
        choices=FormGround.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        required=False,
    )
    field_order = ("grounds",)


class ScheduleForm(forms.Form):
    on = forms.DateField(
        label=_("Day of the meeting"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty while the day is not known."),
    )


class DecideForm(ReasonsForm):
    outcome = forms.ChoiceField(
        label=_("What the body decided"),
        choices=[(outcome.value, outcome.label) for outcome in OUTCOMES],
        widget=choices(),
    )
    on = forms.DateField(
        label=_("Day of the decision"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    referred_to = OrganisationField(
        label=_("Referred to"),
        required=False,
        help_text=_("Only for what is referred: the name of the institution, or its address."),
    )
    referred_to_body = forms.ModelChoiceField(
        label=_("Or to a working group"),
        queryset=Body.objects.exclude(kind=BodyKind.PLENARY).filter(closed_on=None),
        required=False,
        empty_label=_("none"),
    )
