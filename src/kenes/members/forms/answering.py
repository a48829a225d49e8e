"""Forms of those who answer: a duty for an organisation, and what a person declares."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language
from kenes.members.forms.bodies import Facts
from kenes.members.forms.fields import AccountField
from kenes.members.forms.seats import PERSON
from kenes.members.models import Duty
from kenes.members.services.declarations import LONGEST


class DutyForm(Facts):
    user = AccountField(
        help_text=_(
            "Without one they are named, and cannot draft or sign here; invite them first."
        )
    )

    class Meta:
        model = Duty
        fields: ClassVar[list[str]] = ["kind", *PERSON, "user", "starts_on", "ends_on"]
        help_texts: ClassVar[dict[str, Any]] = {
            "kind": _(
                "The focal point drafts replies; the validator, another person, signs them."
            ),
            "ends_on": _("The last day, where it is known."),
        }


class DeclarationForm(forms.Form):
    """The one form of all chambers and of observers."""

    interests = forms.CharField(
        label=_("Interests"),
        required=False,
        max_length=2 * LONGEST,  # blank lines are not counted; the service counts
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What could bear on what you say here: other posts and offices, paid work, shares and "
            "property, membership, close ties. One a line. Left empty, the page says: none."
        ),
    )
    funding = forms.CharField(
        label=_("Sources of funding"),
        required=False,
        max_length=2 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "From whom the organisation receives its money: the state budget, grants, fees, "
            "donations. One a line. Left empty, the page says: none."
        ),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=Language.choices)
