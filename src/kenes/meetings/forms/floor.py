"""What is filled in while a meeting is held. What is wrong with it, the services say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kenes.languages.types import Language, current_language
from kenes.meetings.forms.words import WordsForm
from kenes.meetings.lifecycle import Choice, DecisionKind, VoteKind
from kenes.meetings.models import Item, Turn, Vote
from kenes.members.forms.fields import OrganisationField
from kenes.members.forms.laws import BylawsForm, Part
from kenes.members.models import Body, ByLaws, Organisation
from kenes.members.rules import CHAPTERS
from kenes.members.services import bylaws
from kenes.ui.fields import choices, choose, choose_among, day_field

ADDRESSEES = 5
LAWS = "laws"


class OpenForm(WordsForm):
    """Reasons are asked for only where the service needs them."""

    worded = {
        "reason": (
            _("Reasons: %(language)s"),
            3,
            _("Only when it is not the day and hour the meeting was called for; public."),
        )
    }


class GuestForm(forms.Form):
    person_name = forms.CharField(label=_("full name"), max_length=200)
    organisation = OrganisationField(required=False)
    is_online = forms.BooleanField(label=_("Takes part online"), required=False)


class NoteForm(forms.Form):
    summary = forms.CharField(
        label=_("What was said, in short"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)

    def __init__(self, data: Any = None, *, turn: Turn) -> None:
        language = turn.language or current_language()
        super().__init__(data, initial={"summary": turn.summary, "language": language})


class QuestionForm(WordsForm):
    """A question to the seats; the by-laws say what carries it, and mostly how votes are cast."""

    kind = forms.ChoiceField(
        label=_("How it is asked"), choices=VoteKind.choices, widget=choices()
    )
    is_secret = forms.BooleanField(label=_("Secret ballot"), required=False)
    worded = {
        "question": (
            _("The question (%(language)s)"),
            3,
            _("One that can be answered with for or against."),
        )
    }
    first = ("kind", "is_secret")

    def __init__(
        self, data: Any = None, *, test_first: bool, secret: bool | None, initial: Any = None
    ) -> None:
        """``secret``: as the by-laws have it; None where the chair decides for each vote."""
        kind = VoteKind.CONSENSUS if test_first else VoteKind.VOTE
        super().__init__(data, initial={"kind": kind, **(initial or {})})
        if secret is not None:
            del self.fields["is_secret"]

    @property
    def secrecy(self) -> bool | None:
        return self.cleaned_data["is_secret"] if "is_secret" in self.fields else None


class CastForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("Your vote"), choices=Choice.choices, widget=choices(), required=False
    )
    reason = forms.CharField(
        label=_("Reasons, for the record"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
        help_text=_("Only of an objection or a vote against; public."),
    )

    def __init__(self, data: Any = None, *, is_test: bool, takes_reason: bool) -> None:
        super().__init__(data)
        words = {
            Choice.FOR: _("For"),
            Choice.AGAINST: _("I object") if is_test else _("Against"),
            Choice.ABSTAIN: _("I abstain"),
        }
        choose(self, "choice", [(one.value, words[one]) for one in Choice])
        if not takes_reason:
            del self.fields["reason"]


class LawsForm(BylawsForm):
    """The rules of the by-laws and their first day, as part of a decision, which is its ground."""

    def __init__(self, data: Any = None, *, newest: ByLaws | None) -> None:
        number = newest.number if newest else 0
        super().__init__(data, values=bylaws.complete(newest), seen=number)
        self.prefix = LAWS
        del self.fields["decision"], self.fields["seen"]

    @property
    def rules(self) -> tuple[Part, ...]:
        return tuple(
            Part(title=str(chapter.title), fields=tuple(self[rule.name] for rule in chapter.rules))
            for chapter in CHAPTERS
        )


class CorrectForm(WordsForm):
    worded = {
        "text": (
            _("What is decided (%(language)s)"),
            6,
            _("With its reasons, in at least one of the three languages; public."),
        )
    }


class VoteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Vote) -> str:
        carried = (
            pgettext("of a vote", "carried")
            if obj.result.get("carried")
            else pgettext("of a vote", "not carried")
        )
        return f"{obj.get_kind_display()}: {carried}"


class DecideForm(WordsForm):
    """A decision on an item, whatever its kind; each kind needs its own part of it."""

    kind = forms.ChoiceField(
        label=_("What the body decides"), choices=DecisionKind.choices, widget=choices()
    )
    vote = VoteField(
        label=_("Rests on"),
        queryset=Vote.objects.none(),
        required=False,
        empty_label=_("the last vote, or nobody has asked for one"),
    )
    to_organisation = OrganisationField(
        label=_("Referred to an organisation"),
        required=False,
    )
    to_body = forms.ModelChoiceField(
        label=_("Referred to a body"), queryset=Body.objects.none(), required=False
    )
    dissent = forms.ModelMultipleChoiceField(
        label=_("Dissent on record"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text=_("Beside those who voted against in an open vote."),
    )
    worded = {
        **CorrectForm.worded,
        "amended": (
            _("Text as it is adopted (%(language)s)"),
            6,
            _("Only of what is adopted in part: whole, as it shall stand."),
        ),
    }
    first = ("kind",)

    def __init__(self, data: Any = None, *, item: Item) -> None:
        super().__init__(data)
        for place in range(1, ADDRESSEES + 1):
            self.fields[f"addressee_{place}"] = OrganisationField(
                label=_now("Addressee %(n)s") % {"n": place}, required=False, help_text=""
            )
            self.fields[f"by_{place}"] = day_field(label=_now("Carried out by"), required=False)
        self.is_about_proposal = item.about.startswith("P-")
        if not self.is_about_proposal:
            outcomes = {"adopt", "adopt_in_part", "not_adopt", "refer"}
            choose(self, "kind", [one for one in DecisionKind.choices if one[0] not in outcomes])
        closed = Vote.objects.filter(item=item, status="closed").order_by("-id")
        seated = Organisation.objects.filter(
            seats__body=item.meeting.body_id, seats__abolished_on=None
        ).distinct()
        bodies = Body.objects.filter(closed_on=None).exclude(pk=item.meeting.body_id)
        for name, rows in (("vote", closed), ("dissent", seated), ("to_body", bodies)):
            choose_among(self, name, rows)

    @property
    def addressees(self) -> Sequence[tuple[Organisation, date | None]]:
        pairs = (
            (self.cleaned_data[f"addressee_{n}"], self.cleaned_data[f"by_{n}"])
            for n in range(1, ADDRESSEES + 1)
        )
        return [(organisation, day) for organisation, day in pairs if organisation]

    @property
    def addressed(self) -> list[tuple[BoundField, BoundField]]:
        places = range(1, ADDRESSEES + 1)
        return [(self[f"addressee_{n}"], self[f"by_{n}"]) for n in places]

    def texts(self, name: str) -> list[BoundField]:
        return [one for one in self if one.name.startswith(f"{name}_")]

    @property
    def amended_texts(self) -> list[BoundField]:
        return self.texts("amended")

    @property
    def decided_text(self) -> BoundField:
        return self.texts("text")[0]

    @property
    def other_texts(self) -> list[BoundField]:
        return self.texts("text")[1:]

    @property
    def is_other_open(self) -> bool:
        return any(one.value() or one.errors for one in self.other_texts)
