"""The gallery: every component of the house on one page, in the reader's language."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.members.models import Side
from kenes.ui.path import PathStep, Wording, ordered, written_to_wrap


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
    path: tuple[PathStep, ...]
    previous_url: str = "?page=1"
    next_url: str = "?page=3"
    shown: str = "51–100"


def gallery(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = GalleryPage(
        form=SampleForm({"side": Side.STATE}, prefix="sample"),
        sides=tuple((value, str(label)) for value, label in Side.choices),
        today=today,
        crumbs=[(_("Register"), "#"), (_("Components"), "")],
        path=_path(today),
    )
    return render(request, "portal/gallery.html", {"page": page})


def _path(today: date) -> tuple[PathStep, ...]:
    """A path with a step of each kind: a source, a word, a law, what waits and what is open."""
    before = _("A lawyer is admitted within one day.")
    after = _("A lawyer is admitted within one hour.")
    return ordered(
        [
            PathStep(
                title=_("Recommended"),
                when=today - timedelta(days=900),
                side="mechanism",
                side_label="A/HRC/28/10",
                link_url="#path",
                link_label=_("Source, page %(n)s") % {"n": 12},
                proof_url="#path",
                proof_label=_("Entry %(n)s") % {"n": 174},
            ),
            PathStep(
                title=_("Assessment by civil society"),
                when=today - timedelta(days=400),
                side="civil",
                by="Jaryq",
                said=after,
                detail=_("On evidence up to %(day)s") % {"day": written_to_wrap(today)},
                proof_url="#path",
                proof_label=_("Entry %(n)s") % {"n": 4377},
                is_signed=True,
            ),
            PathStep(
                title=_("Change in law"),
                when=today - timedelta(days=30),
                wording=Wording(before=before, after=after),
                proof_url="#path",
                proof_label=_("Entered in the public record"),
            ),
            PathStep(
                title=_("Position of the State"),
                state="next",
                side="state",
                due=today - timedelta(days=12),
            ),
            PathStep(
                title=_("Assessment by the State"),
                state="next",
                side="state",
                due=today + timedelta(days=6),
            ),
            PathStep(title=_("An institution is named to act"), state="open", side="parliament"),
            PathStep(title=_("Change in law, or a reasoned refusal"), state="open"),
        ]
    )
