"""The secretary's pages of seats, terms and offices."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise
from kenes.members import permissions
from kenes.members.forms.seats import (
    DayForm,
    EndTermForm,
    OfficeForm,
    SeatChangeForm,
    SeatForm,
    TermForm,
)
from kenes.members.models import Body, Capacity, Office, Seat, Tenure
from kenes.members.services import offices, seats
from kenes.ui.asking import FormPage, actor_of, ask, form_page


@dataclass(frozen=True, kw_only=True)
class SeatPage:
    seat: Seat
    terms: tuple[Tenure, ...]


@require_GET
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat with all its terms and what can be done to each."""
    authorise(actor_of(request), permissions.CHANGE_SEAT)
    found = get_object_or_404(
        Seat.objects.select_related("body", "chamber", "organisation"), pk=pk
    )
    terms = found.tenures.select_related("organisation").order_by("-starts_on", "id")
    return render(
        request, "members/manage/seat.html", {"page": SeatPage(seat=found, terms=tuple(terms))}
    )


@form_page
def seat_new(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_SEAT, body)
    page = FormPage(
        title=_("Create a seat"),
        back_url=reverse("members:manage_body", args=[slug]),
        back=str(body),
        form=SeatForm(request.POST or None, initial={"created_on": timezone.localdate()}),
        button=_("Create it"),
    )
    return ask(
        request,
        page,
        lambda form: seats.create(
            body, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The seat is created; it is vacant until you appoint its holder."),
        then=lambda made: reverse("members:seat", args=[made.pk]),
    )


@form_page
def seat_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Seat.objects.select_related("organisation"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_SEAT, found)
    page = FormPage(
        title=_("Change the seat “%(seat)s”") % {"seat": found},
        back_url=reverse("members:seat", args=[pk]),
        back=str(found),
        form=SeatChangeForm(
            request.POST or None, instance=found, initial={"organisation": found.organisation}
        ),
        button=_("Save"),
        consequence=_("Terms served so far keep the organisation they were served for."),
    )
    return ask(
        request,
        page,
        lambda form: seats.change(
            found, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Saved."),
        then=reverse("members:seat", args=[pk]),
    )


@form_page
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Seat.objects.select_related("organisation"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_SEAT, found)
    given = {"starts_on": timezone.localdate(), "capacity": request.GET.get("as", "holder")}
    page = FormPage(
        title=_("Appoint to the seat “%(seat)s”") % {"seat": found},
        back_url=reverse("members:seat", args=[pk]),
        back=str(found),
        form=TermForm(request.POST or None, initial=given),
        button=_("Appoint"),
        consequence=_(
            "From the first day on, the person is named on the public page of the body."
        ),
    )
    return ask(
        request,
        page,
        lambda form: seats.appoint(
            found, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Appointed."),
        then=reverse("members:seat", args=[pk]),
    )


@form_page
def end_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Tenure.objects.select_related("seat", "organisation"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_SEAT, term.seat)
    page = FormPage(
        title=_("End the term of %(person)s") % {"person": term.person},
        back_url=reverse("members:seat", args=[term.seat_id]),
        back=str(term.seat),
        form=EndTermForm(request.POST or None, initial={"on": timezone.localdate()}),
        button=_("End the term"),
        consequence=_consequence(term),
    )
    return ask(
        request,
        page,
        lambda form: seats.end(
            term,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        ),
        done=_("The term is ended."),
        then=reverse("members:seat", args=[term.seat_id]),
    )


def _consequence(term: Tenure) -> str:
    stops = _(
        "After its last day %(person)s can no longer act for %(organisation)s here. "
        "The term stays in the public history with its reason. This cannot be undone."
    ) % {"person": term.person, "organisation": term.organisation}
    if term.capacity != Capacity.HOLDER:
        return stops
    vacant = _("The seat “%(seat)s” is shown as vacant until somebody is appointed.")
    return f"{stops} {vacant % {'seat': term.seat}}"


@form_page
def abolish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Seat.objects.select_related("body"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_SEAT, found)
    page = FormPage(
        title=_("Abolish the seat “%(seat)s”") % {"seat": found},
        back_url=reverse("members:seat", args=[pk]),
        back=str(found),
        form=DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        button=_("Abolish the seat"),
        consequence=_(
            "The terms still running on it end on its last day, and nobody can be appointed to it "
            "afterwards. Its history stays. This cannot be undone."
        ),
    )
    return ask(
        request,
        page,
        lambda form: seats.abolish(
            found, on=form.cleaned_data["on"], actor=actor_of(request), now=timezone.now()
        ),
        done=_("The seat is abolished."),
        then=reverse("members:manage_body", args=[found.body.slug]),
    )


@form_page
def office_new(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_OFFICE, body)
    page = FormPage(
        title=_("Give an office of “%(body)s”") % {"body": body},
        back_url=reverse("members:manage_body", args=[slug]),
        back=str(body),
        form=OfficeForm(request.POST or None, initial={"starts_on": timezone.localdate()}),
        button=_("Give the office"),
    )
    return ask(
        request,
        page,
        lambda form: offices.give(
            body, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The office is given."),
        then=reverse("members:manage_body", args=[slug]),
    )


@form_page
def end_office(request: HttpRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.select_related("body"), pk=pk)
    authorise(actor_of(request), permissions.CHANGE_OFFICE, office.body)
    page = FormPage(
        title=_("End the office of %(person)s") % {"person": office.person},
        back_url=reverse("members:manage_body", args=[office.body.slug]),
        back=str(office.body),
        form=DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        button=_("End the office"),
        consequence=_(
            "After its last day %(person)s can no longer act as %(office)s. "
            "This cannot be undone; the office can be given again."
        )
        % {"person": office.person, "office": office.get_kind_display()},
    )
    return ask(
        request,
        page,
        lambda form: offices.end(
            office, on=form.cleaned_data["on"], actor=actor_of(request), now=timezone.now()
        ),
        done=_("The office ends."),
        then=reverse("members:manage_body", args=[office.body.slug]),
    )
