"""What a recommendation is linked to by hand: another one, or a provision of an act."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.law.addresses import Head
from kenes.recommendations.models import Recommendation
from kenes.ui.fields import choose


class SimilarForm(forms.Form):
    other = forms.CharField(
        label=gettext_lazy("Number of the other recommendation"),
        max_length=20,
        help_text=gettext_lazy("As in “R-2014-126”."),
    )

    def clean_other(self) -> Recommendation:
        number = str(self.cleaned_data["other"]).strip().upper()
        known = number.isprintable() and Recommendation.objects.filter(number=number).first()
        if not known:
            raise ValidationError(_("There is no recommendation %(number)s.") % {"number": number})
        return known


class ProvisionForm(forms.Form):
    """An article of the newest version, or the act as a whole."""

    anchor = forms.ChoiceField(label=gettext_lazy("Provision"), required=False, choices=())

    def __init__(self, *args: Any, heads: Iterable[Head], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        articles = (
            (one.anchor, f"{one.label}. {one.heading}" if one.heading else one.label)
            for one in heads
        )
        choose(self, "anchor", [("", _("the act as a whole")), *articles])
