"""In whose name something is said."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from kenes.access.types import Actor
from kenes.members.models import Organisation, Seat
from kenes.ui.fields import choose_among


def seated(actor: Actor) -> list[Organisation]:
    """The organisations whose seats in deciding chambers the actor holds."""
    seats = Seat.objects.filter(pk__in=actor.seat_ids).values("organisation_id")
    return list(Organisation.objects.filter(pk__in=seats))


def spoken_for(actor: Actor) -> list[Organisation]:
    """All organisations the actor speaks for, those of observers too."""
    return list(Organisation.objects.filter(pk__in=actor.organisation_ids))


def rows_of(names: Sequence[Organisation]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=[one.pk for one in names])


class SpeakingForm(forms.Form):
    """In whose name it is said; asked only of who speaks for several."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("In whose name"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, names: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(names)
        field = choose_among(self, "organisation", rows_of(names))
        field.initial = names[0].pk if names else None
        if len(names) < 2:
            field.widget = forms.HiddenInput()
