"""What is filled in before a meeting is held. What is wrong with it, the services say."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kenes.files.papers import ACCEPTED
from kenes.languages.types import Language, current_language
from kenes.meetings.forms.words import WordsForm
from kenes.meetings.lifecycle import Answer, MeetingKind, Mode, Section
from kenes.meetings.models import Item
from kenes.members.forms.fields import AccountField, OrganisationField
from kenes.members.models import Body, Organisation
from kenes.ui.fields import choices, choose

QUARTERS = 4
_TITLE = (
    _("Title (%(language)s)"),
    1,
    _("Only where it has one of its own; else its kind stands for it."),
)
_PLACE = (_("Place (%(language)s)"), 1, _("House, street, room."))
_REASON = (
    _("Reasons: %(language)s"),
    3,
    _("Of an extra meeting: why it cannot wait. Public."),
)
_SHORT_NOTICE = (
    _("Why the notice is shorter: %(language)s"),
    3,
    _("Public; in at least one of the three languages."),
)


def day_input(**attrs: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def hour_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """Begin and end as clocks on the wall show them, on the day of the meeting."""

    starts_at = forms.TimeField(
        label=_("Begins"), widget=hour_input(), required=False, input_formats=["%H:%M", "%H:%M:%S"]
    )
    ends_at = forms.TimeField(
        label=_("Ends"), widget=hour_input(), required=False, input_formats=["%H:%M", "%H:%M:%S"]
    )

    def hours(self, on: date) -> dict[str, Any]:
        return {name: _at(on, self.cleaned_data[name]) for name in ("starts_at", "ends_at")}


def _at(on: date, hour: time | None) -> datetime | None:
    zone = timezone.get_default_timezone()
    return datetime.combine(on, hour, tzinfo=zone) if hour else None


class _WayForm(WordsForm, HoursForm):
    mode = forms.ChoiceField(label=_("Form"), choices=Mode.choices, widget=choices())
    link = forms.CharField(
        label=_("Link to join online"),
        required=False,
        help_text=_("Shown only to those who are invited."),
    )
    language = forms.ChoiceField(
        label=_("Language of the minutes"),
        choices=Language.choices,
        help_text=_("The minutes in this language prevail."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "language": current_language(),
            "mode": Mode.ROOM.value,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)


class _OfBody(forms.Form):
    body = forms.ModelChoiceField(
        label=_("Body"),
        queryset=Body.objects.filter(closed_on=None),
        to_field_name="slug",
        empty_label=None,
    )


class PlanForm(_WayForm, _OfBody):
    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind.choices, widget=choices())
    on = forms.DateField(label=_("Day"), widget=day_input())
    is_public = forms.ChoiceField(
        label=_("Who may follow it while it is held"),
        choices=[
            ("", _("as the by-laws say")),
            ("yes", _("everybody")),
            ("no", _("those who are invited")),
        ],
        required=False,
    )
    worded = {"title": _TITLE, "reason": _REASON, "place": _PLACE}
    first = ("body", "kind", "on", "starts_at", "ends_at", "mode", "link")

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "mode": given["mode"],
            "on": given["on"],
            **self.hours(given["on"]),
            "title": self.words("title"),
            "place": self.words("place"),
            "reason": self.words("reason"),
            "link": given["link"],
            "language": given["language"],
            "is_public": {"yes": True, "no": False}.get(given["is_public"]),
        }


class YearForm(_WayForm, _OfBody):
    """Four days; one that is left empty is planned later."""

    worded = {"place": _PLACE}
    days = tuple(f"on_{place}" for place in range(1, QUARTERS + 1))
    first = ("body", *days, "starts_at", "ends_at", "mode", "link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter"))
        for name, label in zip(self.days, labels, strict=True):
            self.fields[name] = forms.DateField(label=label, widget=day_input(), required=False)
        self.order_fields(self.first)

    def given(self) -> list[tuple[str, date]]:
        """The fields that were filled in, with their days."""
        return [(name, on) for name in self.days if (on := self.cleaned_data[name])]


class ChangeForm(_WayForm):
    on = forms.DateField(label=_("Day"), widget=day_input())
    papers_until = forms.DateField(
        label=_("Papers until"),
        widget=day_input(),
        required=False,
        help_text=_("Left empty, the by-laws say until when."),
    )
    is_public = forms.BooleanField(
        label=_("Everybody may follow it while it is held"), required=False
    )
    worded = {
        "title": _TITLE,
        "reason": _REASON,
        "place": _PLACE,
        "short_notice": _SHORT_NOTICE,
    }
    first = ("on", "starts_at", "ends_at", "mode", "link", "papers_until")

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("mode", "on", "link", "language", "is_public")},
            **self.hours(given["on"]),
            "papers_until": given["papers_until"],
            **{name: self.words(name) for name in self.worded if f"{name}_en" in self.fields},
        }


class CallForm(WordsForm):
    """Asks why the notice is short, where it is."""

    def __init__(self, *args: Any, is_short: bool, **kwargs: Any) -> None:
        self.worded = {"short_notice": _SHORT_NOTICE} if is_short else {}
        super().__init__(*args, **kwargs)

    def short_notice(self) -> dict[str, str]:
        return self.words("short_notice") if self.worded else {}


class ReasonsForm(WordsForm):
    worded = {
        "reason": (
            _("Reasons: %(language)s"),
            4,
            _("In at least one of the three languages."),
        )
    }


class ItemForm(WordsForm):
    section = forms.ChoiceField(label=_("Section"), choices=Section.choices)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        help_text=_("The public number of the matter: P-2026-014, Q-2026-031, R-2014-126."),
    )
    presenter = OrganisationField(label=_("Presented by"), required=False)
    minutes = forms.IntegerField(
        label=_("Time, minutes"), initial=15, min_value=1, max_value=10_000
    )
    is_confidential = forms.BooleanField(
        label=_("Chatham House rule"),
        required=False,
        help_text=_("What is said is told, who said it is not."),
    )
    worded = {
        "title": (_("Title (%(language)s)"), 1, ""),
        "note": (_("Note (%(language)s)"), 3, _("What is asked of the body.")),
    }
    first = ("section", "title_kk", "title_ru", "title_en")

    def facts(self) -> dict[str, Any]:
        names = ("section", "about", "presenter", "minutes", "is_confidential")
        given = {name: self.cleaned_data[name] for name in names}
        return {**given, "title": self.words("title"), "note": self.words("note")}


class PaperForm(forms.Form):
    """For whom it is tabled is asked only of who may choose; ``items`` only of who sees them."""

    file = forms.FileField(
        label=_("Paper"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "PDF, DOCX, ODT, PNG or JPEG. Names of authors, programs and hidden data are "
            "taken out of it; pictures are drawn anew."
        ),
    )

    def __init__(
        self,
        *args: Any,
        names: Sequence[Organisation],
        is_of_house: bool,
        items: Iterable[tuple[Item, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._names = {str(one.pk): one for one in names}
        self._items = {str(item.pk): item for item, _label in items}
        said = [(pk, str(one)) for pk, one in self._names.items()]
        if is_of_house:
            said.insert(0, ("", str(_("the secretariat"))))
        self.fields["organisation"] = forms.ChoiceField(
            label=_("Tabled by"), choices=said, required=not is_of_house
        )
        if len(said) < 2:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = said[0][0] if said else ""
        if self._items:
            places = [(str(item.pk), label) for item, label in items]
            self.fields["item"] = forms.ChoiceField(
                label=_("For"),
                choices=[("", _("the whole meeting")), *places],
                required=False,
            )

    def organisation(self) -> Organisation | None:
        return self._names.get(self.cleaned_data["organisation"])

    def item(self) -> Item | None:
        return self._items.get(self.cleaned_data.get("item", ""))


class GuestForm(forms.Form):
    user = AccountField()
    person_name = forms.CharField(
        label=_("Full name"),
        required=False,
        help_text=_("Of somebody who has no account here; they get no letter from the house."),
    )
    organisation = OrganisationField(required=False)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Do you come?"), widget=choices())
    note = forms.CharField(
        label=_("Note to the secretariat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by the secretariat and the chair only."),
    )

    def __init__(self, *args: Any, has_alternate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            Answer.COMES: _("I come"),
            Answer.ALTERNATE: _("My alternate comes"),
            Answer.ABSENT: _("I do not come"),
        }
        choose(
            self,
            "answer",
            (
                (answer.value, label)
                for answer, label in labels.items()
                if has_alternate or answer != Answer.ALTERNATE
            ),
        )
