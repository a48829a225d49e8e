"""The secretary's pages of people: who can sign in, inviting, closing, recovering."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kenes.access.policy import authorise, may
from kenes.access.types import Decision
from kenes.accounts import permissions
from kenes.accounts.forms.people import InviteForm, NothingForm, ReasonForm
from kenes.accounts.mail import invitation_url, send_invitation
from kenes.accounts.models import Invitation, Recovery, User
from kenes.accounts.second_factor import lacks_second_factor
from kenes.accounts.services import invitations, people, recovery
from kenes.accounts.sessions import signed_in
from kenes.ui.asking import FormPage, actor_of, ask, form_page

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    people: tuple[User, ...]
    recoveries: tuple[Recovery, ...]
    first_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    person: User
    lacks_second_factor: bool
    sessions: int
    invitation: Invitation | None  # the latest
    is_invitation_open: bool
    recovery: Recovery | None  # the open one
    may_disable: Decision
    may_recover: Decision
    may_confirm: Decision


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Everyone with an account, by name."""
    authorise(actor_of(request), permissions.READ)
    found = User.objects.order_by("full_name", "id")
    name, _dot, pk = request.GET.get("after", "").rpartition(".")
    if pk.isdigit():
        found = found.filter(Q(full_name__gte=name) & (Q(full_name__gt=name) | Q(pk__gt=int(pk))))
    rows = list(found[: ROWS + 1])
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    page = PeoplePage(
        people=tuple(rows[:ROWS]),
        recoveries=tuple(Recovery.objects.filter(closed_at=None).select_related("user")[:ROWS]),
        first_url=reverse("accounts:people") if pk else "",
        next_url="?" + urlencode({"after": f"{last.full_name}.{last.pk}"}) if last else "",
    )
    return render(request, "accounts/people.html", {"page": page})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: how far it is set up, and what an officer can do to it."""
    actor, now = actor_of(request), timezone.now()
    authorise(actor, permissions.READ)
    found = get_object_or_404(User, pk=pk)
    invitation = found.invitations.order_by("-id").first()
    waiting = found.recoveries.filter(closed_at=None).first()
    page = PersonPage(
        person=found,
        lacks_second_factor=lacks_second_factor(found),
        sessions=len(signed_in(found, None, now)),
        invitation=invitation,
        is_invitation_open=invitation is not None and invitation.is_open(now),
        recovery=waiting,
        may_disable=may(actor, permissions.DISABLE, found),
        may_recover=may(actor, permissions.RECOVER, found),
        may_confirm=may(actor, permissions.CONFIRM_RECOVERY, waiting),
    )
    return render(request, "accounts/person.html", {"page": page})


def _send(request: HttpRequest, invitation: Invitation, token: str) -> None:
    """Send the link; called in the transaction that made it, so that no letter leaves no trace."""
    origin = request.build_absolute_uri("/")
    try:
        send_invitation(invitation, invitation_url(invitation.user, token, origin))
    except OSError as error:
        raise ValidationError(
            _("The letter could not be sent, so nothing was changed: %(why)s") % {"why": error}
        ) from error


@form_page
def invite(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.INVITE)
    given = {name: request.GET.get(name, "") for name in ("email", "full_name", "language")}
    page = FormPage(
        title=_("Invite a person"),
        back_url=reverse("accounts:people"),
        back=_("People"),
        form=InviteForm(request.POST or None, initial=given),
        button=_("Send the invitation"),
        consequence=_(
            "The person gets a link that works once, for seven days. What they may do comes from "
            "the seats and offices you give them."
        ),
    )
    token = secrets.token_urlsafe(32)

    @transaction.atomic
    def act(form: InviteForm) -> Invitation:
        invitation = invitations.invite(
            **form.cleaned_data, token=token, actor=actor_of(request), now=timezone.now()
        )
        _send(request, invitation, token)
        return invitation

    return ask(
        request,
        page,
        act,
        done=_("The invitation is sent."),
        then=lambda made: reverse("accounts:person", args=[made.user_id]),
    )


@form_page
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    authorise(actor_of(request), permissions.DISABLE, found)
    page = FormPage(
        title=_("Disable the account of %(person)s") % {"person": found},
        back_url=reverse("accounts:person", args=[pk]),
        back=str(found),
        form=ReasonForm(request.POST or None),
        button=_("Disable the account"),
        consequence=_(
            "%(person)s is signed out everywhere at once and cannot sign in until the account is "
            "enabled again. Seats, offices and all that was done stay as they are."
        )
        % {"person": found},
    )
    return ask(
        request,
        page,
        lambda form: people.disable(
            found,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        ),
        done=_("The account is disabled."),
        then=reverse("accounts:person", args=[pk]),
    )


@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    try:
        people.enable(found, actor=actor_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The account is enabled."))
    return redirect("accounts:person", pk)


@form_page
def recovery_ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    authorise(actor_of(request), permissions.RECOVER, found)
    page = FormPage(
        title=_("Ask for the recovery of %(person)s's account") % {"person": found},
        back_url=reverse("accounts:person", args=[pk]),
        back=str(found),
        form=ReasonForm(request.POST or None),
        button=_("Ask for recovery"),
        consequence=_(
            "Make sure that it is %(person)s who asks: see or call them. Nothing changes until "
            "another officer confirms."
        )
        % {"person": found},
    )
    return ask(
        request,
        page,
        lambda form: recovery.ask(
            found,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        ),
        done=_("Another officer now confirms the recovery."),
        then=reverse("accounts:person", args=[pk]),
    )


@form_page
def recovery_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(Recovery.objects.select_related("user"), pk=pk)
    authorise(actor_of(request), permissions.CONFIRM_RECOVERY, waiting)
    page = FormPage(
        title=_("Recover the account of %(person)s") % {"person": waiting.user},
        back_url=reverse("accounts:person", args=[waiting.user_id]),
        back=str(waiting.user),
        form=NothingForm(request.POST if request.method == "POST" else None),
        button=_("Recover the account"),
        consequence=_(
            "%(officer)s asked for it: “%(reason)s”. The password, every second factor and all "
            "sessions of %(person)s end at once, and a new invitation goes to %(email)s. "
            "This cannot be undone."
        )
        % {
            "officer": waiting.asked_name,
            "reason": waiting.reason,
            "person": waiting.user,
            "email": waiting.user.email,
        },
    )
    token = secrets.token_urlsafe(32)

    @transaction.atomic
    def act(_form: NothingForm) -> Invitation:
        invitation = recovery.confirm(
            waiting, token=token, actor=actor_of(request), now=timezone.now()
        )
        _send(request, invitation, token)
        return invitation

    return ask(
        request,
        page,
        act,
        done=_("The account is recovered; the invitation is sent."),
        then=reverse("accounts:person", args=[waiting.user_id]),
    )


@require_POST
def recovery_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(Recovery, pk=pk)
    try:
        recovery.withdraw(waiting, actor=actor_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The recovery is withdrawn."))
    return redirect("accounts:person", waiting.user_id)
