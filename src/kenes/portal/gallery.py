"""The gallery: every component of the house on one page, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.members.models import Side


class SampleForm(forms.Form):
    """One field of each kind; the first is left empty to show a refusal."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    when = forms.DateField(
        label=gettext_lazy("date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    side = forms.ChoiceField(label=gettext_lazy("side"), choices=Side)
    agreed = forms.BooleanField(label=gettext_lazy("Apply"), required=False)


@dataclass(frozen=True, kw_only=True)
class GalleryPage:
    """What the gallery shows."""

    form: SampleForm
    sides: tuple[tuple[str, str], ...]
    today: date
    crumbs: list[tuple[str, str]]
    previous_url: str = "?page=1"
    next_url: str = "?page=3"
    shown: str = "51–100"


def gallery(request: HttpRequest) -> HttpResponse:
    page = GalleryPage(
        form=SampleForm({"side": Side.STATE}, prefix="sample"),
        sides=tuple((value, str(label)) for value, label in Side.choices),
        today=timezone.localdate(),
        crumbs=[(_("Register"), "#"), (_("Components"), "")],
    )
    return render(request, "portal/gallery.html", {"page": page})
