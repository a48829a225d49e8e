"""Forms of seats, terms and offices."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.members.forms.bodies import Facts, day_input
from kenes.members.forms.fields import AccountField, OrganisationField
from kenes.members.models import Office, Seat, Tenure

PERSON = ["person_name", "person_name_kk", "person_name_ru"]


class SeatForm(Facts):
    organisation = OrganisationField(
        required=False,
        help_text=_("Its name or address; empty while the chamber has given the seat to nobody."),
    )

    class Meta:
        model = Seat
        fields: ClassVar[list[str]] = ["label", "chamber", "organisation", "created_on"]
        labels: ClassVar[dict[str, Any]] = {"chamber": _("Chamber")}
        help_texts: ClassVar[dict[str, Any]] = {"label": _("For example: civil society 3.")}


class SeatChangeForm(SeatForm):
    class Meta(SeatForm.Meta):
        fields: ClassVar[list[str]] = ["label", "organisation"]


class TermForm(Facts):
    user = AccountField()
    organisation = OrganisationField(
        required=False, help_text=_("Whom they represent; empty for the seat's organisation.")
    )

    class Meta:
        model = Tenure
        fields: ClassVar[list[str]] = [
            *PERSON, "user", "capacity", "organisation", "starts_on", "ends_on", "nomination",
        ]  # fmt: skip
        help_texts: ClassVar[dict[str, Any]] = {
            "ends_on": _("The last day, where it is known."),
            "nomination": _("The letter or decision by which they were named."),
        }

    @property
    def facts(self) -> dict[str, Any]:
        given = super().facts
        if given["organisation"] is None:
            del given["organisation"]
        return given


class OfficeForm(Facts):
    user = AccountField()

    class Meta:
        model = Office
        fields: ClassVar[list[str]] = ["kind", *PERSON, "user", "starts_on", "ends_on"]


class DayForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label=_("Last day"), widget=day_input())


class EndTermForm(DayForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stays in the public history.")
    )
