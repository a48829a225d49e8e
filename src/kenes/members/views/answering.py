"""Who drafts and who signs for an organisation; and the declaration of who sits for it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.accounts.models import User
from kenes.languages.types import current_language
from kenes.members import permissions, recorded
from kenes.members.forms.answering import DeclarationForm, DutyForm
from kenes.members.forms.seats import DayForm
from kenes.members.models import Declaration, Duty, DutyKind, Organisation
from kenes.members.services import declarations, duties
from kenes.record.onwards import signing_first
from kenes.ui.asking import FormPage, actor_of, ask, form_page, tell


@dataclass(frozen=True, kw_only=True)
class DeclarePage:
    organisation: Organisation
    last: Declaration | None
    form: BaseForm
    draft: str


@form_page
def duty_new(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_DUTY, organisation)
    back = reverse("members:manage_organisation", args=[slug])
    given = {"starts_on": timezone.localdate(), "kind": request.GET.get("as", "")}
    page = FormPage(
        title=_("Name who answers for “%(organisation)s”") % {"organisation": organisation},
        back_url=back,
        back=str(organisation),
        form=DutyForm(request.POST or None, initial=given),
        button=_("Give the duty"),
        consequence=_(
            "From the first day on, the person is named on the public page of the organisation."
        ),
    )
    return ask(
        request,
        page,
        lambda form: duties.give(
            organisation, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The duty is given."),
        then=back,
    )


@form_page
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.select_related("organisation"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_DUTY, duty.organisation)
    back = reverse("members:manage_organisation", args=[duty.organisation.slug])
    page = FormPage(
        title=_("End the duty of %(person)s") % {"person": duty.person},
        back_url=back,
        back=str(duty.organisation),
        form=DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        button=_("End the duty"),
        consequence=_consequence(duty),
    )
    return ask(
        request,
        page,
        lambda form: duties.end(
            duty, on=form.cleaned_data["on"], actor=actor_of(request), now=timezone.now()
        ),
        done=_("The duty ends."),
        then=back,
    )


def _consequence(duty: Duty) -> str:
    stops = (
        _("After its last day %(person)s can no longer draft replies of %(organisation)s.")
        if duty.kind == DutyKind.FOCAL_POINT
        else _("After its last day %(person)s can no longer sign replies of %(organisation)s.")
    ) % {"person": duty.person, "organisation": duty.organisation}
    return stops + " " + _("This cannot be undone; the duty can be given again.")


@form_page
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    """A person declares for an organisation they sit for, beginning from what they said last."""
    organisation = get_object_or_404(Organisation, slug=slug)
    actor = actor_of(request)
    authorise(actor, permissions.DECLARE, organisation)
    user = get_object_or_404(User, pk=actor.user_id or 0)
    last = declarations.latest(of=[user.pk], for_organisations=[organisation.pk]).get(
        (user.pk, organisation.pk)
    )
    form = DeclarationForm(request.POST or None, initial=_said(last))
    if request.method == "POST" and form.is_valid():
        try:
            made = declarations.declare(
                user, organisation, **form.cleaned_data, actor=actor, now=timezone.now()
            )
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("Your declaration is public."))
            there = reverse("members:organisation", args=[slug])
            return redirect(
                signing_first(recorded.subject_of(made), actor, f"{there}#declarations")
            )
    page = DeclarePage(
        organisation=organisation,
        last=last,
        form=form,
        draft=f"declaration-{last.pk if last else 0}",
    )
    return render(request, "members/declare.html", {"page": page})


def _said(last: Declaration | None) -> dict[str, str]:
    if last is None:
        return {"language": current_language()}
    return {
        "interests": last.interests or "",
        "funding": last.funding or "",
        "language": last.language,
    }
