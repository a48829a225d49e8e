"""The secretary's pages of bodies, chambers and organisations."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise, may
from kenes.members import answering, composition, permissions
from kenes.members.forms.bodies import BodyForm, ChamberForm, OrganisationForm
from kenes.members.models import Body, Chamber, Duty, Office, Organisation, Seat
from kenes.members.services import bodies, organisations
from kenes.ui.asking import FormPage, actor_of, ask, form_page


@dataclass(frozen=True, kw_only=True)
class ManagePage:
    tree: tuple[composition.Branch, ...]
    chambers: tuple[Chamber, ...]


@dataclass(frozen=True, kw_only=True)
class ManageBodyPage:
    body: Body
    offices: tuple[Office, ...]
    benches: tuple[composition.Bench, ...]
    abolished: tuple[Seat, ...]


@dataclass(frozen=True, kw_only=True)
class ManageOrganisationPage:
    organisation: Organisation
    duties: tuple[Duty, ...]  # today's and those to come
    past: tuple[Duty, ...]
    may_change_duties: bool


@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """Where the secretary begins: the bodies, the chambers, the organisations."""
    authorise(actor_of(request), permissions.CHANGE_BODY)
    page = ManagePage(tree=composition.tree(), chambers=tuple(Chamber.objects.all()))
    return render(request, "members/manage/index.html", {"page": page})


@require_GET
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body's seats and offices, each with what can be done to it."""
    authorise(actor_of(request), permissions.CHANGE_SEAT)
    found = get_object_or_404(Body, slug=slug)
    today = timezone.localdate()
    page = ManageBodyPage(
        body=found,
        offices=composition.offices(found, today),
        benches=composition.benches(found, today),
        abolished=tuple(found.seats.filter(abolished_on__lte=today).select_related("chamber")),
    )
    return render(request, "members/manage/body.html", {"page": page})


@form_page
def body_new(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.CHANGE_BODY)
    page = FormPage(
        title=_("Found a body"),
        back_url=reverse("members:manage"),
        back=_("Composition"),
        form=BodyForm(request.POST or None),
        button=_("Found it"),
    )
    return ask(
        request,
        page,
        lambda form: bodies.create_body(
            facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The body is founded."),
        then=lambda made: reverse("members:manage_body", args=[made.slug]),
    )


@form_page
def body_change(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Body, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_BODY, found)
    page = FormPage(
        title=_("Change “%(name)s”") % {"name": found},
        back_url=reverse("members:manage_body", args=[slug]),
        back=str(found),
        form=BodyForm(request.POST or None, instance=found),
        button=_("Save"),
    )
    return ask(
        request,
        page,
        lambda form: bodies.change_body(
            found, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Saved."),
        then=lambda saved: reverse("members:manage_body", args=[saved.slug]),
    )


@form_page
def chamber_new(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.CHANGE_BODY)
    page = FormPage(
        title=_("Add a chamber"),
        back_url=reverse("members:manage"),
        back=_("Composition"),
        form=ChamberForm(request.POST or None),
        button=_("Add it"),
    )
    return ask(
        request,
        page,
        lambda form: bodies.create_chamber(
            facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The chamber is added."),
        then=reverse("members:manage"),
    )


@form_page
def chamber_change(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Chamber, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_BODY, found)
    page = FormPage(
        title=_("Change “%(name)s”") % {"name": found},
        back_url=reverse("members:manage"),
        back=_("Composition"),
        form=ChamberForm(request.POST or None, instance=found),
        button=_("Save"),
    )
    return ask(
        request,
        page,
        lambda form: bodies.change_chamber(
            found, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Saved."),
        then=reverse("members:manage"),
    )


@form_page
def organisation_new(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.CHANGE_ORGANISATION)
    page = FormPage(
        title=_("Enter an organisation"),
        back_url=reverse("members:organisations"),
        back=_("Organisations"),
        form=OrganisationForm(request.POST or None),
        button=_("Enter it"),
    )
    return ask(
        request,
        page,
        lambda form: organisations.create(
            facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("The organisation is entered."),
        then=lambda made: reverse("members:organisation", args=[made.slug]),
    )


@require_GET
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation for the secretary: what is said of it, who drafts, who signs."""
    found = get_object_or_404(Organisation, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_ORGANISATION, found)
    current, past = answering.all_duties(found, timezone.localdate())
    page = ManageOrganisationPage(
        organisation=found,
        duties=current,
        past=past,
        may_change_duties=bool(may(actor_of(request), permissions.CHANGE_DUTY, found)),
    )
    return render(request, "members/manage/organisation.html", {"page": page})


@form_page
def organisation_change(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organisation, slug=slug)
    authorise(actor_of(request), permissions.CHANGE_ORGANISATION, found)
    page = FormPage(
        title=_("Change “%(name)s”") % {"name": found},
        back_url=reverse("members:manage_organisation", args=[slug]),
        back=str(found),
        form=OrganisationForm(request.POST or None, instance=found),
        button=_("Save"),
    )
    return ask(
        request,
        page,
        lambda form: organisations.change(
            found, facts=form.facts, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Saved."),
        then=lambda saved: reverse("members:manage_organisation", args=[saved.slug]),
    )
