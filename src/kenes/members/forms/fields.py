"""Form fields that find what a person names: an organisation, somebody's account."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.accounts.models import User
from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation

SUGGESTIONS = 4
LOOKED_AT = 50


class OrganisationField(forms.CharField):
    """An organisation by its name in any language, or by its address; no list of thousands."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Organisation"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Its name in any of the three languages, or its address.")
        )
        super().__init__(max_length=300, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.slug if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        given = super().clean(value).strip()
        if not given:
            return None
        if named := Organisation.objects.filter(slug=given).first():
            return named
        near = list(Organisation.objects.named(given)[:LOOKED_AT])
        same = [row for row in near if given.casefold() in _names(row)]
        if len(same) == 1:
            return same[0]
        if not near:
            raise ValidationError(_("No organisation is named so: enter it first."))
        raise ValidationError(
            _("Several could be meant; write the address of one: %(choices)s")
            % {"choices": ", ".join(f"{row.slug} ({row})" for row in near[:SUGGESTIONS])}
        )


def _names(organisation: Organisation) -> set[str]:
    return {getattr(organisation, f"name_{code}").casefold() for code in LANGUAGES}


class AccountField(forms.EmailField):
    """Somebody's account by e-mail; empty for a person who does not sign in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("E-mail they sign in with"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Leave empty for someone who does not work here; invite them first if so."
            ),
        )
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        given = super().clean(value).strip().lower()
        if not given:
            return None
        if user := User.objects.filter(email=given, is_active=True).first():
            return user
        raise ValidationError(_("Nobody signs in with this e-mail: invite them first."))
