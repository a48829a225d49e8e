"""Invitations: made, shown once to be printed, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.database import paging
from kenes.members.services import bylaws
from kenes.opinions import permissions, telling
from kenes.opinions.forms.preparing import InviteForm
from kenes.opinions.lifecycle import Circle, Status, Way
from kenes.opinions.models import Consultation
from kenes.opinions.services import preparing
from kenes.opinions.views.door import found
from kenes.ui.asking import actor_of, attempt, form_page, posted

_BATCHES = 100


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Invitations made at one moment; ``first``: the key of the first of them."""

    first: int
    made_at: datetime
    count: int
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Page:
    consultation: Consultation
    form: InviteForm
    batches: tuple[Batch, ...]
    come: str  # how many of those who are invited have come in, roughly
    may_invite: bool
    is_needed: bool  # others than members come in by invitation alone


@dataclass(frozen=True, kw_only=True)
class Slips:
    """Links to be cut apart and handed out."""

    consultation: Consultation
    links: tuple[str, ...]
    until: date | None
    counted: str


@form_page
def invite(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    authorise(actor, permissions.INVITE, one)
    form = InviteForm(posted(request))
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            count = form.cleaned_data["count"]
            refused, codes = attempt(
                form, lambda: preparing.invite(one, count, actor=actor, now=timezone.now())
            )
            if not refused:
                return _slips(request, one, codes)
    page = Page(
        consultation=one,
        form=form,
        batches=_batches(one),
        come=_come(one),
        may_invite=one.status == Status.OPEN and one.circle != Circle.MEMBERS,
        is_needed=one.circle == Circle.INVITED,
    )
    return render(request, "opinions/invite.html", {"page": page}, status=status)


@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    authorise(actor, permissions.INVITE, one)
    try:
        first = one.invitations.filter(pk=paging.whole(request.POST.get("first", ""))).first()
    except ValueError:
        first = None
    try:
        if first is None:
            raise ValidationError(_("There are no such invitations any more."))
        count = preparing.take_back(one, first.made_at, actor=actor, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        said = ngettext(
            "%(n)s invitation holds no more.", "%(n)s invitations hold no more.", count
        )
        messages.success(request, said % {"n": count})
    return redirect("opinions:invite", number=number)


def _slips(request: HttpRequest, one: Consultation, codes: list[str]) -> HttpResponse:
    """In the answer itself: the links are kept nowhere, so no other page can show them."""
    door = request.build_absolute_uri(reverse("opinions:enter", args=[one.number]))
    page = Slips(
        consultation=one,
        links=tuple(f"{door}?code={code}" for code in codes),
        until=one.closes_on,
        counted=ngettext("%(n)s invitation", "%(n)s invitations", len(codes)) % {"n": len(codes)},
    )
    answer = render(request, "opinions/slips.html", {"page": page})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _batches(one: Consultation) -> tuple[Batch, ...]:
    rows = one.invitations.order_by().values("made_at", "ended_at")
    rows = rows.annotate(first=Min("pk"), count=Count("pk")).order_by("-first")
    return tuple(Batch(**row) for row in rows[:_BATCHES])


def _come(one: Consultation) -> str:
    least = bylaws.in_force(timezone.localdate()).number("least_group")
    return telling.people(one.participants.filter(way=Way.INVITED).count(), least)
