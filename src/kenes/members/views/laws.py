"""The by-laws: as they are in force, how they came to be, and a new version of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise, may
from kenes.members import lawbook, permissions, recorded
from kenes.members.forms.laws import BylawsForm
from kenes.members.models import ByLaws
from kenes.members.services import bylaws as services
from kenes.ui.asking import actor_of, form_page, tell


@dataclass(frozen=True, kw_only=True)
class Page:
    """``current``: the version in force; None while the defaults are."""

    subject: str  # of the public record
    sections: tuple[lawbook.Section, ...]
    current: lawbook.Version | None
    coming: tuple[lawbook.Version, ...]
    history: tuple[lawbook.Version, ...]
    may_adopt: bool


@dataclass(frozen=True, kw_only=True)
class AdoptPage:
    form: BylawsForm
    newest: ByLaws | None
    draft: str


@require_GET
def bylaws(request: HttpRequest) -> HttpResponse:
    """Every rule with its value, whence it comes, and the versions there were and will be."""
    authorise(actor_of(request), permissions.READ)
    history = lawbook.history(timezone.localdate())
    current = next((one for one in history if one.is_current), None)
    page = Page(
        subject=recorded.subject_of(current.laws) if current else "",
        sections=lawbook.sections([one.laws for one in history[::-1] if not one.is_coming]),
        current=current,
        coming=tuple(one for one in history if one.is_coming)[::-1],
        history=history,
        may_adopt=bool(may(actor_of(request), permissions.ADOPT_BYLAWS)),
    )
    return render(request, "members/bylaws.html", {"page": page})


@form_page
def adopt(request: HttpRequest) -> HttpResponse:
    """A new version, begun from the newest one."""
    authorise(actor_of(request), permissions.ADOPT_BYLAWS)
    newest = services.newest()
    number = newest.number if newest else 0
    form = BylawsForm(request.POST or None, values=services.complete(newest), seen=number)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.adopt(
                values=form.values,
                decision=form.cleaned_data["decision"],
                starts_on=form.cleaned_data["starts_on"],
                seen=form.cleaned_data["seen"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(
                request,
                _("Version %(number)s of the by-laws is adopted.") % {"number": made.number},
            )
            return redirect("members:bylaws")
    page = AdoptPage(form=form, newest=newest, draft=f"bylaws-{number}")
    return render(request, "members/adopt.html", {"page": page})
